"""DuckDB over exported tables: nothing but those is in its reach, neither files nor a network."""
# ruff: noqa: S608 - names come from the declarations, paths are quoted

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, TypeAlias, TypeGuard
from uuid import UUID

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds

from pricetrail.analytics.views import TABLES, VIEWS, view
from pricetrail.clock import iso
from pricetrail.errors import UsageError
from pricetrail.export.columnar import FOLDERS
from pricetrail.store.columns import arrow_schema
from pricetrail.store.tables import Table

_CONFIG = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
}
_LOCK = ("SET enable_external_access = false", "SET lock_configuration = true")
_BARE = "bare_columns"  # tables without rows, out of the way of who lists what there is
_ROWS = 2_000
_BEYOND_JSON = 2**63

Source: TypeAlias = Sequence[str] | ds.Dataset | pa.Table
"""Rows of a table: paths of Parquet files on this machine, or what Arrow reads from elsewhere."""


class Answer(NamedTuple):
    """The names of a result's columns, no two alike, and its rows, read as they are used.

    `numbers` are the columns that hold numbers.
    """

    columns: Sequence[str]
    numbers: Sequence[str]
    rows: Iterator[tuple[Any, ...]]


@contextmanager
def connection(sources: Mapping[str, Source]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that has all views, over `sources` by their folder's name; others are empty."""
    with (
        TemporaryDirectory(prefix="pricetrail-sql-") as scratch,
        duckdb.connect(config=dict(_CONFIG)) as made,
    ):
        made.execute("SET TimeZone = 'UTC'")
        made.execute(f"SET temp_directory = {_quoted(scratch)}")
        made.execute(f"CREATE SCHEMA {_BARE}")
        for name, folder in TABLES.items():
            _offer(made, name, FOLDERS[folder], sources.get(folder, ()))
        for name in VIEWS:
            made.execute(view(name).statement)
        paths = [path for source in sources.values() if _are_paths(source) for path in source]
        made.execute(f"SET allowed_paths = {_quoted_all(paths)}")
        for statement in _LOCK:
            made.execute(statement)
        yield made


def ask(made: duckdb.DuckDBPyConnection, query: str) -> Answer:
    """What a query answers; values are JSON's, decimals exact texts, moments UTC in ISO 8601.

    Raises UsageError, with DuckDB's own words, for a query that cannot be answered.
    """
    with _told():
        statements = made.extract_statements(query)
        if len(statements) != 1:
            raise UsageError(f"one statement at a time, there are {len(statements)}")
        if statements[0].type != duckdb.StatementType.SELECT:  # EXPLAIN ANALYZE runs a COPY, too
            raise UsageError("only questions are answered: SELECT, FROM, DESCRIBE, SUMMARIZE")
        found = made.sql(query)
        reader = found.to_arrow_reader(_ROWS)
    names = _distinct(reader.schema.names)
    numbers = [n for n, kind in zip(names, reader.schema.types, strict=True) if _is_number(kind)]
    return Answer(names, numbers, _rows(reader))


def _rows(reader: pa.RecordBatchReader) -> Iterator[tuple[Any, ...]]:
    while True:
        with _told():
            batch = next(reader, None)
        if batch is None:
            return
        columns = (column.to_pylist(maps_as_pydicts="lossy") for column in batch.columns)
        yield from zip(*(map(json_value, values) for values in columns), strict=True)


def json_value(value: Any) -> Any:
    """A value as JSON has it: a decimal as a plain text, a moment in UTC with milliseconds.

    A span of time is one of ISO 8601; whole numbers beyond 64 bits are texts.
    """
    convert = _AS_JSON.get(type(value))
    return value if convert is None else convert(value)


def _moment(value: datetime) -> str:
    return iso(value if value.tzinfo is not None else value.replace(tzinfo=UTC))


def _span(value: pa.MonthDayNano) -> str:
    seconds = _number(Decimal(value.nanoseconds).scaleb(-9))
    return f"P{value.months}M{value.days}DT{seconds}S"


def _whole(value: int) -> int | str:
    return value if abs(value) < _BEYOND_JSON else str(value)


def _is_number(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    )


def _number(value: Decimal) -> str | int:
    """A decimal without trailing zeros; a whole one, as sums of counts are, as a number."""
    if value.as_tuple().exponent == 0:
        return _whole(int(value))
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _map(value: dict[Any, Any]) -> dict[str, Any]:
    return {str(json_value(key)): json_value(said) for key, said in value.items()}


_AS_JSON: dict[type, Callable[[Any], Any]] = {
    int: _whole,
    Decimal: _number,
    datetime: _moment,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: str,
    pa.MonthDayNano: _span,
    UUID: str,
    bytes: bytes.hex,
    dict: _map,
    list: lambda values: [json_value(one) for one in values],
}


def _offer(made: duckdb.DuckDBPyConnection, name: str, table: Table, source: Source) -> None:
    """Give the connection a table; files may lack columns, which are null then, and have more.

    DuckDB reads files itself, in two thirds of the time that it takes through Arrow.
    """
    schema = arrow_schema(table)
    if not _are_paths(source):
        made.register(name, source)
        return
    made.register("bare", schema.empty_table())
    made.execute(f"CREATE TABLE {_BARE}.{name} AS FROM bare")
    made.unregister("bare")
    columns = ", ".join(schema.names)
    files = f"read_parquet({_quoted_all(source)}, union_by_name = true, hive_partitioning = false)"
    also = f"UNION ALL BY NAME FROM {files}" if source else ""
    made.execute(f"CREATE VIEW {name} AS SELECT {columns} FROM (FROM {_BARE}.{name} {also})")


def _are_paths(source: Source) -> TypeGuard[Sequence[str]]:
    return not isinstance(source, ds.Dataset | pa.Table)


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """The names, a number behind those that stood before."""
    found: list[str] = []
    for name in names:
        number, made = 1, name
        while made in found:
            number += 1
            made = f"{name}_{number}"
        found.append(made)
    return tuple(found)


@contextmanager
def _told() -> Iterator[None]:
    """Raise what DuckDB or Arrow raises as UsageError, on one line."""
    try:
        yield
    except (duckdb.Error, pa.ArrowException) as error:
        said = str(error).partition("\n\nLINE")[0]
        raise UsageError(" ".join(said.split()) + _hint(error)) from error


def _hint(error: Exception) -> str:
    """What to do about it, where DuckDB does not know."""
    if isinstance(error, duckdb.CatalogException):
        return "; `pricetrail sql` alone lists what there is"
    if isinstance(error, duckdb.PermissionException):
        return "; --from names an export to ask, and nothing else is read"
    return ""


def _quoted(path: str) -> str:
    text = path.replace("'", "''")
    return f"'{text}'"


def _quoted_all(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"
