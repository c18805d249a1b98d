"""The primitives over one table, on a connection; its SQL is made once and kept.

`now` is in milliseconds since 1970: a row whose time is over by then counts as absent.
"""
# ruff: noqa: S608 - names come from the declarations, values are always bound

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any, NamedTuple

import orjson

from pricetrail.store.sqlite.codec import Codec, SqlValue
from pricetrail.store.sqlite.ddl import EXPIRY, quoted
from pricetrail.store.tables import Row, Table

_LEAST_PURGE = 100
_KEEP_UNLESS_GIVEN = '"{0}" = coalesce(excluded."{0}", "{0}")'

Bounds = Sequence[tuple[str, Sequence[Any]]]
"""Comparisons of the first clustering columns: operator and values."""


class Insert(NamedTuple):
    """The statements that insert certain columns, and the encoder of their rows."""

    upsert: str
    if_absent: str
    encode: Callable[[Row], list[SqlValue]]


class SqliteTable:
    """One declared table in SQLite."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.codec = Codec(table)
        self.alive = f'AND ("{EXPIRY}" IS NULL OR "{EXPIRY}" > ?)' if table.ttl else ""
        self._ttl_ms = table.ttl // timedelta(milliseconds=1) if table.ttl else None
        self._inserts: dict[tuple[str, ...], Insert] = {}
        self._match = _equal(table.key)
        self._get = (
            f'SELECT {quoted(self.codec.columns)} FROM "{table.name}" '
            f"WHERE {self._match} {self.alive}"
        )
        self._first_expired = f'SELECT 1 FROM "{table.name}" WHERE "{EXPIRY}" <= ? LIMIT 1'
        within = f'FROM "{table.name}" WHERE {_equal(table.partition)} {self.alive}'
        self._scan = f"SELECT {quoted(self.codec.columns)} {within}"
        self._count = f"SELECT count(*) {within}"
        # All in one row: for each, a thread would have to wait until it may run Python again.
        self._shown = f"SELECT json_group_array(json_array({self.codec.in_json}))"

    def alive_at(self, now: int) -> tuple[int, ...]:
        """The parameters of `alive`."""
        return () if self._ttl_ms is None else (now,)

    def put(self, db: sqlite3.Connection, rows: Iterable[Row], now: int) -> None:
        """Insert or update `rows`, in their order."""
        for columns, alike in groupby(rows, tuple):
            insert = self._insert(columns)
            values = [insert.encode(row) + self._expiry(now) for row in alike]
            self._drop_expired(db, columns, values, now)
            db.executemany(insert.upsert, values)

    def get(self, db: sqlite3.Connection, key: Mapping[str, Any], now: int) -> Row | None:
        """The row with that whole key."""
        stored = self._encode_key(key, self.table.key)
        found = db.execute(self._get, (*stored, *self.alive_at(now))).fetchone()
        return None if found is None else self.codec.decode([found])[0]

    def scan(
        self,
        db: sqlite3.Connection,
        partition: Mapping[str, Any],
        bounds: Bounds,
        *,
        reverse: bool,
        limit: int,
        shown: bool,
        now: int,
    ) -> list[Row]:
        """At most `limit` rows of one partition within `bounds`."""
        condition, parameters = self._within(partition, bounds, now)
        direction = "DESC" if self.table.descending != reverse else "ASC"
        order = ", ".join(f'"{column}" {direction}' for column in self.table.clustering)
        sql = self._scan + condition + (f" ORDER BY {order}" if order else "") + " LIMIT ?"
        parameters.append(max(limit, 0))
        if shown:
            (found,) = db.execute(f"{self._shown} FROM ({sql})", parameters).fetchone()
            return self.codec.show(orjson.loads(found))
        return self.codec.decode(db.execute(sql, parameters).fetchall())

    def count(
        self,
        db: sqlite3.Connection,
        partition: Mapping[str, Any],
        bounds: Bounds,
        *,
        limit: int,
        now: int,
    ) -> int:
        """How many rows `scan` would answer."""
        condition, parameters = self._within(partition, bounds, now)
        found = db.execute(self._count + condition, parameters).fetchone()
        return min(int(found[0]), max(limit, 0))

    def _within(
        self, partition: Mapping[str, Any], bounds: Bounds, now: int
    ) -> tuple[str, list[Any]]:
        """The bounds as more conditions in SQL, and the parameters of all conditions."""
        parameters: list[Any] = [
            *self._encode_key(partition, self.table.partition),
            *self.alive_at(now),
        ]
        condition = ""
        for operator, values in bounds:
            columns = self.table.clustering[: len(values)]
            if not 0 < len(values) <= len(self.table.clustering):
                raise ValueError(f"a bound of {self.table.name} has {len(values)} values")
            condition += f" AND ({quoted(columns)}) {operator} ({', '.join('?' * len(values))})"
            parameters += map(self.codec.encode, columns, values)
        return condition, parameters

    def insert_if_absent(self, db: sqlite3.Connection, row: Row, now: int) -> Row | None:
        """None when `row` was inserted, else the row that is there."""
        columns = tuple(row)
        insert = self._insert(columns)
        values = insert.encode(row) + self._expiry(now)
        self._drop_expired(db, columns, [values], now)
        if db.execute(insert.if_absent, values).rowcount == 1:
            return None
        return self.get(db, {name: row[name] for name in self.table.key}, now)

    def compare_and_set(
        self,
        db: sqlite3.Connection,
        key: Mapping[str, Any],
        expected: Mapping[str, Any],
        new: Row,
        now: int,
    ) -> bool:
        """Whether `new` was set: the row was there, with all `expected` values."""
        changes = {name: value for name, value in new.items() if name not in self.table.key}
        if self.table.append_only:
            changes = {name: value for name, value in changes.items() if value is not None}
        if not changes or any(new[name] != key[name] for name in new.keys() & key.keys()):
            raise ValueError(f"new values of {self.table.name} set nothing, or change its key")
        encode = self.codec.encode
        assigned = [f'"{name}" = ?' for name in changes]
        parameters = [encode(name, value) for name, value in changes.items()] + self._expiry(now)
        if self._ttl_ms is not None:
            assigned.append(f'"{EXPIRY}" = ?')
        parameters += [*self._encode_key(key, self.table.key), *self.alive_at(now)]
        parameters += [encode(name, value) for name, value in expected.items()]
        conditions = "".join(f' AND "{name}" IS ?' for name in expected)
        cursor = db.execute(
            f'UPDATE "{self.table.name}" SET {", ".join(assigned)} '
            f"WHERE {self._match} {self.alive}{conditions}",
            parameters,
        )
        return cursor.rowcount == 1

    def delete(self, db: sqlite3.Connection, key: Mapping[str, Any]) -> None:
        """Remove a row, or the whole partition that `key` names."""
        partition = len(key) == len(self.table.partition)
        columns = self.table.partition if partition else self.table.key
        stored = self._encode_key(key, columns)
        db.execute(f'DELETE FROM "{self.table.name}" WHERE {_equal(columns)}', stored)

    def purge(self, db: sqlite3.Connection, written: int, now: int) -> None:
        """Remove some expired rows, more than were `written`, so that they cannot pile up.

        Called with every write to the table, this bounds the work that one call waits for.
        """
        if self._ttl_ms is None:
            return
        if db.execute(self._first_expired, (now,)).fetchone() is None:
            return
        key = quoted(self.table.key)
        db.execute(
            f'DELETE FROM "{self.table.name}" WHERE ({key}) IN (SELECT {key} '
            f'FROM "{self.table.name}" WHERE "{EXPIRY}" <= ? ORDER BY "{EXPIRY}" LIMIT ?)',
            (now, max(2 * written, _LEAST_PURGE)),
        )

    def _expiry(self, now: int) -> list[SqlValue]:
        return [] if self._ttl_ms is None else [now + self._ttl_ms]

    def _insert(self, columns: tuple[str, ...]) -> Insert:
        insert = self._inserts.get(columns)
        if insert is None:
            insert = self._inserts[columns] = self._make_insert(columns)
        return insert

    def _make_insert(self, columns: tuple[str, ...]) -> Insert:
        table = self.table
        if absent := [name for name in table.key if name not in columns]:
            raise ValueError(f"a row of {table.name} needs its whole key; {absent} is missing")
        if unknown := [name for name in columns if name not in table.columns]:
            raise ValueError(f"{table.name} has no column {unknown}")
        stored = columns if self._ttl_ms is None else (*columns, EXPIRY)
        change = _KEEP_UNLESS_GIVEN if table.append_only else '"{0}" = excluded."{0}"'
        changes = ", ".join(change.format(name) for name in stored if name not in table.key)
        insert = (
            f'INSERT INTO "{table.name}" ({quoted(stored)}) '
            f"VALUES ({', '.join('?' * len(stored))}) ON CONFLICT ({quoted(table.key)}) DO "
        )
        update = f"UPDATE SET {changes}" if changes else "NOTHING"
        return Insert(insert + update, insert + "NOTHING", self.codec.encoder(columns))

    def _drop_expired(
        self,
        db: sqlite3.Connection,
        columns: tuple[str, ...],
        rows: Sequence[Sequence[SqlValue]],
        now: int,
    ) -> None:
        """Remove what `rows` replace if its time is over, lest its old columns live on."""
        if self._ttl_ms is None:
            return
        at = [columns.index(name) for name in self.table.key]
        db.executemany(
            f'DELETE FROM "{self.table.name}" WHERE {self._match} AND "{EXPIRY}" <= ?',
            [(*(row[i] for i in at), now) for row in rows],
        )

    def _encode_key(self, key: Mapping[str, Any], columns: Sequence[str]) -> list[SqlValue]:
        if key.keys() != set(columns):
            raise ValueError(f"{self.table.name} is read by ({', '.join(columns)}), not {set(key)}")
        return [self.codec.encode(name, key[name]) for name in columns]


def _equal(columns: Sequence[str]) -> str:
    return " AND ".join(f'"{name}" = ?' for name in columns)
