import asyncio

import pytest

from pricetrail import crud
from pricetrail.errors import StoreUnavailable
from pricetrail.overview import counting, facets
from pricetrail.overview.counting import count


async def seen(store, clock, url):
    data = {"url": url, "name": "A kettle", "price": "5"}
    return (await crud.add_scrape_event(store, data, clock=clock)).product


async def test_products_and_targets_without_one_are_counted_the_most_frequent_first(store, clock):
    for url in ("https://b.example/1", "https://b.example/2", "https://a.example/1"):
        await seen(store, clock, url)
    await crud.track(store, "https://c.example/1", tags=["y", "x"], clock=clock)
    await crud.track(store, "https://c.example/2", tags=["y"], clock=clock)
    found = await count(store)
    assert list(found.shops.items()) == [("b.example", 2), ("c.example", 2), ("a.example", 1)]
    assert list(found.tags.items()) == [("y", 2), ("x", 1)]
    assert list(found.states.items()) == [("ok", 3), ("new", 2)]
    assert (found.total, found.whole) == (5, True)


async def test_they_are_counted_once_for_a_while_and_for_each_store(store, clock):
    await seen(store, clock, "https://a.example/1")
    first = await facets(store)
    await seen(store, clock, "https://a.example/2")
    assert await facets(store) is first
    assert (await count(store)).total == 2


async def test_after_a_while_the_former_ones_are_told_while_they_are_counted_anew(
    store, clock, monkeypatch
):
    await seen(store, clock, "https://a.example/1")
    first = await facets(store)
    await seen(store, clock, "https://a.example/2")
    monkeypatch.setattr(counting, "KEPT_S", -1.0)
    assert await asyncio.gather(*(facets(store) for _ in range(9))) == [first] * 9
    monkeypatch.setattr(counting, "SHOWN_FOR_S", -1.0)
    assert (await facets(store)).total == 2


async def test_a_store_that_fails_is_told_to_who_has_to_wait(store, clock, monkeypatch):
    await seen(store, clock, "https://a.example/1")
    first = await facets(store)
    await store.close()
    monkeypatch.setattr(counting, "KEPT_S", -1.0)
    assert await facets(store) is first
    monkeypatch.setattr(counting, "SHOWN_FOR_S", -1.0)
    with pytest.raises(StoreUnavailable):
        await facets(store)
