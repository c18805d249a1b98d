"""Keyspace, tables, columns and indexes as they are declared; what is there is never dropped.

Nothing is changed where nothing differs. Where something does, one process at a time makes the
changes, under a lock in the keyspace that ends by itself when its holder dies.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from pricetrail.errors import StoreIncompatible, StoreUnavailable
from pricetrail.store.cassandra.bridge import Bridge
from pricetrail.store.cassandra.codec import CQL_TYPES
from pricetrail.store.cassandra.cql import Cql
from pricetrail.store.cassandra.db import SCHEMA
from pricetrail.store.tables import Table

_LOCK = "sync"
_LOCK_TTL_S = 120
_POLL_S = 0.2
_MAX_REPLICAS = 3


@dataclass(frozen=True)
class LiveTable:
    """A table as the server has it: column → type, the key's columns in order, its indexes.

    `ttl_s` is how many seconds its rows live, 0 for ever.
    """

    columns: Mapping[str, str]
    partition: tuple[str, ...]
    clustering: tuple[tuple[str, str], ...]
    indexed: frozenset[str]
    ttl_s: int


async def live_tables(bridge: Bridge, keyspace: str) -> dict[str, LiveTable]:
    """Every table of the keyspace, read from the server.

    While another process makes tables, each is there whole or not yet: the columns of a keyspace
    change in one step, and a table is one that has columns. Its indexes and its rows' life may
    still be to come.
    """
    columns = await _schema_rows(
        bridge,
        "SELECT table_name, column_name, type, kind, position, clustering_order "
        "FROM system_schema.columns WHERE keyspace_name = ?",
        keyspace,
    )
    indexes = await _schema_rows(
        bridge,
        "SELECT table_name, options FROM system_schema.indexes WHERE keyspace_name = ?",
        keyspace,
    )
    lives = await _schema_rows(
        bridge,
        "SELECT table_name, default_time_to_live FROM system_schema.tables WHERE keyspace_name = ?",
        keyspace,
    )
    ttls: dict[str, int | None] = dict(lives)
    return {
        table: _live_table(
            [row[1:] for row in columns if row[0] == table],
            [options["target"] for name, options in indexes if name == table],
            ttls.get(table) or 0,
        )
        for table in dict.fromkeys(row[0] for row in columns)
    }


def differences(cql: Cql, live: Mapping[str, LiveTable], tables: Iterable[Table]) -> list[str]:
    """The statements that bring the live tables up to the declarations, in order.

    Raises StoreIncompatible where a column has another type or a table another key.
    """
    statements: list[str] = []
    for table in tables:
        there = live.get(table.name)
        if there is None:
            statements.append(cql.create_table(table))
        else:
            _check(table, there)
            if missing := [name for name in table.columns if name not in there.columns]:
                statements.append(cql.add_columns(table, missing))
            if there.ttl_s != table.ttl_s:
                statements.append(cql.change_ttl(table))
        indexed = there.indexed if there is not None else frozenset()
        statements += [
            cql.create_index(table, name) for name in table.indexes if name not in indexed
        ]
    return statements


async def has_keyspace(bridge: Bridge, keyspace: str) -> bool:
    """Whether the keyspace is there."""
    query = "SELECT keyspace_name FROM system_schema.keyspaces WHERE keyspace_name = ?"
    return bool(await _schema_rows(bridge, query, keyspace))


async def keyspace_statement(bridge: Bridge, cql: Cql, replication: int | None) -> str:
    """What creates the keyspace.

    It has `replication` copies in the local data centre, else as many as that has nodes, at
    most three.
    """
    local = (await bridge.run("SELECT data_center FROM system.local")).rows[0][0]
    peers = (await bridge.run("SELECT data_center FROM system.peers")).rows
    nodes = 1 + sum(datacenter == local for (datacenter,) in peers)
    return cql.create_keyspace(local, replication or min(nodes, _MAX_REPLICAS))


async def bring_up_to_date(bridge: Bridge, cql: Cql, tables: Iterable[Table]) -> list[str]:
    """Make the changes that are still needed once it is our turn; returns the statements."""
    await bridge.run(cql.create_lock_table(), profile=SCHEMA)
    async with _schema_lock(bridge, cql):
        statements = differences(cql, await live_tables(bridge, cql.keyspace), tables)
        for statement in statements:
            await bridge.run(statement, profile=SCHEMA)
    return statements


@asynccontextmanager
async def _schema_lock(bridge: Bridge, cql: Cql) -> AsyncIterator[None]:
    owner = uuid4()
    acquire = (await bridge.prepare(cql.lock())).bind((_LOCK, owner, _LOCK_TTL_S))
    deadline = time.monotonic() + _LOCK_TTL_S + 10
    while not (await bridge.run(acquire)).rows[0][0]:
        if time.monotonic() > deadline:
            raise StoreUnavailable("other processes keep changing the tables: try again later")
        await asyncio.sleep(_POLL_S)
    try:
        yield
    finally:
        release = (await bridge.prepare(cql.unlock())).bind((_LOCK, owner))
        await bridge.run(release)


async def _schema_rows(bridge: Bridge, query: str, keyspace: str) -> list[tuple[Any, ...]]:
    statement = (await bridge.prepare(query)).bind((keyspace,))
    statement.fetch_size = None  # one page: a keyspace has hundreds of columns, not thousands
    return (await bridge.run(statement)).rows


def _live_table(columns: list[tuple[Any, ...]], targets: list[str], ttl_s: int) -> LiveTable:
    by_position = sorted(columns, key=lambda column: column[3])
    return LiveTable(
        columns={name: kind for name, kind, *_ in columns},
        partition=tuple(name for name, _, role, *_ in by_position if role == "partition_key"),
        clustering=tuple(
            (name, order) for name, _, role, _, order in by_position if role == "clustering"
        ),
        indexed=frozenset(target.removeprefix("values(").rstrip(")") for target in targets),
        ttl_s=ttl_s,
    )


def _check(table: Table, there: LiveTable) -> None:
    order = "desc" if table.descending else "asc"
    if (there.partition, there.clustering) != (
        table.partition,
        tuple((name, order) for name in table.clustering),
    ):
        raise StoreIncompatible(
            f"the table {table.name} is there with another key: "
            "move it away, or name another keyspace in STORE_URL"
        )
    for name, kind in table.columns.items():
        found, declared = there.columns.get(name), CQL_TYPES[kind]
        if found is not None and found != declared:
            raise StoreIncompatible(
                f"the column {table.name}.{name} is {found}, this version needs {declared}: "
                "Cassandra cannot change a type, so `pricetrail copy` the history to another "
                "keyspace with the version that made it"
            )
