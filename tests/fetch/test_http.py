"""The fetcher against a site with every bad habit: what comes back, and which error says why."""

import asyncio
import socket
import ssl
from dataclasses import astuple
from datetime import timedelta
from urllib.parse import quote

import pytest
import trustme

from pricetrail.errors import (
    FetchError,
    FetchFailed,
    InvalidURL,
    PageRejected,
    PricetrailError,
    RateLimited,
)
from pricetrail.fetch.base import Fetcher, Request
from pricetrail.fetch.gate import Endpoint
from pricetrail.fetch.http import HttpFetcher
from tests.support.misbehaving import HOST, PAGE, compress, raw_server
from tests.support.resolvers import ScriptedResolver
from tests.support.times import NOON

SHOP = f"http://{HOST}"
OURS = {"If-None-Match", "If-Modified-Since", "Cookie", "Authorization", "Referer"}


async def get(fetcher: HttpFetcher, path: str, **validators: str):
    return await fetcher.fetch(Request(SHOP + path, **validators))


def test_it_is_a_fetcher(fetcher) -> None:
    as_protocol: Fetcher = fetcher
    assert as_protocol.name == "http"


async def test_a_page_is_the_document_as_it_came(fetcher) -> None:
    page = await get(fetcher, "/page?x=1#top")
    assert (page.url, page.final_url) == (f"{SHOP}/page?x=1#top", f"{SHOP}/page?x=1#top")
    assert (page.status, page.body, page.fetcher) == (200, PAGE, "http")
    assert page.fetched_at == NOON
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert all(name == name.lower() for name in page.headers)


async def test_it_says_who_it_is_and_sends_nothing_else_of_ours(fetcher, site) -> None:
    await get(fetcher, "/page")
    assert [seen.headers for seen in site.seen] == 2 * [
        {
            "Host": HOST,
            "User-Agent": "pricetrail/0.0 (+https://contact.test)",
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "en,*;q=0.5",
            "Accept-Encoding": "gzip, deflate, br",
        }
    ]


@pytest.mark.parametrize("status", [200, 201, 403, 404, 410, 451, 500, 501, 502, 503, 504, 599])
async def test_the_final_response_is_returned_whatever_its_status(fetcher, status) -> None:
    page = await get(fetcher, f"/status/{status}")
    assert (page.status, page.body) == (status, PAGE)


@pytest.mark.parametrize(
    "coding", ["gzip", "deflate", "raw-deflate", "br", "deflate,gzip", "identity"]
)
async def test_bodies_arrive_decompressed(fetcher, coding) -> None:
    assert (await get(fetcher, f"/encoded/{coding}")).body == PAGE * 50


async def test_a_gzip_file_arrives_unpacked(fetcher) -> None:
    packed = compress("gzip", b"<urlset></urlset>")
    page = await get(fetcher, "/typed/application/gzip?hex=" + packed.hex())
    assert page.body == b"<urlset></urlset>"


async def test_the_charset_is_left_to_extraction(fetcher) -> None:
    body = "Größe 5 €".encode("windows-1252")
    page = await get(fetcher, quote("/typed/text/html; charset=utf-8") + "?hex=" + body.hex())
    assert page.body == body


async def test_headers_are_joined_long_ones_taken_and_all_printable(fetcher, build) -> None:
    assert (await get(fetcher, "/cookies")).headers["set-cookie"] == "a=1, b=2"
    headers = (await get(fetcher, "/odd-headers")).headers
    assert (len(headers["x-long"]), headers["x-name"]) == (30_000, "Küche")
    latin = b"HTTP/1.1 200 OK\r\nX-Name: K\xfcche\r\nConnection: close\r\n\r\n"
    async with raw_server(latin) as (endpoint, _):
        page = await build({"raw.test": endpoint}).fetch(Request("http://raw.test/"))
    assert page.headers == {"x-name": "Küche", "connection": "close"}


# --- Conditional requests


async def test_validators_are_sent_and_a_304_is_an_empty_page(fetcher, site) -> None:
    first = await get(fetcher, "/etag")
    again = await get(fetcher, "/etag", etag=first.headers["etag"])
    later = await get(fetcher, "/etag", last_modified=first.headers["last-modified"])
    assert [page.status for page in (first, again, later)] == [200, 304, 304]
    assert (again.body, again.headers["etag"]) == (b"", '"v1"')
    assert site.seen[-2].headers["If-None-Match"] == '"v1"'


async def test_validators_survive_redirects_within_an_origin(fetcher, site) -> None:
    page = await get(fetcher, "/to?u=/etag", etag='"v1"')
    assert (page.status, page.final_url) == (304, f"{SHOP}/etag")


