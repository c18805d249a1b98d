"""What every backend promises: rows as they were written, updates, deletes."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pricetrail.clock import time_uuid
from pricetrail.schema import Product, ProductScrapeEvent
from pricetrail.store.base import Store, Write
from pricetrail.store.tables import EVENT, EVENT_MONTH, PRODUCT, PRODUCT_DAY, TABLES, TARGET, Table
from tests.support.rows import (
    MONTH,
    NOON,
    a_key,
    event_row,
    events,
    extreme_rows,
    product_row,
    rows,
    whole,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

every_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
keep_store = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


async def test_names_itself(store: Store) -> None:
    assert len((await store.ping()).splitlines()) == 1


async def test_an_opened_store_lacks_nothing(store: Store) -> None:
    assert await store.sync(dry_run=True) == []
    assert await store.sync() == []


@every_table
async def test_extreme_values_come_back_as_they_were(store: Store, table: Table) -> None:
    written = extreme_rows(table)
    await store.put([Write(table, row) for row in written])
    for row in written:
        key = {name: row[name] for name in table.key}
        read = await store.get(table, key)
        assert read == row
        assert list(read) == list(table.columns)
        assert [type(v) for v in read.values()] == [type(row[n]) for n in read]


@every_table
@keep_store
@given(data=st.data())
async def test_any_row_comes_back_as_it_was(
    store: Store, table: Table, data: st.DataObject
) -> None:
    row = data.draw(rows(table))
    key = {name: row[name] for name in table.key}
    await store.delete(table, key)
    await store.put([Write(table, row)])
    assert await store.get(table, key) == row


@every_table
async def test_what_was_never_written_is_null(store: Store, table: Table) -> None:
    key = a_key(table)
    assert await store.get(table, key) is None
    await store.put([Write(table, key)])
    assert await store.get(table, key) == whole(table, key)


async def test_an_item_loads_from_its_row(store: Store, product_id: str) -> None:
    product = Product(
        product_id=product_id,
        shop="shop.example",
        url="https://shop.example/p",
        kind="product",
        name="Kettle",
        price=Decimal("24.99"),
        specs={"Colour": "red"},
        last_event=time_uuid(NOON),
    )
    event = ProductScrapeEvent(product_id=product_id, uuid=product.last_event, recorded_at=NOON)
    await store.put([Write(PRODUCT, PRODUCT.row(product)), Write(EVENT, EVENT.row(event))])
    row = await store.get(PRODUCT, {"product_id": product_id})
    assert row is not None
    assert PRODUCT.load(row) == product
    row = await store.get(EVENT, EVENT.key_of(product_id=product_id, uuid=event.uuid, revision=0))
    assert row is not None
    assert EVENT.load(row) == event


async def test_moments_keep_whole_milliseconds_in_utc(store: Store, product_id: str) -> None:
    ist = timezone(timedelta(hours=5, minutes=30))
    moment = datetime(2026, 1, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    row = product_row(product_id) | {"last_event_at": moment.astimezone(ist)}
    await store.put([Write(PRODUCT, row)])
    read = await store.get(PRODUCT, {"product_id": product_id})
    assert read is not None
    assert read["last_event_at"] == moment.replace(microsecond=999_000)
    assert read["last_event_at"].utcoffset() == timedelta(0)


async def test_empty_maps_and_sets_are_null(store: Store, product_id: str) -> None:
    row = product_row(product_id, tags=("a",), specs={"a": "b"})
    await store.put([Write(PRODUCT, row)])
    await store.put([Write(PRODUCT, row | {"tags": (), "specs": {}})])
    assert await store.get(PRODUCT, {"product_id": product_id}) == row | {
        "tags": None,
        "specs": None,
    }
    assert (await store.list(PRODUCT, {"tags": "a", "shop": product_id}, limit=1)).rows == []


async def test_a_set_comes_back_sorted_and_distinct(store: Store, product_id: str) -> None:
    row = product_row(product_id) | {"tags": ("b", "a", "b")}
    await store.put([Write(PRODUCT, row)])
    assert await store.get(PRODUCT, {"product_id": product_id}) == row | {"tags": ("a", "b")}


async def test_an_absent_column_stays_and_none_makes_it_null(store: Store, product_id: str) -> None:
    key = {"product_id": product_id}
    row = product_row(product_id, price="10", brand="Acme", tags=("x",))
    await store.put([Write(PRODUCT, row)])
    await store.put([Write(PRODUCT, key | {"price": Decimal(11)})])
    assert await store.get(PRODUCT, key) == row | {"price": Decimal(11)}
    await store.put([Write(PRODUCT, key | {"brand": None, "tags": None})])
    cleared = {"price": Decimal(11), "brand": None, "tags": None}
    assert await store.get(PRODUCT, key) == row | cleared


async def test_in_an_append_only_table_none_is_the_same_as_absent(
    store: Store, product_id: str
) -> None:
    row = event_row(product_id, price="10", availability="in_stock")
    await store.put(events([row]))
    await store.put(events([row | {"price": None, "rule": "amazon"}]))
    assert await store.scan(EVENT, {"product_id": product_id, "month": MONTH}, limit=5) == [
        row | {"rule": "amazon"}
    ]


async def test_repeating_a_put_changes_nothing(store: Store, product_id: str) -> None:
    writes = [
        Write(PRODUCT, product_row(product_id, tags=("a", "b"))),
        *events([event_row(product_id, NOON + timedelta(minutes=n)) for n in range(5)]),
        Write(EVENT_MONTH, {"product_id": product_id, "month": MONTH}),
    ]
    await store.put(writes)
    partition = {"product_id": product_id, "month": MONTH}
    before = await store.scan(EVENT, partition, limit=100)
    await store.put(writes)
    await store.put(list(reversed(writes)))
    assert await store.scan(EVENT, partition, limit=100) == before
    assert len(before) == 5
    assert len(await store.scan(EVENT_MONTH, {"product_id": product_id}, limit=9)) == 1
    listed = await store.list(PRODUCT, {"tags": ("a", "b"), "name_words": "kettle"}, limit=1000)
    assert [row["product_id"] for row in listed.rows].count(product_id) == 1


async def test_a_put_of_many_shapes_and_tables_stores_all(store: Store, product_id: str) -> None:
    key = {"product_id": product_id}
    event = event_row(product_id)
    await store.put(
        [
            Write(PRODUCT, key | {"shop": "shop.example", "name": "Old", "price": Decimal(1)}),
            Write(EVENT, event),
            Write(TARGET, {"target_id": product_id, "url": "https://shop.example/p"}),
        ]
    )
    await store.put([Write(PRODUCT, key | {"brand": "B"}), Write(PRODUCT, key | {"name": "New"})])
    product = await store.get(PRODUCT, key)
    assert product is not None
    assert (product["name"], product["brand"], product["price"]) == ("New", "B", 1)
    assert await store.get(TARGET, {"target_id": product_id}) is not None
    assert await store.scan(EVENT, {"product_id": product_id, "month": MONTH}, limit=2) == [event]


async def test_putting_nothing_is_fine(store: Store) -> None:
    await store.put([])


async def test_a_put_leaves_its_rows_as_they_were(store: Store, product_id: str) -> None:
    row = event_row(product_id)
    before = dict(row)
    await store.put(events([row]))
    assert row == before


async def test_delete_removes_one_row(store: Store, product_id: str) -> None:
    made = [event_row(product_id, NOON + timedelta(minutes=n)) for n in range(3)]
    await store.put(events(made))
    gone = {name: made[1][name] for name in EVENT.key}
    await store.delete(EVENT, gone)
    await store.delete(EVENT, gone)
    partition = {"product_id": product_id, "month": MONTH}
    assert await store.scan(EVENT, partition, limit=9) == [made[2], made[0]]
    assert await store.get(EVENT, gone) is None


async def test_delete_with_the_partition_key_removes_the_partition_alone(
    store: Store, product_id: str
) -> None:
    march = [event_row(product_id, NOON + timedelta(minutes=n)) for n in range(3)]
    april = event_row(product_id, NOON + timedelta(days=30))
    other = event_row(product_id + "x", NOON)
    await store.put(events([*march, april, other]))
    await store.delete(EVENT, {"product_id": product_id, "month": MONTH})
    assert await store.scan(EVENT, {"product_id": product_id, "month": MONTH}, limit=9) == []
    assert (
        len(await store.scan(EVENT, {"product_id": product_id, "month": "2026-04"}, limit=9)) == 1
    )
    assert await store.scan(EVENT, {"product_id": product_id + "x", "month": MONTH}, limit=9) == [
        other
    ]


async def test_a_deleted_row_can_be_written_anew_without_its_old_values(
    store: Store, product_id: str
) -> None:
    day = {"product_id": product_id, "year": 2026, "day": NOON.date()}
    counts = {"events": 3, "in_stock": 3, "out_of_stock": 0}
    await store.put([Write(PRODUCT_DAY, day | counts | {"low": Decimal(5)})])
    await store.delete(PRODUCT_DAY, day)
    await store.put([Write(PRODUCT_DAY, day | counts)])
    assert await store.get(PRODUCT_DAY, day) == whole(PRODUCT_DAY, day | counts)


@pytest.mark.parametrize(
    "name", ["", "x" * 100_000, "\0", "no-such"], ids=["empty", "long", "nul", "new"]
)
async def test_a_strange_key_is_just_not_there(store: Store, name: str) -> None:
    key = {"product_id": name}
    assert await store.get(PRODUCT, key) is None
    assert (
        await store.get(EVENT, key | {"month": MONTH, "uuid": time_uuid(NOON), "revision": 0})
        is None
    )
    assert await store.scan(EVENT_MONTH, key, limit=5) == []
    assert await store.scan(EVENT, key | {"month": MONTH}, limit=5) == []
    assert (await store.list(PRODUCT, {"asin": f"{name}?"}, limit=5)).rows == []
    assert not await store.compare_and_set(PRODUCT, key, {"name": None}, {"name": "x"})
    await store.delete(PRODUCT, key)
    assert await store.scan(EVENT_MONTH, {"product_id": "x"}, limit=0) == []
    with pytest.raises(ValueError, match="at least one row"):
        await store.list(PRODUCT, limit=0)
