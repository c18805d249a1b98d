"""A file outlives versions: older ones gain what they lack, newer ones are refused clearly."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import create_model

from pricetrail.clock import time_uuid
from pricetrail.errors import StoreIncompatible
from pricetrail.schema import Model, Product
from pricetrail.store.base import Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.sqlite.ddl import FORMAT
from pricetrail.store.tables import EVENT, PRODUCT, TABLES, Table
from tests.support.rows import MONTH, NOON, event_row, events, product_row, whole


class OlderProduct(Model):
    """A product as a first version may have declared it."""

    product_id: str
    shop: str
    name: str | None = None
    tags: tuple[str, ...] = ()
    price: Decimal | None = None


OLDER = replace(PRODUCT, model=OlderProduct, indexes=("shop",), derived={})
OLDER_TABLES = (OLDER, EVENT)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.db"


async def make(path: Path, tables: tuple[Table, ...], *writes: Write) -> None:
    store = SqliteStore(path, tables=tables)
    await store.open()
    await store.put(writes)
    await store.close()


@contextmanager
def file(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path)) as connection, connection:
        yield connection


async def test_an_older_database_gains_columns_and_keeps_every_row(path: Path) -> None:
    products = [
        {"product_id": f"s:{n}", "shop": "s", "name": f"No{n}", "tags": ("t",), "price": Decimal(n)}
        for n in range(300)
    ]
    history = [event_row("s:1", NOON + timedelta(seconds=n)) for n in range(300)]
    await make(path, OLDER_TABLES, *(Write(OLDER, row) for row in products), *events(history))

    store = SqliteStore(path)
    await store.open()
    assert await store.sync(dry_run=True) == []
    listed = await store.list(PRODUCT, {"shop": "s"}, limit=1000)
    assert listed.rows == sorted(
        (whole(PRODUCT, row) for row in products), key=lambda row: row["product_id"]
    )
    assert len(await store.scan(EVENT, {"product_id": "s:1", "month": MONTH}, limit=999)) == 300
    # The new index knows the old rows, and new columns take values.
    assert len((await store.list(PRODUCT, {"tags": "t"}, limit=1000)).rows) == 300
    row = product_row("s:7", brand="Acme", tags=("u",))
    await store.put([Write(PRODUCT, row)])
    assert await store.get(PRODUCT, {"product_id": "s:7"}) == row
    assert len((await store.list(PRODUCT, {"tags": "t"}, limit=1000)).rows) == 299
    await store.close()


async def test_an_older_version_works_on_where_a_newer_one_added_columns(path: Path) -> None:
    row = product_row("s:1", tags=("old",), brand="Acme", shop="s")
    await make(path, TABLES, Write(PRODUCT, row))
    older = SqliteStore(path, tables=OLDER_TABLES)
    await older.open()
    await older.put([Write(OLDER, {"product_id": "s:1", "name": "New", "tags": ("new",)})])
    read = await older.get(OLDER, {"product_id": "s:1"})
    assert read is not None
    assert read["name"] == "New"
    await older.close()

    store = SqliteStore(path)
    await store.open()
    expected = row | {"name": "New", "tags": ("new",)}
    assert await store.get(PRODUCT, {"product_id": "s:1"}) == expected
    assert (await store.list(PRODUCT, {"tags": "new"}, limit=9)).rows == [expected]
    assert (await store.list(PRODUCT, {"tags": "old"}, limit=9)).rows == []
    await store.close()


async def test_tables_and_columns_that_are_not_ours_stay(path: Path) -> None:
    await make(path, TABLES, Write(PRODUCT, product_row("s:1")))
    with file(path) as db:
        db.execute("CREATE TABLE note (text TEXT)")
        db.execute("INSERT INTO note VALUES ('mine')")
        db.execute("ALTER TABLE product ADD COLUMN colour TEXT")
        db.execute("UPDATE product SET colour = 'red'")
    await make(path, TABLES, Write(PRODUCT, product_row("s:1", brand="B")))
    with file(path) as db:
        assert db.execute("SELECT text FROM note").fetchall() == [("mine",)]
        assert db.execute("SELECT brand, colour FROM product").fetchall() == [("B", "red")]


async def test_a_newer_format_is_refused_and_left_alone(path: Path) -> None:
    await make(path, TABLES)
    with file(path) as db:
        db.execute(f"PRAGMA user_version = {FORMAT + 1}")
        db.execute("DROP TABLE claim")
    with pytest.raises(StoreIncompatible, match=r"newer pricetrail .* upgrade .* STORE_URL"):
        await SqliteStore(path).open()
    with file(path) as db:
        assert db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'claim'").fetchall() == []


async def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    with file(path) as db:
        db.execute("CREATE TABLE bookmark (url TEXT)")
    with pytest.raises(StoreIncompatible, match="another program's database"):
        await SqliteStore(path).open()
    with file(path) as db:
        assert db.execute("SELECT name FROM sqlite_schema").fetchall() == [("bookmark",)]
        assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.parametrize(
    ("annotation", "message"),
    [
        (str, "product.last_event_at is timestamp, not text"),
        (int, "product.last_event_at is timestamp, not int"),
        (Decimal, "product.last_event_at is timestamp, not decimal"),
    ],
)
async def test_a_changed_type_is_refused(path: Path, annotation: type, message: str) -> None:
    await make(path, TABLES)
    model = create_model(
        "ChangedProduct", __base__=Product, last_event_at=(annotation | None, None)
    )
    with pytest.raises(StoreIncompatible, match=message) as caught:
        await SqliteStore(path, tables=[replace(PRODUCT, model=model)]).open()
    assert "import into a new STORE_URL" in str(caught.value)
    store = SqliteStore(path)
    await store.open()
    await store.close()


async def test_a_changed_key_is_refused(path: Path) -> None:
    await make(path, TABLES)
    changed = replace(EVENT, clustering=("uuid",))
    with pytest.raises(StoreIncompatible, match="table product_scrape_event has the key"):
        await SqliteStore(path, tables=[changed]).open()


async def test_a_dry_run_names_the_statements_and_changes_nothing(path: Path) -> None:
    await make(path, OLDER_TABLES)
    store = SqliteStore(path)
    planned = await store.sync(dry_run=True)
    assert await store.sync(dry_run=True) == planned
    assert any(sql.startswith('ALTER TABLE "product" ADD COLUMN "brand"') for sql in planned)
    assert any(sql.startswith('CREATE TABLE "target"') for sql in planned)
    assert not any("DROP" in sql for sql in planned)
    with file(path) as db:
        for sql in planned:
            db.execute(sql)
    assert await store.sync(dry_run=True) == []


async def test_a_dry_run_makes_no_file(path: Path) -> None:
    planned = await SqliteStore(path).sync(dry_run=True)
    assert sum(sql.startswith("CREATE TABLE") for sql in planned) >= len(TABLES)
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True).execute("SELECT 1")


async def test_sync_creates_what_went_missing(path: Path) -> None:
    store = SqliteStore(path)
    await store.open()
    with file(path) as db:
        db.execute("DROP TABLE watermark")
    planned = await store.sync(dry_run=True)
    assert await store.sync() == planned
    assert len(planned) == 1
    assert await store.sync() == []
    await store.close()


async def test_tables_are_strict_and_keep_the_declared_order(path: Path) -> None:
    await make(path, TABLES, *events([event_row("p", uuid=time_uuid(NOON))]))
    with file(path) as db:
        listed = db.execute("PRAGMA table_list").fetchall()
        ours = {name: (wr, strict) for _, name, _, _, wr, strict in listed}
        assert all(ours[table.name] == (1, 1) for table in TABLES)
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        plan = db.execute(
            "EXPLAIN QUERY PLAN SELECT price FROM product_scrape_event "
            "WHERE product_id = 'p' AND month = '2026-03' ORDER BY uuid DESC, revision DESC"
        ).fetchall()
        assert [detail for *_, detail in plan] == [
            "SEARCH product_scrape_event USING PRIMARY KEY (product_id=? AND month=?)"
        ]
