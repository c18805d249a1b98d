from datetime import timedelta

import pytest

from pricetrail import crud
from pricetrail.clock import time_uuid
from pricetrail.errors import Ambiguous, InvalidCursor, InvalidURL, NotFound
from pricetrail.schema import Attempt, ProductAlias
from pricetrail.store.base import Write
from pricetrail.store.tables import ATTEMPT, DUE_SLOT, EVENT, PRODUCT_ALIAS, TARGET

URL = "https://shop.example/p/1"


async def add(store, clock, url=URL, **fields):
    data = {"url": url, "name": "A red kettle", "price": "5", **fields}
    return (await crud.add_scrape_event(store, data, clock=clock)).product


async def test_an_asin_names_the_one_product_that_has_it(store, clock):
    product = await add(store, clock, "https://amazon.de/dp/B000000001", asin="B000000001")
    assert product.product_id == "amazon.de:B000000001"
    assert await crud.resolve(store, "B000000001") == product.product_id


async def test_an_asin_of_several_shops_is_ambiguous(store, clock):
    for shop in ("amazon.de", "amazon.com"):
        await add(store, clock, f"https://{shop}/dp/B000000001", asin="B000000001")
    with pytest.raises(Ambiguous) as caught:
        await crud.resolve(store, "B000000001")
    assert caught.value.candidates == ["amazon.com:B000000001", "amazon.de:B000000001"]


async def test_an_alias_leads_to_its_product(store, clock):
    product = await add(store, clock)
    alias = ProductAlias(alias="shop.example:old", product_id=product.product_id)
    await store.put([Write(PRODUCT_ALIAS, PRODUCT_ALIAS.row(alias))])
    assert await crud.get_product(store, "shop.example:old") == product


@pytest.mark.parametrize("name", ["", "nothing", "B00000000X", "https://shop.example/none", "%"])
async def test_an_unknown_name_is_not_found(store, name):
    with pytest.raises(NotFound, match="no product ") as caught:
        await crud.get_product(store, name)
    assert caught.value.among == "products"


async def test_filters_all_hold_at_once(store, clock):
    wanted = await add(store, clock)
    await add(store, clock, "https://shop.example/p/2", name="A blue kettle")
    await add(store, clock, "https://other.example/p/1")
    page = await crud.list_products(store, shop="shop.example", q="RED Kettle")
    assert [p.product_id for p in page.products] == [wanted.product_id]


async def test_lists_page_through_everything_once(store, clock):
    made = {(await add(store, clock, f"https://shop.example/p/{n}")).product_id for n in range(25)}
    found, cursor = [], None
    while True:
        page = await crud.list_products(store, limit=4, cursor=cursor)
        found += [p.product_id for p in page.products]
        if (cursor := page.cursor) is None:
            break
    assert sorted(found) == sorted(made)


async def test_a_cursor_of_another_list_is_refused(store, clock):
    for n in range(5):
        await add(store, clock, f"https://shop.example/p/{n}")
    page = await crud.list_products(store, limit=2)
    with pytest.raises(InvalidCursor):
        await crud.list_products(store, shop="shop.example", limit=2, cursor=page.cursor)


async def test_tracking_makes_a_target_that_is_due_now(store, clock):
    tracked = await crud.track(store, URL, every=timedelta(hours=1), tags=["b", "a"], clock=clock)
    assert not tracked.known
    target = await crud.get_target(store, URL)
    assert (target.next_due, target.interval_s, target.tags) == (clock(), 3600, ("a", "b"))


async def test_tracking_again_keeps_the_schedule_and_adds_tags(store, clock):
    await crud.track(store, URL, every=timedelta(hours=1), tags=["a"], clock=clock)
    due = clock()
    clock.advance(timedelta(minutes=5))
    again = await crud.track(store, URL + "?utm_source=x", tags=["b"], clock=clock)
    assert again.known
    assert (again.target.next_due, again.target.interval_s) == (due, 3600)
    assert (await crud.get_target(store, URL)).tags == ("a", "b")


async def test_untracking_keeps_history_and_tracking_resumes(store, clock):
    product = await add(store, clock)
    await crud.track(store, URL, clock=clock)
    untracked = await crud.untrack(store, URL)
    assert untracked.untracked
    assert len(await crud.latest(store, product.product_id)) == 1
    assert not (await crud.track(store, URL, clock=clock)).known
    assert not (await crud.get_target(store, URL)).untracked


@pytest.mark.parametrize("url", ["kettle", "ftp://shop.example/", "http://"])
async def test_what_is_not_a_url_is_not_tracked(store, clock, url):
    with pytest.raises(InvalidURL):
        await crud.track(store, url, clock=clock)


async def test_attempts_are_newest_first_over_months(store, clock):
    target = (await crud.track(store, URL, clock=clock)).target
    made = []
    for _ in range(4):
        uuid = time_uuid(clock())
        attempt = Attempt(target_id=target.target_id, uuid=uuid, outcome="blocked", url=URL)
        await store.put([Write(ATTEMPT, ATTEMPT.row(attempt))])
        made.append(attempt)
        clock.advance(timedelta(days=20))
    last = target.model_copy(update={"last_attempt_at": made[-1].created})
    assert [a async for a in crud.attempts(store, last)] == made[::-1]


async def test_purging_leaves_nothing_behind(store, clock):
    product = await add(store, clock)
    month = f"{clock():%Y-%m}"
    await crud.purge(store, product.product_id)
    assert await crud.find_product(store, product.product_id) is None
    assert await crud.months(store, product.product_id) == []
    partition = {"product_id": product.product_id, "month": month}
    assert await store.scan(EVENT, partition, limit=5) == []


async def test_purging_removes_every_target_that_leads_to_the_product(store, clock):
    product = await add(store, clock)
    target_ids = set()
    for url in (URL, f"{URL}?of=another"):
        target, _ = await crud.track(store, url, clock=clock)
        target_ids.add(target.target_id)
        leads = target.model_copy(update={"product_id": product.product_id})
        await store.put([Write(TARGET, TARGET.row(leads))])
    assert await crud.target_ids_of(store, product.product_id) == target_ids
    await crud.purge(store, product.product_id)
    assert [target async for target in crud.iter_targets(store)] == []


async def test_a_tracked_target_leaves_one_hint(store, clock):
    await crud.track(store, URL, clock=clock)
    page = await store.list(DUE_SLOT, limit=10)
    assert len(page.rows) == 1
