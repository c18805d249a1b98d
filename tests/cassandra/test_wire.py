"""Our encoding of values beside the driver's: what one writes, the other reads as the same."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from cassandra.cqltypes import lookup_casstype
from hypothesis import given, settings
from hypothesis import strategies as st

from pricetrail.clock import epoch_ms
from pricetrail.store.cassandra import results
from pricetrail.store.cassandra.codec import Codec
from pricetrail.store.cassandra.lookups import in_some
from pricetrail.store.cassandra.wire import ENCODERS, decoder
from pricetrail.store.tables import EVENT, ColumnType
from tests.support.rows import EXTREMES, VALUES, event_row

_V4 = 4
_TEXTS = lookup_casstype("ListType(UTF8Type)")
_DRIVER = {
    ColumnType.TEXT: "UTF8Type",
    ColumnType.INT: "LongType",
    ColumnType.BOOL: "BooleanType",
    ColumnType.DECIMAL: "DecimalType",
    ColumnType.TIMESTAMP: "DateType",
    ColumnType.DATE: "SimpleDateType",
    ColumnType.TIMEUUID: "TimeUUIDType",
    ColumnType.TEXT_SET: "SetType(UTF8Type)",
}
kinds = pytest.mark.parametrize("kind", _DRIVER, ids=lambda kind: kind.value)


def decoded(kind: ColumnType, *raws: bytes | None) -> list[Any]:
    return list(decoder(kind)(raws))


@kinds
@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_what_one_writes_the_other_reads(kind: ColumnType, data: st.DataObject) -> None:
    value = data.draw(st.sampled_from(EXTREMES[kind]) | VALUES[kind])
    raw = ENCODERS[kind](value)
    assert raw is not None
    driver = lookup_casstype(_DRIVER[kind])
    assert decoded(kind, raw) == [value]
    match kind:
        case ColumnType.TIMESTAMP:  # which the driver reads as a naive one, off by microseconds
            assert raw == driver.serialize(epoch_ms(value), _V4)
        case ColumnType.TEXT_SET:
            assert set(driver.from_binary(raw, _V4)) == set(value)
            assert decoded(kind, driver.serialize(set(value), _V4)) == [value]
        case ColumnType.DATE:
            assert driver.from_binary(raw, _V4).date() == value
            assert raw == driver.serialize(value, _V4)
        case _:
            assert driver.from_binary(raw, _V4) == value
            assert decoded(kind, driver.serialize(value, _V4)) == [value]


def test_a_remembered_value_is_the_same_however_often_it_is_read() -> None:
    many = [ENCODERS[ColumnType.DECIMAL](Decimal(number)) for number in range(5_000)]
    decode = decoder(ColumnType.DECIMAL)
    for _ in range(2):
        assert list(decode([None, *many])) == [None, *map(Decimal, range(5_000))]


def test_a_map_is_read_anew_each_time() -> None:
    raw = ENCODERS[ColumnType.JSON]({"a": "b"})
    first, second = decoded(ColumnType.JSON, raw, raw)
    first["a"] = "changed"
    assert second == {"a": "b"}


@settings(max_examples=50, deadline=None)
@given(
    rows=st.integers(1, 4).flatmap(
        lambda width: st.lists(st.tuples(*[st.none() | st.binary(max_size=9)] * width), max_size=4)
    )
)
def test_rows_are_cut_alike_with_and_without_the_compiled_parser(
    rows: list[tuple[bytes | None, ...]],
) -> None:
    def length(number: int) -> bytes:
        return number.to_bytes(4, "big", signed=True)

    body = length(len(rows)) + b"".join(
        length(-1) if value is None else length(len(value)) + value for row in rows for value in row
    )
    columns = len(rows[0]) if rows else 3
    assert results._cut is not results.cut_plainly
    assert results._cut(body, columns) == results.cut_plainly(body, columns) == rows


@pytest.mark.parametrize(
    ("column", "value"), [("name", 1), ("review_count", 2**63), ("uuid", "x"), ("price", 1.5)]
)
def test_a_value_that_does_not_fit_names_its_column(column: str, value: object) -> None:
    row = event_row("shop.example:1", datetime(2026, 1, 1, tzinfo=UTC)) | {column: value}
    with pytest.raises(TypeError, match=f"product_scrape_event.{column} cannot hold a "):
        Codec(EVENT).whole_row(row, unset_nulls=True)


def test_no_request_looks_into_more_partitions_than_astra_db_allows() -> None:
    keys = [f"key {number}".encode() for number in range(45)]
    asked = [_TEXTS.from_binary(some, _V4) for some in in_some(keys)]
    assert [len(some) for some in asked] == [20, 20, 5]
    assert [key.encode() for some in asked for key in some] == keys
