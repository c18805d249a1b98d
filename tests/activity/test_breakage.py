"""When a shop counts as broken: clearly worse than its own past, and not by chance."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from pricetrail.clock import ManualClock
from pricetrail.health import Tally, breakage, broke_of, is_mended, shop_broke
from pricetrail.schema import ShopHealth
from pricetrail.store.base import Write
from pricetrail.store.tables import SHOP_HEALTH


def tally(ok=0, records=None, fields=None, **failed):
    outcomes = Counter({"ok": ok, **failed})
    return Tally(outcomes, Counter(fields or {}), ok if records is None else records)


GOOD = tally(ok=98, fetch_failed=2, fields={"price": 98, "name": 98, "rating": 60})

IN_ORDER = {
    "as ever": (tally(ok=20, fields={"price": 20, "name": 20, "rating": 12}), GOOD),
    "one failure of four": (tally(ok=3, blocked=1, fields={"price": 3, "name": 3}), GOOD),
    "too few to tell": (tally(blocked=3), GOOD),
    "nothing was tried": (tally(), GOOD),
    "a young shop": (tally(blocked=9), tally(ok=9, fields={"price": 9})),
    "a shop that always failed": (tally(ok=1, blocked=19), tally(ok=5, blocked=95)),
    "a bit worse": (tally(ok=16, blocked=4, fields={"price": 16, "name": 16, "rating": 9}), GOOD),
    "a field that came and went": (
        tally(ok=6, fields={"price": 6, "name": 6, "rating": 2}),
        tally(ok=12, fields={"price": 12, "name": 12, "rating": 7}),
    ),
    "a field that was never there": (
        tally(ok=20, fields={"price": 20}),
        tally(ok=50, fields={"price": 50}),
    ),
    "better than ever": (
        tally(ok=20, fields={"price": 20}),
        tally(ok=50, blocked=50, fields={"price": 25}),
    ),
}

BROKEN = {
    "blocked": (
        tally(ok=2, blocked=18, fields={"price": 2, "name": 2}),
        "10% of its pages could be read, it was 98%; most were blocked by the shop",
    ),
    "all gone in four": (
        tally(not_found=4),
        "0% of its pages could be read, it was 98%; most were gone from the shop",
    ),
    "prices that nobody believes": (
        tally(ok=5, suspect=15, fields={"price": 5, "name": 5}),
        "25% of its pages could be read, it was 98%; most were held back as implausible",
    ),
    "a price that is not found any more": (
        tally(ok=20, fields={"name": 20, "rating": 12}),
        "0% of its records have a price, it was 100%",
    ),
    "a field that is found less often": (
        tally(ok=40, fields={"price": 40, "name": 40, "rating": 4}),
        "10% of its records have a rating, it was 61%",
    ),
    "a new layout": (
        tally(ok=20, fields={"name": 20}),
        "0% of its records have a price, it was 100%, or a rating, it was 61%",
    ),
}


@pytest.mark.parametrize(("recent", "past"), IN_ORDER.values(), ids=IN_ORDER.keys())
def test_it_is_in_order(recent, past):
    assert breakage(recent, past) is None


@pytest.mark.parametrize(("recent", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_it_broke(recent, words):
    assert breakage(recent, GOOD) == words


TODAY = date(2026, 3, 20)


@pytest.fixture
def clock():
    return ManualClock(datetime(2026, 3, 20, 12, tzinfo=UTC))


async def count(store, day, ok, blocked=0, shop="shop.test"):
    row = ShopHealth(
        shop=shop,
        day=day,
        writer="one",
        outcomes={"ok": ok, "blocked": blocked},
        records=ok,
        fields={"price": ok},
    )
    await store.put([Write(SHOP_HEALTH, SHOP_HEALTH.row(row))])


async def test_a_shop_is_compared_with_its_two_weeks_before_yesterday(store, clock):
    for back in range(2, 16):
        await count(store, TODAY - timedelta(days=back), 4)
    await count(store, TODAY - timedelta(days=1), 3, 1)
    assert await shop_broke(store, "shop.test", clock=clock) is None
    await count(store, TODAY, 0, 4)
    assert await shop_broke(store, "shop.test", clock=clock) == (
        "38% of its pages could be read, it was 100%; most were blocked by the shop"
    )
    assert await shop_broke(store, "other.test", clock=clock) is None


def test_a_shop_that_is_tried_seldom_is_broken_where_a_day_gives_nothing():
    days = {TODAY - timedelta(days=back): tally(ok=1) for back in range(2, 16)}
    days |= {TODAY: tally(), TODAY - timedelta(days=1): tally(fetch_failed=1)}
    assert broke_of(days, TODAY) is None
    days[TODAY] = tally(fetch_failed=1)
    assert broke_of(days, TODAY) == (
        "none of its pages could be read, some were on 14 of the 14 days before"
    )
    days[TODAY] = tally(ok=1, fetch_failed=1)
    assert broke_of(days, TODAY) is None
    assert broke_of({TODAY: tally(fetch_failed=3)}, TODAY) is None


MENDED = {
    "as before": (tally(ok=20, fields={"price": 20, "name": 20, "rating": 12}), True),
    "a bit worse": (tally(ok=18, blocked=2, fields={"price": 18, "name": 18, "rating": 11}), True),
    "not quite": (tally(ok=16, blocked=4, fields={"price": 16, "name": 16, "rating": 9}), False),
    "a field is still lost": (tally(ok=20, fields={"price": 15, "name": 20, "rating": 12}), False),
    "nothing was tried": (tally(), False),
    "one page": (tally(ok=1, fields={"price": 1, "name": 1, "rating": 1}), True),
}


@pytest.mark.parametrize(("recent", "mended"), MENDED.values(), ids=MENDED.keys())
def test_it_is_mended_where_it_is_clearly_in_order(recent, mended):
    assert is_mended({TODAY: recent, TODAY - timedelta(days=3): GOOD}, TODAY) is mended


async def test_what_is_older_does_not_count(store, clock):
    await count(store, TODAY - timedelta(days=16), 100)
    await count(store, TODAY, 0, 10)
    assert await shop_broke(store, "shop.test", clock=clock) is None
