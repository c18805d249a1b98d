"""What was held back is exported, imported and copied; a copy holds every table."""

import io
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from pricetrail import crud, quarantine
from pricetrail.alarm import Alarm, RuleBook, look_around
from pricetrail.crud.alert_log import list_deliveries
from pricetrail.crud.alert_rules import add_rule
from pricetrail.crud.submissions import Submission
from pricetrail.crud.tokens import create_token
from pricetrail.export import copy_history, import_jsonl
from pricetrail.incoming import Incoming
from pricetrail.store.base import Store, Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import (
    ALERT_STATE,
    ATTEMPT,
    DUE_SLOT,
    OUTBOX,
    QUARANTINE,
    TABLES,
    WATERMARK,
)
from tests.support.shop import CHALLENGE, HOST, Reply, product_page
from tests.support.stores import exported, opened

URL = f"http://{HOST}/p/1"


@pytest.fixture
async def full(app, shop):
    """A store with something in nearly every table."""
    alarm = Alarm(app.store, RuleBook(app.store, fresh_for=timedelta()))
    pipeline = replace(app.pipeline, alarm=alarm)
    await add_rule(app.store, kind="change", channels=["phone"], clock=app.clock)
    await crud.track(app.store, URL, clock=app.clock)
    for reply in (product_page(price="20"), product_page(price="21"), product_page(price="2")):
        shop.replies["/p/1"] = Reply(reply)
        target = await crud.get_target(app.store, URL)
        app.clock.advance(max(target.next_due - app.clock(), timedelta(0)))
        await pipeline.scrape_slot(target, target.next_due)
    shop.replies["/p/2"] = Reply(CHALLENGE, 403)
    await pipeline.scrape_url(f"http://{HOST}/p/2")
    incoming = Incoming(app.store, alarm, app.clock)
    record = {"url": f"http://{HOST}/p/3", "name": "A pan", "currency": "EUR"}
    for price in ("5", "0"):
        app.clock.advance(timedelta(hours=1))
        await incoming.take(Submission.model_validate({**record, "price": price}), key=price)
    await create_token(app.store, "mine", "read", clock=app.clock)
    await app.pipeline.health.flush()
    await look_around(app.store, alarm, clock=app.clock)
    return app


@pytest.fixture
async def other(tmp_path, clock) -> AsyncIterator[Store]:
    async with opened(SqliteStore(tmp_path / "other.db", clock)) as store:
        yield store


async def whole(store):
    """All rows of all tables but those that each store has for itself."""
    kept = [table for table in TABLES if table not in (WATERMARK, DUE_SLOT)]
    found = {}
    for table in kept:
        rows = (await store.list(table, limit=1000)).rows
        found[table.name] = sorted(repr(table.load(row)) for row in rows)
    return found


async def test_a_copy_holds_every_table(full, other, clock):
    there = await whole(full.store)
    empty = {name for name, rows in there.items() if not rows}
    assert empty == {"product_alias", "product_link", "job"}
    for _ in range(2):
        report = await copy_history(full.store, other, clock=clock)
        assert report.difference is None
        assert await whole(other) == there
    assert report.rows > 8


async def test_a_copy_to_cassandra_and_back_holds_it_too(full, cassandra, other, clock):
    there = await whole(full.store)
    assert (await copy_history(full.store, cassandra, clock=clock)).difference is None
    assert (await copy_history(cassandra, other, clock=clock)).difference is None
    assert await whole(other) == there


async def test_what_has_come_further_in_the_target_stays_and_is_told(full, other, clock):
    await copy_history(full.store, other, clock=clock)
    [sent] = await list_deliveries(other)
    await other.put([Write(OUTBOX, {**OUTBOX.row(sent), "state": "sent", "attempts": 1})])
    report = await copy_history(full.store, other, clock=clock)
    assert report.difference == f"outbox {sent.delivery_id} is another one in the target"
    assert (await list_deliveries(other))[0].state == "sent"
    await full.store.delete(OUTBOX, {"delivery_id": sent.delivery_id})
    await full.store.delete(ALERT_STATE, {"product_id": sent.product_id})
    await other.delete(ATTEMPT, ATTEMPT.key_of(**(await other.list(ATTEMPT, limit=1)).rows[0]))
    assert (await copy_history(full.store, other, clock=clock)).difference is None


async def test_an_export_and_an_import_take_along_what_was_held_back(full, other, clock):
    lines = await exported(full.store)
    kinds = [json.loads(line)["type"] for line in lines.splitlines()]
    assert kinds == sorted(kinds)
    assert kinds.count("quarantine") == 2
    report = await import_jsonl(other, io.BytesIO(lines), clock=clock)
    assert report.bad == 0
    assert await exported(other) == lines
    waits, *_ = [one async for one in quarantine.iter_held(other, status="open", shop=HOST)]
    entry = await quarantine.accept(other, waits.id, clock=clock)
    assert entry.event.uuid == waits.uuid
    again = await import_jsonl(other, io.BytesIO(lines), clock=clock)
    assert again.bad == 0
    assert (await quarantine.get_held(other, waits.id)).status == "accepted"


@pytest.mark.parametrize(
    "change",
    [
        {"day": "2020-01-01"},
        {"record": {"price": -1}},
        {"record": None},
        {"event": {"uuid": "x"}},
        {"event": None},
        {"uuid": "00000000-0000-4000-8000-000000000000"},
    ],
)
async def test_what_could_not_be_accepted_is_not_imported(full, other, clock, change):
    lines = (await exported(full.store)).splitlines()
    held = next(json.loads(line) for line in lines if b'"type":"quarantine"' in line)
    bad = json.dumps({**held, **change}).encode()
    report = await import_jsonl(other, io.BytesIO(bad), clock=clock)
    assert (report.good, report.bad) == (0, 1)
    assert (await other.list(QUARANTINE, limit=9)).rows == []
