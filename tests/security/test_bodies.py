"""Requests that cost more than they should: nested, crowded, compressed, and forged bodies."""

import asyncio
import gzip
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import aiohttp
import pytest

from pricetrail.api.middleware.bodies import MOST_BYTES
from tests.api.test_attacks import EVERY_ROUTE
from tests.support.serving import TOKEN, client_of, settings_for

Count = Callable[[int], None]

MOST_CPU_S = 5.0  # each takes well below a second; a busy machine is no failure
MOST_ANSWERED = 20_000
JSON = {"Content-Type": "application/json"}
SIZE = MOST_BYTES - 1000


def filled(before: bytes, unit: bytes, after: bytes = b"") -> bytes:
    """A body of about a megabyte."""
    return before + unit * ((SIZE - len(before) - len(after)) // len(unit)) + after


def keys(count: int) -> bytes:
    return b",".join(b'"k%d":1' % number for number in range(count))


NESTED = {
    "lists": b"[" * SIZE,
    "objects": filled(b"", b'{"a":'),
    "closed lists": b"[" * (SIZE // 2) + b"]" * (SIZE // 2),
    "in a field": b'{"urls":' + b"[" * (SIZE // 3) + b"]" * (SIZE // 3) + b"}",
}
CROWDED = {
    "unknown keys": b"{" + keys(80_000) + b"}",
    "keys of a map": b'{"specs":{' + keys(80_000) + b"}}",
    "bad URLs": filled(b'{"urls":[', b"1,", b"1]}"),
    "bad tags": filled(b'{"tags":[', b"1,", b"1]}"),
    "bad channels": filled(b'{"kind":"gone","channels":[', b"1,", b"1]}"),
    "bad steps": filled(b'{"steps":[', b"{},", b"{}]}"),
    "digits": filled(b'{"price":', b"9", b"}"),
    "an exponent": b'{"price":1e999999999}',
    "a long text": filled(b'{"name":"', b"a", b'"}'),
    "lone surrogates": filled(b'{"name":"', b"\\ud800", b'"}'),
    "no number": b'{"price":NaN}',
    "no UTF-8": b"\xff\xfe" * 1000,
    "nothing": b"null",
}
FORMS = {
    "fields": ("application/x-www-form-urlencoded", filled(b"", b"a=1&")),
    "escapes": ("application/x-www-form-urlencoded", filled(b"", b"%ff")),
    "boundaries": ("multipart/form-data; boundary=x", filled(b"", b"--x\r\n")),
    "line ends": ("multipart/form-data; boundary=x", filled(b"", b"\r\n")),
    "parts": (
        "multipart/form-data; boundary=x",
        filled(b"", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n', b"--x--"),
    ),
    "no boundary": ("multipart/form-data", b"--x\r\n" * 1000),
    "an odd type": ("multipart/form-data; boundary=" + "=" * 20_000, b"--x\r\n"),
    "quotes": ("application/x-www-form-urlencoded; q=" + '\\"' * 10_000, b"a=1"),
    "a file": (
        "multipart/form-data; boundary=x",
        filled(
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="../../x"\r\n\r\n',
            b"A",
            b"\r\n--x--",
        ),
    ),
}
CHANGING = [(method, path) for method, path in EVERY_ROUTE if method in ("POST", "PATCH", "PUT")]
TAKING_JSON = [
    ("POST", "/products"),
    ("PATCH", "/products/x"),
    ("POST", "/events/scrape"),
    ("POST", "/alerts/rules"),
    ("POST", "/alerts/test"),
    ("POST", "/pages"),
]
TAKING_FORMS = [("POST", path) for path in ("/add", "/bulk", "/login", "/alerts", "/p/x/edit")]


async def refused_soon(
    api: aiohttp.ClientSession, method: str, path: str, body: bytes, headers: dict[str, str]
) -> None:
    started = time.process_time()
    sent = api.request(method, path, data=body, headers=headers, allow_redirects=False)
    async with sent as answer:
        said = await answer.read()
    assert answer.status < 500, (method, path, said[:500])
    assert answer.status >= 300, (method, path)
    assert time.process_time() - started < MOST_CPU_S, (method, path)
    assert len(said) < MOST_ANSWERED, (method, path)


@pytest.mark.threat("CVE-2024-1892", "bodies: nested and crowded JSON")
async def test_json_costs_little_and_never_breaks_a_route(
    api: aiohttp.ClientSession, tried: Count
) -> None:
    bodies = NESTED | CROWDED
    tried(len(bodies) * len(TAKING_JSON))
    for method, path in TAKING_JSON:
        for body in bodies.values():
            await refused_soon(api, method, path, body, JSON)


@pytest.mark.threat("CVE-2024-1892", "bodies: forms")
async def test_forms_cost_little(api: aiohttp.ClientSession, tried: Count) -> None:
    tried(len(FORMS) * len(TAKING_FORMS))
    for method, path in TAKING_FORMS:
        for kind, body in FORMS.values():
            started = time.process_time()
            sent = api.request(
                method, path, data=body, headers={"Content-Type": kind}, allow_redirects=False
            )
            async with sent as answer:
                assert answer.status < 500, (path, kind[:40], await answer.text())
            assert time.process_time() - started < MOST_CPU_S, (path, kind[:40])


@pytest.mark.threat("CVE-2024-1892", "bodies: nested and crowded JSON")
@pytest.mark.threat("CVE-2024-23329", "unknown fields")
async def test_of_many_errors_the_first_are_told(api: aiohttp.ClientSession) -> None:
    for path in ("/products", "/alerts/rules"):
        async with api.post(path, data=CROWDED["unknown keys"], headers=JSON) as answer:
            assert answer.status == 422
            told = await answer.json(content_type=None)
            assert 1 <= len(told["errors"]) <= 20


@pytest.mark.threat("CVE-2024-1892", "bodies: too large")
async def test_no_route_takes_an_endless_body(api: aiohttp.ClientSession, tried: Count) -> None:
    tried(len(CHANGING))

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b" " * 1_000_000

    for method, path in CHANGING:
        try:
            sent = api.request(method, path, data=endless(), headers=JSON, allow_redirects=False)
            async with sent as answer:
                assert 300 <= answer.status < 500, (method, path)
        except aiohttp.ClientError:  # it hung up while we were still sending
            continue


@pytest.mark.threat("CVE-2017-14158", "bodies of requests")
async def test_a_packed_body_is_not_unpacked(api: aiohttp.ClientSession, tried: Count) -> None:
    packed = {
        "gzip": gzip.compress(bytes(50_000_000)),
        "br": b"\x00" * 1000,
        "deflate": b"\x00" * 1000,
        "zstd": b"\x28\xb5\x2f\xfd" * 100,
    }
    tried(len(packed) * len(TAKING_JSON))
    for method, path in TAKING_JSON:
        for coding, body in packed.items():
            await refused_soon(api, method, path, body, {**JSON, "Content-Encoding": coding})


@pytest.mark.threat("CVE-2024-1892", "headers")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Cookie", "a=b;" * 10_000),
        ("Cookie", "pricetrail_session=\xff; pricetrail_theme=<script>"),
        ("Authorization", "Bearer \xff"),
        ("Authorization", "Basic eDp5"),
        ("Accept-Encoding", "gzip;q=x," * 3000),
        ("If-None-Match", '"' * 30_000),
        ("Range", "bytes=0-" + ",0-" * 9000),
        ("Origin", "http://[::1"),
        ("Referer", "http://[::1"),
        ("X-Request-ID", "a\tb" * 100),
        ("Last-Event-ID", "x" * 9000),
        ("Content-Type", "application/json;" * 2000),
        ("Accept", "text/html;q=nan," * 2000),
    ],
)
async def test_no_header_breaks_a_route(
    api: aiohttp.ClientSession, tried: Count, name: str, value: str
) -> None:
    tried(len(EVERY_ROUTE))
    started = time.process_time()
    for method, path in EVERY_ROUTE:
        sent = api.request(method, path, json={}, headers={name: value}, allow_redirects=False)
        async with sent as answer:
            assert answer.status < 500, (method, path)
    assert time.process_time() - started < 6 * MOST_CPU_S


FORGED = [
    "evil.example",
    "localhost.evil.example",
    "evil.example:80@127.0.0.1",
    "127.0.0.1, evil.example",
    "127.0.0.1 evil.example",
    "127.0.0.1/evil.example",
    "127.0.0.1#evil",
    "127.0.0.1:80:80",
    "127.0.0.1:80 ",
    "[::1]evil.example",
    "2130706433",
    "127.1",
    "0.0.0.0",
    "localhost.",
    "\xff",
]


@pytest.mark.threat("CVE-2024-23329", "forged hosts")
async def test_no_route_answers_to_another_name(api: aiohttp.ClientSession, tried: Count) -> None:
    tried(len(FORGED) * 3)
    for path in ("/", "/products", "/feed.atom"):
        for host in FORGED:
            async with api.get(path, headers={"Host": host}, allow_redirects=False) as answer:
                text = await answer.text()
                assert answer.status == 400 or host.strip() == "127.0.0.1:80", (path, host)
                assert "evil" not in text


@pytest.mark.threat("CVE-2024-23329", "unknown fields")
@pytest.mark.parametrize(
    "more",
    [
        {"product_id": "other.example:1"},
        {"scope": "write"},
        {"is_admin": True},
        {"next_due": "2000-01-01T00:00:00Z"},
        {"__class__": {"__init__": {}}},
        {"asked_at": None},
    ],
)
async def test_no_field_is_set_that_is_not_offered(
    api: aiohttp.ClientSession, more: dict[str, object]
) -> None:
    for method, path, order in (
        ("POST", "/products", {"urls": ["https://shop.example/p"]}),
        ("PATCH", "/products/x", {"tags": ["a"]}),
        ("POST", "/alerts/rules", {"kind": "gone"}),
        ("POST", "/alerts/test", {"channel": "a"}),
        ("POST", "/pages", {"url": "https://shop.example/p", "html": "x"}),
    ):
        async with api.request(method, path, json={**order, **more}) as answer:
            assert answer.status == 422, (path, await answer.text())


@pytest.mark.threat("CVE-2024-23329", "requests of other sites")
async def test_no_route_is_changed_by_another_site(tmp_path: Path, tried: Count) -> None:
    settings = settings_for(tmp_path, api_token=TOKEN)
    foreign = [
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/"},
    ]
    changing = [(method, path) for method, path in EVERY_ROUTE if method not in ("GET", "HEAD")]
    tried(len(foreign) * len(changing))
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    async with client_of(settings, headers=bearer) as client:
        for headers in foreign:
            for method, path in changing:
                sent = client.request(method, path, json={}, headers=headers, allow_redirects=False)
                async with sent as answer:
                    assert answer.status == 403, (method, path)
        await asyncio.sleep(0)
