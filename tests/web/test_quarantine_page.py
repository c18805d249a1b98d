"""What was held back is reviewed on a page that needs no script."""

import io
import json
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path

import aiohttp
import pytest

from pricetrail.clock import time_uuid
from pricetrail.quarantine import place_of
from pricetrail.schema import Quarantined
from pricetrail.store.base import Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import QUARANTINE
from tests.support.shop import product_page

URL = "https://shop.example/p/kettle"
PATH = "/activity/quarantine"
NAME = "<b>A kettle</b>"


async def read(api: aiohttp.ClientSession, price: str) -> str:
    return await post_page(api, product_page(NAME.replace("<", "&lt;"), price))


async def post_page(api: aiohttp.ClientSession, html: str) -> str:
    data = io.BytesIO(json.dumps({"url": URL, "html": html}).encode())
    async with api.post(
        "/pages", data=data, headers={"Content-Type": "application/json"}
    ) as response:
        return str((await response.json())["attempt"]["outcome"])


async def get(api: aiohttp.ClientSession, path: str) -> str:
    async with api.get(path) as response:
        assert response.status == 200
        return await response.text()


@pytest.fixture
async def held(api: aiohttp.ClientSession) -> str:
    """The id of a price that was held back."""
    assert await read(api, "19.90") == "ok"
    assert await read(api, "1.99") == "suspect"
    found = re.search(r'name="pick" value="([^"]+)"', await get(api, PATH))
    assert found is not None
    return found[1]


async def settle(api: aiohttp.ClientSession, held: str, action: str, origin: str = "") -> int:
    form = {"pick": held, "action": action, "status": "open"}
    headers = {"Origin": origin} if origin else {}
    async with api.post(PATH, data=form, headers=headers, allow_redirects=False) as response:
        return response.status


async def test_it_says_what_was_read_and_why_it_waits(
    api: aiohttp.ClientSession, held: str
) -> None:
    text = await get(api, PATH)
    for words in ("€19.90", "€1.99", "less than a third", "held back as implausible"):
        assert words in text
    assert NAME not in text
    assert f'href="/quarantine/{held}/page"' in text
    assert "Quarantine (1)" in await get(api, "/activity")
    assert await get(api, f"/quarantine/{held}/page")


async def test_the_product_leads_to_its_review(api: aiohttp.ClientSession, held: str) -> None:
    found = re.search(r'href="(/p/[^"]+)"', await get(api, PATH))
    assert found is not None
    link = f'<a href="{PATH}">Review it</a>'
    assert link in await get(api, found[1])
    await settle(api, held, "dismiss")
    assert link not in await get(api, found[1])


async def test_it_is_accepted_and_explained(api: aiohttp.ClientSession, held: str) -> None:
    assert await settle(api, held, "accept") == 303
    assert "Nothing waits" in await get(api, PATH)
    assert "accepted" in await get(api, f"{PATH}?status=accepted")
    product = re.search(r'href="(/p/[^"]+)"', await get(api, f"{PATH}?status=accepted"))
    assert product is not None
    page = await get(api, product[1])
    assert "€1.99" in page
    assert "as text</a>" in page


async def test_it_is_dismissed(api: aiohttp.ClientSession, held: str) -> None:
    assert await settle(api, held, "dismiss") == 303
    assert "Nothing waits" in await get(api, f"{PATH}?said=dismissed")
    assert held in await get(api, f"{PATH}?status=dismissed")


async def test_other_sites_and_other_wishes_are_refused(
    api: aiohttp.ClientSession, held: str
) -> None:
    assert await settle(api, held, "accept", origin="https://evil.example") == 403
    assert await settle(api, held, "burn") == 400
    assert await settle(api, "nothing:1", "accept") == 404
    assert held in await get(api, PATH)


async def hold(folder: Path, count: int) -> None:
    """Have so many prices wait, of seven shops."""
    store = SqliteStore(folder / "trail.db")
    await store.open()
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    facts = {"outcome": "suspect", "reason": "the price is odd", "currency": "EUR", "name": NAME}
    rows = [
        Quarantined(
            **place_of(f"shop{n % 7}.example", time_uuid(noon - timedelta(minutes=n))),
            target_id=f"t{n}",
            price=Decimal(2),
            **facts,
        )
        for n in range(count)
    ]
    await store.put([Write(QUARANTINE, QUARANTINE.row(row)) for row in rows])
    await store.close()


async def test_of_ten_thousand_a_page_shows_fifty(
    api: aiohttp.ClientSession, tmp_path: Path
) -> None:
    await hold(tmp_path, 10_000)
    picks: list[str] = []
    path = PATH
    for _ in range(3):
        text = await get(api, path)
        picks += re.findall(r'name="pick" value="([^"]+)"', text)
        assert len(text) < 150_000
        more = re.search(r'<a class="button" href="([^"]+cursor=[^"]+)"', text)
        assert more is not None
        path = unescape(more[1])
    assert len(picks) == len(set(picks)) == 150
    assert await settle(api, picks[149], "dismiss") == 303
    assert picks[149] in await get(api, f"{PATH}?status=dismissed")
    assert "Quarantine" in await get(api, "/activity")


async def send(api: aiohttp.ClientSession, price: str, **more: str) -> tuple[int, str]:
    record = {"url": URL, "name": "A kettle", "price": price, "currency": "EUR", **more}
    async with api.post("/events/scrape", json=record) as response:
        told = await response.json()
        return response.status, str(told.get("product", told)["product_id"])


async def test_a_price_that_was_sent_is_told_of_on_its_product(api: aiohttp.ClientSession) -> None:
    _, product = await send(api, "19.90")
    path = f"/p/{product}"
    assert "waits for review" not in await get(api, path)
    assert await send(api, "1.99") == (202, product)
    page = await get(api, path)
    assert "A price of €1.99 waits for review" in page
    assert f'less than a third of the usual €19.90. <a href="{PATH}">Review it</a>' in page
    elsewhere = await send(api, "2.49", url=f"{URL}-blue", product_id=product)
    assert elsewhere == (202, product)
    page = await get(api, path)
    assert "A price of €2.49 waits for review" in page
    assert "It is the latest of 2 that wait." in page


async def test_a_record_without_a_name_is_called_by_its_address(api: aiohttp.ClientSession) -> None:
    said = {"og:type": "product", "product:price:amount": "5"}
    head = "".join(f'<meta property="{name}" content="{value}">' for name, value in said.items())
    await post_page(api, f"<html><head>{head}</head><body></body></html>")
    page = await get(api, PATH)
    assert "<bdi>kettle</bdi>" in page
    assert "no valid record: a product needs a name" in page


async def test_what_is_told_as_trouble_is_told_once(api: aiohttp.ClientSession, held: str) -> None:
    found = re.search(r'href="(/p/[^"]+)"', await get(api, PATH))
    assert found is not None
    assert (await get(api, found[1])).count("Review it") == 1
    await settle(api, held, "dismiss")
    assert "waits for review" not in await get(api, found[1])
