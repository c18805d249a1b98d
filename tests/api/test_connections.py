"""What a connection may do to a server: how long it may take, and how much it may say.

Requests are written part by part, as no client library would send them.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pricetrail.cli import connections
from pricetrail.main import create_app
from tests.support.serving import PATIENCE_S, served, settings_for

HOST = b"Host: 127.0.0.1\r\n"
GET = b"GET /healthz HTTP/1.1\r\n" + HOST
LAST = b"Connection: close\r\n\r\n"
POST = b"POST /events/scrape HTTP/1.1\r\nContent-Type: application/json\r\n" + HOST
AT_ONCE = 0.05
NEVER = 3600.0


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[str]:
    """The address of a server."""
    settings = settings_for(tmp_path)
    async with served(create_app(settings), settings) as url:
        yield url


async def told(place: str, *parts: bytes) -> bytes:
    """All that is answered to those parts, until the server closes the connection."""
    host, port = place.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        async with asyncio.timeout(PATIENCE_S):
            for part in parts:
                writer.write(part)
                await writer.drain()
            return await reader.read()
    finally:
        writer.close()


@pytest.mark.parametrize("part", [b"", b"GET /heal", GET, GET + b"X-Slow: "])
async def test_a_head_that_does_not_come_ends_the_connection(
    place: str, part: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "HEAD_S", AT_ONCE)
    monkeypatch.setattr(connections, "BODY_S", NEVER)
    answer = await told(place, part)
    assert answer.startswith(b"HTTP/1.1 408 ") or (answer, part) == (b"", b"")


@pytest.mark.parametrize("part", [b"", b"{", b'{"url"'])
async def test_a_body_that_does_not_come_ends_the_connection(
    place: str, part: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BODY_S", AT_ONCE)
    await told(place, POST, b"Content-Length: 100\r\n\r\n", part)
    assert (await told(place, GET + LAST)).startswith(b"HTTP/1.1 200 ")


async def test_a_request_may_come_in_parts(place: str) -> None:
    body = b'{"url": "https://shop.example/p/1", "name": "A kettle"}'
    length = b"Content-Length: %d\r\n" % len(body)
    parts = (POST[:10], POST[10:], length, LAST, body[:5], body[5:])
    assert (await told(place, *parts)).startswith(b"HTTP/1.1 201 ")


async def test_a_connection_may_ask_again(place: str) -> None:
    answers = await told(place, GET + b"\r\n" + GET + b"\r\n" + GET + LAST)
    assert answers.count(b"HTTP/1.1 200 ") == 3


async def test_an_endless_head_is_refused(place: str) -> None:
    lines = [b"X-%d: %s\r\n" % (n, b"x" * 8_000) for n in range(200)]
    try:
        answer = await told(place, GET, *lines)
    except ConnectionError:  # it was closed while we still wrote
        return
    assert answer.startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("second", [b"127.0.0.1", b"evil.example"])
async def test_a_request_names_one_host(place: str, second: bytes) -> None:
    answer = await told(place, GET, b"Host: " + second + b"\r\n", LAST)
    assert answer.startswith(b"HTTP/1.1 400 ")
