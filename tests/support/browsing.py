"""What a browser visits in tests: a site with many names, and places that nobody may reach."""

import asyncio
import socket
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

SITE_ADDRESS = "127.0.0.2"
NAME = "pricetrail/0.0 (+https://contact.test)"


@dataclass
class Reply:
    """What a path answers from now on; `wait` holds it back until it is set."""

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: asyncio.Event | None = None


class Site:
    """Answers by ``host/path`` or by ``/path``, with 404 where there is no reply; keeps a log."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[str] = []
        self.headers: dict[str, dict[str, str]] = {}
        self.port = 0
        self._came = asyncio.Condition()

    async def wait_for(self, asked: str) -> None:
        """Until somebody has asked for that ``host/path``."""
        async with self._came:
            await self._came.wait_for(lambda: asked in self.asked)

    def url(self, path: str, host: str = "shop.test") -> str:
        return f"http://{host}:{self.port}{path}"

    def says(self, path: str, body: str | bytes = "", **more: object) -> str:
        """Answer `path` so from now on; its URL."""
        self.replies[path] = Reply(body, **more)  # type: ignore[arg-type]
        return self.url(path)

    async def answer(self, request: web.BaseRequest) -> web.Response:
        host = request.host.partition(":")[0]
        async with self._came:
            self.asked.append(f"{host}{request.path_qs}")
            self._came.notify_all()
        self.headers[f"{host}{request.path}"] = dict(request.headers)
        named = (f"{host}{request.path}", request.path_qs, request.path)
        reply = next((self.replies[name] for name in named if name in self.replies), None)
        if reply is None:
            return web.Response(status=404, text="nothing here", content_type="text/html")
        if reply.wait is not None:
            await reply.wait.wait()
        body = reply.body if isinstance(reply.body, bytes) else reply.body.encode()
        headers = {"Content-Type": "text/html; charset=utf-8", **reply.headers}
        return web.Response(body=body, status=reply.status, headers=headers)


@asynccontextmanager
async def running_site() -> AsyncIterator[Site]:
    """A site on a free port of an address of its own."""
    site = Site()
    runner = web.ServerRunner(web.Server(site.answer, access_log=None), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, SITE_ADDRESS, 0).start()
    site.port = runner.addresses[0][1]
    try:
        yield site
    finally:
        await runner.cleanup()


class Names(AbstractResolver):
    """Every name is the site's, but those of `.lan`, which are 127.0.0.1's; `answers` come first.

    Of the answers for a name each is given once, the last one for ever.
    """

    def __init__(self) -> None:
        self.answers: dict[str, list[str]] = {}
        self.asked: defaultdict[str, int] = defaultdict(int)

    async def resolve(self, host, port=0, family=socket.AF_INET) -> list[ResolveResult]:
        self.asked[host] += 1
        usual = "127.0.0.1" if host.endswith(".lan") else SITE_ADDRESS
        answers = self.answers.get(host, [usual])
        address = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=0)
        ]

    async def close(self) -> None:
        """Nothing to release."""


@dataclass
class Canary:
    """A port of 127.0.0.1, for TCP and UDP, and what came there."""

    port: int
    came: list[object] = field(default_factory=list)


@asynccontextmanager
async def running_canary() -> AsyncIterator[Canary]:
    """Listens where nobody may come; at the end nobody has."""
    canary = Canary(0)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        canary.came.append("a connection")
        writer.close()

    class Datagrams(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: object) -> None:
            canary.came.append(f"a datagram of {len(data)} bytes")

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        canary.port = server.sockets[0].getsockname()[1]
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            Datagrams, local_addr=("127.0.0.1", canary.port)
        )
        try:
            yield canary
        finally:
            transport.close()
    assert canary.came == []
