"""No read sorts or walks what it need not: SQLite's own plan of every statement says so."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest

from pricetrail.clock import epoch_ms
from pricetrail.store.base import Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.sqlite.columns import ColumnReader
from pricetrail.store.sqlite.listing import Listing
from pricetrail.store.sqlite.table import SqliteTable
from pricetrail.store.tables import EVENT, PRODUCT, QUARANTINE, Row
from tests.support.rows import MONTH, NOON, event_row, events, product_row

NOW = epoch_ms(NOON)


class Explaining(sqlite3.Connection):
    """A connection that keeps the plan of each query."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans: list[str] = []

    def execute(self, sql: str, parameters: Any = ()) -> sqlite3.Cursor:
        plan = super().execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        self.plans += [detail for *_, detail in plan.fetchall()]
        return super().execute(sql, parameters)


@pytest.fixture
async def db(sqlite: SqliteStore) -> AsyncIterator[Explaining]:
    rows = [product_row(f"p{n:02}", tags=("a", "b")) for n in range(30)]
    made = [event_row(f"p{n % 3}", NOON + timedelta(seconds=n)) for n in range(60)]
    await sqlite.put([*(Write(PRODUCT, row) for row in rows), *events(made)])
    with closing(sqlite3.connect(sqlite.path, factory=Explaining)) as connection:
        yield connection


@pytest.mark.parametrize(
    ("filters", "first", "then"),
    [
        ({}, "SCAN t", "SEARCH t USING PRIMARY KEY (product_id>?)"),
        (
            {"shop": "shop.example"},
            "SEARCH t USING INDEX product__shop (shop=?)",
            "SEARCH t USING INDEX product__shop (shop=? AND product_id>?)",
        ),
        (
            {"tags": "a", "shop": "shop.example"},
            "SEARCH s0 USING PRIMARY KEY (value=?)",
            "SEARCH s0 USING PRIMARY KEY (value=? AND product_id>?)",
        ),
    ],
    ids=["all", "equal", "contains"],
)
def test_lists_read_on_from_the_cursor(db: Explaining, filters: Row, first: str, then: str) -> None:
    listing = Listing(SqliteTable(PRODUCT), filters)
    page = listing.page(db, 10, None, NOW)
    assert db.plans[0] == first
    db.plans.clear()
    assert len(listing.page(db, 10, page.cursor, NOW).rows) == 10
    assert db.plans[0] == then
    assert not any("TEMP B-TREE" in plan for plan in db.plans)


def test_of_what_was_held_back_the_status_is_looked_up(db: Explaining) -> None:
    listing = Listing(SqliteTable(QUARANTINE), {"status": "open"})
    listing.page(db, 50, None, NOW)
    assert db.plans == ["SEARCH t USING INDEX quarantine__status (status=?)"]


def test_a_list_of_events_reads_on_inside_the_partition(db: Explaining) -> None:
    listing = Listing(SqliteTable(EVENT), {})
    page = listing.page(db, 10, None, NOW)
    db.plans.clear()
    listing.page(db, 50, page.cursor, NOW)
    assert db.plans == [
        "SEARCH t USING PRIMARY KEY (product_id=? AND month=? AND (uuid,revision)<(?,?))",
        "SEARCH t USING PRIMARY KEY ((product_id,month)>(?,?))",
    ]


@pytest.mark.parametrize("reverse", [False, True])
def test_scans_walk_the_key_from_their_bound(db: Explaining, reverse: bool) -> None:
    table = SqliteTable(EVENT)
    partition = {"product_id": "p1", "month": MONTH}
    (row,) = table.scan(db, partition, [], reverse=False, limit=1, now=NOW, shown=False)
    db.plans.clear()
    bound = ("<=", (row["uuid"], row["revision"]))
    options = {"reverse": reverse, "limit": 5, "now": NOW}
    for shown in (False, True):
        assert table.scan(db, partition, [bound], **options, shown=shown)
    walked = [plan for plan in db.plans if "product_id=?" in plan]
    assert len(walked) == 2
    assert all(p.endswith("(product_id=? AND month=? AND (uuid,revision)<(?,?))") for p in walked)
    assert not any("TEMP B-TREE" in plan for plan in db.plans)


def test_reading_columns_sorts_nothing(db: Explaining) -> None:
    for table in (EVENT, PRODUCT):
        reader, after, found = ColumnReader(SqliteTable(table)), None, 0
        while after is not None or not found:
            batch, after = reader.page(db, after, 13, NOW)
            found += batch.num_rows
    assert db.plans
    assert [plan for plan in db.plans if "TEMP B-TREE" in plan] == []
