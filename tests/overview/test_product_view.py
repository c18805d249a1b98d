from datetime import timedelta

import pytest

from pricetrail import crud
from pricetrail.clock import time_uuid
from pricetrail.errors import Ambiguous, NotFound
from pricetrail.overview import Blocked, product_view, stats_of
from pricetrail.schema import Attempt
from pricetrail.store.base import Write
from pricetrail.store.tables import ATTEMPT, PRODUCT, TARGET

URL = "https://shop.example/p/1"
HOUR = timedelta(hours=1)


async def seen(store, clock, url=URL, *, price="5", ago=timedelta(0), **fields):
    data = {"url": url, "name": "A kettle", "price": price, "currency": "EUR", **fields}
    data["uuid"] = time_uuid(clock() - ago)
    return (await crud.add_scrape_event(store, data, clock=clock)).product


async def tracked_before(store, clock):
    """A target since two days ago."""
    clock.advance(timedelta(days=-2))
    target = (await crud.track(store, URL, clock=clock)).target
    clock.advance(timedelta(days=2))
    return target


async def tried(store, clock, target, outcomes):
    """One attempt an hour, the last one an hour ago."""
    for number, outcome in enumerate(reversed(outcomes), start=1):
        attempt = Attempt(
            target_id=target.target_id,
            uuid=time_uuid(clock() - number * HOUR),
            outcome=outcome,
            url=target.url,
        )
        await store.put([Write(ATTEMPT, ATTEMPT.row(attempt))])
    last = {"last_attempt_at": clock() - HOUR}
    await store.compare_and_set(TARGET, {"target_id": target.target_id}, {}, last)


async def test_a_view_has_all_that_is_known(store, clock):
    target = await tracked_before(store, clock)
    await seen(store, clock, price="4", ago=timedelta(days=500), gtin="4006381333931")
    product = await seen(store, clock, price="5")
    key = {"product_id": product.product_id}
    await store.compare_and_set(PRODUCT, key, {}, {"target_id": target.target_id})
    other = await seen(store, clock, "https://other.example/1", price="3", gtin="4006381333931")
    await tried(store, clock, target, ["ok"] * 15 + ["fetch_failed"] * 10)
    view = await product_view(store, product.product_id, clock=clock)
    assert view.product.product_id == product.product_id
    assert view.target.url == URL
    assert [str(day.last) for day in view.days] == ["4", "5"]
    assert view.stats == await stats_of(store, view.product, clock=clock)
    assert str(view.stats.all_time.low) == "4"
    assert [(p.product_id, len(days)) for p, days in view.others] == [(other.product_id, 1)]
    assert [a.outcome for a in view.attempts] == ["fetch_failed"] * 10 + ["ok"] * 10
    assert view.blocked == []


async def test_a_target_without_product_has_its_attempts(store, clock):
    target = await tracked_before(store, clock)
    await tried(store, clock, target, ["ok", "blocked", "fetch_failed", "blocked", "blocked"])
    for name in (URL, target.target_id):
        view = await product_view(store, name, clock=clock)
        assert (view.product, view.stats, view.days, view.others) == (None, None, [], [])
        assert view.target.target_id == target.target_id
        now = clock()
        assert view.blocked == [
            Blocked(now - 4 * HOUR, now - 3 * HOUR),
            Blocked(now - 2 * HOUR, None),
        ]


async def test_unknown_and_ambiguous_names(store, clock):
    with pytest.raises(NotFound, match="no product"):
        await product_view(store, "nothing", clock=clock)
    for shop in ("amazon.de", "amazon.com"):
        await seen(store, clock, f"https://{shop}/dp/B000000001", asin="B000000001")
    with pytest.raises(Ambiguous):
        await product_view(store, "B000000001", clock=clock)
