"""A real server on loopback that does what servers should not; every path is one bad habit."""

import asyncio
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import brotli
from aiohttp import web

from pricetrail.fetch.gate import Endpoint

PAGE = b"<!doctype html><title>A kettle</title><p>19.90 EUR</p>"
HOST = "shop.test"


@dataclass
class Seen:
    """One request as it arrived."""

    host: str
    path: str
    headers: dict[str, str]


@dataclass
class Robots:
    """What /robots.txt answers."""

    status: int = 404
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    breaks: bool = False
    silent: bool = False


class MisbehavingSite:
    """The server; `seen` lists requests in order, `robots` sets robots.txt by host."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.address = address
        self.seen: list[Seen] = []
        self.robots: dict[str, Robots] = {}
        self.port = 0
        self._failures: dict[str, int] = {}
        self._arrived = asyncio.Condition()

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint(self.address, self.port)

    @property
    def paths(self) -> list[str]:
        """The paths asked for, robots.txt left out."""
        return [each.path for each in self.seen if each.path != "/robots.txt"]

    async def wait_for(self, path: str) -> None:
        """Until somebody has asked for `path`."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: any(each.path == path for each in self.seen))

    async def handle(self, request: web.Request) -> web.StreamResponse:
        host = request.host.partition(":")[0]
        self.seen.append(Seen(host, request.path_qs, dict(request.headers)))
        async with self._arrived:
            self._arrived.notify_all()
        if request.path == "/robots.txt":
            return await self._robots(request, self.robots.get(host, Robots()))
        name, _, argument = request.path.strip("/").partition("/")
        habit: Callable[[web.Request, str], Awaitable[web.StreamResponse]]
        habit = getattr(self, f"habit_{name.replace('-', '_') or 'page'}")
        return await habit(request, argument)

    async def _robots(self, request: web.Request, robots: Robots) -> web.StreamResponse:
        if robots.breaks:
            return _break_off(request)
        if robots.silent:
            await asyncio.sleep(60)
        return web.Response(status=robots.status, text=robots.text, headers=robots.headers)

    async def habit_page(self, request: web.Request, _: str) -> web.StreamResponse:
        return _html(PAGE)

    async def habit_status(self, request: web.Request, code: str) -> web.StreamResponse:
        return web.Response(status=int(code), body=PAGE, content_type="text/html")

    async def habit_to(self, request: web.Request, code: str) -> web.StreamResponse:
        """Redirects with status `code` to whatever ?u= says, unchanged."""
        headers = {"Location": request.query["u"], "Set-Cookie": "session=secret"}
        return web.Response(status=int(code or 302), headers=headers)

    async def habit_hops(self, request: web.Request, left: str) -> web.StreamResponse:
        if left == "0":
            return _html(PAGE)
        return web.Response(status=302, headers={"Location": f"/hops/{int(left) - 1}"})

    async def habit_loop(self, request: web.Request, name: str) -> web.StreamResponse:
        other = {"a": "b", "b": "a"}[name]
        return web.Response(status=301, headers={"Location": f"/loop/{other}"})

    async def habit_limited(self, request: web.Request, code: str) -> web.StreamResponse:
        """429 or 503, with Retry-After if ?after= is there; only the first ?times= times."""
        times = int(request.query.get("times", "1000"))
        if self._count(request.path_qs) > times:
            return _html(PAGE)
        after = request.query.get("after")
        return web.Response(status=int(code), headers={"Retry-After": after} if after else {})

    async def habit_flaky(self, request: web.Request, code: str) -> web.StreamResponse:
        """Fails ?times= times with status `code`, or by breaking the connection for 0."""
        if self._count(request.path_qs) > int(request.query["times"]):
            return _html(PAGE)
        return web.Response(status=int(code)) if int(code) else _break_off(request)

    async def habit_slow_headers(self, request: web.Request, _: str) -> web.StreamResponse:
        await asyncio.sleep(60)
        return _html(PAGE)

    async def habit_slow_after_500(self, request: web.Request, _: str) -> web.StreamResponse:
        if self._count(request.path) == 1:
            return web.Response(status=500)
        return await self.habit_slow_headers(request, _)

    async def habit_slow_body(self, request: web.Request, _: str) -> web.StreamResponse:
        response = await _start(request)
        while True:
            await response.write(b".")
            await asyncio.sleep(0.05)

    async def habit_truncated(self, request: web.Request, how: str) -> web.StreamResponse:
        """Ends early: the declared length, the chunks, or the compressed stream inside."""
        if how in {"gzip", "deflate", "br"}:
            body = compress(how, PAGE * 50)
            return _html(body[: len(body) * 2 // 3], encoding=how)
        length = {"Content-Length": "1000"} if how == "length" else {}
        response = await _start(request, **length)
        await response.write(PAGE)
        return _break_off(request, response)

    async def habit_encoded(self, request: web.Request, coding: str) -> web.StreamResponse:
        return _html(compress(coding, PAGE * 50), encoding=coding)

    async def habit_bomb(self, request: web.Request, coding: str) -> web.StreamResponse:
        """?mb= megabytes of nothing, compressed as `coding`; ?code= the status."""
        body = bomb(coding, int(request.query["mb"]))
        status = int(request.query.get("code", "200"))
        headers = {"Content-Encoding": coding, "Content-Type": "text/html", "Location": "/page"}
        return web.Response(status=status, body=body, headers=headers)

    async def habit_huge(self, request: web.Request, how: str) -> web.StreamResponse:
        """An endless body, or one that only says that it is huge."""
        response = await _start(
            request, **({"Content-Length": "100000000"} if how == "declared" else {})
        )
        for _ in range(1600):
            await response.write(b"x" * 65_536)
        return response

    async def habit_typed(self, request: web.Request, kind: str) -> web.StreamResponse:
        """The body of ?hex= under the media type `kind`, exactly."""
        body = bytes.fromhex(request.query.get("hex", "")) or PAGE
        return web.Response(body=body, headers={"Content-Type": kind or "text/html"})

    async def habit_etag(self, request: web.Request, _: str) -> web.StreamResponse:
        same = (
            request.headers.get("If-None-Match") == '"v1"'
            or request.headers.get("If-Modified-Since") == "Tue, 01 Sep 2026 10:00:00 GMT"
        )
        validators = {"ETag": '"v1"', "Last-Modified": "Tue, 01 Sep 2026 10:00:00 GMT"}
        return web.Response(
            status=304 if same else 200, body=None if same else PAGE, headers=validators
        )

    async def habit_cookies(self, request: web.Request, _: str) -> web.StreamResponse:
        return web.Response(
            body=PAGE,
            headers=[("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")],  # type: ignore[arg-type]
        )

    async def habit_odd_headers(self, request: web.Request, _: str) -> web.StreamResponse:
        return web.Response(
            body=PAGE,
            headers={"X-Long": "x" * 30_000, "X-Name": "Küche", "Content-Type": "text/html"},
        )

    def _count(self, key: str) -> int:
        self._failures[key] = self._failures.get(key, 0) + 1
        return self._failures[key]


@asynccontextmanager
async def misbehaving_site(
    address: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[MisbehavingSite]:
    """The site, up on a free port of a loopback address."""
    site = MisbehavingSite(address)
    runner = web.ServerRunner(web.Server(site.handle, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    listener = web.TCPSite(runner, address, port)
    await listener.start()
    site.port = runner.addresses[0][1]
    try:
        yield site
    finally:
        await runner.cleanup()


@asynccontextmanager
async def raw_server(
    answer: bytes, address: str = "127.0.0.1", ssl_context: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[Endpoint, list[bytes]]]:
    """A server that reads a request, answers these bytes, and hangs up; with what it read."""
    received: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(serve, address, 0, ssl=ssl_context)
    async with server:
        yield Endpoint(address, server.sockets[0].getsockname()[1]), received


def compress(coding: str, data: bytes) -> bytes:
    """`data` in each of the codings, comma-separated, applied in that order."""
    for name in coding.split(","):
        if name == "br":
            data = brotli.compress(data, quality=5)
        elif name != "identity":
            bits = {"gzip": 31, "deflate": 15, "raw-deflate": -15}[name]
            packer = zlib.compressobj(wbits=bits)
            data = packer.compress(data) + packer.flush()
    return data


def bomb(coding: str, megabytes: int) -> bytes:
    """So many megabytes of nothing, made without holding them; further codings are put around."""
    first, *more = coding.split(",")
    block = bytes(1_000_000)
    parts = []
    if first == "br":
        packer = brotli.Compressor(quality=1)
        parts = [packer.process(block) for _ in range(megabytes)] + [packer.finish()]
    else:
        squeezer = zlib.compressobj(level=1, wbits={"gzip": 31, "deflate": 15}[first])
        parts = [squeezer.compress(block) for _ in range(megabytes)] + [squeezer.flush()]
    return compress(",".join(more) or "identity", b"".join(parts))


def _html(body: bytes, encoding: str | None = None) -> web.Response:
    headers = {"Content-Type": "text/html; charset=utf-8"}
    if encoding is not None:
        headers["Content-Encoding"] = encoding.removeprefix("raw-").replace("identity", "utf-8")
    return web.Response(body=body, headers=headers)


async def _start(request: web.Request, **headers: str) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/html", **_dashed(headers)})
    await response.prepare(request)
    return response


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _break_off(
    request: web.Request, response: web.StreamResponse | None = None
) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.close()
    return response or web.Response()
