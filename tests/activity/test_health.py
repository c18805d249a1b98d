import asyncio
from datetime import timedelta

import pytest

from pricetrail import health
from pricetrail.clock import time_uuid
from pricetrail.errors import StoreUnavailable
from pricetrail.health import HealthRecorder, shop_health
from pricetrail.schema import Attempt, ProductRecord
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import SHOP_HEALTH

SHOP = "shop.example"
DAY = timedelta(days=1)
RECORD = ProductRecord(
    url="https://shop.example/1", kind="product", name="A kettle", price="5", currency="EUR"
)


def attempt(at, outcome="ok", reason=None):
    return Attempt(
        target_id="t",
        uuid=time_uuid(at),
        outcome=outcome,
        reason=reason,
        url="https://shop.example/1",
        duration_ms=10,
    )


async def rows(store):
    return (await store.list(SHOP_HEALTH, limit=100)).rows


async def test_outcomes_and_the_fields_of_accepted_records_are_counted(store, clock):
    now = clock()
    async with HealthRecorder(store, clock=clock) as recorder:
        recorder.count(SHOP, attempt(now), RECORD)
        recorder.count(SHOP, attempt(now), RECORD.model_copy(update={"price": None}))
        recorder.count(SHOP, attempt(now, "not_modified"))
        recorder.count(SHOP, attempt(now, "blocked", "a challenge"), RECORD)
        recorder.count(SHOP, attempt(now - timedelta(hours=1), "not_found", "gone"))
    found = await shop_health(store, SHOP, now.date(), now.date())
    assert (found.attempts, found.ok, found.records, found.duration_ms) == (5, 3, 2, 50)
    assert (found.fields["name"], found.fields["price"], found.fields["brand"]) == (2, 1, 0)
    assert (found.last_error, found.last_error_at, found.last_ok_at) == ("a challenge", now, now)


async def test_several_processes_and_days_add_up(store, clock):
    now = clock()
    for ago in (0, 1, 2):
        async with HealthRecorder(store, clock=clock) as recorder:
            recorder.count(SHOP, attempt(now), RECORD)
            recorder.count(SHOP, attempt(now - ago * DAY, "fetch_failed", f"{ago} days ago"))
            recorder.count("other.example", attempt(now))
    today = now.date()
    assert (await shop_health(store, SHOP, today, today)).attempts == 4
    found = await shop_health(store, SHOP, today - 6 * DAY, today)
    assert (found.attempts, found.outcomes["fetch_failed"]) == (6, 3)
    assert found.last_error == "0 days ago"
    assert len(await rows(store)) == 8


async def test_writing_again_changes_nothing(store, clock):
    recorder = HealthRecorder(store, clock=clock)
    recorder.count(SHOP, attempt(clock()), RECORD)
    await recorder.flush()
    await recorder.flush()
    recorder.count(SHOP, attempt(clock()), RECORD)
    await recorder.flush()
    (row,) = await rows(store)
    assert (row["outcomes"], row["records"]) == ({"ok": 2}, 2)


async def test_it_is_written_now_and_then(store, clock, monkeypatch):
    monkeypatch.setattr(health, "FLUSH_EVERY", timedelta(milliseconds=1))
    async with HealthRecorder(store, clock=clock) as recorder:
        recorder.count(SHOP, attempt(clock()))
        async with asyncio.timeout(10):
            while not await rows(store):
                pass


async def test_what_the_store_cannot_take_is_written_later(tmp_path, clock):
    store = SqliteStore(tmp_path / "late.db", clock)
    recorder = HealthRecorder(store, clock=clock)
    recorder.count(SHOP, attempt(clock()))
    with pytest.raises(StoreUnavailable):
        await recorder.flush()
    async with recorder:
        pass  # it does not fail at the end, either
    await store.open()
    recorder.count(SHOP, attempt(clock()))
    await recorder.flush()
    (row,) = await rows(store)
    assert row["outcomes"] == {"ok": 2}
    await store.close()


async def test_former_days_are_forgotten_once_they_are_written(store, clock):
    recorder = HealthRecorder(store, clock=clock)
    for _ in range(5):
        recorder.count(SHOP, attempt(clock()))
        await recorder.flush()
        clock.advance(DAY)
    recorder.count(SHOP, attempt(clock() - DAY))  # it began before midnight
    await recorder.flush()
    found = await shop_health(store, SHOP, clock().date() - 9 * DAY, clock().date())
    assert found.attempts == 6
