"""No way into the product leads to a private address, or to what is no web page."""

import asyncio
import io
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import orjson
import pytest
from aiohttp import FormData
from yarl import URL

from pricetrail.bootstrap import Overrides, Services, services
from pricetrail.cli.discover import Search
from pricetrail.clock import utc_now
from pricetrail.errors import DeliveryFailed, EgressDenied, InvalidURL
from pricetrail.export import import_jsonl
from pricetrail.fetch.client import HttpClient, HttpConfig
from pricetrail.fetch.gate import Egress
from pricetrail.fetch.politeness import LocalPoliteness
from pricetrail.fetch.retry import NO_RETRIES
from pricetrail.images import Pictures
from pricetrail.notify.base import Message
from pricetrail.notify.webhook import post
from pricetrail.queue import Job
from pricetrail.schema import Target
from pricetrail.urls import shop_of, target_id_of, without_credentials
from tests.support.browsing import Canary
from tests.support.command import CommandLine
from tests.support.hostile_urls import NOT_WEB_PAGES, PRIVATE_LITERALS
from tests.support.processes import ending, wait_for_line
from tests.support.resolvers import ScriptedResolver
from tests.support.serving import PATIENCE_S, settings_for
from tests.support.shop import HOST, Reply, Shop

Count = Callable[[int], None]

TRACKABLE = [url for url in PRIVATE_LITERALS if len(url) <= 2048]
LINES = [url for url in NOT_WEB_PAGES if url and not set("\r\n") & set(url)]
MESSAGE = Message("one", "Kettle", "It is 49 EUR now", {})


def names_of_this_machine() -> list[str]:
    """Names that the real resolver takes for a private address."""
    found = ["localhost", "localhost.", "a.localhost"]
    try:
        socket.getaddrinfo(socket.gethostname(), 80)
    except OSError:
        return found
    return [*found, socket.gethostname()]


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = Shop()
    await shop.start()
    yield shop
    await shop.stop()


@pytest.fixture
async def app(tmp_path: Any, shop: Shop) -> AsyncIterator[Services]:
    """Services to which nothing is allowed but one shop, by its name."""
    overrides = Overrides(host_map={HOST: shop.endpoint}, retry=NO_RETRIES)
    async with services(settings_for(tmp_path, egress_allow=""), overrides) as built:
        yield built


async def rejected(api: aiohttp.ClientSession, urls: list[str]) -> set[str]:
    """Those that the API refuses to track; nothing else may become of any."""
    async with api.post("/products", json={"urls": urls}) as answer:
        assert answer.status in (403, 422), await answer.text()
        return {one["url"] for one in (await answer.json(content_type=None))["rejected"]}


