"""The browser's only way out: a proxy on loopback that lets through what the gate lets through.

Chromium is told to use it for everything and to resolve no name itself. So navigation, redirects,
sub-resources, scripts and WebSockets all end here, and the address that the gate has checked is
the address that is connected to. Requests over http come one per connection; all else comes as
CONNECT and is passed on unread.
"""

import asyncio
import os
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass, field

from aiohttp import ThreadedResolver
from aiohttp.abc import AbstractResolver
from yarl import URL

from pricetrail.errors import EgressDenied, InvalidURL
from pricetrail.fetch.browser import processes
from pricetrail.fetch.gate import Egress, GuardedResolver
from pricetrail.log import get_logger
from pricetrail.urls import parse_url

_LONGEST_HEAD = 256 * 1024
_PIECE = 64 * 1024
_PATIENCE_S = 15.0
_NO_MORE_THAN = 256  # connections at once
_HOP_BY_HOP = re.compile(rb"(?:proxy-[\w-]+|connection|keep-alive)\s*:", re.IGNORECASE)
# What Chromium asks on its own account when it starts, whatever its flags say; no page needs them.
_CHROMIUMS_OWN = frozenset(
    {
        "accounts.google.com",
        "clients1.google.com",
        "clients2.google.com",
        "content-autofill.googleapis.com",
        "edgedl.me.gvt1.com",
        "optimizationguide-pa.googleapis.com",
        "redirector.gvt1.com",
        "safebrowsing.googleapis.com",
        "start.duckduckgo.com",
        "update.googleapis.com",
    }
)
_log = get_logger("browser")


_NOTHING_ASKED = (
    OSError,
    TimeoutError,
    ValueError,
    asyncio.IncompleteReadError,
    asyncio.LimitOverrunError,
)


@dataclass(slots=True)
class Traffic:
    """What one page asked for and got; `refused` and `failed` say why, by host."""

    most_bytes: int
    received: int = 0
    hosts: set[str] = field(default_factory=set)
    refused: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def is_over(self) -> bool:
        """Whether the page got all that one may get."""
        return self.received > self.most_bytes


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whom a request is for, and what to send there first; nothing for a tunnel."""

    host: str
    port: int
    first: bytes


class EgressProxy:
    """A proxy on a free port of 127.0.0.1, for processes of `user` only, by default our own.

    Without a page nothing is let through: `begin` says whose traffic it is from then on, `end`
    that it is nobody's.
    """

    def __init__(
        self, egress: Egress, resolver: AbstractResolver | None = None, *, user: int | None = None
    ) -> None:
        self._egress = egress
        self._user = os.getuid() if user is None else user
        self._resolver = GuardedResolver(egress, resolver or ThreadedResolver())
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._page: Traffic | None = None
        self.port = 0

    async def start(self) -> None:
        """Listen from now on."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=_LONGEST_HEAD)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Break off all connections and listen no more; closing twice is harmless."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
            await self._break_off()
            await self._resolver.close()

    def begin(self, most_bytes: int) -> Traffic:
        """A page begins, which may get so many bytes."""
        self._page = Traffic(most_bytes)
        return self._page

    async def end(self) -> None:
        """The page is over: its connections are broken off, and nothing is let through."""
        self._page = None
        await self._break_off()

    async def _break_off(self) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        page = self._page
        try:
            if page is not None and not page.is_over and self._is_welcome(writer):
                async with asyncio.timeout(_PATIENCE_S):
                    asked = _asked(await reader.readuntil(b"\r\n\r\n"))
                await self._pass_on(asked, page, reader, writer)
        except _NOTHING_ASKED:
            pass  # whoever asked went away, or asked for nothing that can be read
        finally:
            writer.close()

    def _is_welcome(self, writer: asyncio.StreamWriter) -> bool:
        """Whether it is one of our own processes that connected, and there are not too many."""
        user = processes.user_of_connection(writer.get_extra_info("peername")[1], self.port)
        return user in {None, self._user} and len(self._tasks) <= _NO_MORE_THAN

    async def _pass_on(
        self,
        asked: _Asked,
        page: Traffic,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        if asked.host in _CHROMIUMS_OWN:
            return
        page.hosts.add(asked.host)
        try:
            async with asyncio.timeout(_PATIENCE_S):
                far_reader, far_writer = await self._connect(asked)
        except (EgressDenied, InvalidURL) as error:
            page.refused.setdefault(asked.host, str(error))
            _log.info("the browser was refused", host=asked.host, reason=str(error))
            return
        except (OSError, TimeoutError) as error:
            reason = getattr(error, "strerror", None) or "it does not answer"
            page.failed.setdefault(asked.host, str(reason))
            return
        try:
            if asked.first:
                far_writer.write(asked.first)
                await _pass_head(far_reader, writer)
            else:
                writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            await self._exchange(reader, writer, far_reader, far_writer)
        finally:
            far_writer.close()

    async def _connect(self, asked: _Asked) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to an address of the host that the gate admits.

        Raises EgressDenied where there is none, OSError where none answers.
        """
        host = f"[{asked.host}]" if ":" in asked.host else asked.host
        self._egress.check(parse_url(f"http://{host}:{asked.port}/"))
        found = await self._resolver.resolve(asked.host, asked.port, socket.AF_UNSPEC)
        problem = OSError("it has no address")
        for each in found:
            try:
                return await asyncio.open_connection(
                    each["host"], each["port"], limit=_LONGEST_HEAD
                )
            except OSError as error:
                problem = error
        raise problem

    async def _exchange(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        far_reader: asyncio.StreamReader,
        far_writer: asyncio.StreamWriter,
    ) -> None:
        """Pass bytes on both ways, until either side has nothing more to say."""
        ways = {
            asyncio.create_task(self._pass(reader, far_writer, counted=False)),
            asyncio.create_task(self._pass(far_reader, writer, counted=True)),
        }
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, counted: bool
    ) -> None:
        while data := await reader.read(_PIECE):
            page = self._page
            if page is None or page.is_over:
                return
            if counted:
                page.received += len(data)
            writer.write(data)
            await writer.drain()


async def _pass_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on the head of the response, and those of interim ones before it.

    The connection ends with it: its next request could be for somebody else.
    """
    while True:
        head = await reader.readuntil(b"\r\n\r\n")
        status, *headers = head.rstrip(b"\r\n").split(b"\r\n")
        if status.split(b" ", 2)[1:2] and status.split(b" ", 2)[1].startswith(b"1"):
            continue
        writer.write(_head(status, headers))
        return


def _asked(head: bytes) -> _Asked:
    """What a request to a proxy asks for. Raises ValueError where that is nothing readable."""
    line, *headers = head.rstrip(b"\r\n").split(b"\r\n")
    method, target, version = line.split(b" ")
    if method == b"CONNECT":
        authority = URL(f"http://{target.decode('ascii')}")
        return _Asked(_host_of(authority), authority.explicit_port or 443, b"")
    url = URL(target.decode("ascii"), encoded=True)
    if url.scheme != "http":
        raise ValueError("only http is asked for in the open")
    path = target.split(b"/", 3)[3:] or [b""]
    first = _head(b"%s /%s %s" % (method, path[0], version), headers)
    return _Asked(_host_of(url), url.port or 80, first)


def _host_of(url: URL) -> str:
    host = url.raw_host
    if not host:
        raise ValueError("it names no host")
    return host.lower()


def _head(line: bytes, headers: Iterable[bytes]) -> bytes:
    kept = [header for header in headers if not _HOP_BY_HOP.match(header)]
    return b"\r\n".join([line, *kept, b"Connection: close", b"", b""])
