"""Parquet: typed, whole, in bounded memory, and the same history again."""

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pricetrail.alert_records import AlertRule
from pricetrail.errors import InvalidFile, UsageError
from pricetrail.export.columnar import FOLDERS, batches
from pricetrail.export.folder import export_folder, import_folder
from pricetrail.export.jsonl import TYPES
from pricetrail.export.manifest import NAME, expect_manifest
from pricetrail.export.months import MonthFiles
from pricetrail.export.parquet import export_parquet, import_parquet, stream_parquet
from pricetrail.export.place import Folder
from pricetrail.export.runs import LATEST_WRITE
from pricetrail.schema import Quarantined
from pricetrail.store.base import Store
from pricetrail.store.columns import Columnar, arrow_schema, batch_of_rows
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import EVENT, PRODUCT, PRODUCT_VERSION
from tests.support.histories import NOW, VISITS, Histories, Visit
from tests.support.rows import EXTREMES, NOON, event_row, events, rows
from tests.support.stores import exported

QUICK = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
P = "shop.example:1"


class RowsAlone:
    """A store that has the primitives of the protocol and nothing beside them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        if name == "columns":
            raise AttributeError(name)
        return getattr(self._store, name)


async def table_of(store: Any, name: str) -> pa.Table:
    found = [batch async for batch in batches(store, FOLDERS[name])]
    return pa.Table.from_batches(found, arrow_schema(FOLDERS[name]))


def visit(number: int) -> Visit:
    record = {"name": f"Kettle {number}", "price": number, "specs": {"b": "2", "a": "1"}}
    ago = timedelta(days=20 * number)
    return Visit(number % 4, ago, record, retracted=number == 3, corrected=number == 5)


VISITED = [visit(number) for number in range(9)]


@QUICK
@given(visits=st.lists(VISITS, max_size=12), most=st.sampled_from([(1, 1), (9, 2), (999, 99)]))
async def test_a_folder_comes_back_byte_for_byte(
    histories: Histories,
    visits: list[Visit],
    most: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(MonthFiles.__init__, "__kwdefaults__", _limits(most))
    folder = Folder(str(histories.folder / "history"))
    async with histories.fresh() as one, histories.fresh() as two:
        await histories.fill(one, visits)
        report = await export_folder(one, folder, clock=histories.clock)
        first = await exported(one)
        assert report.events == first.count(b'"type":"event"')
        for _ in range(2):
            taken = await import_folder(two, folder, clock=histories.clock)
            assert (taken.good, taken.bad) == (first.count(b"\n"), 0)
            assert await exported(two) == first


def _limits(most: tuple[int, int]) -> dict[str, int]:
    return {"most_waiting": most[0], "most_open": most[1]}


@QUICK
@given(visits=st.lists(VISITS, max_size=8))
async def test_columns_and_rows_say_the_same(histories: Histories, visits: list[Visit]) -> None:
    async with histories.fresh() as store:
        await histories.fill(store, visits)
        assert not isinstance(RowsAlone(store), Columnar)
        for name in FOLDERS:
            assert await table_of(store, name) == await table_of(RowsAlone(store), name)


@QUICK
@given(found=st.lists(rows(EVENT), max_size=5, unique_by=lambda row: row["uuid"]))
async def test_any_event_is_the_same_as_columns(histories: Histories, found: list[Any]) -> None:
    rows = [row | {"month": EVENT.key_of(**_key(row))["month"]} for row in found]
    async with histories.fresh() as store:
        await store.put(events(rows))
        by_key = sorted(rows, key=lambda r: (r["product_id"], r["month"], r["uuid"].time))
        assert await table_of(store, "events") == pa.Table.from_batches(
            [batch_of_rows(EVENT, by_key)]
        )


def _key(row: Any) -> Any:
    return {name: row[name] for name in ("product_id", "uuid", "revision")}


async def test_pages_go_on_within_a_month_and_over_months(store: SqliteStore) -> None:
    times = [NOON + timedelta(days=15 * n) for n in range(8)]
    made = [event_row(f"shop.example:{n}", at) for n in range(3) for at in times]
    made += [row | {"revision": 1} for row in made[::4]]
    await store.put(events(made))
    whole = await table_of(store, "events")
    for limit in (1, 2, 7, 30, 99):
        after, found = None, []
        while after is not None or not found:
            batch, after = await store.columns(EVENT, after=after, limit=limit)
            found.append(batch)
        assert pa.Table.from_batches(found) == whole


def test_the_schema_is_the_declaration() -> None:
    # A rule is a wish, and it may hold a secret; what is held back is no history yet.
    history = set(TYPES.values()) - {AlertRule, Quarantined}
    assert {table.model for table in FOLDERS.values()} == history
    for table in FOLDERS.values():
        declared = (*table.model.model_fields, *table.model.model_computed_fields)
        assert tuple(arrow_schema(table).names) == declared
    types = {field.name: str(field.type) for field in arrow_schema(EVENT)}
    assert types["price"] == types["rating"] == "decimal128(20, 6)"
    assert types["created"] == types["recorded_at"] == "timestamp[ms, tz=UTC]"
    assert (types["uuid"], types["revision"], types["retracted"]) == ("string", "int64", "bool")
    assert str(arrow_schema(PRODUCT_VERSION).field("specs").type) == "map<string, string>"
    assert pa.types.is_list(arrow_schema(PRODUCT).field("tags").type)


async def test_the_largest_and_smallest_amounts_stay_exact(store: SqliteStore) -> None:
    amounts = [value for value in EXTREMES[EVENT.columns["price"]] if isinstance(value, Decimal)]
    times = [NOON + timedelta(minutes=n) for n in range(len(amounts))]
    made = [event_row(P, at, price=value) for at, value in zip(times, amounts, strict=True)]
    await store.put(events(made))
    assert (await table_of(store, "events"))["price"].to_pylist() == amounts


async def test_other_readers_see_typed_values(
    histories: Histories, store: SqliteStore, folder: Folder
) -> None:
    await histories.fill(store, VISITED)
    await export_folder(store, folder)
    path = f"{folder}/events/*/*.parquet"
    frame = pl.read_parquet(path)
    assert frame.schema["price"] == pl.Decimal(20, 6)
    assert frame.schema["created"] == pl.Datetime("ms", "UTC")
    assert frame["price"].max() == 8
    asked = f"SELECT month, count(*) FROM read_parquet('{path}', hive_partitioning = true)"
    found = duckdb.sql(f"{asked} GROUP BY month ORDER BY month").fetchall()
    assert found[-1] == ("2026-06", 1)
    assert sum(count for _, count in found) == frame.height
    described = duckdb.sql(f"DESCRIBE SELECT price, created FROM '{path}'").fetchall()
    assert [kind for _, kind, *_ in described] == ["DECIMAL(20,6)", "TIMESTAMP WITH TIME ZONE"]


async def test_one_file_has_all_events(histories: Histories, store: SqliteStore) -> None:
    await histories.fill(store, VISITED)
    out = io.BytesIO()
    done = await export_parquet(store, out)
    streamed = b"".join([piece async for piece in stream_parquet(store)])
    assert streamed == out.getvalue()
    found = pq.ParquetFile(out)
    assert found.metadata.num_rows == done == 11
    assert found.metadata.row_group(0).column(0).compression == "ZSTD"
    async with histories.fresh() as other:
        for new in (11, 0):
            out.seek(0)
            report = await import_parquet(other, out, clock=histories.clock)
            assert (report.events, report.bad, report.new_events) == (11, 0, new)
        again = io.BytesIO()
        await export_parquet(other, again)
        assert again.getvalue() == out.getvalue()


async def test_cassandra_gives_the_same_rows(
    histories: Histories, store: SqliteStore, cassandra: Store
) -> None:
    await store.put(events([event_row(P, NOON), event_row(P, NOON + timedelta(days=40))]))
    out = io.BytesIO()
    await export_parquet(store, out)
    await import_parquet(cassandra, io.BytesIO(out.getvalue()), clock=histories.clock)
    again = io.BytesIO()
    await export_parquet(cassandra, again)
    assert again.getvalue() == out.getvalue()


async def test_incremental_adds_what_was_recorded_since(
    histories: Histories, store: SqliteStore, folder: Folder
) -> None:
    first, correction = event_row(P, NOW, recorded_at=NOW), {"revision": 1, "price": Decimal(7)}
    old = event_row(P, NOW - timedelta(days=99), recorded_at=NOW - timedelta(days=99))
    await store.put(events([first, old]))
    report = await export_folder(store, folder, incremental=True, clock=histories.clock)
    assert (report.events, report.since) == (2, None)
    histories.clock.advance(timedelta(days=1))
    now = histories.clock.now
    late = event_row("shop.example:2", NOW, recorded_at=NOW - LATEST_WRITE)
    await store.put(events([old | correction | {"recorded_at": now}, late]))
    report = await export_folder(store, folder, incremental=True, clock=histories.clock)
    assert (report.events, report.since) == (2, NOW)
    report = await export_folder(store, folder, incremental=True, clock=histories.clock)
    assert report.events == 0
    async with histories.fresh() as other:
        taken = await import_folder(other, folder, clock=histories.clock)
        assert (taken.events, taken.new_events) == (4, 4)
        assert await table_of(other, "events") == await table_of(store, "events")


async def test_an_interrupted_export_leaves_the_one_before(
    histories: Histories, store: SqliteStore, folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    await histories.fill(store, VISITED)
    await export_folder(store, folder)
    before = folder.names()

    create = Folder.create

    def fail(self: Folder, name: str) -> Any:
        if name.startswith("targets/"):
            raise OSError(28, "No space left on device")
        return create(self, name)

    monkeypatch.setattr(Folder, "create", fail)
    with pytest.raises(OSError, match="No space"):
        await export_folder(store, folder)
    monkeypatch.undo()
    assert expect_manifest(folder).all_paths() <= set(before)
    async with histories.fresh() as other:
        await import_folder(other, folder, clock=histories.clock)
        assert await exported(other) == await exported(store)
    await export_folder(store, folder)
    assert set(folder.names()) == {NAME, *expect_manifest(folder).all_paths()}


async def test_a_folder_with_other_files_is_left_alone(store: SqliteStore, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="other files"):
        await export_folder(store, Folder(str(tmp_path / "mine")))
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]


async def test_any_place_of_fsspec_will_do(histories: Histories, store: SqliteStore) -> None:
    await histories.fill(store, VISITED)
    folder = Folder("memory://exports/history")
    for _ in range(2):
        await export_folder(store, folder)
    async with histories.fresh() as other:
        await import_folder(other, folder, clock=histories.clock)
        assert await exported(other) == await exported(store)


@pytest.mark.parametrize("url", ["", "/", "nothing://x", "simplecache::memory://x"])
def test_what_names_no_folder_is_wrong_usage(url: str) -> None:
    with pytest.raises(UsageError):
        Folder(url)


def _parquet(change: Callable[[pa.Table], pa.Table]) -> io.BytesIO:
    table = pa.Table.from_batches(
        [batch_of_rows(EVENT, [event_row(P), event_row(P) | {"price": Decimal(-1)}])]
    )
    out = io.BytesIO()
    pq.write_table(change(table), out)
    out.seek(0)
    return out


def _replaced(table: pa.Table, name: str, values: list[int]) -> pa.Table:
    place = table.schema.get_field_index(name)
    return table.set_column(place, name, pa.array(values, pa.timestamp("ms", "UTC")))


async def test_bad_rows_are_listed_and_the_good_ones_kept(store: SqliteStore) -> None:
    report = await import_parquet(store, _parquet(lambda table: table))
    assert (report.good, report.bad, report.bad_lines[0].line) == (1, 1, 2)
    assert "price" in report.bad_lines[0].reason


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (io.BytesIO(b"this is no such file at all"), "no Parquet"),
        (io.BytesIO(), "no Parquet"),
        (_parquet(lambda table: table.drop_columns(["uuid"])), "no column uuid"),
        (_parquet(lambda table: _replaced(table, "fetched_at", [2**62, 0])), "no Parquet"),
    ],
)
async def test_what_is_no_such_file_is_said_so(
    store: SqliteStore, file: io.BytesIO, said: str
) -> None:
    with pytest.raises(InvalidFile, match=said):
        await import_parquet(store, file)


async def test_a_manifest_names_only_its_own_files(store: SqliteStore, folder: Folder) -> None:
    with pytest.raises(InvalidFile, match="holds no export"):
        await import_folder(store, folder)
    await export_folder(store, folder)
    text = (folder.read(NAME) or b"").replace(b"products/", b"../products/")
    folder.replace(NAME, text)
    with pytest.raises(InvalidFile, match="pattern"):
        await import_folder(store, folder)
