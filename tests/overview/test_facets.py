from pricetrail import crud
from pricetrail.overview import facets
from pricetrail.overview.facets import count


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