async def finished(api: aiohttp.ClientSession, path: str) -> Any:
    """A job, as soon as its targets were tried."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with api.get(path) as answer:
                job = await answer.json()
            if job["finished"]:
                return job
            await asyncio.sleep(0.02)


@pytest.mark.threat("CVE-2026-27696", "API: add")
async def test_no_private_address_is_added(api: aiohttp.ClientSession, tried: Count) -> None:
    tried(len(TRACKABLE))
    assert await rejected(api, TRACKABLE) == set(TRACKABLE)


@pytest.mark.threat("CVE-2024-51483", "API: add")
async def test_nothing_that_is_no_web_page_is_added(
    api: aiohttp.ClientSession, tried: Count
) -> None:
    tried(len(NOT_WEB_PAGES))
    assert await rejected(api, NOT_WEB_PAGES) == set(map(without_credentials, NOT_WEB_PAGES))


@pytest.mark.threat("CVE-2026-27696", "UI: bulk add")
@pytest.mark.threat("CVE-2024-51483", "UI: bulk add")
async def test_nothing_of_a_pasted_text_is_added(api: aiohttp.ClientSession, tried: Count) -> None:
    pasted = [*TRACKABLE, *LINES]
    tried(len(pasted))
    form = FormData({"urls": "\n".join(pasted)})
    async with api.post("/add", data=form, allow_redirects=False) as answer:
        assert answer.status == 422
    async with api.get("/products") as answer:
        assert (await answer.json())["items"] == []


@pytest.mark.threat("CVE-2026-27696", "API: names")
async def test_no_name_of_this_machine_is_fetched(
    api: aiohttp.ClientSession, canary: Canary, tried: Count
) -> None:
    names = names_of_this_machine()
    tried(len(names))
    for name in names:
        order = {"urls": [f"http://{name}:{canary.port}/"]}
        async with api.post("/products", json=order) as answer:
            if answer.status == 403:
                continue
            path = f"/jobs/{(await answer.json())['job']['job_id']}"
        job = await finished(api, path)
        [item] = job["items"]
        assert "not a public address" in item["reason"]


@pytest.mark.threat("CVE-2026-27696", "CLI: scrape")
@pytest.mark.threat("CVE-2024-51483", "CLI: scrape")
def test_no_command_fetches_them(cli: CommandLine, trap: int, tried: Count) -> None:
    urls = [f"http://{host}:{trap}/" for host in ("127.0.0.1", "[::1]", "localhost", "127.1")]
    urls += LINES
    tried(len(urls))
    for url in urls:
        assert cli("scrape", "--", url).code != 0, url
    assert cli("products", "--json").lines == []


@pytest.mark.threat("CVE-2026-27696", "CLI: discover")
async def test_discover_stays_at_the_shop(app: Services, shop: Shop, canary: Canary) -> None:
    inside = f"http://127.0.0.1:{canary.port}"
    shop.replies["/robots.txt"] = Reply(f"Sitemap: {inside}/a.xml\nSitemap: /b.xml\n")
    shop.replies["/sitemap.xml"] = Reply(
        f"<sitemapindex><sitemap><loc>{inside}/c.xml</loc></sitemap>"
        f"<sitemap><loc>http://{HOST}/to.xml</loc></sitemap>"
        f"<url><loc>{inside}/p/1</loc></url><url><loc>file:///etc/passwd</loc></url>"
        "</sitemapindex>"
    )
    shop.replies["/to.xml"] = Reply(status=302, headers={"Location": f"{inside}/d.xml"})
    search = Search(app.fetchers["http"], URL(f"http://{HOST}/"))
    with pytest.raises(EgressDenied):
        assert [url async for url in search.products()] == []


@pytest.mark.threat("CVE-2026-27696", "import, then scrape")
async def test_what_was_imported_is_not_fetched_either(
    app: Services, canary: Canary, tried: Count
) -> None:
    urls = [f"http://{host}:{canary.port}/p" for host in ("127.0.0.1", "[::1]", "localhost")]
    urls += [url for url in TRACKABLE if _is_url(url)]
    tried(len(urls))
    now = utc_now()
    targets = [
        Target(
            target_id=target_id_of(url), url=url, shop=shop_of(url), next_due=now, created_at=now
        )
        for url in urls
    ]
    lines = [orjson.dumps({"type": "target", **one.json_dict()}) for one in targets]
    report = await import_jsonl(app.store, io.BytesIO(b"\n".join(lines)))
    assert report.good == len(urls)
    for target in targets:
        scrape = await app.pipeline.work(Job(target.target_id, target.shop, None))
        assert scrape is not None
        assert scrape.event is None
        assert "address" in (scrape.attempt.reason or ""), target.url


def _is_url(text: str) -> bool:
    try:
        return bool(target_id_of(text))
    except InvalidURL:
        return False


@pytest.mark.threat("CVE-2024-51483", "import")
def test_no_other_scheme_is_imported(cli: CommandLine, tried: Count) -> None:
    tried(len(LINES))
    now = utc_now().isoformat()
    lines = [
        {"type": "target", "target_id": "0" * 20, "url": url, "next_due": now, "created_at": now}
        for url in LINES
    ]
    done = cli("import", "-", stdin=b"\n".join(map(orjson.dumps, lines)))
    assert f"imported 0 lines, left out {len(LINES)}" in done.err


@pytest.mark.threat("CVE-2026-27696", "pictures")
@pytest.mark.threat("CVE-2024-51483", "pictures")
@pytest.mark.parametrize("way", ["direct", "redirect", "file", "name"])
async def test_no_picture_comes_from_inside(
    app: Services, shop: Shop, canary: Canary, way: str
) -> None:
    inside = f"http://127.0.0.1:{canary.port}/a.png"
    shop.replies["/to"] = Reply(status=302, headers={"Location": inside})
    url = {
        "direct": inside,
        "redirect": shop.url("/to"),
        "file": "file:///etc/hostname",
        "name": f"http://localhost:{canary.port}/a.png",
    }[way]
    assert await app.pictures.get(url) is None


@pytest.mark.threat("CVE-2026-27696", "alert channels: webhook")
@pytest.mark.threat("CVE-2024-51483", "alert channels: webhook")
@pytest.mark.parametrize("route", ["/alerts/test", "/alerts/rules"])
async def test_no_channel_is_a_private_address(
    api: aiohttp.ClientSession, tried: Count, route: str
) -> None:
    channels = [url for url in (*TRACKABLE, *LINES) if "://" in url and " " not in url]
    tried(len(channels))
    for channel in channels:
        named = {"channel": channel} if route == "/alerts/test" else {"channels": [channel]}
        order = named if route == "/alerts/test" else {"kind": "gone", **named}
        async with api.post(route, json=order) as answer:
            assert 400 <= answer.status < 500, channel


@pytest.fixture
async def rebinding(tmp_path: Any) -> AsyncIterator[HttpClient]:
    """A client whose resolver says 127.0.0.2, which is allowed, first and 127.0.0.1 ever after."""
    client = HttpClient(
        HttpConfig("pricetrail/0"),
        Egress(("127.0.0.2",)),
        LocalPoliteness(0, off=True),
        resolver=ScriptedResolver(["127.0.0.2"], ["127.0.0.1"]),
    )
    yield client
    await client.close()


@pytest.mark.threat("CVE-2026-27696", "alert channels: webhook")
async def test_a_webhook_goes_where_was_checked(rebinding: HttpClient, canary: Canary) -> None:
    url = f"http://hooks.test:{canary.port}/"
    for _ in range(2):  # nobody listens at .2
        with pytest.raises((DeliveryFailed, EgressDenied)):
            await post(rebinding, url, MESSAGE, "secret", clock=utc_now)


@pytest.mark.threat("CVE-2026-27696", "pictures")
async def test_a_picture_comes_from_where_was_checked(
    rebinding: HttpClient, canary: Canary, tmp_path: Any
) -> None:
    async with Pictures(rebinding, tmp_path) as pictures:
        for name in "ab":
            assert await pictures.get(f"http://shop.test:{canary.port}/{name}.png") is None


@pytest.mark.threat("CVE-2026-27696", "archive URL")
async def test_a_page_that_was_sent_to_us_is_not_fetched(
    api: aiohttp.ClientSession, canary: Canary
) -> None:
    inside = f"http://127.0.0.1:{canary.port}/p"
    html = f"<h1>A kettle</h1><img src='{inside}'><p class=price>19,90 €</p><button>Buy"
    async with api.post("/pages", json={"url": inside, "html": html}) as answer:
        assert answer.status in (200, 201, 403)


@pytest.mark.threat("CVE-2026-27696", "what operators allow")
def test_what_is_allowed_is_logged_at_the_start(cli: CommandLine) -> None:
    cli.env["PRICETRAIL_EGRESS_ALLOW"] = "shop.lan, 10.1.0.0/16"
    cli.env["PRICETRAIL_LOG_FORMAT"] = "json"
    with ending(cli.start("serve", "--port", 0)) as process:
        line = orjson.loads(wait_for_line(process.stderr, b"{"))
    assert line["event"] == "private destinations are allowed"
    assert (line["allowed"], line["level"]) == ("shop.lan, 10.1.0.0/16", "warning")
