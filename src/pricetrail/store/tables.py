"""Every table, declared once; SQLite's DDL and the cqlengine models are made from this.

A table's columns are its model's fields, plus the derived columns that its key needs (the month
that an event's id holds, say). Reads name the whole partition key; within a partition, rows are
ordered by the clustering columns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pricetrail.alert_records import Alert, AlertRule, AlertState, Delivery
from pricetrail.clock import moment_of, month_of
from pricetrail.schema import (
    ApiToken,
    Attempt,
    Claim,
    DueSlot,
    EventMonth,
    IdempotencyKey,
    JobTarget,
    Model,
    Product,
    ProductAlias,
    ProductDay,
    ProductLink,
    ProductScrapeEvent,
    ProductVersion,
    Quarantined,
    ShopHealth,
    Target,
    Watermark,
)

Value = (
    str
    | int
    | bool
    | Decimal
    | datetime
    | date
    | UUID
    | dict[str, Any]
    | list[dict[str, Any]]
    | tuple[str, ...]
    | None
)
Row = dict[str, Any]
"""Column → `Value`. In a write, an absent column stays as it is and None makes it null."""


_LONGEST_WORD = 100


class ColumnType(Enum):
    """What a column holds; each backend maps these to types of its own."""

    TEXT = "text"
    INT = "int"  # 64 bits
    BOOL = "bool"
    DECIMAL = "decimal"  # exact
    TIMESTAMP = "timestamp"  # aware UTC, whole milliseconds
    DATE = "date"
    TIMEUUID = "timeuuid"  # sorts by time, see clock.uuid_sort_key
    JSON = "json"  # a map or a list, kept as one JSON text; empty is null
    TEXT_SET = "text_set"  # a sorted tuple of texts; filters ask what it contains; empty is null


@dataclass(frozen=True)
class Derived:
    """A key column that follows from the other columns of its row."""

    type: ColumnType
    make: Callable[[Row], Value]


@dataclass(frozen=True)
class Table:
    """One table: key, order and life of its rows.

    `partition` and `clustering` name the primary key; clustering columns all run in one
    direction. `indexes` are the columns that `Store.list` may filter by. Rows of a table with
    `ttl` vanish that long after they were written. In an `append_only` table a null is the same
    as an absent column, so that no tombstone is written.
    """

    name: str
    model: type[Model]
    partition: tuple[str, ...]
    clustering: tuple[str, ...] = ()
    descending: bool = False
    ttl: timedelta | None = None
    indexes: tuple[str, ...] = ()
    append_only: bool = False
    derived: Mapping[str, Derived] = field(default_factory=dict)

    @cached_property
    def columns(self) -> dict[str, ColumnType]:
        """All columns in order, the key first."""
        types = {name: d.type for name, d in self.derived.items()}
        types |= {n: column_type(f.annotation) for n, f in self.model.model_fields.items()}
        return {name: types[name] for name in dict.fromkeys((*self.key, *types))}

    @property
    def key(self) -> tuple[str, ...]:
        """The primary key: partition columns, then clustering columns."""
        return self.partition + self.clustering

    @property
    def ttl_s(self) -> int:
        """Seconds that a row lives, 0 for ever."""
        return 0 if self.ttl is None else int(self.ttl.total_seconds())

    def row(self, item: Model, *, only: frozenset[str] | None = None) -> Row:
        """The row of `item` with its derived columns; with `only`, the key and those columns."""
        values = vars(item)
        row: Row = {name: values[name] for name in self._fields}
        row |= {name: d.make(row) for name, d in self.derived.items()}
        return row if only is None else {k: v for k, v in row.items() if k in only or k in self.key}

    def key_of(self, **values: Value) -> Row:
        """A whole key, derived columns filled in from the others."""
        row: Row = dict(values)
        row |= {name: d.make(row) for name, d in self.derived.items() if name not in row}
        return {name: row[name] for name in self.key}

    def load(self, row: Row) -> Any:
        """The item a row holds. Stored rows are not validated again; a null takes its default.

        It is what `model_construct` makes, put together in less than half of the time.
        """
        defaults = self._defaults
        given = {k: v for k, v in row.items() if v is not None and k in defaults}
        item = self.model.__new__(self.model)
        item.__setstate__(
            {
                "__dict__": {**defaults, **given},
                "__pydantic_fields_set__": set(given),
                "__pydantic_extra__": None,
                "__pydantic_private__": None,
            }
        )
        return item

    @cached_property
    def _fields(self) -> tuple[str, ...]:
        return tuple(self.model.model_fields)

    @cached_property
    def _defaults(self) -> Row:
        """Every field of the model with its default; a required one that is null stays null."""
        fields = self.model.model_fields
        return {n: None if f.is_required() else f.get_default() for n, f in fields.items()}


_PLAIN = {
    str: ColumnType.TEXT,
    bool: ColumnType.BOOL,
    int: ColumnType.INT,
    Decimal: ColumnType.DECIMAL,
    datetime: ColumnType.TIMESTAMP,
    date: ColumnType.DATE,
    UUID: ColumnType.TIMEUUID,
    dict: ColumnType.JSON,
    list: ColumnType.JSON,
    tuple: ColumnType.TEXT_SET,
}


def column_type(annotation: Any) -> ColumnType:
    """The column type of a model field's annotation; raises TypeError where there is none."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return column_type(get_args(annotation)[0])
    if origin in (Union, UnionType):
        types = {column_type(a) for a in get_args(annotation) if a is not type(None)}
        if len(types) == 1:
            return types.pop()
    elif origin is Literal:
        return ColumnType.TEXT
    elif (plain := _PLAIN.get(origin or annotation)) is not None:
        return plain
    raise TypeError(f"no column type for {annotation}")


