"""Whole tables as Arrow columns, a page at a time, hardly a value converted in Python.

What SQLite stores is handed to Arrow a column at a time and cast there; only time-UUIDs and maps
are converted one by one. It reads several times as many rows a second as rows as such do.
"""
# ruff: noqa: S608 - names come from the declarations, values are always bound

import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from pricetrail.clock import ms_of_sort_key, uuid_text_of_sort_key
from pricetrail.store.columns import arrow_schema, default_of
from pricetrail.store.sqlite.codec import SqlValue
from pricetrail.store.sqlite.ddl import quoted
from pricetrail.store.sqlite.table import SqliteTable
from pricetrail.store.tables import ColumnType

Page = tuple[pa.RecordBatch, Sequence[SqlValue] | None]
_Stored = Sequence[Any]

_STORED_AS: dict[ColumnType, pa.DataType] = {
    ColumnType.INT: pa.int64(),
    ColumnType.BOOL: pa.int64(),
    ColumnType.TIMESTAMP: pa.int64(),
}


class ColumnReader:
    """One table, read by its key, ascending."""

    def __init__(self, table: SqliteTable) -> None:
        self._table = table
        declared = table.table
        self._key = declared.key
        self._schema = arrow_schema(declared)
        stored = [name for name in self._schema.names if name in declared.columns]
        self._columns = (*declared.key, *(name for name in stored if name not in declared.key))
        select = f'SELECT {quoted(self._columns)} FROM "{declared.name}" WHERE '
        order = f" {table.alive} ORDER BY {quoted(declared.key)} LIMIT ?"
        self._first = f"{select}1{order}"
        key = quoted(declared.key)
        # The first comparison is what the index can answer where clustering columns run down.
        partition = quoted(declared.partition)
        self._next = (
            f"{select}({partition}) >= ({_marks(declared.partition)}) "
            f"AND ({key}) > ({_marks(declared.key)}){order}"
        )

    def page(
        self, db: sqlite3.Connection, after: Sequence[SqlValue] | None, limit: int, now: int
    ) -> Page:
        """At most `limit` rows behind the key `after`, and the key to go on from."""
        alive = self._table.alive_at(now)
        if after is None:
            found = db.execute(self._first, (*alive, limit)).fetchall()
        else:
            partition = after[: len(self._table.table.partition)]
            found = db.execute(self._next, (*partition, *after, *alive, limit)).fetchall()
        width = len(self._key)
        return self._batch(found), found[-1][:width] if len(found) == limit else None

    def _batch(self, found: Sequence[tuple[SqlValue, ...]]) -> pa.RecordBatch:
        if not found:
            return pa.RecordBatch.from_pylist([], schema=self._schema)
        values = dict(zip(self._columns, zip(*found, strict=True), strict=True))
        return pa.record_batch(
            [self._array(field, values) for field in self._schema], schema=self._schema
        )

    def _array(self, field: pa.Field, values: dict[str, _Stored]) -> pa.Array:
        if field.name not in values:  # computed: the moment of the row's own id
            moments = [ms_of_sort_key(key) for key in values["uuid"]]
            return pa.array(moments, pa.int64()).cast(field.type)
        kind = self._table.table.columns[field.name]
        array = _of_stored(kind, values[field.name], field.type)
        default = default_of(self._table.table, field.name)
        if array.null_count and default is not None and not isinstance(default, tuple):
            array = pc.fill_null(array, pa.scalar(default, field.type))
        return array


def _of_stored(kind: ColumnType, values: _Stored, wanted: pa.DataType) -> pa.Array:
    """An array of what SQLite stores for that kind of column."""
    convert = _converter(kind, wanted)
    if convert is not None:
        return pa.array([None if v is None else convert(v) for v in values], wanted)
    return pa.array(values, _STORED_AS.get(kind, pa.string())).cast(wanted)


def _converter(kind: ColumnType, wanted: pa.DataType) -> Callable[[Any], Any] | None:
    if kind is ColumnType.TIMEUUID:
        return uuid_text_of_sort_key
    if kind is ColumnType.TEXT_SET:
        return orjson.loads
    return _pairs if pa.types.is_map(wanted) else None


def _pairs(text: str) -> list[tuple[str, str]]:
    return list(orjson.loads(text).items())


def _marks(columns: Sequence[str]) -> str:
    return ", ".join("?" * len(columns))
