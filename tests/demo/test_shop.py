import asyncio
import gzip
import html
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import aiohttp
import pytest
from protego import Protego

from pricetrail.clock import ManualClock
from pricetrail.demo.catalogue import DEMO_HOSTS, SHOPS, items
from pricetrail.demo.faults import SLOW_BY, Trouble, trouble_at
from pricetrail.demo.model import Fault, Item, Style
from pricetrail.demo.pages import product_page
from pricetrail.demo.prices import changed_at, price_at
from pricetrail.demo.shop import DemoShop
from pricetrail.errors import ServiceUnavailable
from pricetrail.images import media_type_of

EVERY_ITEM = pytest.mark.parametrize("item", items(), ids=lambda item: item.slug)


def item_of(slug: str) -> Item:
    return next(item for item in items() if item.slug == slug)


def meet(clock: ManualClock, fault: Fault, trouble: Trouble) -> Item:
    """Move the clock on until the item with `fault` is in `trouble`."""
    item = next(item for item in items() if item.fault is fault)
    while trouble_at(item, clock()) is not trouble:
        clock.advance(timedelta(hours=1))
    return item


async def raw(shop: DemoShop, request: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", shop.host_map[DEMO_HOSTS[0]][1])
    writer.write(request)
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    await writer.wait_closed()
    return answer


class TestLife:
    async def test_every_host_leads_to_the_loopback_port(self, clock: ManualClock) -> None:
        shop = DemoShop(clock)
        port = await shop.start()
        assert dict(shop.host_map) == dict.fromkeys(DEMO_HOSTS, ("127.0.0.1", port))
        await shop.stop()
        await shop.stop()

    async def test_a_taken_port_is_named(self, shop: DemoShop, clock: ManualClock) -> None:
        port = shop.host_map[DEMO_HOSTS[0]][1]
        with pytest.raises(ServiceUnavailable, match=str(port)):
            await DemoShop(clock).start(port)

    async def test_urls_do_not_depend_on_the_port(self, clock: ManualClock) -> None:
        urls = DemoShop(clock).product_urls()
        assert urls == DemoShop(clock).product_urls()
        assert len(urls) == len(set(urls)) >= 25
        assert not any("marble-run-app" in url for url in urls)


class TestProductPage:
    @EVERY_ITEM
    async def test_is_a_labelled_page_of_real_weight(self, clock: ManualClock, item: Item) -> None:
        shop = DemoShop(clock, faults=False)
        port = await shop.start()
        url = f"http://127.0.0.1:{port}{item.path}"
        async with (
            aiohttp.ClientSession(headers={"Host": item.shop.host}) as session,
            session.get(url) as response,
        ):
            body = await response.read()
        await shop.stop()
        assert response.status == 200
        assert 10_000 < len(body) < 60_000
        text = body.decode(item.charset)
        assert "demo-label" in text
        assert item.blurb.partition("–")[0] in html.unescape(text) or item.style is Style.API_SHELL

    async def test_follows_the_clock(
        self, client: aiohttp.ClientSession, clock: ManualClock
    ) -> None:
        item = item_of("gold-bar-1g")
        seen = set()
        for _ in range(5):
            async with client.get(item.url) as response:
                text = gzip.decompress(await response.read()).decode()
            assert f'"price":"{price_at(item, clock()).price}"' in text
            seen.add(text)
            clock.advance(timedelta(days=1))
        assert len(seen) == 5

    @EVERY_ITEM
    def test_is_a_function_of_the_time(self, item: Item) -> None:
        moment = datetime(2026, 5, 5, 5, tzinfo=UTC)
        assert product_page(item, moment) == product_page(item, moment)

    async def test_charset_of_the_header(self, client: aiohttp.ClientSession) -> None:
        async with client.get(item_of("bankhobel-groesse-4").url) as response:
            body = gzip.decompress(await response.read())
        assert response.headers["Content-Type"] == "text/html; charset=windows-1252"
        assert "Größe 4 „Eiche“".encode("cp1252") in body

    async def test_charset_in_the_page_only(self, client: aiohttp.ClientSession) -> None:
        async with client.get(item_of("tetsubin-kettle").url) as response:
            body = gzip.decompress(await response.read())
        assert response.headers["Content-Type"] == "text/html"
        assert b'<meta charset="shift_jis">' in body
        assert "南部鉄瓶".encode("shift_jis") in body

    @pytest.mark.parametrize(
        ("accepts", "zipped"),
        [
            ("gzip", True),
            ("br, GZIP;q=0.5", True),
            ("gzip;q=0", False),
            ("gzip;q=0.0, br", False),
            ("identity", False),
            ("xgzip", False),
        ],
    )
    async def test_is_gzipped_where_it_may_be(
        self, client: aiohttp.ClientSession, accepts: str, zipped: bool
    ) -> None:
        url = item_of("orrery-kit").url
        async with client.get(url, headers={"Accept-Encoding": accepts}) as response:
            body = await response.read()
        assert (response.headers.get("Content-Encoding") == "gzip") is zipped
        assert response.headers["Vary"] == "Accept-Encoding"
        assert b"Orrery" in (gzip.decompress(body) if zipped else body)

    async def test_head_has_no_body(self, client: aiohttp.ClientSession) -> None:
        async with client.head(item_of("orrery-kit").url) as response:
            assert await response.read() == b""
        assert response.status == 200

    async def test_other_methods_are_refused(self, client: aiohttp.ClientSession) -> None:
        async with client.post(item_of("orrery-kit").url) as response:
            assert response.status == 405

    def test_markup_in_names_stays_text(self) -> None:
        text = product_page(item_of("kite-delta-2m"), datetime(2026, 5, 5, tzinfo=UTC))
        assert "<Storm>" not in text
        assert "\\u003cStorm>" in text


class TestValidators:
    async def test_etag_gives_304_until_the_page_changes(
        self, client: aiohttp.ClientSession, clock: ManualClock
    ) -> None:
        item = item_of("sencha-100g")
        async with client.get(item.url) as response:
            tag = response.headers["ETag"]
        statuses = []
        offer = price_at(item, clock())
        while price_at(item, clock()) == offer:
            async with client.get(item.url, headers={"If-None-Match": tag}) as response:
                statuses.append(response.status)
                assert await response.read() == b""
                assert response.headers["ETag"] == tag
            clock.advance(timedelta(days=1))
        async with client.get(item.url, headers={"If-None-Match": tag}) as response:
            assert response.status == 200
            assert response.headers["ETag"] != tag
        assert set(statuses) == {304}

    async def test_last_modified_gives_304_until_the_page_changes(
        self, client: aiohttp.ClientSession, clock: ManualClock
    ) -> None:
        item = item_of("block-castle")
        async with client.get(item.url) as response:
            assert "ETag" not in response.headers
            stamp = response.headers["Last-Modified"]
            assert parsedate_to_datetime(stamp) == changed_at(item, clock())
        asked = {"If-Modified-Since": stamp}
        async with client.get(item.url, headers=asked) as response:
            assert response.status == 304
        offer = price_at(item, clock())
        while price_at(item, clock()) == offer:
            clock.advance(timedelta(days=1))
        async with client.get(item.url, headers=asked) as response:
            assert response.status == 200

    async def test_etag_goes_before_last_modified(self, client: aiohttp.ClientSession) -> None:
        url = item_of("werkbank-buche-200").url
        async with client.get(url) as response:
            stamp = response.headers["Last-Modified"]
        asked = {"If-None-Match": '"another"', "If-Modified-Since": stamp}
        async with client.get(url, headers=asked) as response:
            assert response.status == 200

    @pytest.mark.parametrize("value", ["", "garbage", '"', 'W/"', '"a", "b', "*" * 5000])
    async def test_broken_validators_are_ignored(
        self, client: aiohttp.ClientSession, value: str
    ) -> None:
        asked = {"If-None-Match": value, "If-Modified-Since": value}
        async with client.get(item_of("werkbank-buche-200").url, headers=asked) as response:
            assert response.status == 200

    async def test_some_shops_send_none(self, client: aiohttp.ClientSession) -> None:
        async with client.get(item_of("steel-kettle").url) as response:
            assert not {"ETag", "Last-Modified"} & set(response.headers)


class TestFaults:
    async def test_blocked(self, client: aiohttp.ClientSession, clock: ManualClock) -> None:
        item = meet(clock, Fault.BLOCKED_FOR_DAYS, Trouble.BLOCKED)
        async with client.get(item.url) as response:
            text = gzip.decompress(await response.read()).decode()
        assert response.status == 403
        assert "captcha" in text
        assert item.name not in text

    async def test_gone(self, client: aiohttp.ClientSession, clock: ManualClock) -> None:
        item = meet(clock, Fault.GONE_OUT_OF_SEASON, Trouble.GONE)
        async with client.get(item.url) as response:
            assert response.status == 404

    async def test_moved(self, client: aiohttp.ClientSession, clock: ManualClock) -> None:
        item = meet(clock, Fault.MOVED_TO_LISTING, Trouble.MOVED)
        async with client.get(item.url) as response:
            assert response.status == 200
        assert str(response.url) == f"{item.shop.url}c/all"
        assert [hop.status for hop in response.history] == [302]

    async def test_rate_limited(self, client: aiohttp.ClientSession, clock: ManualClock) -> None:
        item = meet(clock, Fault.RATE_LIMITED, Trouble.RATE_LIMITED)
        async with client.get(item.url) as response:
            assert response.status == 429
        clock.advance(timedelta(seconds=int(response.headers["Retry-After"])))
        async with client.get(item.url) as response:
            assert response.status == 200

    async def test_slow(self, client: aiohttp.ClientSession, clock: ManualClock) -> None:
        item = meet(clock, Fault.SLOW_AT_TIMES, Trouble.SLOW)
        loop = asyncio.get_running_loop()
        began = loop.time()
        async with client.get(item.url) as response:
            assert response.status == 200
        assert loop.time() - began >= SLOW_BY.total_seconds() * 0.9

    async def test_none_where_they_are_switched_off(self, clock: ManualClock) -> None:
        item = meet(clock, Fault.BLOCKED_FOR_DAYS, Trouble.BLOCKED)
        shop = DemoShop(clock, faults=False)
        await shop.start()
        answer = await raw(
            shop, f"GET {item.path} HTTP/1.0\r\nHost: {item.shop.host}\r\n\r\n".encode()
        )
        await shop.stop()
        assert answer.startswith(b"HTTP/1.0 200 ")


class TestOtherPages:
    @pytest.mark.parametrize("host", DEMO_HOSTS)
    async def test_robots_lets_products_in(self, client: aiohttp.ClientSession, host: str) -> None:
        async with client.get(f"http://{host}/robots.txt") as response:
            rules = Protego.parse(gzip.decompress(await response.read()).decode())
        assert all(rules.can_fetch(item.url, "pricetrail") for item in items())
        assert not rules.can_fetch(f"http://{host}/checkout", "pricetrail")
        assert list(rules.sitemaps) == [f"http://{host}/sitemap.xml"]

    @pytest.mark.parametrize("host", DEMO_HOSTS)
    async def test_sitemaps_list_every_page(self, client: aiohttp.ClientSession, host: str) -> None:
        listed: list[str] = []
        for part in await locations(client, f"http://{host}/sitemap.xml"):
            listed += await locations(client, part)
        shop_items = [item.url for item in items() if item.shop.host == host]
        assert set(shop_items) <= set(listed)
        for url in set(listed) - set(shop_items):
            async with client.get(url) as response:
                assert response.status == 200

    async def test_listing_pages_lead_to_every_product(self, client: aiohttp.ClientSession) -> None:
        found: set[str] = set()
        for number in (1, 2):
            async with client.get(f"http://toys.demo.pricetrail.test/c/all?page={number}") as got:
                text = gzip.decompress(await got.read()).decode()
            found |= {item.slug for item in items() if f'href="{item.path}"' in text}
        assert found == {item.slug for item in items() if item.shop.label == "toys"}

    async def test_sale_lists_what_is_reduced(
        self, client: aiohttp.ClientSession, clock: ManualClock
    ) -> None:
        async with client.get("http://tools.demo.pricetrail.test/c/sale") as response:
            text = gzip.decompress(await response.read()).decode()
        for item in items():
            if item.shop.label == "tools":
                reduced = price_at(item, clock()).list_price is not None
                assert (item.path in text) is reduced

    @EVERY_ITEM
    async def test_pictures(self, client: aiohttp.ClientSession, item: Item) -> None:
        async with client.get(item.image_url) as response:
            assert media_type_of(await response.read()) == "image/png"
        assert response.headers["Content-Type"] == "image/png"

    async def test_the_shops_sign(self, client: aiohttp.ClientSession) -> None:
        async with client.get("http://tools.demo.pricetrail.test/img/logo.svg") as response:
            ET.fromstring(gzip.decompress(await response.read()))
        assert response.headers["Content-Type"] == "image/svg+xml"

    async def test_data_for_the_script(
        self, client: aiohttp.ClientSession, clock: ManualClock
    ) -> None:
        item = next(item for item in items() if item.style is Style.API_SHELL)
        async with client.get(item.url) as response:
            page = gzip.decompress(await response.read()).decode()
        assert item.name not in page
        headers = {"Accept-Encoding": "identity"}
        url = f"{item.shop.url}api/products/{item.slug}"
        async with client.get(url, headers=headers) as response:
            data = await response.json()
        assert data["name"] == item.name
        assert data["price"]["amount"] == float(price_at(item, clock()).price)

    @pytest.mark.parametrize(
        "path",
        [
            "/p/none", "/dp/none", "/c/none", "/c/all?page=99", "/info/none", "/img/none.png",
            "/api/products/none", "/sitemap-none.xml", "/nowhere", "/p/", "/p/orrery-kit/x",
        ],
    )  # fmt: skip
    async def test_404(self, client: aiohttp.ClientSession, path: str) -> None:
        async with client.get(f"http://toys.demo.pricetrail.test{path}") as response:
            assert response.status == 404

    async def test_another_host_is_refused(self, shop: DemoShop) -> None:
        answer = await raw(shop, b"GET /p/orrery-kit HTTP/1.0\r\nHost: example.com\r\n\r\n")
        assert answer.startswith(b"HTTP/1.0 421 ")

    async def test_a_person_finds_the_shops(self, shop: DemoShop) -> None:
        url = shop.browser_url(item_of("orrery-kit").url)
        port = shop.host_map[DEMO_HOSTS[0]][1]
        assert url == f"http://toys.localhost:{port}/p/orrery-kit"
        host = f"toys.localhost:{port}".encode()
        page = await raw(shop, b"GET /p/orrery-kit HTTP/1.0\r\nHost: " + host + b"\r\n\r\n")
        assert page.startswith(b"HTTP/1.0 200 ")
        index = await raw(shop, b"GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        assert all(shop.browser_url(each.url).encode() in index for each in SHOPS.values())


class TestHostileRequests:
    @pytest.mark.parametrize(
        "path",
        [
            "/p/orrery-kit?a=%00&b=%ff&c=<script>alert(7)</script>",
            "/p/orrery-kit?" + "x=1&" * 1000,
            "/p/orrery-kit?page[]=1;DROP TABLE--&&&==",
            "/c/all?page=-1",
            "/c/all?page=0",
            "/c/all?page=1e9",
            "/c/all?page=99999999999999999999",
            "/c/all?page=%D9%A1",
            "/c/<script>alert(7)</script>",
            "/p/..%2f..%2fetc%2fpasswd",
            "/p/%00",
            "/p/%ff%fe",
            "/img/../../etc/passwd",
            "/img/..%2flogo.svg",
            "/sitemap-<script>alert(7)</script>.xml",
            "//evil.example/p/orrery-kit",
            "/p/" + "a" * 6000,
        ],
    )
    async def test_are_answered_calmly(self, shop: DemoShop, path: str) -> None:
        target = path.replace(" ", "%20").encode()
        host = b"toys.demo.pricetrail.test"
        answer = await raw(shop, b"GET " + target + b" HTTP/1.0\r\nHost: " + host + b"\r\n\r\n")
        assert answer[9:12] in {b"200", b"400", b"404"}
        assert b"alert(7)" not in answer
        assert b"root:" not in answer

    @pytest.mark.parametrize(
        "host", [b"", b"[::1", b"a" * 3000, b"%00", b"toys.demo.pricetrail.test."]
    )
    async def test_hosts_too(self, shop: DemoShop, host: bytes) -> None:
        answer = await raw(shop, b"GET / HTTP/1.0\r\nHost: " + host + b"\r\n\r\n")
        assert answer[9:12] in {b"400", b"421"}


class TestVisits:
    async def test_are_counted_and_timed(
        self, shop: DemoShop, client: aiohttp.ClientSession, clock: ManualClock
    ) -> None:
        url = item_of("orrery-kit").url
        for _ in range(3):
            async with client.get(f"{url}?a=1") as response:
                await response.read()
        async with client.post(url) as response:
            assert response.status == 405
        assert shop.counts()[url] == 4
        assert [visit.status for visit in shop.visits] == [200, 200, 200, 405]
        assert {visit.moment for visit in shop.visits} == {clock()}
        times = [visit.monotonic_s for visit in shop.visits]
        assert times == sorted(times)


async def locations(client: aiohttp.ClientSession, url: str) -> list[str]:
    async with client.get(url) as response:
        assert response.status == 200
        root = ET.fromstring(gzip.decompress(await response.read()))
    return [loc.text or "" for loc in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
