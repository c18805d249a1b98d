"""SQLite's tables, made from the declarations; and what an older database lacks of them.

A table is STRICT and WITHOUT ROWID, its key in the declared order. Beside every column stands
its declared type as a comment, which SQLite keeps: so a change between types that SQLite stores
alike (a number, a moment) is noticed too. A filterable set of texts has a side table
``<table>__<column>`` of (text, key), kept up to date by triggers: among 10,000 products it
finds a rare word in 0.1 ms, where ``json_each`` over every row takes 6 ms.
"""
# ruff: noqa: S608 - names come from the declarations, and triggers take no parameters

import re
import sqlite3
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pricetrail.errors import StoreIncompatible
from pricetrail.store.sqlite.codec import FORMS
from pricetrail.store.tables import ColumnType, Table

FORMAT = 1
"""Number of the file's layout; it rises only when an older version could not live with it."""

APPLICATION_ID = 0x7072_7472
"""Marks a file as ours ("prtr"), so that no other program's database is written into."""

EXPIRY = "expires_at"
"""Milliseconds since 1970 when a row vanishes; null: never. Tables with a TTL have it."""

_DECLARED = re.compile(r'"(\w+)" /\* (\w+) \*/')


class Existing(NamedTuple):
    """A table as the file has it: the key in order, and column → declared type."""

    key: tuple[str, ...]
    columns: dict[str, str]


def side_table(table: Table, column: str) -> str:
    """The table that answers which rows' set contains a text."""
    return f"{table.name}__{column}"


def set_indexes(table: Table) -> tuple[str, ...]:
    """The columns of `indexes` that are sets."""
    return tuple(c for c in table.indexes if table.columns[c] is ColumnType.TEXT_SET)


def quoted(columns: Sequence[str], prefix: str = "") -> str:
    """The columns as a list in SQL."""
    return ", ".join(f'{prefix}"{column}"' for column in columns)


def ordered_key(table: Table, alias: str = "") -> str:
    """The key columns with their directions, as in ORDER BY."""
    prefix = f"{alias}." if alias else ""
    direction = " DESC" if table.descending else ""
    partition = (f'{prefix}"{column}"' for column in table.partition)
    clustering = (f'{prefix}"{column}"{direction}' for column in table.clustering)
    return ", ".join((*partition, *clustering))


