"""Rows to bound values and back, exactly: what is read equals what was written."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
from cassandra.query import UNSET_VALUE

from pricetrail.clock import epoch_ms
from pricetrail.store.tables import ColumnType, Row, Table

CQL_TYPES: dict[ColumnType, str] = {
    ColumnType.TEXT: "text",
    ColumnType.INT: "bigint",
    ColumnType.BOOL: "boolean",
    ColumnType.DECIMAL: "decimal",
    ColumnType.TIMESTAMP: "timestamp",
    ColumnType.DATE: "date",
    ColumnType.TIMEUUID: "timeuuid",
    ColumnType.JSON: "text",  # a map column would write a tombstone with every insert
    ColumnType.TEXT_SET: "set<text>",
}

_MAX_KEY_BYTES = 65_000  # the server's limit is 65,535, with a few bytes for each column
_HALF_MS = timedelta(microseconds=500)


def _plain(value: Decimal) -> Decimal:
    return Decimal(format(value, "f")) if "E" in str(value) else value


def _json_text(value: Mapping[str, Any]) -> str | None:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode() if value else None


def _moment(value: datetime) -> datetime:
    """Aware and in whole milliseconds; the driver goes through a float and may be off by µs."""
    near = value + _HALF_MS
    return near.replace(microsecond=near.microsecond // 1000 * 1000, tzinfo=UTC)


def _day(value: Any) -> date:
    day: date = value.date()
    return day


def _sorted(value: set[str]) -> tuple[str, ...]:
    return tuple(sorted(value))


_ENCODERS: dict[ColumnType, Callable[[Any], Any]] = {
    ColumnType.TIMESTAMP: epoch_ms,
    ColumnType.DECIMAL: _plain,
    ColumnType.JSON: _json_text,
    ColumnType.TEXT_SET: lambda texts: set(texts) or None,
}
_DECODERS: dict[ColumnType, Callable[[Any], Any]] = {
    ColumnType.TIMESTAMP: _moment,
    ColumnType.DATE: _day,
    ColumnType.JSON: orjson.loads,
    ColumnType.TEXT_SET: _sorted,
}


class Codec:
    """The values of one table's columns, both ways."""

    def __init__(self, table: Table) -> None:
        self._names = tuple(table.columns)
        self._encoders = {name: _ENCODERS.get(kind) for name, kind in table.columns.items()}
        self._decoders = [
            (name, decode)
            for name, kind in table.columns.items()
            if (decode := _DECODERS.get(kind)) is not None
        ]
        self._table = table

    def encode(self, column: str, value: Any) -> Any:
        """The value to bind for `value`; None stays None."""
        encoder = self._encoders[column]
        return value if encoder is None or value is None else encoder(value)

    def values(self, row: Mapping[str, Any], columns: Sequence[str]) -> list[Any]:
        """The values to bind for those columns of `row`."""
        return [self.encode(column, row[column]) for column in columns]

    def whole_row(self, row: Row, *, unset_nulls: bool) -> list[Any]:
        """A value for every column, in order; one that is absent is left unset.

        So is a null with `unset_nulls`: writing a null writes a tombstone.
        """
        values = []
        for name, encoder in self._encoders.items():
            value = row.get(name, UNSET_VALUE)
            if encoder is not None and value is not None and value is not UNSET_VALUE:
                value = encoder(value)
            values.append(UNSET_VALUE if unset_nulls and value is None else value)
        return values

    def can_exist(self, partition: Mapping[str, Any]) -> bool:
        """Whether the server could hold a partition of that key; it refuses to even look it up.

        A key that is one empty text, or longer than 64 KiB, is none.
        """
        values = [partition[name] for name in self._table.partition]
        texts = [value.encode() for value in values if isinstance(value, str)]
        return values != [""] and sum(map(len, texts)) <= _MAX_KEY_BYTES

    def decode(self, values: Sequence[Any]) -> Row:
        """The row that was read, from the values of all columns in order."""
        row = dict(zip(self._names, values, strict=True))
        for name, decode in self._decoders:
            value = row[name]
            if value is not None:
                row[name] = decode(value)
        return row

    def check(self, row: Row) -> None:
        """Raise ValueError for a row without its whole key, or with a column that is none."""
        if unknown := row.keys() - self._encoders.keys():
            raise ValueError(f"{self._table.name} has no column {', '.join(sorted(unknown))}")
        if missing := [name for name in self._table.key if row.get(name) is None]:
            raise ValueError(f"{self._table.name}: a row needs its key, {', '.join(missing)} too")
        if not self.can_exist(row):
            raise ValueError(f"{self._table.name}: the key is empty or too long")
