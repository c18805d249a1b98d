"""Rows for tests of the stores: extreme ones, arbitrary ones, and plain products and events."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from hypothesis import strategies as st

from pricetrail.clock import first_uuid_at, time_uuid
from pricetrail.schema import Product, ProductScrapeEvent
from pricetrail.store.base import Write
from pricetrail.store.tables import EVENT, PRODUCT, ColumnType, Row, Table

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
MONTH = "2026-03"

_WILD = "Grün — 漢字 🛒 \u202eعربي e\u0301 'quoted\" ; DROP TABLE product; -- \\ %s ? \n\t"

EXTREMES: dict[ColumnType, tuple[Any, ...]] = {
    ColumnType.TEXT: (_WILD, "x" * 50_000, " ", "null", "0"),
    ColumnType.INT: (0, 1, -1, 2**63 - 1, -(2**63)),
    ColumnType.BOOL: (True, False),
    ColumnType.DECIMAL: (
        Decimal(0),
        Decimal("0.000001"),
        Decimal("99999999999999.999999"),
        Decimal(1299),
        Decimal("1E+5"),
        Decimal("0.1"),
    ),
    ColumnType.TIMESTAMP: (
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 0, 0, 1_000, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC),
    ),
    ColumnType.DATE: (date(1, 1, 1), date(1970, 1, 1), date(2028, 2, 29), date(9999, 12, 31)),
    ColumnType.TIMEUUID: (
        first_uuid_at(NOON),
        UUID("ffffffff-ffff-1fff-bfff-ffffffffffff"),
        UUID("00000000-0000-1000-8000-000000000000"),
    ),
    ColumnType.JSON: (
        {"b": "2", "a": "1"},
        {_WILD: _WILD},
        {"": ""},
        {f"key {n}": "value" * 20 for n in range(500)},
        {"price_rejected": [{"value": "9", "source": "og", "reason": "lost"}]},
    ),
    ColumnType.TEXT_SET: (("a", "b"), (_WILD,), ("", "é", "漢", "🛒"), ("Z", "a")),
}
"""For each column type, values at the edges of what it holds; sets are sorted."""

# Texts as the records let them pass: no surrogates, no control characters.
_TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
_KEYS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30)
_INTS = st.integers(-(2**63), 2**63 - 1)
_MOMENTS = st.datetimes(timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
VALUES: dict[ColumnType, st.SearchStrategy[Any]] = {
    ColumnType.TEXT: _TEXTS,
    ColumnType.INT: _INTS,
    ColumnType.BOOL: st.booleans(),
    ColumnType.DECIMAL: st.decimals(0, 10**14 - 1, places=6, allow_nan=False),
    ColumnType.TIMESTAMP: _MOMENTS,
    ColumnType.DATE: st.dates(),
    ColumnType.TIMEUUID: st.uuids(version=1),
    ColumnType.JSON: st.dictionaries(_TEXTS, _TEXTS, min_size=1, max_size=5),
    ColumnType.TEXT_SET: st.sets(_TEXTS, min_size=1, max_size=5).map(lambda s: tuple(sorted(s))),
}
"""For each column type, any value."""


def rows(table: Table) -> st.SearchStrategy[Row]:
    """Any whole row of `table`; columns outside the key may be null."""
    columns = {
        name: (_KEYS if type_ is ColumnType.TEXT else VALUES[type_])
        if name in table.key
        else st.none() | VALUES[type_]
        for name, type_ in table.columns.items()
    }
    return st.fixed_dictionaries(columns)


def extreme_rows(table: Table) -> list[Row]:
    """Rows of `table` that have every extreme value in every column, in keys of their own."""
    count = max(len(values) for values in EXTREMES.values())
    made = []
    for n in range(count):
        row = {c: EXTREMES[t][n % len(EXTREMES[t])] for c, t in table.columns.items()}
        made.append(row | a_key(table))
    return made


def a_key(table: Table) -> Row:
    """A whole key of `table` that no other test uses."""
    unique = uuid4()
    values: dict[ColumnType, Any] = {
        ColumnType.TEXT: unique.hex,
        ColumnType.INT: unique.int >> 66,
        ColumnType.TIMESTAMP: NOON + timedelta(milliseconds=unique.int >> 96),
        ColumnType.DATE: NOON.date(),
        ColumnType.TIMEUUID: time_uuid(NOON),
    }
    return {name: values[table.columns[name]] for name in table.key}


def whole(table: Table, row: Row) -> Row:
    """`row` as a read answers it: every declared column, None where it has no value."""
    empty: tuple[Any, ...] = ((), {})
    return {name: None if row.get(name) in empty else row.get(name) for name in table.columns}


def product_row(product_id: str, **values: Any) -> Row:
    """The row of a product with sensible defaults, as a read answers it."""
    defaults = {"url": "https://shop.example/p", "kind": "product", "name": "Kettle"}
    known = {"product_id": product_id, "shop": "shop.example"}
    return whole(PRODUCT, PRODUCT.row(Product(**{**defaults, **known, **values})))


def event_row(product_id: str, at: datetime = NOON, **values: Any) -> Row:
    """The row of an event with sensible defaults; a `uuid` given wins over `at`."""
    known = {"product_id": product_id, "uuid": time_uuid(at), "recorded_at": at}
    defaults = {"price": "19.9", "currency": "EUR"}
    return whole(EVENT, EVENT.row(ProductScrapeEvent(**{**defaults, **known, **values})))


def events(made: list[Row]) -> list[Write]:
    """The writes of event rows."""
    return [Write(EVENT, row) for row in made]
