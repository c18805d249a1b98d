from datetime import timedelta

import pytest

from pricetrail import crud
from pricetrail.clock import ManualClock, time_uuid
from pricetrail.overview import product_view
from pricetrail.store.base import Store

URL = "https://shop.example/p/1"
HOUR = timedelta(hours=1)


async def seen(store: Store, clock: ManualClock, *seen_at: tuple[float, str | None], **fields):
    """Observations, each so many hours ago; tells the change that the product's page shows."""
    for ago, price in seen_at:
        data = {"url": URL, "name": "A kettle", "price": price, "currency": "EUR", **fields}
        data["uuid"] = time_uuid(clock() - ago * HOUR)
        product = (await crud.add_scrape_event(store, data, clock=clock)).product
    return (await product_view(store, product.product_id, clock=clock)).last_change


@pytest.mark.parametrize(
    ("seen_at", "before", "ago"),
    [
        pytest.param([(200, "9"), (100, "7"), (50, "7"), (1, "7")], "9", 100, id="days apart"),
        pytest.param([(200, "9"), (3, "8"), (2, "7"), (1, "7")], "8", 2, id="within a day"),
        pytest.param([(99, "9"), (98, "9"), (50, "7"), (48, "9"), (1, "9")], "7", 48, id="a dip"),
        pytest.param([(200, "9"), (99, None), (50, "7"), (1, "7")], "9", 50, id="no price between"),
    ],
)
async def test_the_last_change_is_told_to_the_moment(
    store: Store, clock: ManualClock, seen_at, before: str, ago: float
) -> None:
    found = await seen(store, clock, *seen_at)
    assert (str(found.before), found.at) == (before, clock() - ago * HOUR)


async def test_a_price_that_never_was_another_has_no_change(
    store: Store, clock: ManualClock
) -> None:
    assert await seen(store, clock, (50, "7"), (1, "7")) is None
    assert await seen(store, clock, (0.5, None)) is None


async def test_amounts_in_another_currency_are_no_change(store: Store, clock: ManualClock) -> None:
    await seen(store, clock, (60, "9"), currency="USD")
    assert await seen(store, clock, (50, "7"), (1, "7")) is None