@pytest.mark.threat("CVE-2021-41125", "HTTP redirects")
@pytest.mark.parametrize("other", ["http://other.test", f"http://{HOST}:8080"])
async def test_validators_and_cookies_stay_behind_when_the_origin_changes(fetcher, site, other):
    """THREATS "Credential leak": cross-host and cross-port, and for the way back too."""
    page = await get(fetcher, "/to?u=" + quote(f"{other}/etag"), etag='"v1"')
    assert page.status == 200
    assert site.seen[1].headers["If-None-Match"] == '"v1"'
    assert not OURS & site.seen[-1].headers.keys()
    there_and_back = quote(f"{other}/to?u=" + quote(f"{SHOP}/etag"))
    page = await get(fetcher, f"/to?u={there_and_back}", etag='"v1"')
    assert (page.status, page.final_url) == (200, f"{SHOP}/etag")


@pytest.mark.threat("CVE-2021-41125", "HTTP redirects")
async def test_validators_and_cookies_stay_behind_when_the_scheme_changes(build, site, tls):
    endpoint, trust, received = tls
    fetcher = build({HOST: site.endpoint, "secure.test": endpoint}, ssl_context=trust)
    await get(fetcher, "/to?u=" + quote("https://secure.test/"), etag='"v1"')
    assert len(received) == 2  # robots.txt and the page
    assert not any(name.encode() in request for name in OURS for request in received)


@pytest.mark.threat("CVE-2021-41125", "HTTP redirects")
async def test_no_cookie_is_kept(fetcher, site) -> None:
    await get(fetcher, "/cookies")
    await get(fetcher, "/to?u=/page")
    assert not any("Cookie" in seen.headers for seen in site.seen)


# --- Redirects


async def test_redirects_are_followed_and_final_url_says_where_to(fetcher, site) -> None:
    page = await get(fetcher, "/hops/10")
    assert (page.url, page.final_url) == (f"{SHOP}/hops/10", f"{SHOP}/hops/0")
    assert len(site.paths) == 11


async def test_more_redirects_than_ten_are_too_many(fetcher) -> None:
    with pytest.raises(PageRejected, match="more than 10 times"):
        await get(fetcher, "/hops/11")


async def test_a_redirect_loop_is_left_at_once(fetcher, site) -> None:
    with pytest.raises(PageRejected, match="in a circle"):
        await get(fetcher, "/loop/a")
    assert site.paths == ["/loop/a", "/loop/b"]


@pytest.mark.parametrize(
    ("location", "final"),
    [
        ("/page", f"{SHOP}/page"),
        ("page", f"{SHOP}/page"),
        ("?u=/page", f"{SHOP}/page"),
        ("//other.test/page", "http://other.test/page"),
        ("http://OTHER.test./page", "http://other.test./page"),
        ("/page?name=Größe", f"{SHOP}/page?name=Gr%C3%B6%C3%9Fe"),
        ("/page?a=b c", f"{SHOP}/page?a=b+c"),
    ],
)
async def test_locations_are_resolved_as_browsers_do(fetcher, location, final) -> None:
    assert (await get(fetcher, f"/to?u={quote(location)}")).final_url == final


async def test_a_redirect_without_location_is_the_final_response(fetcher) -> None:
    assert (await get(fetcher, "/status/302")).status == 302


# --- Hosts


async def test_idn_hosts_and_trailing_dots_reach_their_host(build, site) -> None:
    fetcher = build({"xn--bcher-kva.test": site.endpoint, HOST: site.endpoint})
    await fetcher.fetch(Request("http://bücher.test/page"))
    await fetcher.fetch(Request(f"http://{HOST}./page"))
    assert [seen.host for seen in site.seen[1::2]] == ["xn--bcher-kva.test", HOST]


async def test_an_ipv6_address_is_a_host(build) -> None:
    if not socket.has_ipv6:
        pytest.fail("this machine has no IPv6 loopback")
    answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhi"
    async with raw_server(answer, "::1") as (endpoint, _):
        fetcher = build(allow=("::1",))
        page = await fetcher.fetch(Request(f"http://[::1]:{endpoint.port}/"))
    assert page.body == b"hi"


# --- TLS


@pytest.fixture
async def tls():
    """An HTTPS server for shop.test, and a context that trusts it."""
    authority = trustme.CA()
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST, "secure.test").configure_cert(server_side)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nsafe"
    async with raw_server(answer, ssl_context=server_side) as (endpoint, received):
        yield endpoint, trust, received


async def test_https_needs_a_trusted_certificate_for_the_name(build, tls) -> None:
    endpoint, trust, _ = tls
    hosts = {HOST: endpoint, "other.test": endpoint}
    trusting = build(hosts, ssl_context=trust)
    assert (await trusting.fetch(Request(f"https://{HOST}/"))).body == b"safe"
    with pytest.raises(
        FetchFailed, match=r"other\.test offers no trusted TLS connection: .*mismatch"
    ):
        await trusting.fetch(Request("https://other.test/"))
    with pytest.raises(FetchFailed, match=r"no trusted TLS connection: unable to get local issuer"):
        await build(hosts).fetch(Request(f"https://{HOST}/"))


