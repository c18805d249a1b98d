"""Every style of the demo's pages, read by the extractor and compared with the shop's own truth."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest

from pricetrail.clock import ManualClock
from pricetrail.demo.catalogue import items
from pricetrail.demo.faults import Trouble, trouble_at
from pricetrail.demo.model import Fault, Item, Style
from pricetrail.demo.prices import price_at
from pricetrail.demo.shop import DemoShop
from pricetrail.demo.truth import expected_at
from pricetrail.errors import NotFound
from pricetrail.extract import extract
from pricetrail.schema import Page
from tests.support.demo_client import demo_client

START = datetime(2026, 3, 10, 9, tzinfo=UTC)
READABLE = [item for item in items() if item.style is not Style.API_SHELL]
OFFER = {"kind", "name", "price", "price_max", "currency", "availability"}
TROUBLES = [
    (Fault.BLOCKED_FOR_DAYS, Trouble.BLOCKED),
    (Fault.GONE_OUT_OF_SEASON, Trouble.GONE),
    (Fault.MOVED_TO_LISTING, Trouble.MOVED),
    (Fault.RATE_LIMITED, Trouble.RATE_LIMITED),
]


async def fetch(client: aiohttp.ClientSession, url: str, moment: datetime) -> Page:
    headers = {"Accept-Encoding": "identity"}
    async with client.get(url, headers=headers) as response:
        return Page(
            url=url,
            final_url=str(response.url),
            status=response.status,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=await response.read(),
            fetched_at=moment,
            fetcher="http",
        )


def differences(page: Page, moment: datetime, *, faults: bool = True) -> dict[str, tuple[Any, Any]]:
    """Field → (got, expected) where they differ."""
    record = extract(page).record
    got = {**record.model_dump(), "sku": record.sku or record.asin}
    expected = expected_at(page.url, moment, faults=faults)
    if expected["price"] is None:
        got["currency"] = None  # a currency without a price says nothing
    return {field: (got[field], value) for field, value in expected.items() if got[field] != value}


def telling_moments(item: Item) -> list[datetime]:
    """One moment for every situation that the item's offer is in within ninety days."""
    moments: dict[tuple[Any, ...], datetime] = {}
    for day in range(90):
        moment = START + timedelta(days=day)
        offer = price_at(item, moment)
        situation = (offer.availability, offer.list_price is None)
        moments.setdefault(situation, moment)
    return list(moments.values())


@pytest.fixture
async def calm_client(clock: ManualClock) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of shops in which nothing goes wrong."""
    shop = DemoShop(clock, faults=False)
    await shop.start()
    async with demo_client(shop) as session:
        yield session
    await shop.stop()


EVERY_READABLE = pytest.mark.parametrize(
    "item", READABLE, ids=lambda item: f"{item.style}-{item.slug}"
)


@EVERY_READABLE
async def test_what_is_offered_is_read_right(
    calm_client: aiohttp.ClientSession, clock: ManualClock, item: Item
) -> None:
    for clock.now in telling_moments(item):
        page = await fetch(calm_client, item.url, clock())
        wrong = differences(page, clock(), faults=False)
        assert {field: wrong[field] for field in OFFER & set(wrong)} == {}


@EVERY_READABLE
async def test_what_describes_it_is_read_right(
    calm_client: aiohttp.ClientSession, clock: ManualClock, item: Item
) -> None:
    for clock.now in telling_moments(item):
        page = await fetch(calm_client, item.url, clock())
        wrong = differences(page, clock(), faults=False)
        assert {field: wrong[field] for field in set(wrong) - OFFER} == {}


@pytest.mark.parametrize(("fault", "trouble"), TROUBLES)
async def test_trouble_gives_no_price(
    client: aiohttp.ClientSession, clock: ManualClock, fault: Fault, trouble: Trouble
) -> None:
    item = next(item for item in items() if item.fault is fault)
    while trouble_at(item, clock()) is not trouble:
        clock.advance(timedelta(hours=1))
    page = await fetch(client, item.url, clock())
    expected = expected_at(item.url, clock())
    record = extract(page).record
    assert record.kind == expected["kind"]
    assert expected["price"] is None
    assert record.price is None


@pytest.mark.parametrize("path", ["c/all", "c/all?page=2", ""])
async def test_a_listing_is_no_product(
    client: aiohttp.ClientSession, clock: ManualClock, path: str
) -> None:
    page = await fetch(client, f"http://toys.demo.pricetrail.test/{path}", clock())
    record = extract(page).record
    assert record.kind in {"listing", "other"}
    assert record.price is None


async def test_an_information_page_sells_nothing(
    client: aiohttp.ClientSession, clock: ManualClock
) -> None:
    page = await fetch(client, "http://toys.demo.pricetrail.test/info/Delivery", clock())
    assert extract(page).record.kind == "other"


def test_truth_knows_only_the_demo() -> None:
    with pytest.raises(NotFound, match=r"example\.com"):
        expected_at("http://example.com/p/orrery-kit", START)
