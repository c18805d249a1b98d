"""Values between Python and SQLite: one stored form per column type, prepared once per table."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from pricetrail.clock import (
    epoch_ms,
    from_epoch_ms,
    uuid_of_sort_key,
    uuid_sort_key,
    uuid_text_of_sort_key,
)
from pricetrail.store.tables import ColumnType, Row, Table

SqlValue = str | int | bytes | None


Convert = Callable[[Any], Any] | None
_Converters = tuple[tuple[int, Callable[[Any], Any]], ...]


class Form(NamedTuple):
    """How a column type is stored; a converter of None means as it is. Nulls skip them all.

    `in_json` is the SQL that puts a column into JSON, and `show` finishes there what SQL cannot.
    SQLite does it while other threads run Python.
    """

    sql_type: str
    encode: Callable[[Any], SqlValue] | None = None
    decode: Convert = None
    in_json: str = "{}"
    show: Convert = None


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


def _uuid_text(digits: str) -> str:
    return uuid_text_of_sort_key(bytes.fromhex(digits))


_BOOL_IN_JSON = "json(CASE {} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"
_MOMENT_IN_JSON = "strftime('%Y-%m-%dT%H:%M:%fZ', {} / 1000.0, 'unixepoch')"  # as iso_of_ms, exact
_DIGITS_IN_JSON = "nullif(hex({}), '')"

FORMS: dict[ColumnType, Form] = {
    ColumnType.TEXT: Form("TEXT"),
    ColumnType.INT: Form("INTEGER"),
    ColumnType.BOOL: Form("INTEGER", None, bool, _BOOL_IN_JSON),
    ColumnType.DECIMAL: Form("TEXT", _plain_text, _decimal),
    ColumnType.TIMESTAMP: Form("INTEGER", epoch_ms, from_epoch_ms, _MOMENT_IN_JSON),
    ColumnType.DATE: Form("TEXT", date.isoformat, date.fromisoformat),
    ColumnType.TIMEUUID: Form("BLOB", _sort_key, uuid_of_sort_key, _DIGITS_IN_JSON, _uuid_text),
    ColumnType.JSON: Form("TEXT", _json_text, orjson.loads, show=orjson.loads),
    ColumnType.TEXT_SET: Form("TEXT", _set_text, _text_set, show=_text_set),
}


class Codec:
    """Rows of one table to SQL values and back; only columns that need it are converted."""

    def __init__(self, table: Table) -> None:
        self.columns = tuple(table.columns)
        self._encoders = {name: FORMS[type_].encode for name, type_ in table.columns.items()}
        forms = [FORMS[type_] for type_ in table.columns.values()]
        self._decoders = _there([form.decode for form in forms])
        quoted = (f'"{name}"' for name in self.columns)
        self.in_json = ", ".join(map(str.format, [form.in_json for form in forms], quoted))
        self._showers = _there([form.show for form in forms])

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

    def show(self, found: Sequence[list[Any]]) -> list[Row]:
        """The rows that a SELECT of `in_json` answered, with their values as JSON has them."""
        for index, show in self._showers:
            for values in found:
                if values[index] is not None:
                    values[index] = show(values[index])
        return [dict(zip(self.columns, values, strict=True)) for values in found]


def _there(converters: Sequence[Convert]) -> _Converters:
    """The converters that there are, each with the place of its column."""
    return tuple((place, one) for place, one in enumerate(converters) if one is not None)
