"""Records that were sent are judged as pages are, alone and in batches alike."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from pricetrail import crud, quarantine
from pricetrail.alarm import Alarm, RuleBook
from pricetrail.clock import time_uuid
from pricetrail.crud.alert_log import changed_mark, fired_alerts
from pricetrail.crud.alert_rules import add_rule
from pricetrail.crud.submissions import Accepted, Submission
from pricetrail.export import export_jsonl, import_jsonl
from pricetrail.incoming import Incoming
from pricetrail.schema import Quarantined
from pricetrail.store.base import Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import (
    ALERT,
    ALERT_RULE,
    ALERT_STATE,
    EVENT,
    EVENT_MONTH,
    PRODUCT,
    PRODUCT_DAY,
    PRODUCT_VERSION,
    QUARANTINE,
    TARGET,
)
from tests.support.shop import HOST, Reply, product_page

URL = f"http://{HOST}/p/1"
PRODUCT_ID = "shop.test:1"
SAME = (PRODUCT, PRODUCT_VERSION, EVENT, EVENT_MONTH, PRODUCT_DAY, ALERT, ALERT_STATE, TARGET)


@pytest.fixture
def incoming(app):
    return Incoming(
        app.store, Alarm(app.store, RuleBook(app.store, fresh_for=timedelta())), app.clock
    )


def record(app, price, *, hours=0, url=URL, **more):
    return {
        "url": url,
        "product_id": PRODUCT_ID,
        "name": "A kettle",
        "price": price,
        "currency": "EUR",
        "uuid": str(time_uuid(app.clock() + timedelta(hours=hours))),
        **more,
    }


async def send(incoming, *prices, **more):
    """What each of these prices becomes, an hour after the other."""
    told = []
    for price in prices:
        incoming.clock.advance(timedelta(hours=1))
        sent = Submission.model_validate(record(incoming, price, **more))
        told.append(await incoming.take(sent))
    return told


async def prices(app, product_id=PRODUCT_ID):
    events = await crud.latest(app.store, product_id)
    return [str(event.price) for event in reversed(events)]


async def held(app, **filters):
    return [one async for one in quarantine.iter_held(app.store, **filters)]


async def test_a_record_that_is_hard_to_believe_waits_until_another_one_agrees(app, incoming):
    _, suspect = await send(incoming, "20", "2")
    assert isinstance(suspect, Quarantined)
    assert (suspect.status, suspect.outcome, suspect.sent) == ("open", "suspect", True)
    assert suspect.reason == "the price €2.00 is less than a third of the usual €20.00"
    assert await prices(app) == ["20"]
    assert await held(app, status="open") == [suspect]
    [agreed] = await send(incoming, "2")
    assert isinstance(agreed, Accepted)
    assert await prices(app) == ["20", "2", "2"]
    assert [one.status for one in await held(app)] == ["confirmed"]
    assert (await crud.get_target(app.store, URL)).held is None
    events = await crud.latest(app.store, PRODUCT_ID)
    assert events[1].created == suspect.created


async def test_a_price_that_is_back_dismisses_it_and_another_takes_its_place(app, incoming):
    await send(incoming, "20", "2", "200")
    assert sorted(one.status for one in await held(app)) == ["dismissed", "open"]
    await send(incoming, "20")
    assert [one.status for one in await held(app)] == ["dismissed", "dismissed"]
    assert await prices(app) == ["20", "20"]


async def test_a_person_accepts_it_and_nothing_else_of_its_target_changes(app, incoming):
    _, suspect = await send(incoming, "20", "0")
    before = await crud.get_target(app.store, URL)
    entry = await quarantine.accept(app.store, suspect.id, clock=app.clock)
    assert (entry.event.uuid, entry.product.price) == (suspect.uuid, 0)
    assert entry.product.state == "ok"
    after = await crud.get_target(app.store, URL)
    assert after == before.model_copy(update={"held": None})


async def test_a_repeat_answers_what_became_of_it(app, incoming):
    await send(incoming, "20")
    sent = Submission.model_validate(record(app, "2", hours=1))
    app.clock.advance(timedelta(hours=2))
    first = await incoming.take(sent, key="one")
    assert await incoming.take(sent, key="one") == first == await incoming.take(sent)
    await quarantine.dismiss(app.store, first.id, clock=app.clock)
    assert (await incoming.take(sent)).status == "dismissed"
    await quarantine.accept(app.store, first.id, clock=app.clock)
    accepted = await incoming.take(sent)
    assert (accepted.event.uuid, accepted.repeated) == (first.uuid, True)
    assert await prices(app) == ["20", "2"]


async def test_a_scrape_settles_what_was_sent_and_a_record_what_was_scraped(app, incoming, shop):
    shop.replies["/p/1"] = Reply(product_page(price="20"))
    product = (await app.pipeline.scrape_url(URL)).product
    more = {"product_id": product.product_id}
    [suspect] = await send(incoming, "2", **more)
    assert isinstance(suspect, Quarantined)
    shop.replies["/p/1"] = Reply(product_page(price="2"))
    app.clock.advance(timedelta(hours=1))
    assert (await app.pipeline.scrape_url(URL)).attempt.outcome == "ok"
    assert await prices(app, product.product_id) == ["20", "2", "2"]
    shop.replies["/p/1"] = Reply(product_page(price="40"))
    app.clock.advance(timedelta(hours=1))
    assert (await app.pipeline.scrape_url(URL)).attempt.outcome == "suspect"
    await send(incoming, "40", **more)
    assert await prices(app, product.product_id) == ["20", "2", "2", "40", "40"]


async def test_what_is_older_takes_no_place_of_what_waits(app, incoming):
    _, newer = await send(incoming, "20", "2")
    older = await incoming.take(Submission.model_validate(record(app, "200", hours=-0.5)))
    assert isinstance(older, Quarantined)
    assert (await crud.get_target(app.store, URL)).held == newer.uuid
    await send(incoming, "2")
    assert await prices(app) == ["20", "2", "2"]
    assert await held(app, status="open") == [older]
    await quarantine.dismiss(app.store, older.id, clock=app.clock)
    assert await held(app, status="open") == []


async def test_what_is_older_is_judged_by_the_days_around_it(app, incoming):
    await send(incoming, "20")
    long_ago = Submission.model_validate(record(app, "2", hours=-9000))
    assert isinstance(await incoming.take(long_ago), Accepted)
    soon_after = Submission.model_validate(record(app, "900", hours=-8990))
    assert isinstance(await incoming.take(soon_after), Quarantined)


async def test_an_acceptance_is_told_at_its_true_time_once(app, incoming, shop):
    rule = await add_rule(app.store, kind="low", clock=app.clock)
    raising = incoming.alarm.besides
    pipeline = replace(app.pipeline, alarm=incoming.alarm)
    product_id = None
    for price in ("20", "2"):
        shop.replies["/p/1"] = Reply(product_page(price=price))
        app.clock.advance(timedelta(hours=1))
        scraped = await pipeline.scrape_url(URL)
        product_id = product_id or scraped.product.product_id
    [suspect] = await held(app)
    assert (await fired_alerts(app.store, clock=app.clock)).alerts == []
    app.clock.advance(timedelta(days=1))
    for _ in range(2):
        await quarantine.accept(app.store, suspect.id, clock=app.clock, raising=raising)
    [alert] = (await fired_alerts(app.store, clock=app.clock)).alerts
    assert (alert.uuid, alert.created) == (suspect.uuid, suspect.created)
    assert (alert.rule_id, alert.price, alert.before) == (rule.rule_id, 2, 20)
    await pipeline.scrape_url(URL)
    assert len((await fired_alerts(app.store, clock=app.clock)).alerts) == 1


async def test_a_second_fetch_that_agrees_is_told_once_with_the_first(app, incoming, shop):
    await add_rule(app.store, kind="below", amount=Decimal(5), currency="EUR", clock=app.clock)
    await add_rule(app.store, kind="change", clock=app.clock)
    pipeline = replace(app.pipeline, alarm=incoming.alarm)
    for price in ("20", "2", "2", "2"):
        shop.replies["/p/1"] = Reply(product_page(price=price))
        app.clock.advance(timedelta(hours=1))
        await pipeline.scrape_url(URL)
    [suspect] = await held(app)
    alerts = (await fired_alerts(app.store, clock=app.clock)).alerts
    assert [(one.kind, one.uuid) for one in sorted(alerts, key=lambda one: one.kind)] == [
        ("below", suspect.uuid),
        ("change", suspect.uuid),
    ]


async def test_what_was_dismissed_and_is_accepted_after_newer_ones_is_history(app, incoming):
    await add_rule(app.store, kind="below", amount=Decimal(5), currency="EUR", clock=app.clock)
    _, suspect, _ = await send(incoming, "20", "2", "20")
    await quarantine.accept(app.store, suspect.id, clock=app.clock, raising=incoming.alarm.besides)
    assert await prices(app) == ["20", "2", "20"]
    assert (await fired_alerts(app.store, clock=app.clock)).alerts == []


async def test_nothing_is_judged_where_that_is_not_wanted(app, incoming):
    told = await send(replace(incoming, jump=Decimal(0)), "20", "0", "900")
    assert all(isinstance(one, Accepted) for one in told)
    report = await replace(incoming, jump=Decimal(0)).take_many([record(app, "1", hours=-1)])
    assert (report.stored, report.held) == (1, 0)


async def test_a_target_with_a_bound_of_its_own(app, incoming):
    await crud.track(app.store, URL, jump=Decimal(20), clock=app.clock)
    report = await incoming.take_many([record(app, p, hours=-h) for h, p in ((5, "20"), (4, "2"))])
    assert (report.stored, report.held) == (2, 0)
    await crud.change_target(app.store, URL, jump=Decimal("1.5"))
    report = await incoming.take_many([record(app, "4", hours=-3)])
    assert (report.stored, report.held) == (0, 1)


RULES = [
    {"kind": "below", "amount": Decimal(15), "currency": "EUR"},
    {"kind": "low", "days": 2},
    {"kind": "low"},
    {"kind": "change", "percent": Decimal(20), "against": "median"},
    {"kind": "drop", "against": "creation", "percent": Decimal(10)},
    {"kind": "rise"},
    {"kind": "back_in_stock"},
]


async def test_a_batch_of_what_is_older_is_judged_as_its_records_are_one_by_one(app, incoming):
    for hours in (-300, -250, -200, -150, -2):
        await incoming.take_many([record(app, "100", hours=hours)])
    older = [record(app, "40", hours=-120), record(app, "15", hours=-119)]
    report = await incoming.take_many(older)
    assert (report.stored, report.held) == (1, 1)
    assert await prices(app) == ["100"] * 4 + ["40", "100"]


@pytest.mark.parametrize("seed", range(5))
async def test_a_batch_is_what_its_records_are_one_by_one(tmp_path, clock, seed):
    random = Random(seed)
    start = clock()
    records = []
    for hours in sorted(random.sample(range(-200, -1), 40)):
        level = random.choice((10, 12, 15, 20, 20, 20, 90, 3))
        sent = {
            "price": str(level),
            "currency": random.choice(("EUR",) * 9 + ("USD",)),
            "availability": random.choice(("in_stock", "out_of_stock")),
        }
        url = f"http://{HOST}/p/{random.randrange(3)}"
        given = {"name": "A kettle", "url": url, **sent}
        given["uuid"] = str(time_uuid(start + timedelta(hours=hours)))
        records.append(given)
    stores = [SqliteStore(tmp_path / f"{name}.db", clock) for name in "ab"]
    for store in stores:
        await store.open()
    try:
        takers = [Incoming(store, Alarm(store, RuleBook(store)), clock) for store in stores]
        for rule in RULES:
            made = await add_rule(stores[0], **rule, clock=clock)
            await stores[1].put([Write(ALERT_RULE, ALERT_RULE.row(made)), changed_mark(clock())])
        for some in (records[:5], records[5:25], records[25:]):
            report = await takers[0].take_many(some)
            singly = [await takers[1].take(Submission.model_validate(one)) for one in some]
            waits = sum(isinstance(one, Quarantined) for one in singly)
            assert (report.stored, report.held, report.refused) == (len(some) - waits, waits, 0)
            again = await takers[0].take_many(some)
            assert (again.stored, again.refused) == (0, 0)
        assert await rows(stores[0], *SAME) == await rows(stores[1], *SAME)
        assert await rows(stores[0], ALERT) != []
    finally:
        for store in stores:
            await store.close()


async def rows(store, *tables):
    return [sorted(map(repr, (await store.list(table, limit=1000)).rows)) for table in tables]


async def test_without_rules_and_jumps_a_batch_reads_nothing_more(app, incoming, monkeypatch):
    await incoming.take_many([record(app, "20", hours=-5)])
    asked = []
    run = app.store.run

    async def watched(steps):
        asked.append([type(step).__name__ for step in steps])
        return await run(steps)

    monkeypatch.setattr(app.store, "run", watched)
    report = await incoming.take_many([record(app, "21", hours=-n) for n in (4, 3, 2)])
    assert report.stored == 3
    assert asked == [["Get", "Get", "Scan", "Scan"], ["Put", "Count"]]


async def test_an_import_of_an_export_judges_nothing_and_is_the_same(app, incoming, tmp_path):
    await send(replace(incoming, jump=Decimal(0)), "20", "0", "900", "1")
    await add_rule(app.store, kind="change", clock=app.clock)
    first, again = tmp_path / "first.jsonl", tmp_path / "again.jsonl"
    with first.open("wb") as out:
        await export_jsonl(app.store, out)
    other = SqliteStore(tmp_path / "other.db", app.clock)
    await other.open()
    try:
        with first.open("rb") as file:
            report = await import_jsonl(other, file, clock=app.clock)
        assert (report.bad, report.new_events) == (0, 4)
        with again.open("wb") as out:
            await export_jsonl(other, out)
        assert first.read_bytes() == again.read_bytes()
        assert await rows(other, QUARANTINE, ALERT) == [[], []]
    finally:
        await other.close()
