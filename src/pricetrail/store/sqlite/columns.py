"""Whole tables as Arrow columns, a page at a time, hardly a value converted in Python.

What SQLite stores is handed to Arrow a column at a time and cast there; only maps and sets are
converted one by one. It reads several times as many rows a second as rows as such do.
"""
# ruff: noqa: S608 - names come from the declarations, values are always bound

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from pricetrail.clock import uuid_text_of_sort_key
from pricetrail.store.columns import arrow_schema, default_of
from pricetrail.store.sqlite.codec import SqlValue
from pricetrail.store.sqlite.ddl import quoted
from pricetrail.store.sqlite.ids import moments_of, texts_of
from pricetrail.store.sqlite.table import SqliteTable
from pricetrail.store.tables import ColumnType, Table

Page = tuple[pa.RecordBatch, Sequence[SqlValue] | None]
_Row = tuple[SqlValue, ...]
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
        reading = _Descending if declared.descending else _Ascending
        self._reading = reading(declared, select, f" {table.alive} ORDER BY ")

    def page(
        self, db: sqlite3.Connection, after: Sequence[SqlValue] | None, limit: int, now: int
    ) -> Page:
        """At most `limit` rows behind the key `after`, and the key to go on from."""
        found = self._reading.rows(db, after, limit, self._table.alive_at(now))
        width = len(self._key)
        return self._batch(found), found[-1][:width] if len(found) == limit else None

    def _batch(self, found: Sequence[_Row]) -> pa.RecordBatch:
        if not found:
            return pa.RecordBatch.from_pylist([], schema=self._schema)
        values = dict(zip(self._columns, zip(*found, strict=True), strict=True))
        return pa.record_batch(
            [self._array(field, values) for field in self._schema], schema=self._schema
        )

    def _array(self, field: pa.Field, values: dict[str, _Stored]) -> pa.Array:
        if field.name not in values:  # computed: the moment of the row's own id
            return moments_of(values["uuid"]).cast(field.type)
        kind = self._table.table.columns[field.name]
        array = _of_stored(kind, values[field.name], field.type)
        default = default_of(self._table.table, field.name)
        if array.null_count and default is not None and not isinstance(default, tuple):
            array = pc.fill_null(array, pa.scalar(default, field.type))
        return array


class _Ascending:
    """The rows of a table that is stored as they are wanted: by its key, ascending."""

    def __init__(self, declared: Table, select: str, order: str) -> None:
        self._width = len(declared.partition)
        order = f"{order}{quoted(declared.key)} LIMIT ?"
        self._first = f"{select}1{order}"
        # The first comparison is what the index can answer.
        self._next = (
            f"{select}({quoted(declared.partition)}) >= ({_marks(declared.partition)}) "
            f"AND ({quoted(declared.key)}) > ({_marks(declared.key)}){order}"
        )

    def rows(
        self,
        db: sqlite3.Connection,
        after: Sequence[SqlValue] | None,
        limit: int,
        alive: Sequence[SqlValue],
    ) -> list[_Row]:
        if after is None:
            return db.execute(self._first, (*alive, limit)).fetchall()
        bound = (*after[: self._width], *after, *alive, limit)
        return db.execute(self._next, bound).fetchall()


class _Descending:
    """The rows, by key, ascending, of a table whose partitions are stored newest first.

    To have SQLite sort them takes two thirds of the time again that reading them takes. So whole
    partitions are read as they lie and turned round here, and one that a page holds in part is
    read from its other end.
    """

    def __init__(self, declared: Table, select: str, order: str) -> None:
        self._width = len(declared.partition)
        partition, clustering = quoted(declared.partition), quoted(declared.clustering)
        one = f"{select}({partition}) = ({_marks(declared.partition)})"
        newest_first = ", ".join(f'"{name}" DESC' for name in declared.clustering)
        self._beginning = f"{one}{order}{clustering} LIMIT ?"
        self._rest = (
            f"{one} AND ({clustering}) > ({_marks(declared.clustering)}){order}{clustering} LIMIT ?"
        )
        as_stored = f"{order}{partition}, {newest_first} LIMIT ?"
        self._first = f"{select}1{as_stored}"
        self._others = f"{select}({partition}) > ({_marks(declared.partition)}){as_stored}"

    def rows(
        self,
        db: sqlite3.Connection,
        after: Sequence[SqlValue] | None,
        limit: int,
        alive: Sequence[SqlValue],
    ) -> list[_Row]:
        if after is None:
            return self._turned(db, db.execute(self._first, (*alive, limit)), limit, alive)
        found = db.execute(self._rest, (*after, *alive, limit)).fetchall()
        if room := limit - len(found):
            bound = (*after[: self._width], *alive, room)
            found += self._turned(db, db.execute(self._others, bound), room, alive)
        return found

    def _turned(
        self,
        db: sqlite3.Connection,
        stored: Iterable[_Row],
        limit: int,
        alive: Sequence[SqlValue],
    ) -> list[_Row]:
        """Partitions as they lie, each turned round; of the last one its oldest rows."""
        found: list[_Row] = []
        last: list[_Row] = []
        for _, rows in groupby(stored, itemgetter(*range(self._width))):
            found += reversed(last)
            last = list(rows)
        if len(found) + len(last) == limit:
            bound = (*last[0][: self._width], *alive, len(last))
            return found + db.execute(self._beginning, bound).fetchall()
        return [*found, *reversed(last)]


def _of_stored(kind: ColumnType, values: _Stored, wanted: pa.DataType) -> pa.Array:
    """An array of what SQLite stores for that kind of column."""
    if kind is ColumnType.TIMEUUID and None not in values:
        return texts_of(values)
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
