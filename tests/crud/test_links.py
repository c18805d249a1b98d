import pytest

from pricetrail import crud
from pricetrail.crud import links
from pricetrail.errors import NotFound, UsageError
from pricetrail.store.tables import PRODUCT_LINK


async def add(store, clock, shop, **fields):
    data = {"url": f"https://{shop}.example/p/1", "name": "A red kettle", "price": "5", **fields}
    return (await crud.add_scrape_event(store, data, clock=clock)).product


async def elsewhere(store, product):
    return [other.shop for other in await crud.same_products(store, product)]


async def test_a_shared_gtin_makes_products_the_same_however_many_zeros_it_has(store, clock):
    a = await add(store, clock, "a", gtin="036000291452")
    b = await add(store, clock, "b", gtin="0036000291452")
    c = await add(store, clock, "c", gtin="00036000291452")
    await add(store, clock, "d", gtin="4006381333931")
    await add(store, clock, "e")
    assert await elsewhere(store, a) == ["b.example", "c.example"]
    assert await elsewhere(store, b) == ["a.example", "c.example"]
    assert await elsewhere(store, c) == ["a.example", "b.example"]


async def test_all_of_a_group_are_the_same(store, clock):
    a, b, c, d = [await add(store, clock, shop) for shop in "abcd"]
    await crud.link(store, a.product_id, b.product_id)
    await crud.link(store, c.product_id, d.product_id)
    await crud.link(store, b.product_id, c.product_id)
    assert await elsewhere(store, a) == ["b.example", "c.example", "d.example"]
    assert await elsewhere(store, d) == ["a.example", "b.example", "c.example"]


async def test_who_is_unlinked_leaves_the_group_alone(store, clock):
    a, b, c = [await add(store, clock, shop) for shop in "abc"]
    await crud.link(store, a.product_id, b.product_id)
    await crud.link(store, a.product_id, c.product_id)
    await crud.unlink(store, a.product_id, b.product_id)
    assert await elsewhere(store, a) == ["c.example"]
    assert await elsewhere(store, b) == []
    assert await elsewhere(store, c) == ["a.example"]
    await crud.unlink(store, a.product_id, b.product_id)
    assert await elsewhere(store, a) == ["c.example"]


async def test_a_product_that_is_purged_leaves_no_link(store, clock):
    a, b = [await add(store, clock, shop) for shop in "ab"]
    await crud.link(store, a.product_id, b.product_id)
    await crud.purge(store, b.product_id)
    assert await elsewhere(store, a) == []
    assert (await store.list(PRODUCT_LINK, limit=10)).rows == []


async def test_what_cannot_be_linked_is_refused(store, clock, monkeypatch):
    a, b, c = [(await add(store, clock, shop)).product_id for shop in "abc"]
    with pytest.raises(UsageError, match="itself"):
        await crud.link(store, a, a)
    with pytest.raises(NotFound, match=r"x\.example:1"):
        await crud.link(store, a, "x.example:1")
    monkeypatch.setattr(links, "LARGEST_GROUP", 2)
    await crud.link(store, a, b)
    with pytest.raises(UsageError, match="at most 2"):
        await crud.link(store, a, c)
    assert await crud.linked_ids(store, a) == [b]
