"""One thread writes for all callers: errors stay apart, nothing accepted is lost."""

import asyncio
import sqlite3
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pricetrail.clock import time_uuid
from pricetrail.errors import StoreUnavailable
from pricetrail.store.base import Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import EVENT, PRODUCT, WATERMARK, Row
from tests.support.rows import MONTH, NOON, event_row, events, product_row

HISTORY = {"product_id": "p", "month": MONTH}


def made(count: int) -> list[Row]:
    return [event_row("p", NOON + timedelta(milliseconds=n)) for n in range(count)]


async def test_an_error_in_one_callers_writes_does_not_fail_anothers(sqlite: SqliteStore) -> None:
    good = made(40)
    bad: list[Row] = [
        event_row("p") | {"price": 1.5},
        event_row("p") | {"review_count": "many"},
        event_row("p") | {"uuid": None},
        event_row("p") | {"review_count": 2**70},
    ]
    writes = [events([row]) for row in (*good[:20], *bad, *good[20:])]
    answers = await asyncio.gather(*map(sqlite.put, writes), return_exceptions=True)
    failed = [n for n, answer in enumerate(answers) if answer is not None]
    assert failed == [20, 21, 22, 23]
    assert await sqlite.scan(EVENT, HISTORY, reverse=True, limit=99) == good


@pytest.mark.parametrize(
    "row",
    [
        {"name": "x", "moment": NOON, "colour": "red"},
        {"name": None, "moment": NOON},
        {"name": b"x", "moment": NOON},
        {"name": "x", "moment": NOON.replace(tzinfo=None)},
        {"name": "x", "moment": "2026-01-01"},
        {"moment": NOON},
    ],
    ids=str,
)
async def test_a_put_with_a_bad_row_stores_nothing_of_itself(
    sqlite: SqliteStore, row: dict[str, Any]
) -> None:
    good = [Write(PRODUCT, product_row("p")), Write(WATERMARK, {"name": "w", "moment": NOON})]
    with pytest.raises((ValueError, TypeError, AttributeError)):
        await sqlite.put([*good, Write(WATERMARK, row)])
    assert await sqlite.get(PRODUCT, {"product_id": "p"}) is None
    assert await sqlite.get(WATERMARK, {"name": "w"}) is None


@pytest.mark.parametrize("key", [{}, {"product_id": "p"}, {"product_id": "p", "colour": 1}])
async def test_a_key_that_is_not_whole_is_refused(sqlite: SqliteStore, key: Row) -> None:
    with pytest.raises(ValueError, match="product_scrape_event"):
        await sqlite.get(EVENT, key)
    with pytest.raises(ValueError, match="product_scrape_event"):
        await sqlite.scan(EVENT, key, limit=1)
    with pytest.raises(ValueError, match="product_scrape_event"):
        await sqlite.delete(EVENT, key)


@pytest.mark.parametrize("filters", [{"brand": "x"}, {"colour": "x"}, {"shop": None}], ids=str)
async def test_a_filter_that_has_no_index_is_refused(sqlite: SqliteStore, filters: Row) -> None:
    with pytest.raises(ValueError, match="cannot be filtered"):
        await sqlite.list(PRODUCT, filters, limit=1)


async def test_names_that_look_like_sql_are_only_values(sqlite: SqliteStore) -> None:
    wild = "'; DROP TABLE product; --"
    row = product_row("shop.example:1", shop=wild, tags=(wild,)) | {"product_id": wild}
    await sqlite.put([Write(PRODUCT, row)])
    assert (await sqlite.list(PRODUCT, {"shop": wild, "tags": wild}, limit=1)).rows == [row]


async def test_a_caller_that_stops_waiting_breaks_nothing(sqlite: SqliteStore) -> None:
    rows = made(200)
    tasks = [asyncio.create_task(sqlite.put(events([row]))) for row in rows]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    reads = [asyncio.create_task(sqlite.scan(EVENT, HISTORY, limit=9)) for _ in range(9)]
    await asyncio.sleep(0)
    for task in reads[::2]:
        task.cancel()
    await asyncio.gather(*reads, return_exceptions=True)
    # What was accepted is stored, waited for or not; and the writer goes on.
    assert await sqlite.scan(EVENT, HISTORY, reverse=True, limit=999) == rows
    await sqlite.put(events([event_row("q")]))


async def test_close_finishes_what_was_accepted(tmp_path: Path) -> None:
    path, rows = tmp_path / "history.db", made(300)
    store = SqliteStore(path)
    await store.open()
    tasks = [asyncio.create_task(store.put(events([row]))) for row in rows]
    await asyncio.sleep(0)
    await store.close()
    assert await asyncio.gather(*tasks) == [None] * len(rows)
    await store.close()
    with sqlite3.connect(path) as file:
        assert file.execute("SELECT count(*) FROM product_scrape_event").fetchone() == (300,)
    file.close()


async def test_a_store_that_is_not_open_says_so(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "history.db")
    with pytest.raises(StoreUnavailable, match="not open"):
        await store.ping()
    await store.open()
    await store.open()
    await store.close()
    for call in (store.ping(), store.put(events(made(1))), store.open()):
        with pytest.raises(StoreUnavailable, match="closed"):
            await call
    never = SqliteStore(tmp_path / "never.db")
    await never.close()


def test_a_store_outlives_the_loop_of_a_caller(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "history.db")

    async def leave_a_write_behind() -> None:
        await store.open()
        task = asyncio.create_task(store.put(events(made(2000))))
        await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    async def read_and_close() -> list[Row]:
        await store.put([Write(WATERMARK, {"name": "w", "moment": NOON})])
        rows = await store.scan(EVENT, HISTORY, limit=9999)
        await store.close()
        return rows

    asyncio.run(leave_a_write_behind())
    assert len(asyncio.run(read_and_close())) == 2000


async def test_readers_see_committed_rows_while_another_writer_is_busy(
    sqlite: SqliteStore,
) -> None:
    await sqlite.put(events(made(3)))
    other = sqlite3.connect(sqlite.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("DELETE FROM product_scrape_event")
    waiting = asyncio.create_task(sqlite.put(events([event_row("q", uuid=time_uuid(NOON))])))
    for _ in range(20):
        assert len(await sqlite.scan(EVENT, HISTORY, limit=9)) == 3
        assert len((await sqlite.list(EVENT, limit=9)).rows) == 3
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    await waiting
    assert [row["product_id"] for row in (await sqlite.list(EVENT, limit=9)).rows] == ["q"]
