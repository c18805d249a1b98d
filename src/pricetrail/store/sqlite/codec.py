"""Values between Python and SQLite: one stored form per column type, prepared once per table."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from pricetrail.clock import epoch_ms, from_epoch_ms, uuid_of_sort_key, uuid_sort_key
from pricetrail.store.tables import ColumnType, Row, Table

SqlValue = str | int | bytes | None


class Form(NamedTuple):
    """How a column type is stored; a converter of None means as it is. Nulls skip both."""

    sql_type: str
    encode: Callable[[Any], SqlValue] | None = None
    decode: Callable[[Any], Any] | None = None


def _plain_text(number: Decimal) -> str:
    """`number` in digits, without exponent and trailing zeros, so that equal numbers are equal."""
    if not number.is_finite():
        raise ValueError(f"{number} is not a number that can be stored")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _sort_key(uuid: UUID) -> bytes:
    if uuid.int >> 76 & 0xF != 1:
        raise ValueError(f"{uuid} is not a time-UUID (version 1)")
    return uuid_sort_key(uuid)


def _json_text(value: dict[str, Any]) -> str | None:
    """Canonical JSON (sorted keys, no spaces); an empty map is null."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode() if value else None


def _set_text(value: Sequence[str]) -> str | None:
    """The distinct texts as a sorted JSON array; an empty set is null."""
    return orjson.dumps(sorted(set(value))).decode() if value else None


@lru_cache(maxsize=4096)
def _decimal(text: str) -> Decimal:
    """Prices and ratings repeat from row to row."""
    return Decimal(text)


def _text_set(text: str) -> tuple[str, ...]:
    return tuple(orjson.loads(text))


FORMS: dict[ColumnType, Form] = {
    ColumnType.TEXT: Form("TEXT"),
    ColumnType.INT: Form("INTEGER"),
    ColumnType.BOOL: Form("INTEGER", decode=bool),
    ColumnType.DECIMAL: Form("TEXT", _plain_text, _decimal),
    ColumnType.TIMESTAMP: Form("INTEGER", epoch_ms, from_epoch_ms),
    ColumnType.DATE: Form("TEXT", date.isoformat, date.fromisoformat),
    ColumnType.TIMEUUID: Form("BLOB", _sort_key, uuid_of_sort_key),
    ColumnType.JSON: Form("TEXT", _json_text, orjson.loads),
    ColumnType.TEXT_SET: Form("TEXT", _set_text, _text_set),
}


class Codec:
    """Rows of one table to SQL values and back; only columns that need it are converted."""

    def __init__(self, table: Table) -> None:
        self.columns = tuple(table.columns)
        self._encoders = {name: FORMS[type_].encode for name, type_ in table.columns.items()}
        self._decoders = tuple(
            (index, decode)
            for index, type_ in enumerate(table.columns.values())
            if (decode := FORMS[type_].decode) is not None
        )

    def encode(self, column: str, value: Any) -> SqlValue:
        """One value as it is stored."""
        encode = self._encoders[column]
        stored: SqlValue = value if encode is None or value is None else encode(value)
        return stored

    def encode_all(self, row: Row, columns: Sequence[str]) -> list[SqlValue]:
        """The values of `columns`, in that order."""
        return [self.encode(column, row[column]) for column in columns]

    def encoder(self, columns: Sequence[str]) -> Callable[[Row], list[SqlValue]]:
        """A fast `encode_all` for rows that all have exactly these columns."""
        converted = tuple(
            (index, encode)
            for index, column in enumerate(columns)
            if (encode := self._encoders[column]) is not None
        )
        pick = itemgetter(*columns, columns[0])  # one too many: with one alone it is no tuple

        def encode_row(row: Row) -> list[SqlValue]:
            values: list[SqlValue]
            *values, _ = pick(row)
            for index, encode in converted:
                if (value := values[index]) is not None:
                    values[index] = encode(value)
            return values

        return encode_row

    def decode(self, found: Sequence[tuple[Any, ...]]) -> list[Row]:
        """The rows that a SELECT of all `columns` answered, decoded a column at a time."""
        values = list(zip(*found, strict=True))
        for index, decode in self._decoders if found else ():
            values[index] = tuple(v if v is None else decode(v) for v in values[index])
        return [dict(zip(self.columns, row, strict=True)) for row in zip(*values, strict=True)]
