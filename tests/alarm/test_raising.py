"""Alerts as the pipeline raises them: with their cause, once, and never by corrections."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from pricetrail import crud
from pricetrail.alarm import look_around
from pricetrail.alert_records import AlertState
from pricetrail.clock import time_uuid, uuid_sort_key
from pricetrail.crud.alert_log import active_rule_ids, fired_alerts, list_deliveries
from pricetrail.crud.alert_rules import add_rule, change_rule, list_rules, remove_rule
from pricetrail.crud.links import link
from pricetrail.schema import ProductRecord
from pricetrail.store.base import Write
from pricetrail.store.tables import ALERT_STATE, ATTEMPT, PRODUCT
from tests.support.shop import CHALLENGE, HOST, Reply, product_page

URL = f"http://{HOST}/p/1"


@pytest.fixture
async def kettle(watching, shop):
    """A product that was seen once, at 60 EUR."""
    return await scrape(watching, shop, "60.00")


async def scrape(app, shop, price, url=URL, **more):
    shop.replies[url.removeprefix(f"http://{HOST}")] = Reply(product_page(price=price, **more))
    app.clock.advance(timedelta(hours=1))
    return (await app.pipeline.scrape_url(url)).product


async def alerts(app):
    return (await fired_alerts(app.store, clock=app.clock)).alerts


async def test_an_alert_is_stored_with_the_event_that_caused_it(watching, shop, kettle):
    rule = await add_rule(
        watching.store, kind="below", product=kettle.product_id, amount=Decimal(50),
        channels=["phone", "post"], clock=watching.clock,
    )  # fmt: skip
    assert rule.currency == "EUR"
    await scrape(watching, shop, "49.50")
    await scrape(watching, shop, "49.00")
    [alert] = await alerts(watching)
    events = await crud.latest(watching.store, kettle.product_id)
    assert alert.uuid == events[1].uuid
    assert (alert.price, alert.before, alert.rule_id) == (Decimal("49.5"), 60, rule.rule_id)
    sent = await list_deliveries(watching.store)
    assert sorted(one.channel for one in sent) == ["phone", "post"]
    assert {one.alert_id for one in sent} == {alert.alert_id}
    assert await active_rule_ids(watching.store, kettle.product_id) == {rule.rule_id}


async def test_the_first_check_is_evaluated(watching, shop):
    await add_rule(watching.store, kind="below", amount=Decimal(50), currency="EUR")
    await scrape(watching, shop, "49.50")
    assert len(await alerts(watching)) == 1


@pytest.mark.parametrize("kind", ["below", "drop", "low"])
async def test_a_scrape_that_broke_off_is_completed_to_the_same_alert(watching, shop, kettle, kind):
    given = {"below": {"amount": Decimal(50)}, "drop": {"percent": Decimal(10)}}.get(kind, {})
    await add_rule(
        watching.store, kind=kind, product=kettle.product_id, channels=["phone"], **given
    )
    target = await crud.get_target(watching.store, URL)
    shop.replies["/p/1"] = Reply(product_page(price="40.00"))
    uuid = time_uuid(watching.clock() + timedelta(hours=1))
    watching.clock.advance(timedelta(hours=1))
    pipeline = watching.pipeline
    await pipeline._finish(target, uuid, await pipeline.find(target))
    first = await alerts(watching), await list_deliveries(watching.store)
    await watching.store.delete(ALERT_STATE, {"product_id": kettle.product_id})  # as if cut off
    for _ in range(2):
        target = await crud.get_target(watching.store, URL)
        await pipeline._finish(target, uuid, await pipeline.find(target))
    assert (await alerts(watching), await list_deliveries(watching.store)) == first
    assert len(first[0]) == 1


async def test_two_events_at_the_same_time_tell_of_one_crossing(watching, shop, kettle):
    given = {"amount": Decimal(50), "channels": ["phone"]}
    await add_rule(watching.store, kind="below", product=kettle.product_id, **given)
    both = asyncio.Barrier(2)

    async def besides(plan, known):
        raised = await watching.alarm.besides(plan, known)
        await both.wait()  # neither has written how the rule stands
        return raised

    async def store(price, minutes):
        uuid = time_uuid(watching.clock() - timedelta(minutes=minutes))
        record = ProductRecord(kind="product", url=URL, name="Kettle", price=price, currency="EUR")
        given = {"product_id": kettle.product_id, "uuid": uuid, "raising": besides}
        await crud.ingest(watching.store, record, clock=watching.clock, **given)

    watching.clock.advance(timedelta(hours=1))
    await asyncio.gather(store("49", 1), store("48", 0))
    [alert] = await alerts(watching)
    assert [one.alert_id for one in await list_deliveries(watching.store)] == [alert.alert_id]
    await scrape(watching, shop, "60.00")
    await scrape(watching, shop, "45.00")
    assert len({one.alert_id for one in await alerts(watching)}) == 2
    assert len(await list_deliveries(watching.store)) == 2


async def test_an_event_at_the_time_when_a_rule_was_armed_is_a_crossing_of_its_own(
    watching, kettle
):
    given = {"percent": Decimal(5), "channels": ["phone"]}
    await add_rule(watching.store, kind="drop", product=kettle.product_id, **given)
    hours = [watching.clock() + timedelta(hours=n) for n in (1, 2, 2, 3)]
    watching.clock.advance(timedelta(hours=4))
    prices = ["50", "55", "45", "40"]  # the rise and the second drop have the same moment
    for uuid, price in zip(sorted(map(time_uuid, hours), key=uuid_sort_key), prices, strict=True):
        record = ProductRecord(kind="product", url=URL, name="Kettle", price=price, currency="EUR")
        named = {"product_id": kettle.product_id, "uuid": uuid, "raising": watching.alarm.besides}
        await crud.ingest(watching.store, record, clock=watching.clock, **named)
    assert [one.price for one in await alerts(watching)] == [40, 45, 50]
    assert len(await list_deliveries(watching.store)) == 3


async def test_rules_for_a_tag_and_for_all(watching, shop):
    store = watching.store
    await crud.track(store, URL, tags=["kitchen"], clock=watching.clock)
    await add_rule(store, kind="rise", tag="kitchen")
    await add_rule(store, kind="rise", tag="garden")
    await add_rule(store, kind="rise")
    for price in ("60", "61"):
        await scrape(watching, shop, price)
    assert sorted(one.rule_id for one in await alerts(watching)) == sorted(
        [rule.rule_id for rule in watching.alarm.rules._index.concerning("", ["kitchen"])]
    )
    assert len(await alerts(watching)) == 2


async def test_median_of_past_days_and_lows(watching, shop, kettle):
    store = watching.store
    await add_rule(
        store, kind="drop", product=kettle.product_id, percent=Decimal(20), against="median"
    )
    await add_rule(store, kind="low", product=kettle.product_id, days=10)
    await add_rule(store, kind="low", product=kettle.product_id)
    for price in ("60", "60", "60", "47"):
        watching.clock.advance(timedelta(days=1))
        await scrape(watching, shop, price)
    assert sorted(one.kind for one in await alerts(watching)) == ["drop", "low", "low"]


async def test_cheapest_among_linked_shops(watching, shop, kettle):
    other = await scrape(watching, shop, "55", url=f"http://{HOST}/p/2")
    await link(watching.store, kettle.product_id, other.product_id)
    await add_rule(watching.store, kind="cheapest", product=kettle.product_id)
    await scrape(watching, shop, "56")
    assert await alerts(watching) == []
    await scrape(watching, shop, "54")
    [alert] = await alerts(watching)
    assert "next: €55.00" in alert.title


async def test_gone_and_blocked_are_told_by_attempts(watching, shop, kettle):
    for kind in ("gone", "blocked"):
        wait = {"after_s": 0} if kind == "blocked" else {}
        await add_rule(watching.store, kind=kind, product=kettle.product_id, **wait)
    for reply in (Reply("gone", 404), Reply("gone", 404), Reply(CHALLENGE, 403)):
        shop.replies["/p/1"] = reply
        watching.clock.advance(timedelta(hours=1))
        await watching.pipeline.scrape_url(URL)
    assert sorted(one.kind for one in await alerts(watching)) == ["blocked", "gone"]


async def test_what_lasts_is_found_by_looking_around(watching, shop, kettle):
    store, product_id = watching.store, kettle.product_id
    await crud.track(store, URL, clock=watching.clock)
    await add_rule(store, kind="blocked", product=product_id, after_s=7200)
    await add_rule(store, kind="stale", after_s=36_000)
    shop.replies["/p/1"] = Reply(CHALLENGE, 403)
    watching.clock.advance(timedelta(minutes=1))
    await watching.pipeline.scrape_url(URL)
    for hours, fired in ((1, 0), (1, 1), (1, 0), (7, 1), (1, 0)):
        watching.clock.advance(timedelta(hours=hours))
        assert await look_around(store, watching.alarm, clock=watching.clock) == fired
    assert [one.kind for one in await alerts(watching)] == ["stale", "blocked"]
    await scrape(watching, shop, "60")
    assert await active_rule_ids(store, product_id) == set()


async def test_corrections_and_retractions_fire_nothing(watching, shop, kettle):
    await add_rule(watching.store, kind="below", product=kettle.product_id, amount=Decimal(50))
    [event] = await crud.latest(watching.store, kettle.product_id)
    await crud.correct(watching.store, event, {"price": Decimal(40)})
    await crud.correct(watching.store, event, {"retracted": True})
    assert await alerts(watching) == []


async def test_a_rule_that_is_off_or_removed_does_not_fire(watching, shop, kettle):
    store = watching.store
    off = await add_rule(store, kind="below", product=kettle.product_id, amount=Decimal(50))
    gone = await add_rule(store, kind="below", product=kettle.product_id, amount=Decimal(50))
    await change_rule(store, off.rule_id, enabled=False)
    await remove_rule(store, gone.rule_id)
    await scrape(watching, shop, "40")
    assert await alerts(watching) == []
    await change_rule(store, off.rule_id, enabled=True)
    await scrape(watching, shop, "40")
    assert len(await alerts(watching)) == 1


async def test_without_rules_nothing_more_is_read_or_written(watching, shop, monkeypatch):
    asked = []
    run = watching.store.run

    async def watched(steps):
        asked.extend(getattr(step, "table", None) for step in steps)
        return await run(steps)

    monkeypatch.setattr(watching.store, "run", watched)
    await scrape(watching, shop, "60")
    assert ALERT_STATE not in asked
    assert ATTEMPT not in asked
    assert PRODUCT in asked


async def test_a_product_that_is_purged_meanwhile_leaves_no_alert(watching, shop, kettle):
    await add_rule(watching.store, kind="below", product=kettle.product_id, amount=Decimal(50))
    shop.replies["/p/1"] = Reply(product_page(price="40.00"))
    pipeline = watching.pipeline

    class Purging:
        async def for_event(self, *given):
            raised = await watching.alarm.for_event(*given)
            await crud.purge(watching.store, kettle.product_id)
            return raised

        concerning = watching.alarm.concerning
        besides = watching.alarm.besides

    watching.clock.advance(timedelta(hours=1))
    scrape = await replace(pipeline, alarm=Purging()).scrape_url(URL)
    assert scrape.event is None
    assert await alerts(watching) == []


async def test_alerts_come_in_pages_newest_first(watching, shop):
    await add_rule(watching.store, kind="change")
    for number in range(8):
        watching.clock.advance(timedelta(days=20))
        await scrape(watching, shop, str(60 + number))
    found, cursor = [], None
    while True:
        page = await fired_alerts(watching.store, limit=3, cursor=cursor, clock=watching.clock)
        found += page.alerts
        cursor = page.cursor
        if cursor is None:
            break
    assert [alert.price for alert in found] == [67, 66, 65, 64, 63, 62, 61]


async def test_a_purge_removes_all_that_was_told_of_a_product(watching, shop, kettle):
    store = watching.store
    mine = await add_rule(
        store, kind="change", product=kettle.product_id, channels=("phone",), clock=watching.clock
    )
    other = await add_rule(store, kind="change", clock=watching.clock)
    second = await scrape(watching, shop, "60", url=f"http://{HOST}/p/2")
    for url in (URL, f"http://{HOST}/p/2"):
        await scrape(watching, shop, "70", url=url)
    assert {one.product_id for one in await alerts(watching)} == {
        kettle.product_id,
        second.product_id,
    }
    await crud.purge(store, kettle.product_id)
    assert {one.product_id for one in await alerts(watching)} == {second.product_id}
    assert await list_deliveries(store) == []
    assert [one.rule_id for one in await list_rules(store)] == [other.rule_id]
    assert mine.rule_id != other.rule_id


async def test_a_rule_keeps_its_state_among_those_of_thousands(watching, shop, kettle):
    store, product_id = watching.store, kettle.product_id
    rule = await add_rule(store, kind="below", product=product_id, amount=Decimal(50))
    await scrape(watching, shop, "40")
    since = watching.clock()
    others = [
        AlertState(product_id=product_id, rule_id=f"{number:08}", active=True, since=since)
        for number in range(10_500)
    ]
    await store.put([Write(ALERT_STATE, ALERT_STATE.row(one)) for one in others])
    await scrape(watching, shop, "41")
    assert [one.rule_id for one in await alerts(watching)] == [rule.rule_id]
    assert len(await active_rule_ids(store, product_id)) == 10_501
