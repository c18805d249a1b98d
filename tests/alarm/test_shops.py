"""A shop that breaks is told once, however many products it has."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pricetrail import crud
from pricetrail.alarm import deliver_due, look_around
from pricetrail.crud.alert_log import fired_alerts, list_deliveries
from pricetrail.crud.alert_rules import add_rule, list_rules, remove_rule
from pricetrail.errors import UsageError
from pricetrail.health import HealthRecorder
from pricetrail.store.tables import ALERT, ALERT_STATE
from tests.support.shop import CHALLENGE, HOST, Reply, product_page

PATHS = [f"/p/{number}" for number in range(6)]
NO_PRICE = '<html><h1>Kettle</h1><p itemscope itemtype="https://schema.org/Product">'


@pytest.fixture
async def counted(watching):
    """The services, with health that is written when a test says so."""
    health = HealthRecorder(watching.store, clock=watching.clock)
    return replace(watching, pipeline=replace(watching.pipeline, health=health))


async def a_day(app, shop, reply=None, *, days=1):
    """Every product of the shop is scraped once, and the next day begins."""
    for _ in range(days):
        for number, path in enumerate(PATHS):
            page = product_page(f"Kettle {number}", "60.00")
            shop.replies[path] = reply or Reply(page)
            await app.pipeline.scrape_url(f"http://{HOST}{path}")
        await app.pipeline.health.flush()
        fired = await look_around(app.store, app.alarm, clock=app.clock)
        app.clock.advance(timedelta(days=1))
    return fired


async def alerts(app):
    return (await fired_alerts(app.store, clock=app.clock)).alerts


async def track_all(app):
    for path in PATHS:
        await crud.track(app.store, f"http://{HOST}{path}", clock=app.clock)


@pytest.mark.parametrize("scope", [{"shop": f"https://www.{HOST}/p/1"}, {}], ids=["one", "all"])
async def test_many_targets_that_fail_are_one_alert(counted, shop, scope):
    await track_all(counted)
    rule = await add_rule(
        counted.store, kind="shop_broke", channels=["phone", "post"], clock=counted.clock, **scope
    )
    assert await a_day(counted, shop, days=6) == 0
    blocked = Reply(CHALLENGE, 403)
    fired = [await a_day(counted, shop, blocked) for _ in range(4)]
    assert sum(fired) == 1
    [alert] = await alerts(counted)
    assert (alert.kind, alert.product_id, alert.rule_id) == ("shop_broke", HOST, rule.rule_id)
    assert "of its pages could be read, it was 100%; most were blocked" in alert.title
    sent = await list_deliveries(counted.store)
    assert sorted(one.channel for one in sent) == ["phone", "post"]


async def test_it_may_break_again_after_it_recovered(counted, shop):
    await track_all(counted)
    await add_rule(counted.store, kind="shop_broke", clock=counted.clock)
    await a_day(counted, shop, days=6)
    assert sum([await a_day(counted, shop, Reply("", 500)) for _ in range(2)]) == 1
    assert sum([await a_day(counted, shop) for _ in range(3)]) == 0
    assert sum([await a_day(counted, shop, Reply("", 500)) for _ in range(3)]) == 1
    assert len({one.uuid for one in await alerts(counted)}) == 2


async def test_prices_that_are_lost_are_one_alert(counted, shop):
    await track_all(counted)
    await add_rule(counted.store, kind="shop_broke", shop=HOST, clock=counted.clock)
    await a_day(counted, shop, days=6)
    page = product_page("Kettle", "60.00")
    without = Reply(page.replace('"price": "60.00", ', "").replace("60.00", "-"))
    assert sum([await a_day(counted, shop, without) for _ in range(3)]) == 1
    [alert] = await alerts(counted)
    assert "of its records have a price" in alert.title


async def test_what_broke_off_is_told_by_the_next_look_and_two_tell_the_same(counted, shop):
    await track_all(counted)
    await add_rule(counted.store, kind="shop_broke", channels=["phone"], clock=counted.clock)
    await a_day(counted, shop, days=6)
    assert sum([await a_day(counted, shop, Reply("", 500)) for _ in range(2)]) == 1
    [first] = await alerts(counted)
    await counted.store.delete(ALERT, ALERT.key_of(**vars(first)))  # as if it was cut off
    for _ in range(2):
        await look_around(counted.store, counted.alarm, clock=counted.clock)
    assert [one.alert_id for one in await alerts(counted)] == [first.alert_id]
    assert len(await list_deliveries(counted.store)) == 1


async def test_a_shop_that_breaks_is_delivered_as_other_alerts_are(counted, shop):
    await track_all(counted)
    await add_rule(
        counted.store, kind="shop_broke", note="look at its rule", channels=["phone"],
        clock=counted.clock,
    )  # fmt: skip
    await a_day(counted, shop, days=6)
    await a_day(counted, shop, Reply("", 500), days=2)
    told = []

    class Notifier:
        async def send(self, channel, message):
            told.append((channel, message.text, message.data["product_id"]))

    done = await deliver_due(counted.store, Notifier(), clock=counted.clock)
    [(channel, text, subject)] = told
    assert (done.sent, channel, subject) == (1, "phone", HOST)
    assert text.startswith(f"{HOST}: ")
    assert text.endswith("\nlook at its rule")


async def test_a_rule_about_shops_is_no_rule_about_products(counted, shop):
    await add_rule(counted.store, kind="shop_broke", clock=counted.clock)
    assert await counted.alarm.concerning(f"{HOST}:1", ()) == []


async def test_a_rule_that_is_removed_leaves_no_state(counted, shop):
    store = counted.store
    await track_all(counted)
    await add_rule(store, kind="shop_broke", shop=HOST, clock=counted.clock)
    await a_day(counted, shop, days=6)
    await a_day(counted, shop, Reply("", 500), days=2)
    [rule] = await list_rules(store)
    await remove_rule(store, rule.rule_id)
    assert await store.scan(ALERT_STATE, {"product_id": HOST}, limit=10) == []


@pytest.mark.parametrize(
    "given",
    [
        {"kind": "shop_broke", "product": f"http://{HOST}/p/1"},
        {"kind": "shop_broke", "tag": "kitchen"},
        {"kind": "shop_broke", "shop": "a shop"},
        {"kind": "shop_broke", "shop": ""},
        {"kind": "shop_broke", "percent": 5},
        {"kind": "gone", "shop": HOST},
        {"kind": "shop_broke", "shop": HOST, "tag": "kitchen"},
    ],
)
async def test_what_makes_no_rule_about_shops(counted, shop, given):
    shop.replies["/p/1"] = Reply(product_page("Kettle", "60.00"))
    await counted.pipeline.scrape_url(f"http://{HOST}/p/1")
    with pytest.raises(UsageError):
        await add_rule(counted.store, **given)
