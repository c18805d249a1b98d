from datetime import timedelta

import pytest

from pricetrail import crud
from pricetrail.crud.targets import minute_of, shard_of
from pricetrail.errors import NotFound, UsageError
from pricetrail.store.tables import DUE_SLOT, TARGET

URL = "https://shop.example/p/1"
HOUR = timedelta(hours=1)


async def tracked(store, clock, **more):
    return (await crud.track(store, URL, clock=clock, **more)).target


async def is_hinted(store, target, moment):
    partition = {"minute": minute_of(moment), "shard": shard_of(target.target_id)}
    rows = await store.scan(DUE_SLOT, partition, limit=10)
    return [row["target_id"] for row in rows] == [target.target_id]


async def scraped(store, clock, target, due):
    """As if it had been scraped: it is due again at `due`."""
    key = {"target_id": target.target_id}
    await store.compare_and_set(TARGET, key, {}, {"next_due": due})


async def test_only_what_is_given_changes(store, clock):
    target = await tracked(store, clock, tags=["b", "a"], every=HOUR)
    assert await crud.change_target(store, URL, clock=clock) == target
    changed = await crud.change_target(store, URL, fetcher="http", clock=clock)
    assert changed == target.model_copy(update={"fetcher": "http"})
    assert await crud.get_target(store, URL) == changed


async def test_tags_are_replaced_on_target_and_product(store, clock):
    await tracked(store, clock, tags=["old"])
    data = {"url": URL, "name": "A kettle", "price": "5"}
    product = (await crud.add_scrape_event(store, data, clock=clock)).product
    target = await crud.get_target(store, URL)
    key = {"target_id": target.target_id}
    await store.compare_and_set(TARGET, key, {}, {"product_id": product.product_id})
    for tags in (["b", "a", "b"], []):
        changed = await crud.change_target(store, URL, tags=tags, clock=clock)
        assert changed.tags == tuple(sorted(set(tags)))
        assert (await crud.get_product(store, product.product_id)).tags == changed.tags
        found = await crud.list_products(store, tag="old")
        assert found.products == []


async def test_a_shorter_interval_brings_it_forward_with_its_hint(store, clock):
    target = await tracked(store, clock, every=24 * HOUR)
    await scraped(store, clock, target, clock() + 20 * HOUR)
    changed = await crud.change_target(store, URL, interval_s=3600, clock=clock)
    assert (changed.interval_s, changed.next_due) == (3600, clock() + HOUR)
    assert await is_hinted(store, target, clock() + HOUR)


async def test_a_longer_interval_leaves_it_due_when_it_was(store, clock):
    target = await tracked(store, clock, every=HOUR)
    await scraped(store, clock, target, clock() + HOUR)
    changed = await crud.change_target(store, URL, interval_s=86_400, clock=clock)
    assert (changed.interval_s, changed.next_due) == (86_400, clock() + HOUR)


async def test_who_was_paused_goes_on_at_once_where_it_is_overdue(store, clock):
    target = await tracked(store, clock, every=HOUR)
    await scraped(store, clock, target, clock() + HOUR)
    paused = await crud.change_target(store, URL, paused=True, clock=clock)
    assert (paused.paused, paused.next_due) == (True, clock() + HOUR)
    clock.advance(24 * HOUR)
    resumed = await crud.change_target(store, URL, paused=False, clock=clock)
    assert (resumed.paused, resumed.next_due) == (False, clock())
    assert await is_hinted(store, target, clock())


async def test_an_untracked_target_does_not_become_due(store, clock):
    await tracked(store, clock)
    await crud.untrack(store, URL)
    changed = await crud.change_target(store, URL, interval_s=60, paused=False, clock=clock)
    assert (changed.untracked, changed.next_due) == (True, None)


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"interval_s": 59}, "interval_s"),
        ({"interval_s": 0}, "interval_s"),
        ({"tags": [""]}, "tags"),
        ({"tags": [f"t{n}" for n in range(101)]}, "tags"),
    ],
)
async def test_what_cannot_be_is_refused(store, clock, change, match):
    target = await tracked(store, clock)
    with pytest.raises(UsageError, match=match):
        await crud.change_target(store, URL, **change, clock=clock)
    assert await crud.get_target(store, URL) == target


async def test_an_unknown_target_is_not_found(store, clock):
    with pytest.raises(NotFound):
        await crud.change_target(store, URL, paused=True, clock=clock)
