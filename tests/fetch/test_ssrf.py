"""THREATS "SSRF" and "file:// and friends": the table against every way into the fetcher."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest

from pricetrail.errors import (
    EgressDenied,
    InvalidURL,
    PageRejected,
    PolicyError,
    PricetrailError,
    RobotsDenied,
)
from pricetrail.fetch.base import Request
from tests.support.hostile_urls import NOT_WEB_PAGES, PRIVATE_LITERALS
from tests.support.misbehaving import HOST, PAGE, Robots, misbehaving_site
from tests.support.resolvers import ScriptedResolver

SHOP = f"http://{HOST}"


@pytest.fixture
async def canary() -> AsyncIterator[asyncio.Server]:
    """A server on 127.0.0.1 that nobody may connect to."""
    connected: list[object] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connected.append(writer)
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        yield server
    assert connected == []


def port_of(server: asyncio.Server) -> int:
    return server.sockets[0].getsockname()[1]


@pytest.mark.threat("CVE-2026-27696", "HTTP fetcher")
@pytest.mark.parametrize("url", PRIVATE_LITERALS)
async def test_a_private_url_is_refused(fetcher, url) -> None:
    with pytest.raises(EgressDenied) as caught:
        await fetcher.fetch(Request(url))
    assert "\n" not in str(caught.value)


@pytest.mark.threat("CVE-2024-51483", "HTTP fetcher")
@pytest.mark.parametrize("url", NOT_WEB_PAGES)
async def test_what_is_no_web_page_is_no_url(fetcher, url) -> None:
    with pytest.raises(InvalidURL) as caught:
        await fetcher.fetch(Request(url))
    assert "\n" not in str(caught.value)


@pytest.mark.threat("CVE-2026-27696", "HTTP redirects, each hop")
@pytest.mark.parametrize("url", PRIVATE_LITERALS)
async def test_a_redirect_to_a_private_url_is_refused(fetcher, site, url) -> None:
    with pytest.raises(EgressDenied):
        await fetcher.fetch(Request(f"{SHOP}/to?u={quote(url)}"))
    assert len(site.paths) == 1


@pytest.mark.threat("CVE-2024-51483", "HTTP redirects")
@pytest.mark.parametrize("url", [u for u in NOT_WEB_PAGES if "\r" not in u and u])
async def test_a_redirect_to_another_scheme_or_a_trick_goes_nowhere_else(
    fetcher, site, url
) -> None:
    """A relative reference stays at the shop; all others are refused."""
    redirect = Request(f"{SHOP}/to?u={quote(url)}")
    [page] = await asyncio.gather(fetcher.fetch(redirect), return_exceptions=True)
    if isinstance(page, EgressDenied | PageRejected):
        assert "\n" not in str(page)
        assert len(site.paths) == 1
    else:
        assert page.final_url.startswith(f"{SHOP}/")


@pytest.mark.threat("CVE-2024-51483", "HTTP redirects")
@pytest.mark.parametrize(
    "scheme", ["file:///etc/passwd", "gopher://x/", "ftp://x/", "data:text/html,x"]
)
@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_every_kind_of_redirect_to_another_scheme_is_denied(fetcher, scheme, code) -> None:
    with pytest.raises(EgressDenied, match="redirects to a"):
        await fetcher.fetch(Request(f"{SHOP}/to/{code}?u={quote(scheme)}"))


@pytest.mark.threat("CVE-2026-27696", "HTTP redirects, each hop")
@pytest.mark.parametrize(
    "name", ["127.0.0.1", "127.1", "[::ffff:127.0.0.1]", "localhost", "localhost."]
)
@pytest.mark.parametrize("way", ["direct", "redirect", "second redirect", "robots"])
async def test_nothing_reaches_a_server_on_loopback(build, site, canary, name, way) -> None:
    fetcher = build({HOST: site.endpoint})
    private = f"http://{name}:{port_of(canary)}/"
    redirect = f"{SHOP}/to?u={quote(private)}"
    url = {
        "direct": private,
        "redirect": redirect,
        "second redirect": f"{SHOP}/to?u={quote(redirect)}",
        "robots": f"{SHOP}/page",
    }[way]
    if way == "robots":
        site.robots[HOST] = Robots(302, headers={"Location": private})
    with pytest.raises(PolicyError):
        await fetcher.fetch(Request(url))
    assert way != "robots" or site.paths == []


@pytest.mark.threat("CVE-2026-27696", "HTTP fetcher")
@pytest.mark.parametrize("way", ["direct", "redirect", "robots"])
async def test_nothing_reaches_a_name_that_resolves_to_loopback(build, site, canary, way) -> None:
    fetcher = build({HOST: site.endpoint}, resolver=ScriptedResolver(["127.0.0.1", "::1"]))
    private = f"http://inside.test:{port_of(canary)}/"
    if way == "robots":
        site.robots[HOST] = Robots(302, headers={"Location": private})
    url = private if way == "direct" else f"{SHOP}/to?u={quote(private)}"
    expected = RobotsDenied if way == "robots" else EgressDenied
    with pytest.raises(expected, match="not a public address"):
        await fetcher.fetch(Request(url))


@pytest.mark.threat("CVE-2026-27696", "HTTP fetcher: rebinding")
async def test_the_address_that_was_checked_is_the_address_connected_to(build, canary) -> None:
    """A name that is 127.0.0.2 when asked first, and 127.0.0.1 ever after; only .2 is admitted."""
    port = port_of(canary)
    rebinding = ScriptedResolver(["127.0.0.2"], ["127.0.0.1"])
    async with misbehaving_site("127.0.0.2", port) as site:
        fetcher = build(allow=("127.0.0.2",), resolver=rebinding)
        page = await fetcher.fetch(Request(f"http://rebinding.test:{port}/page"))
        assert page.body == PAGE
        assert [seen.path for seen in site.seen] == ["/robots.txt", "/page"]
        assert rebinding.asked == ["rebinding.test"]

        again = build(allow=("127.0.0.2",), resolver=rebinding)
        with pytest.raises(EgressDenied, match=r"resolves to 127\.0\.0\.1"):
            await again.fetch(Request(f"http://rebinding.test:{port}/page"))


@pytest.mark.threat("CVE-2026-27696", "HTTP fetcher: rebinding")
async def test_of_several_addresses_only_the_admitted_are_tried(build, canary) -> None:
    port = port_of(canary)
    mixed = ScriptedResolver(["127.0.0.1", "127.0.0.2", "::1"])
    async with misbehaving_site("127.0.0.2", port) as site:
        fetcher = build(allow=("127.0.0.2",), resolver=mixed)
        await fetcher.fetch(Request(f"http://mixed.test:{port}/page"))
        assert site.paths == ["/page"]


async def test_proxies_of_the_environment_are_not_used(build, site, canary, monkeypatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{port_of(canary)}")
    await build({HOST: site.endpoint}).fetch(Request(f"{SHOP}/page"))


@pytest.mark.threat("CVE-2021-41125", "URLs")
@pytest.mark.parametrize("secret", ["user:hunter2@", "hunter2@"])
async def test_credentials_in_a_url_are_refused_and_not_repeated(fetcher, secret) -> None:
    with pytest.raises(PricetrailError) as caught:
        await fetcher.fetch(Request(f"http://{secret}{HOST}/page"))
    assert "hunter2" not in str(caught.value)
    for trick in ("ftp://{}h/", "http://{}h:99999/", "http://{}h\\x", "http://{}[::1/", "//{}h/"):
        with pytest.raises(InvalidURL) as caught:
            await fetcher.fetch(Request(trick.format(secret)))
        assert "hunter2" not in str(caught.value)
    with pytest.raises(PageRejected) as caught:
        await fetcher.fetch(Request(f"{SHOP}/to?u=" + quote(f"http://{secret}{HOST}/page")))
    assert "hunter2" not in str(caught.value)
