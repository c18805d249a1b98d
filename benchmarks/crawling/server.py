"""The shop that is crawled, in a process of its own: pages made and gzipped before it opens.

``python -m benchmarks.crawling.server --bytes 250000 --pages 5000`` prints its origin when it is
ready and serves until its standard input ends. It does as little per request as it can, lest it
be what is measured: its own ceiling is measured too, see `ceiling`.
"""

import argparse
import asyncio
import socket
import sys
from time import perf_counter

from benchmarks.crawling.goods import Good, PageMaker

_ROBOTS = b"User-agent: *\nDisallow: /cart\nDisallow: /account\nAllow: /\n"
_END = b"\r\n\r\n"


class Connection(asyncio.Protocol):
    """One keep-alive connection; requests have no bodies."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers = answers
        self._pending = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request whose head is complete."""
        assert self._transport is not None
        *heads, self._pending = (self._pending + data).split(_END)
        for head in heads:
            path = head.split(b" ", 2)[1]
            self._transport.write(self._answers.get(path) or _answer(b"gone", status=b"404 Gone"))


def _answer(body: bytes, *, status: bytes = b"200 OK", headers: bytes = b"") -> bytes:
    return (
        b"HTTP/1.1 %b\r\nServer: shop\r\nContent-Type: text/html; charset=utf-8\r\n"
        b"%bContent-Length: %d\r\n\r\n%b" % (status, headers, len(body), body)
    )


def answers(size: int, pages: int, origin: str) -> dict[bytes, bytes]:
    """Path → the whole answer, for `pages` products and robots.txt."""
    maker = PageMaker(size, origin)
    made = {b"/robots.txt": _answer(_ROBOTS)}
    for number in range(pages):
        good = Good(number)
        headers = (
            b"Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n"
            b'Cache-Control: max-age=0, must-revalidate\r\nETag: "%08x"\r\n' % number
        )
        made[good.path.encode()] = _answer(maker.gzipped(good), headers=headers)
    return made


async def serve(size: int, pages: int) -> None:
    """Serve on a free port of the loopback address until standard input ends."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    origin = f"http://127.0.0.1:{listening.getsockname()[1]}"
    made = answers(size, pages, origin)
    server = await asyncio.get_running_loop().create_server(
        lambda: Connection(made), sock=listening
    )
    async with server:
        print(origin, flush=True)
        await asyncio.to_thread(sys.stdin.read)


async def ceiling(port: int, paths: list[str], concurrency: int) -> float:
    """Pages a second that a client gets which does nothing but count bytes."""
    waiting = iter(paths)

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        for path in waiting:
            writer.write(b"GET %b HTTP/1.1\r\nHost: shop\r\n\r\n" % path.encode())
            head = await reader.readuntil(_END)
            await reader.readexactly(int(head.rpartition(b": ")[2]))
        writer.close()
        await writer.wait_closed()

    started = perf_counter()
    await asyncio.gather(*(client() for _ in range(concurrency)))
    return len(paths) / (perf_counter() - started)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bytes", type=int, required=True, help="size of a page")
    parser.add_argument("--pages", type=int, required=True, help="how many there are")
    asked = parser.parse_args()
    asyncio.run(serve(asked.bytes, asked.pages))


if __name__ == "__main__":
    main()