def words_of(text: str | None) -> tuple[str, ...]:
    """The distinct words of a name, case-folded and sorted: what search looks up.

    At most 50, and of each its first 100 characters: Cassandra's indexes leave out longer terms
    (of 1 KiB), and a row would be found on one store only.
    """
    if not text:
        return ()
    cleaned = "".join(c if c.isalnum() else " " for c in text.casefold())
    return tuple(sorted({word[:_LONGEST_WORD] for word in cleaned.split()})[:50])


_MONTH_OF_UUID = Derived(ColumnType.TEXT, lambda row: month_of(moment_of(row["uuid"])))
_YEAR_OF_DAY = Derived(ColumnType.INT, lambda row: row["day"].year)

PRODUCT = Table(
    "product",
    Product,
    partition=("product_id",),
    indexes=("shop", "state", "tags", "name_words", "asin", "gtin"),
    derived={"name_words": Derived(ColumnType.TEXT_SET, lambda row: words_of(row.get("name")))},
)
PRODUCT_VERSION = Table(
    "product_version",
    ProductVersion,
    partition=("product_id",),
    clustering=("version",),
    append_only=True,
)
PRODUCT_ALIAS = Table("product_alias", ProductAlias, partition=("alias",))
EVENT = Table(
    "product_scrape_event",
    ProductScrapeEvent,
    partition=("product_id", "month"),
    clustering=("uuid", "revision"),
    descending=True,
    append_only=True,
    derived={"month": _MONTH_OF_UUID},
)
EVENT_MONTH = Table(
    "event_month",
    EventMonth,
    partition=("product_id",),
    clustering=("month",),
    descending=True,
    append_only=True,
)
PRODUCT_DAY = Table(
    "product_day",
    ProductDay,
    partition=("product_id", "year"),
    clustering=("day",),
    derived={"year": _YEAR_OF_DAY},
)
TARGET = Table("target", Target, partition=("target_id",), indexes=("shop", "state", "tags"))
DUE_SLOT = Table(
    "due_slot",
    DueSlot,
    partition=("minute", "shard"),
    clustering=("target_id",),
    ttl=timedelta(days=400),
)
ATTEMPT = Table(
    "attempt",
    Attempt,
    partition=("target_id", "month"),
    clustering=("uuid",),
    descending=True,
    ttl=timedelta(days=90),
    append_only=True,
    derived={"month": _MONTH_OF_UUID},
)
CLAIM = Table(
    "claim",
    Claim,
    partition=("target_id", "slot"),
    ttl=timedelta(days=7),
    append_only=True,
)
WATERMARK = Table("watermark", Watermark, partition=("name",))
JOB = Table(
    "job",
    JobTarget,
    partition=("job_id",),
    clustering=("number",),
    ttl=timedelta(days=30),
    append_only=True,
)
PRODUCT_LINK = Table(
    "product_link",
    ProductLink,
    partition=("product_id",),
    clustering=("other_id",),
    append_only=True,
)
API_TOKEN = Table("api_token", ApiToken, partition=("digest",))
IDEMPOTENCY_KEY = Table(
    "idempotency_key",
    IdempotencyKey,
    partition=("key",),
    ttl=timedelta(days=1),
    append_only=True,
)
SHOP_HEALTH = Table(
    "shop_health",
    ShopHealth,
    partition=("shop", "day"),
    clustering=("writer",),
    ttl=timedelta(days=400),
)
QUARANTINE = Table(
    "quarantine",
    Quarantined,
    partition=("day", "shop"),
    clustering=("uuid",),
    descending=True,
    indexes=("status", "outcome", "shop", "product_id", "target_id"),
)
ALERT_RULE = Table("alert_rule", AlertRule, partition=("rule_id",))
ALERT_STATE = Table("alert_state", AlertState, partition=("product_id",), clustering=("rule_id",))
ALERT = Table(
    "alert",
    Alert,
    partition=("month",),
    clustering=("uuid", "rule_id", "product_id"),
    descending=True,
    ttl=timedelta(days=400),
    append_only=True,
    derived={"month": _MONTH_OF_UUID},
)
OUTBOX = Table(
    "outbox",
    Delivery,
    partition=("delivery_id",),
    ttl=timedelta(days=30),
    indexes=("state",),
)

TABLES = (
    PRODUCT,
    PRODUCT_VERSION,
    PRODUCT_ALIAS,
    EVENT,
    EVENT_MONTH,
    PRODUCT_DAY,
    TARGET,
    DUE_SLOT,
    ATTEMPT,
    CLAIM,
    WATERMARK,
    JOB,
    PRODUCT_LINK,
    API_TOKEN,
    IDEMPOTENCY_KEY,
    SHOP_HEALTH,
    QUARANTINE,
    ALERT_RULE,
    ALERT_STATE,
    ALERT,
    OUTBOX,
)
