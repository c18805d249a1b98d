"""Rows with a time to live: gone for every reader at their moment, and from the file soon after."""

import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from pricetrail.clock import ManualClock, time_uuid
from pricetrail.store.base import Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import ATTEMPT, CLAIM, DUE_SLOT, Row
from tests.support.rows import MONTH, NOON, whole

MS = timedelta(milliseconds=1)
ATTEMPTS = {"target_id": "t", "month": MONTH}


def attempt(at: int = 0, **values: object) -> Row:
    uuid = time_uuid(NOON + timedelta(seconds=at))
    return ATTEMPTS | {"uuid": uuid, "outcome": "ok", "url": "https://shop.example/"} | values


def stored(store: SqliteStore, table: str) -> int:
    with sqlite3.connect(store.path) as file:
        (count,) = file.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    file.close()
    return int(count)


async def test_a_row_is_hidden_from_the_moment_it_passes(
    sqlite: SqliteStore, clock: ManualClock
) -> None:
    row = attempt()
    key = {name: row[name] for name in ATTEMPT.key}
    await sqlite.put([Write(ATTEMPT, row)])
    assert ATTEMPT.ttl is not None
    clock.advance(ATTEMPT.ttl - MS)
    assert await sqlite.get(ATTEMPT, key) == whole(ATTEMPT, row)
    clock.advance(MS)
    assert await sqlite.get(ATTEMPT, key) is None
    assert await sqlite.scan(ATTEMPT, ATTEMPTS, limit=9) == []
    assert await sqlite.list(ATTEMPT, limit=9) == ([], None)
    assert not await sqlite.compare_and_set(ATTEMPT, key, {}, {"reason": "late"})


async def test_an_expired_claim_counts_as_absent(sqlite: SqliteStore, clock: ManualClock) -> None:
    row = {"target_id": "t", "slot": NOON, "cut_off": None}
    first, second = (row | {"uuid": time_uuid(NOON)} for _ in range(2))
    assert await sqlite.insert_if_absent(CLAIM, first) is None
    assert await sqlite.insert_if_absent(CLAIM, second) == first
    assert CLAIM.ttl is not None
    clock.advance(CLAIM.ttl)
    assert await sqlite.insert_if_absent(CLAIM, second) is None
    assert await sqlite.insert_if_absent(CLAIM, first) == second


async def test_an_expired_rows_old_columns_do_not_come_back(
    sqlite: SqliteStore, clock: ManualClock
) -> None:
    row = attempt(reason="old", status=500)
    await sqlite.put([Write(ATTEMPT, row)])
    assert ATTEMPT.ttl is not None
    clock.advance(ATTEMPT.ttl)
    fresh = {name: row[name] for name in (*ATTEMPT.key, "outcome", "url")}
    await sqlite.put([Write(ATTEMPT, fresh)])
    assert await sqlite.scan(ATTEMPT, ATTEMPTS, limit=9) == [whole(ATTEMPT, fresh)]


@pytest.mark.parametrize("how", ["put", "compare_and_set"])
async def test_a_row_lives_on_from_its_last_write(
    sqlite: SqliteStore, clock: ManualClock, how: str
) -> None:
    row = attempt()
    key = {name: row[name] for name in ATTEMPT.key}
    await sqlite.put([Write(ATTEMPT, row)])
    assert ATTEMPT.ttl is not None
    clock.advance(ATTEMPT.ttl - MS)
    if how == "put":
        await sqlite.put([Write(ATTEMPT, key | {"reason": "again"})])
    else:
        assert await sqlite.compare_and_set(ATTEMPT, key, {}, {"reason": "again"})
    clock.advance(ATTEMPT.ttl - MS)
    assert await sqlite.get(ATTEMPT, key) == whole(ATTEMPT, row | {"reason": "again"})


async def test_writing_purges_what_has_expired_in_bounded_steps(
    sqlite: SqliteStore, clock: ManualClock
) -> None:
    await sqlite.put([Write(ATTEMPT, attempt(n)) for n in range(1000)])
    assert ATTEMPT.ttl is not None
    clock.advance(ATTEMPT.ttl)
    counts = []
    while stored(sqlite, ATTEMPT.name) > len(counts):
        await sqlite.put([Write(ATTEMPT, attempt(2000 + len(counts)))])
        counts.append(stored(sqlite, ATTEMPT.name))
    assert counts[0] > 800  # a bounded step
    assert len(counts) < 20
    assert len(await sqlite.scan(ATTEMPT, ATTEMPTS, limit=99)) == len(counts)


async def test_a_table_that_gains_a_ttl_keeps_its_older_rows(
    sqlite: SqliteStore, clock: ManualClock
) -> None:
    lasting = replace(DUE_SLOT, name="lasting", ttl=None)
    older = SqliteStore(sqlite.path, clock, tables=[lasting])
    await older.open()
    key = {"minute": NOON, "shard": 1, "target_id": "t"}
    await older.put([Write(lasting, key)])
    await older.close()
    brief = replace(lasting, ttl=timedelta(minutes=1))
    newer = SqliteStore(sqlite.path, clock, tables=[brief])
    await newer.open()
    await newer.put([Write(brief, key | {"target_id": "u"})])
    clock.advance(timedelta(days=1))
    assert await newer.get(brief, key) == key
    assert await newer.get(brief, key | {"target_id": "u"}) is None
    await newer.close()
