"""Rows to bound values and back, exactly: what is read equals what was written."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cassandra.query import UNSET_VALUE

from pricetrail.store.cassandra.results import RawRow
from pricetrail.store.cassandra.wire import ENCODERS, decoder, shower
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
_UNFIT = (AttributeError, OverflowError, TypeError)


class Codec:
    """The values of one table's columns, both ways."""

    def __init__(self, table: Table) -> None:
        self._names = tuple(table.columns)
        self._encoders = {name: ENCODERS[kind] for name, kind in table.columns.items()}
        self._decoders = {name: decoder(kind) for name, kind in table.columns.items()}
        self._showers = {name: shower(kind) for name, kind in table.columns.items()}
        self._table = table

    def encode(self, column: str, value: Any) -> bytes | None:
        """The bytes to bind for `value`; None stays None. Raises TypeError for a wrong type."""
        try:
            return None if value is None else self._encoders[column](value)
        except _UNFIT as error:
            raise self._misfit(column, value) from error

    def values(self, row: Mapping[str, Any], columns: Sequence[str]) -> list[bytes | None]:
        """The bytes to bind for those columns of `row`."""
        return [self.encode(column, row[column]) for column in columns]

    def whole_row(self, row: Row, *, unset_nulls: bool) -> list[Any]:
        """The bytes to bind for every column, in order; one that is absent is left unset.

        So is a null with `unset_nulls`: writing a null writes a tombstone.
        """
        null = UNSET_VALUE if unset_nulls else None
        values: list[Any] = []
        name = ""
        try:
            for name, encode in self._encoders.items():
                if (value := row.get(name)) is not None:
                    raw = encode(value)
                    values.append(null if raw is None else raw)
                else:
                    values.append(null if name in row else UNSET_VALUE)
        except _UNFIT as error:
            raise self._misfit(name, row[name]) from error
        return values

    def can_exist(self, partition: Mapping[str, Any]) -> bool:
        """Whether the server could hold a partition of that key; it refuses to even look it up.

        A key that is one empty text, or longer than 64 KiB, is none.
        """
        values = [partition[name] for name in self._table.partition]
        if values == [""]:
            return False
        length = sum(len(value) for value in values if isinstance(value, str))
        if length * 4 <= _MAX_KEY_BYTES:
            return True
        texts = [value.encode() for value in values if isinstance(value, str)]
        return sum(map(len, texts)) <= _MAX_KEY_BYTES

    def decode(
        self, rows: Iterable[RawRow], *, shown: bool = False, only: Sequence[str] = ()
    ) -> list[Row]:
        """The rows that were read, from the bytes of all columns in order, or of `only` those."""
        names = only or self._names
        by_column = list(zip(*rows, strict=True)) or [()] * len(names)
        decoders = self._showers if shown else self._decoders
        columns = [decoders[name](raw) for name, raw in zip(names, by_column, strict=True)]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

    def check(self, row: Row) -> None:
        """Raise ValueError for a row without its whole key, or with a column that is none."""
        if unknown := row.keys() - self._encoders.keys():
            raise ValueError(f"{self._table.name} has no column {', '.join(sorted(unknown))}")
        if missing := [name for name in self._table.key if row.get(name) is None]:
            raise ValueError(f"{self._table.name}: a row needs its key, {', '.join(missing)} too")
        if not self.can_exist(row):
            raise ValueError(f"{self._table.name}: the key is empty or too long")

    def _misfit(self, column: str, value: Any) -> TypeError:
        return TypeError(f"{self._table.name}.{column} cannot hold a {type(value).__name__}")