def check_format(connection: sqlite3.Connection, name: str) -> None:
    """Raise StoreIncompatible for a newer layout, or for another program's database."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if owner != APPLICATION_ID and tables:
        raise StoreIncompatible(
            f"{name} is another program's database; name another file in STORE_URL"
        )
    if found > FORMAT:
        raise StoreIncompatible(
            f"{name} was made by a newer pricetrail (format {found}, this one knows {FORMAT}); "
            "upgrade pricetrail, or name another STORE_URL"
        )


def missing(connection: sqlite3.Connection, tables: Sequence[Table], name: str) -> list[str]:
    """The statements that give the database all `tables` with all columns; none drops anything.

    Raises StoreIncompatible where a key or a column's type differs from the declaration.
    """
    check_format(connection, name)
    there = _existing(connection)
    objects = {n for (n,) in connection.execute("SELECT name FROM sqlite_schema")}
    statements = [] if there else [f"PRAGMA application_id = {APPLICATION_ID}"]
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    statements += [] if found == FORMAT else [f"PRAGMA user_version = {FORMAT}"]
    for table in tables:
        existing = there.get(table.name)
        if existing is None:
            statements.append(_create_table(table))
        else:
            statements += _add_columns(table, existing, name)
        statements += [sql for index, sql in _indexes(table) if index not in objects]
    return statements


def _existing(connection: sqlite3.Connection) -> dict[str, Existing]:
    found: dict[str, Existing] = {}
    tables = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
    for name, sql in tables.fetchall():
        info = connection.execute(
            "SELECT name, type, pk FROM pragma_table_xinfo(?)", (name,)
        ).fetchall()
        declared = dict(_DECLARED.findall(sql))
        key = sorted((position, column) for column, _, position in info if position)
        columns = {column: declared.get(column, sql_type) for column, sql_type, _ in info}
        found[name] = Existing(tuple(column for _, column in key), columns)
    return found


def _definitions(table: Table) -> dict[str, tuple[str, str]]:
    """Column → its declared type, and its type in SQL."""
    columns = {n: (t.value, FORMS[t].sql_type) for n, t in table.columns.items()}
    return columns | ({EXPIRY: ("expiry", "INTEGER")} if table.ttl is not None else {})


def _create_table(table: Table) -> str:
    lines = [f'"{n}" /* {kind} */ {sql}' for n, (kind, sql) in _definitions(table).items()]
    lines.append(f"PRIMARY KEY ({ordered_key(table)})")
    body = ",\n  ".join(lines)
    return f'CREATE TABLE "{table.name}" (\n  {body}\n) STRICT, WITHOUT ROWID'


def _add_columns(table: Table, existing: Existing, name: str) -> Iterator[str]:
    advice = "export with the version that made it, and import into a new STORE_URL"
    if existing.key != table.key:
        raise StoreIncompatible(
            f"{name}: table {table.name} has the key ({', '.join(existing.key)}), not "
            f"({', '.join(table.key)}) as this version needs; {advice}"
        )
    for column, (kind, sql) in _definitions(table).items():
        found = existing.columns.get(column)
        if found is None:
            yield f'ALTER TABLE "{table.name}" ADD COLUMN "{column}" /* {kind} */ {sql}'
        elif found not in {kind, sql}:
            raise StoreIncompatible(
                f"{name}: column {table.name}.{column} is {found}, not {kind} as this version "
                f"needs; {advice}"
            )


def _indexes(table: Table) -> Iterator[tuple[str, str]]:
    """Names and statements of everything beside the table itself, in order."""
    sets = set_indexes(table)
    for column in (c for c in table.indexes if c not in sets):
        index = f"{table.name}__{column}"
        yield index, f'CREATE INDEX "{index}" ON "{table.name}" ("{column}")'
    if table.ttl is not None:
        index = f"{table.name}__{EXPIRY}"
        yield index, f'CREATE INDEX "{index}" ON "{table.name}" ("{EXPIRY}")'
    for column in sets:
        yield from _side(table, column)


def _side(table: Table, column: str) -> Iterator[tuple[str, str]]:
    side, key = side_table(table, column), quoted(table.key)
    types = ", ".join(f'"{name}" {FORMS[table.columns[name]].sql_type}' for name in table.key)
    create = (
        f'CREATE TABLE "{side}" (\n  "value" TEXT,\n  {types},\n'
        f'  PRIMARY KEY ("value", {ordered_key(table)})\n) STRICT, WITHOUT ROWID'
    )
    fill = (
        f'INSERT INTO "{side}" ("value", {key}) SELECT j.value, {quoted(table.key, "t.")} '
        f'FROM "{table.name}" AS t, json_each(t."{column}") AS j'
    )
    yield side, create
    yield side, fill  # from rows older than the index; a new table has none
    insert = (
        f'INSERT OR IGNORE INTO "{side}" ("value", {key}) '
        f'SELECT value, {quoted(table.key, "NEW.")} FROM json_each(NEW."{column}");'
    )
    delete = (
        f'DELETE FROM "{side}" WHERE ({key}) = ({quoted(table.key, "OLD.")}) '
        f'AND "value" IN (SELECT value FROM json_each(OLD."{column}"));'
    )
    changed = f'WHEN OLD."{column}" IS NOT NEW."{column}"'
    for event, when, then in (
        ("INSERT", "", insert),
        ("DELETE", "", delete),
        (f'UPDATE OF "{column}"', changed, f"{delete} {insert}"),
    ):
        trigger = f"{side}_{event.split()[0].lower()}"
        yield (
            trigger,
            f'CREATE TRIGGER "{trigger}" AFTER {event} ON "{table.name}" {when} BEGIN {then} END',
        )
