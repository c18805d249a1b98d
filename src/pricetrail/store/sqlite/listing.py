"""Lists: all rows of a table that pass filters, in the order of the key, page by page.

A filter on a set of texts walks its side table, so that a rare word is found without reading
the rows that lack it. A cursor holds the key of the last row and a digest of the list.
"""
# ruff: noqa: S608 - names come from the declarations, values are always bound

import base64
import hashlib
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from pricetrail.errors import InvalidCursor
from pricetrail.store.base import Slice
from pricetrail.store.sqlite.codec import FORMS, SqlValue
from pricetrail.store.sqlite.ddl import ordered_key, quoted, set_indexes, side_table
from pricetrail.store.sqlite.table import SqliteTable
from pricetrail.store.tables import Row, Table

_NOT_OURS = "the cursor is not one of this list; start again without one"

_COMMON = 1_000

Condition = tuple[str, Sequence[SqlValue]]
Term = tuple[str, str]
"""A column of a set of texts, and the text that it contains."""


class Listing:
    """One list: a table and the filters that its rows pass."""

    def __init__(self, table: SqliteTable, filters: Mapping[str, Any]) -> None:
        self._table = table
        self._declared = table.table
        self._equal: list[Condition] = []
        self._contains: list[Term] = []
        for column, value in filters.items():
            self._add_filter(column, value)
        self._contains.sort()
        self._digest = _digest(self._declared, [*sorted(self._equal), *self._contains])

    def _add_filter(self, column: str, value: Any) -> None:
        if column not in self._declared.indexes or value is None:
            raise ValueError(f"{self._declared.name} cannot be filtered by {column} = {value}")
        if column in set_indexes(self._declared):
            texts = (value,) if isinstance(value, str) else tuple(value)
            self._contains += [(column, text) for text in dict.fromkeys(texts)]
        else:
            stored = self._table.codec.encode(column, value)
            self._equal.append((f't."{column}" = ?', (stored,)))

    def page(self, db: sqlite3.Connection, limit: int, cursor: str | None, now: int) -> Slice:
        """At most `limit` rows after `cursor`, and the cursor that leads on."""
        if limit < 1:
            raise ValueError(f"a page has at least one row, not {limit}")
        last = None if cursor is None else self._open_cursor(cursor)
        terms = self._rarest_first(db)
        found: list[Row] = []
        for after in self._after(last):
            found += self._select(db, terms, after, limit + 1 - len(found), now)
            if len(found) > limit:
                return Slice(found[:limit], self._make_cursor(found[limit - 1]))
        return Slice(found, None)

    @property
    def _lead(self) -> str:
        """The alias whose rows the outermost loop walks, in the order of the key."""
        return "s0" if self._contains else "t"

    def _rarest_first(self, db: sqlite3.Connection) -> list[Term]:
        """The terms in the order to look them up: few rows are then asked for the others."""
        if len(self._contains) < 2:
            return self._contains

        def frequency(term: Term) -> int:
            column, text = term
            side = side_table(self._declared, column)
            sql = f'SELECT count(*) FROM (SELECT 1 FROM "{side}" WHERE "value" = ? LIMIT ?)'
            count: int = db.execute(sql, (text, _COMMON)).fetchone()[0]
            return count

        return sorted(self._contains, key=frequency)

    def _select(
        self, db: sqlite3.Connection, terms: list[Term], after: Condition, limit: int, now: int
    ) -> list[Row]:
        contains = [(f's{number}."value" = ?', (text,)) for number, (_, text) in enumerate(terms)]
        conditions = [*contains, *self._equal, after]
        where = " AND ".join(sql for sql, _ in conditions)
        found = db.execute(
            f"SELECT {quoted(self._table.codec.columns, 't.')} FROM {self._from(terms)} "
            f"WHERE {where} {self._table.alive} ORDER BY {ordered_key(self._declared, self._lead)} "
            "LIMIT ?",
            [*(v for _, values in conditions for v in values), *self._table.alive_at(now), limit],
        )
        return self._table.codec.decode(found.fetchall())

    def _from(self, terms: list[Term]) -> str:
        """The side tables, then the table; CROSS JOIN keeps SQLite from changing the order."""
        table, key = self._declared, self._declared.key
        first, *others = [
            *(
                (side_table(table, column), f"s{number}")
                for number, (column, _) in enumerate(terms)
            ),
            (table.name, "t"),
        ]
        sql = f'"{first[0]}" AS {first[1]}'
        for name, alias in others:
            sql += f' CROSS JOIN "{name}" AS {alias} ON '
            sql += " AND ".join(f'{alias}."{column}" = {first[1]}."{column}"' for column in key)
        return sql

    def _after(self, last: list[SqlValue] | None) -> list[Condition]:
        """The conditions that lead on from the key `last`, one after the other, in order.

        Where clustering columns run down, the key as a whole has no one direction: first the
        rest of the partition, then the partitions behind it.
        """
        if last is None:
            return [("1", ())]
        table = self._declared
        if not (table.descending and table.clustering):
            return [self._compare(table.key, ">", last)]
        width = len(table.partition)
        same, same_values = self._compare(table.partition, "=", last[:width])
        below, below_values = self._compare(table.clustering, "<", last[width:])
        return [
            (f"{same} AND {below}", (*same_values, *below_values)),
            self._compare(table.partition, ">", last[:width]),
        ]

    def _compare(
        self, columns: Sequence[str], operator: str, values: Sequence[SqlValue]
    ) -> Condition:
        marks = ", ".join("?" * len(columns))
        return f"({quoted(columns, self._lead + '.')}) {operator} ({marks})", values

    def _make_cursor(self, row: Row) -> str:
        key = [self._table.codec.encode(column, row[column]) for column in self._declared.key]
        body = [self._digest, *(v.hex() if isinstance(v, bytes) else v for v in key)]
        return base64.urlsafe_b64encode(orjson.dumps(body)).decode().rstrip("=")

    def _open_cursor(self, cursor: str) -> list[SqlValue]:
        types = [FORMS[self._declared.columns[column]].sql_type for column in self._declared.key]
        try:
            padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
            digest, *key = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
            values = [_SQL_VALUES[t](value) for t, value in zip(types, key, strict=True)]
        except (ValueError, TypeError) as error:
            raise InvalidCursor(_NOT_OURS) from error
        if digest != self._digest:
            raise InvalidCursor(_NOT_OURS)
        return values


def _digest(table: Table, conditions: Sequence[object]) -> str:
    """Tells lists apart, those of other backends too."""
    described = repr(("sqlite", table.name, table.key, conditions))
    return hashlib.sha256(described.encode()).hexdigest()[:12]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _integer(value: Any) -> int:
    if not isinstance(value, int) or not -(2**63) <= value < 2**63:
        raise TypeError("not an integer")
    return value


_SQL_VALUES: dict[str, Callable[[Any], SqlValue]] = {
    "TEXT": _text,
    "INTEGER": _integer,
    "BLOB": bytes.fromhex,
}