# --- Trouble: its class and its one line


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [
        ("/truncated/length", FetchFailed, "shop.test sent only a part of the page"),
        ("/truncated/chunks", FetchFailed, "shop.test sent only a part of the page"),
        ("/truncated/gzip", FetchFailed, "the compressed body ends too early"),
        ("/truncated/deflate", FetchFailed, "the compressed body ends too early"),
        ("/truncated/br", FetchFailed, "the compressed body ends too early"),
        ("/flaky/0?times=9", FetchFailed, "shop.test broke the connection"),
        ("/huge/declared", PageRejected, "the page is larger than 1,000,000 bytes"),
        ("/huge/chunked", PageRejected, "the page is larger than 1,000,000 bytes"),
        ("/bomb/gzip?mb=20", PageRejected, "the page is larger than 1,000,000 bytes"),
        ("/bomb/deflate?mb=20", PageRejected, "the page is larger than 1,000,000 bytes"),
        ("/bomb/br?mb=20", PageRejected, "the page is larger than 1,000,000 bytes"),
        ("/typed/image/png", PageRejected, "the page is not text but image/png"),
        (
            "/typed/text/html?hex=00ff",
            PageRejected,
            "the page is not text: it has binary data in it",
        ),
        ("/limited/429", RateLimited, "shop.test answers 429: too many requests"),
        ("/limited/503?after=9", RateLimited, "shop.test answers 503: too many requests"),
        (
            "/to?u=" + quote("http://[::1/"),
            PageRejected,
            "the page redirects to what is no URL: Invalid IPv6 URL",
        ),
        (
            "/to?u=" + quote("http://[]@/"),
            PageRejected,
            "the page redirects to what is no URL: it has brackets where no address is",
        ),
    ],
)
async def test_trouble_has_a_class_and_one_line(fetcher, path, error, message) -> None:
    with pytest.raises(PricetrailError) as caught:
        await get(fetcher, path)
    assert (type(caught.value), str(caught.value)) == (error, message)


@pytest.mark.parametrize("path", ["/slow-headers", "/slow-body"])
async def test_a_fetch_has_its_time_and_no_more(build, site, path) -> None:
    fetcher = build({HOST: site.endpoint}, timeout_s=0.5)
    with pytest.raises(FetchFailed, match=r"^it took longer than 0\.5 seconds$"):
        await get(fetcher, path)


async def test_a_closed_port_cannot_be_reached(build) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        fetcher = build({HOST: Endpoint("127.0.0.1", unused.getsockname()[1])})
        with pytest.raises(FetchFailed, match=r"^shop\.test cannot be reached: "):
            await get(fetcher, "/page")


async def test_a_name_without_address_is_a_failed_fetch(build) -> None:
    with pytest.raises(FetchFailed, match=r"^nowhere\.test has no address: "):
        await build(resolver=NoName([])).fetch(Request("http://nowhere.test/"))


class NoName(ScriptedResolver):
    async def resolve(self, host, port=0, family=socket.AF_INET):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


@pytest.mark.parametrize(
    "answer", [b"SSH-2.0-OpenSSH_9.6\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x16\x03\x01\x00\x00"]
)
async def test_what_is_no_http_is_a_failed_fetch(build, answer) -> None:
    async with raw_server(answer) as (endpoint, _):
        with pytest.raises(FetchFailed, match=r"^raw\.test does not answer in proper HTTP$"):
            await build({"raw.test": endpoint}).fetch(Request("http://raw.test/"))


@pytest.mark.parametrize("text", ["", "shop.test/page", "not a url", f"http://{'a' * 3000}.test/"])
async def test_what_is_no_url_is_refused_before_anything_is_sent(fetcher, site, text) -> None:
    with pytest.raises(InvalidURL):
        await fetcher.fetch(Request(text))
    assert site.seen == []


async def test_rate_limits_carry_what_the_shop_asked_for(fetcher) -> None:
    with pytest.raises(RateLimited) as caught:
        await get(fetcher, "/limited/429?after=" + quote("Tue, 01 Sep 2026 12:01:30 GMT"))
    assert (caught.value.status, caught.value.retry_after) == (429, timedelta(seconds=90))
    with pytest.raises(RateLimited) as caught:
        await get(fetcher, "/limited/429")
    assert caught.value.retry_after is None
    assert (await get(fetcher, "/limited/503")).status == 503


async def test_a_fetcher_works_on_after_trouble_and_holds_no_broken_connection(fetcher) -> None:
    for path in ("/truncated/length", "/huge/chunked", "/bomb/gzip?mb=20", "/flaky/0?times=9"):
        with pytest.raises(FetchError):
            await get(fetcher, path)
        assert (await get(fetcher, "/page")).body == PAGE


async def test_many_fetches_at_once_do_not_mix(fetcher) -> None:
    pages = await asyncio.gather(*(get(fetcher, f"/page?n={n}") for n in range(50)))
    assert [page.final_url for page in pages] == [f"{SHOP}/page?n={n}" for n in range(50)]


async def test_a_cancelled_fetch_leaves_the_fetcher_usable(fetcher, site) -> None:
    task = asyncio.create_task(get(fetcher, "/slow-headers"))
    await site.wait_for("/slow-headers")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await get(fetcher, "/page")).status == 200


async def test_requests_are_plain_data() -> None:
    assert astuple(Request(SHOP)) == (SHOP, None, None, ())
