from datetime import timedelta

import pytest

from pricetrail import crud
from pricetrail.clock import time_uuid
from pricetrail.errors import InvalidCursor
from pricetrail.overview import cards
from pricetrail.store.tables import PRODUCT, TARGET

DAY = timedelta(days=1)


async def tracked(store, clock, url, *, state="new", tags=()):
    target = (await crud.track(store, url, tags=tags, clock=clock)).target
    await store.compare_and_set(TARGET, {"target_id": target.target_id}, {}, {"state": state})
    return await crud.get_target(store, url)


async def seen(store, clock, url, *, price="5", ago=timedelta(0), target=None, **fields):
    data = {"url": url, "name": "A red kettle", "price": price, "currency": "EUR", **fields}
    data["uuid"] = time_uuid(clock() - ago)
    product = (await crud.add_scrape_event(store, data, clock=clock)).product
    if target is not None:
        key = {"target_id": target.target_id}
        state = {"product_id": product.product_id, "state": "ok"}
        await store.compare_and_set(TARGET, key, {}, state)
        key = {"product_id": product.product_id}
        told = {"target_id": target.target_id, "tags": target.tags}
        await store.compare_and_set(PRODUCT, key, {}, told)
    return await crud.get_product(store, product.product_id)


async def every_card(store, clock, **asked):
    found, cursor = [], None
    while True:
        page = await cards(store, cursor=cursor, clock=clock, **asked)
        assert len(page.cards) <= asked.get("limit", 50)
        found += page.cards
        cursor = page.next
        if cursor is None:
            return found


def urls(found):
    return [(card.product or card.target).url for card in found]


async def test_a_card_has_product_target_stats_and_its_last_ninety_days(store, clock):
    url = "https://shop.example/p/1"
    target = await tracked(store, clock, url, tags=["x"])
    for ago, price in ((200, "3"), (90, "4"), (89, "8"), (1, "12"), (0, "10")):
        await seen(store, clock, url, price=price, ago=ago * DAY, target=target)
    (card,) = (await cards(store, clock=clock)).cards
    assert card.product == await crud.get_product(store, card.product.product_id)
    assert card.target == await crud.get_target(store, url)
    assert [str(day.last) for day in card.days] == ["8", "12", "10"]
    assert card.days[0].day.year == card.days[-1].day.year - 1
    assert (str(card.stats.last_90.low), card.stats.standing) == ("8", 0.5)
    assert str(card.stats.change.before) == "12"


async def test_what_never_succeeded_comes_first_the_newest_first(store, clock):
    states = ("new", "blocked", "fetch_failed", "not_a_product", "invalid", "robots_denied")
    for number, state in enumerate(states):
        await tracked(store, clock, f"https://a.example/{number}", state=state)
        clock.advance(timedelta(minutes=1))
    gone = await tracked(store, clock, "https://a.example/gone")
    await crud.untrack(store, gone.target_id)
    for number in range(3):
        await seen(store, clock, f"https://z.example/{number}")
    found = await every_card(store, clock)
    assert urls(found)[:6] == [f"https://a.example/{n}" for n in reversed(range(6))]
    assert sorted(urls(found)[6:]) == [f"https://z.example/{n}" for n in range(3)]
    assert all(card.product is None and card.stats is None for card in found[:6])
    for limit in (1, 2, 5, 6, 7):
        assert urls(await every_card(store, clock, limit=limit)) == urls(found)


async def test_who_fails_after_a_success_is_not_listed_twice(store, clock):
    url = "https://shop.example/p/1"
    target = await tracked(store, clock, url)
    await seen(store, clock, url, target=target)
    await store.compare_and_set(TARGET, {"target_id": target.target_id}, {}, {"state": "blocked"})
    (card,) = await every_card(store, clock)
    assert (card.product.url, card.target.state) == (url, "blocked")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"q": "red KETTLE"}, {"https://b.example/2"}),
        ({"q": "teapot"}, {"https://a.example/teapot"}),
        ({"tag": "kitchen"}, {"https://a.example/teapot", "https://b.example/2"}),
        ({"tag": "kitchen", "shop": "b.example"}, {"https://b.example/2"}),
        ({"state": "blocked"}, {"https://a.example/teapot"}),
        ({"state": "ok"}, {"https://b.example/2", "https://b.example/3"}),
        ({"shop": "nowhere.example"}, set()),
    ],
)
async def test_filters_hold_for_both(store, clock, asked, expected):
    await tracked(store, clock, "https://a.example/teapot", state="blocked", tags=["kitchen"])
    target = await tracked(store, clock, "https://b.example/2", tags=["kitchen"])
    await seen(store, clock, "https://b.example/2", target=target)
    await seen(store, clock, "https://b.example/3", name="A blue cup")
    assert set(urls(await every_card(store, clock, limit=1, **asked))) == expected


async def test_a_target_that_succeeds_meanwhile_moves_the_others_by_none(store, clock):
    made = []
    for number in range(4):
        made.append(await tracked(store, clock, f"https://a.example/{number}"))
        clock.advance(timedelta(minutes=1))
    page = await cards(store, limit=2, clock=clock)
    assert urls(page.cards) == ["https://a.example/3", "https://a.example/2"]
    await seen(store, clock, made[3].url, target=made[3])
    page = await cards(store, limit=2, cursor=page.next, clock=clock)
    assert urls(page.cards) == ["https://a.example/1", "https://a.example/0"]


@pytest.mark.parametrize(
    "cursor", ["", "x", "é", "bnVsbA", "W10", "WzEsMl0", "W251bGwsMV0", "W1tdLG51bGxd", "e30"]
)
async def test_a_foreign_cursor_is_refused(store, clock, cursor):
    with pytest.raises(InvalidCursor):
        await cards(store, cursor=cursor, clock=clock)


async def test_a_cursor_of_another_list_is_refused(store, clock):
    for number in range(3):
        await seen(store, clock, f"https://z.example/{number}")
    page = await cards(store, limit=1, clock=clock)
    with pytest.raises(InvalidCursor):
        await cards(store, q="kettle", cursor=page.next, clock=clock)
