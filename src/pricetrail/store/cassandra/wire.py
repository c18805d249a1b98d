"""Values as the native protocol carries them, both ways, exactly.

The driver's own conversions cost most of what a read costs: a decimal goes through text, a
timestamp through a float. Values repeat from row to row, so decoded ones are remembered.
Source: CQL binary protocol, version 5, section 6, "Data Type Serialization Formats".
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import orjson

from pricetrail.clock import epoch_ms, from_epoch_ms, iso_of_ms
from pricetrail.store.tables import ColumnType

_DAY_0 = 2**31 - date(1970, 1, 1).toordinal()  # a date is a number of days, the epoch being 2^31
_REMEMBERED_BYTES = 64
_MOST_REMEMBERED = 2_000  # of a column

TRUE = b"\x01"
FALSE = b"\x00"

Encode = Callable[[Any], bytes | None]
DecodeColumn = Callable[[Iterable[bytes | None]], Iterable[Any]]


class _Memo(dict[bytes | None, Any]):
    """Decoded values by their bytes; looking one up costs far less than decoding it."""

    def __init__(self, decode: Callable[[bytes], Any]) -> None:
        super().__init__({None: None})
        self._decode = decode

    def __missing__(self, raw: bytes) -> Any:
        value = self._decode(raw)
        if len(raw) <= _REMEMBERED_BYTES:
            if len(self) > _MOST_REMEMBERED:
                self.clear()
                self[None] = None
            self[raw] = value
        return value


def encode_int32(number: int) -> bytes:
    """The bytes of an ``int``, which is what LIMIT takes."""
    return number.to_bytes(4, "big", signed=True)


def decoder(kind: ColumnType) -> DecodeColumn:
    """A decoder for the values of one column of that type; no value is None."""
    return _of_column(kind, _DECODERS[kind])


def shower(kind: ColumnType) -> DecodeColumn:
    """A decoder that makes of them what JSON has: texts of numbers, moments, days and ids."""
    return _of_column(kind, _SHOWERS.get(kind, _DECODERS[kind]))


def _of_column(kind: ColumnType, decode: Callable[[bytes], Any]) -> DecodeColumn:
    if kind in _REPEATING:
        return partial(map, _Memo(decode).__getitem__)
    return lambda column: [None if raw is None else decode(raw) for raw in column]


def _encode_bool(value: bool) -> bytes:
    return TRUE if value else FALSE


def _encode_int(value: int) -> bytes:
    return value.to_bytes(8, "big", signed=True)


def _decode_int(raw: bytes) -> int:
    return int.from_bytes(raw, "big", signed=True)


def _encode_decimal(value: Decimal) -> bytes:
    # Of the class, so that a float is refused.
    whole, _, fraction = Decimal.__format__(value, "f").partition(".")
    unscaled = int(whole + fraction)
    size = unscaled.bit_length() // 8 + 1
    return encode_int32(len(fraction)) + unscaled.to_bytes(size, "big", signed=True)


def _decode_decimal(raw: bytes) -> Decimal:
    return Decimal(f"{_decode_int(raw[4:])}E{-_decode_int(raw[:4])}")


def _encode_date(value: date) -> bytes:
    return (value.toordinal() + _DAY_0).to_bytes(4, "big")


def _decode_date(raw: bytes) -> date:
    return date.fromordinal(int.from_bytes(raw, "big") - _DAY_0)


def _encode_uuid(value: UUID) -> bytes:
    return value.bytes


def _decode_uuid(raw: bytes) -> UUID:
    return UUID(bytes=raw)


def _show_uuid(raw: bytes) -> str:
    digits = raw.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _encode_moment(value: datetime) -> bytes:
    return epoch_ms(value).to_bytes(8, "big", signed=True)


def _decode_moment(raw: bytes) -> datetime:
    return from_epoch_ms(int.from_bytes(raw, "big", signed=True))


def _encode_json(value: Mapping[str, Any]) -> bytes | None:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS) if value else None


def _encode_texts(value: tuple[str, ...]) -> bytes | None:
    texts = sorted({text.encode() for text in value})
    if not texts:
        return None
    return encode_int32(len(texts)) + b"".join(encode_int32(len(t)) + t for t in texts)


def _decode_texts(raw: bytes) -> tuple[str, ...]:
    texts = []
    at = 4
    while at < len(raw):
        start = at + 4
        at = start + int.from_bytes(raw[at:start], "big")
        texts.append(raw[start:at].decode())
    return tuple(sorted(texts))


ENCODERS: Mapping[ColumnType, Encode] = {
    ColumnType.TEXT: str.encode,
    ColumnType.INT: _encode_int,
    ColumnType.BOOL: _encode_bool,
    ColumnType.DECIMAL: _encode_decimal,
    ColumnType.TIMESTAMP: _encode_moment,
    ColumnType.DATE: _encode_date,
    ColumnType.TIMEUUID: _encode_uuid,
    ColumnType.JSON: _encode_json,
    ColumnType.TEXT_SET: _encode_texts,
}
"""How each type's values (never None) are bound; an empty map or set is no value."""

_DECODERS: dict[ColumnType, Callable[[bytes], Any]] = {
    ColumnType.TEXT: bytes.decode,
    ColumnType.INT: _decode_int,
    ColumnType.BOOL: lambda raw: raw != FALSE,
    ColumnType.DECIMAL: _decode_decimal,
    ColumnType.TIMESTAMP: _decode_moment,
    ColumnType.DATE: _decode_date,
    ColumnType.TIMEUUID: _decode_uuid,
    ColumnType.JSON: orjson.loads,
    ColumnType.TEXT_SET: _decode_texts,
}
_SHOWERS: dict[ColumnType, Callable[[bytes], str]] = {
    ColumnType.DECIMAL: lambda raw: f"{_decode_decimal(raw):f}",
    ColumnType.TIMESTAMP: lambda raw: iso_of_ms(_decode_int(raw)),
    ColumnType.DATE: lambda raw: _decode_date(raw).isoformat(),
    ColumnType.TIMEUUID: _show_uuid,
}
# Not those that hardly ever repeat, nor maps, which their reader may change.
_REPEATING = frozenset(
    {
        ColumnType.TEXT,
        ColumnType.INT,
        ColumnType.BOOL,
        ColumnType.DECIMAL,
        ColumnType.DATE,
        ColumnType.TEXT_SET,
    }
)
