"""The live schema follows the declarations, forward and backward, and nothing is ever dropped."""

import asyncio

import pytest
from cassandra.cluster import Session

from pricetrail.errors import StoreIncompatible
from pricetrail.store.base import Write
from pricetrail.store.cassandra import models
from pricetrail.store.cassandra.codec import CQL_TYPES
from pricetrail.store.cassandra.location import Location
from pricetrail.store.cassandra.store import CassandraStore
from pricetrail.store.cassandra.sync import differences, live_tables
from pricetrail.store.tables import CLAIM, PRODUCT, TABLES, Table
from tests.support.rows import product_row


def create_keyspace(session: Session, url: str) -> str:
    name = Location.parse(url).keyspace
    replication = "{'class': 'SimpleStrategy', 'replication_factor': 1}"
    session.execute(f"CREATE KEYSPACE {name} WITH replication = {replication}")
    return name


async def test_a_dry_run_says_all_and_does_nothing(
    store: CassandraStore, session: Session, empty_url: str
) -> None:
    planned = CassandraStore(empty_url)
    try:
        statements = await planned.sync(dry_run=True)
        assert statements == await planned.sync(dry_run=True)
    finally:
        await planned.close()
    assert statements[0].startswith("CREATE KEYSPACE IF NOT EXISTS")
    for table in TABLES:
        assert sum(f".{table.name} (" in s for s in statements) == 1 + len(table.indexes)
    name = Location.parse(empty_url).keyspace
    assert name not in {
        row[0] for row in session.execute("SELECT keyspace_name FROM system_schema.keyspaces")
    }


async def test_several_that_open_a_new_keyspace_at_once_make_one_schema(
    empty_url: str, session: Session, product_id: str
) -> None:
    stores = [CassandraStore(empty_url) for _ in range(3)]
    try:
        await asyncio.gather(*(store.open() for store in stores))
        row = product_row(product_id)
        await stores[0].put([Write(PRODUCT, row)])
        for store in stores:
            assert await store.sync(dry_run=True) == []
            assert await store.get(PRODUCT, {"product_id": product_id}) == row
    finally:
        for store in stores:
            await store.close()
    versions = {row[0] for row in session.execute("SELECT schema_version FROM system.local")}
    assert len(versions) == 1


async def test_whoever_looks_while_tables_are_made_sees_each_whole_or_not_yet(
    store: CassandraStore, empty_url: str
) -> None:
    keyspace = Location.parse(empty_url).keyspace
    maker = CassandraStore(empty_url)
    opening = asyncio.create_task(maker.open())
    looks = []
    try:
        while not opening.done():
            live = await live_tables(store._bridge, keyspace)
            looks.append(len(live))
            differences(store._cql, live, TABLES)
        await opening
    finally:
        await maker.close()
    assert any(0 < tables < len(TABLES) for tables in looks)


async def test_a_table_of_an_older_version_gains_its_columns_and_keeps_its_rows(
    session: Session, empty_url: str, product_id: str
) -> None:
    name = create_keyspace(session, empty_url)
    session.execute(
        f"CREATE TABLE {name}.product (product_id text PRIMARY KEY, name text, later text)"
    )
    session.execute(
        f"INSERT INTO {name}.product (product_id, name, later) VALUES ('{product_id}', 'Old', 'x')"
    )
    store = CassandraStore(empty_url)
    await store.open()
    try:
        key = {"product_id": product_id}
        row = await store.get(PRODUCT, key)
        assert row is not None
        assert row["name"] == "Old"
        await store.put([Write(PRODUCT, key | {"brand": "Acme", "shop": "old.example"})])
        found = await store.list(PRODUCT, {"shop": "old.example"}, limit=2)
        assert [r["brand"] for r in found.rows] == ["Acme"]
        assert await store.insert_if_absent(PRODUCT, key) == found.rows[0]
        assert await store.sync(dry_run=True) == []
    finally:
        await store.close()
    kept = session.execute(f"SELECT name, later FROM {name}.product").one()
    assert kept == ("Old", "x")


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ("target_id text, slot timestamp, uuid text, PRIMARY KEY ((target_id, slot))", "uuid"),
        ("target_id text, slot timestamp, uuid timeuuid, PRIMARY KEY (target_id, slot)", "key"),
    ],
)
async def test_a_changed_type_or_key_is_refused_before_anything_is_made(
    session: Session, empty_url: str, columns: str, told: str
) -> None:
    name = create_keyspace(session, empty_url)
    session.execute(f"CREATE TABLE {name}.{CLAIM.name} ({columns})")
    store = CassandraStore(empty_url)
    with pytest.raises(StoreIncompatible, match=told) as caught:
        await store.open()
    assert len(str(caught.value).splitlines()) == 1
    await store.close()
    tables = session.execute(
        "SELECT table_name FROM system_schema.tables WHERE keyspace_name = %s", (name,)
    )
    assert [row[0] for row in tables] == [CLAIM.name]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
async def test_declaration_model_and_live_table_are_the_same(
    store: CassandraStore, keyspace: str, table: Table
) -> None:
    live = (await live_tables(store._bridge, keyspace))[table.name]
    model = getattr(models, table.model.__name__)
    assert set(live.columns) == set(table.model.model_fields) | set(table.derived)
    assert dict(live.columns) == {n: CQL_TYPES[kind] for n, kind in table.columns.items()}
    assert dict(live.columns) == {n: column.db_type for n, column in model._columns.items()}
    assert tuple(model._partition_keys) == table.partition == live.partition
    assert tuple(model._clustering_keys) == table.clustering
    assert live.indexed == set(table.indexes)
    assert model.__table_name__ == table.name
    assert live.ttl_s == table.ttl_s == (model.__options__ or {}).get("default_time_to_live", 0)


async def test_nothing_differs_where_all_is_there(store: CassandraStore, keyspace: str) -> None:
    live = await live_tables(store._bridge, keyspace)
    assert differences(store._cql, live, TABLES) == []
    del live["product"]
    assert len(differences(store._cql, live, TABLES)) == 1 + len(PRODUCT.indexes)
