"""Tables as Arrow columns: the schema that follows from a declaration, and batches of rows.

Exported is what a model declares, its computed fields last; key columns that are derived
(`month`, `year`) follow from the others and are left out. Arrow itself is an optional library:
only who exports columns imports this module.
"""

from collections.abc import Callable, Sequence
from types import UnionType
from typing import Annotated, Any, Protocol, Union, get_args, get_origin, runtime_checkable

import orjson
import pyarrow as pa

from pricetrail.store.tables import ColumnType, Row, Table, column_type
from pricetrail.values import AMOUNT_DIGITS, AMOUNT_PLACES

_TYPES: dict[ColumnType, pa.DataType] = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INT: pa.int64(),
    ColumnType.BOOL: pa.bool_(),
    ColumnType.DECIMAL: pa.decimal128(AMOUNT_DIGITS, AMOUNT_PLACES),
    ColumnType.TIMESTAMP: pa.timestamp("ms", "UTC"),
    ColumnType.DATE: pa.date32(),
    ColumnType.TIMEUUID: pa.string(),  # the one form that every reader of Parquet knows
    ColumnType.JSON: pa.string(),
    ColumnType.TEXT_SET: pa.list_(pa.string()),
}
_MAP_OF_TEXTS = pa.map_(pa.string(), pa.string())


@runtime_checkable
class Columnar(Protocol):
    """What a store has beside `Store` where it reads a table as columns faster than as rows."""

    async def columns(
        self, table: Table, *, after: Sequence[Any] | None, limit: int
    ) -> tuple[pa.RecordBatch, Sequence[Any] | None]:
        """At most `limit` rows of a whole table, by its key, ascending; and where to go on.

        `after` is what the page before answered, None for the first; None ends the table.
        """


def arrow_schema(table: Table) -> pa.Schema:
    """The columns of an exported table and their types; those of the key are never null."""
    model = table.model
    annotations = {name: field.annotation for name, field in model.model_fields.items()}
    annotations |= {n: c.return_type for n, c in model.model_computed_fields.items()}
    fields = [
        pa.field(name, arrow_type(annotation), nullable=name not in table.key)
        for name, annotation in annotations.items()
    ]
    return pa.schema(fields)


def arrow_type(annotation: Any) -> pa.DataType:
    """The type of a field; a map whose values are all texts is a map, any other is JSON text."""
    kind = column_type(annotation)
    if kind is ColumnType.JSON and get_args(_bare(annotation)) == (str, str):
        return _MAP_OF_TEXTS
    return _TYPES[kind]


def batch_of_rows(table: Table, rows: Sequence[Row]) -> pa.RecordBatch:
    """Rows as a store answers them, as columns; a null takes its default, as in `Table.load`."""
    schema = arrow_schema(table)
    items = [table.load(row) for row in rows]
    return pa.record_batch(
        [_array(field, [getattr(item, field.name) for item in items]) for field in schema],
        schema=schema,
    )


def default_of(table: Table, column: str) -> Any:
    """What a null in that column stands for; None where it stands for itself."""
    field = table.model.model_fields.get(column)
    return None if field is None or field.is_required() else field.get_default()


def _array(field: pa.Field, values: Sequence[Any]) -> pa.Array:
    convert = _converter(field.type)
    if convert is not None:
        values = [None if value is None else convert(value) for value in values]
    return pa.array(values, field.type)


def _converter(kind: pa.DataType) -> Callable[[Any], Any] | None:
    if pa.types.is_map(kind):
        return _pairs
    return _text if pa.types.is_string(kind) else None


def _pairs(value: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(value.items())


def _text(value: Any) -> str:
    """A text as it is, a UUID written out, a map as JSON with sorted keys."""
    if isinstance(value, dict):
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    return str(value)


def _bare(annotation: Any) -> Any:
    """An annotation without what may be around its type: notes, and that it may be null."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _bare(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return next(_bare(a) for a in get_args(annotation) if a is not type(None))
    return annotation
