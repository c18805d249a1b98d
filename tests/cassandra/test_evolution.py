"""Versions with fewer and with more columns share the tables, and none loses what another wrote."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from pydantic import create_model

from pricetrail.schema import Claim, Model, Product, ProductScrapeEvent
from pricetrail.store.base import Write
from pricetrail.store.cassandra.store import CassandraStore
from pricetrail.store.tables import CLAIM, EVENT, PRODUCT, Table
from pricetrail.values import TimeUUID
from tests.support.rows import MONTH, NOON, event_row, events, product_row, whole


class OlderProduct(Model):
    """A product as a first version may have declared it."""

    product_id: str
    shop: str
    name: str | None = None
    tags: tuple[str, ...] = ()
    price: Decimal | None = None


class OlderEvent(Model):
    """An event of that version."""

    product_id: str
    uuid: TimeUUID
    revision: int = 0
    name: str | None = None
    price: Decimal | None = None


OLDER_PRODUCT = replace(PRODUCT, model=OlderProduct, indexes=("shop",), derived={})
OLDER_EVENT = replace(EVENT, model=OlderEvent)
OLDER = (OLDER_PRODUCT, OLDER_EVENT)

NEWER_PRODUCT = replace(
    PRODUCT,
    model=create_model("NewerProduct", __base__=Product, energy_class=(str | None, None)),
    indexes=(*PRODUCT.indexes, "energy_class"),
)
NEWER_EVENT = replace(
    EVENT,
    model=create_model(
        "NewerEvent", __base__=ProductScrapeEvent, unit_price=(Decimal | None, None)
    ),
)
NEWER = (NEWER_PRODUCT, NEWER_EVENT, CLAIM)

THIS = (PRODUCT, EVENT, CLAIM)
KEY = {"product_id": "s:1"}


class Versions:
    """Stores of several versions on one keyspace, all open at the same time."""

    def __init__(self, url: str, stack: AsyncExitStack) -> None:
        self._url = url
        self._stack = stack

    async def open(self, tables: tuple[Table, ...]) -> CassandraStore:
        store = CassandraStore(self._url, tables=tables)
        self._stack.push_async_callback(store.close)
        await store.open()
        return store


@pytest.fixture
async def versions(empty_url: str) -> AsyncIterator[Versions]:
    async with AsyncExitStack() as stack:
        yield Versions(empty_url, stack)


async def test_this_version_after_one_with_fewer_columns_and_beside_it(versions: Versions) -> None:
    older = await versions.open(OLDER)
    old = {**KEY, "shop": "s", "name": "Kettle", "tags": ("t",), "price": Decimal("19.9")}
    observed = [event_row("s:1", NOON + timedelta(hours=n), name="Kettle") for n in range(20)]
    seen = [{name: row[name] for name in OLDER_EVENT.columns} for row in observed]
    await older.put([Write(OLDER_PRODUCT, old), *(Write(OLDER_EVENT, row) for row in seen)])

    this = await versions.open(THIS)
    assert await this.sync(dry_run=True) == []
    assert await this.get(PRODUCT, KEY) == whole(PRODUCT, old)
    partition = {"product_id": "s:1", "month": MONTH}
    read = await this.scan(EVENT, partition, limit=99)
    assert read == [whole(EVENT, row) for row in reversed(seen)]
    # An index that is new here finds rows that are older than it.
    assert (await this.list(PRODUCT, {"tags": "t"}, limit=9)).rows == [whole(PRODUCT, old)]

    await this.put([Write(PRODUCT, {**KEY, "brand": "Acme", "asin": "B000000001"})])
    late = event_row("s:1", NOON + timedelta(days=1), brand="Acme", currency="EUR")
    await this.put(events([late]))
    # The older one was never restarted; it reads and writes on, and takes nothing away.
    assert await older.get(OLDER_PRODUCT, KEY) == old
    await older.put([Write(OLDER_PRODUCT, old | {"price": Decimal(18)})])
    assert len(await older.scan(OLDER_EVENT, partition, limit=99)) == 21
    expected = {**old, "price": Decimal(18), "brand": "Acme", "asin": "B000000001"}
    assert await this.get(PRODUCT, KEY) == whole(PRODUCT, expected)
    assert (await this.scan(EVENT, partition, limit=1)) == [late]


async def test_this_version_on_tables_with_more_columns(versions: Versions) -> None:
    newer = await versions.open(NEWER)
    product = product_row("s:1", brand="Acme", tags=("t",), specs={"a": "b"})
    event = event_row("s:1")
    await newer.put(
        [
            Write(NEWER_PRODUCT, product | {"energy_class": "A"}),
            Write(NEWER_EVENT, event | {"unit_price": Decimal("1.99")}),
        ]
    )
    this = await versions.open(THIS)
    assert await this.sync(dry_run=True) == []
    assert await this.get(PRODUCT, KEY) == product
    await this.put([Write(PRODUCT, product | {"price": Decimal(7), "tags": ("u",)})])
    assert await this.compare_and_set(PRODUCT, KEY, {"price": Decimal(7)}, {"brand": None})
    revised = event | {"revision": 1, "price": Decimal(8)}
    await this.put(events([revised]))
    assert (await this.list(PRODUCT, {"tags": "u"}, limit=9)).rows[0]["brand"] is None

    row = await newer.get(NEWER_PRODUCT, KEY)
    assert row is not None
    assert (row["energy_class"], row["price"], row["brand"]) == ("A", Decimal(7), None)
    partition = {"product_id": "s:1", "month": MONTH}
    read = await newer.scan(NEWER_EVENT, partition, limit=9)
    assert read == [revised | {"unit_price": None}, event | {"unit_price": Decimal("1.99")}]
    found = await newer.list(NEWER_PRODUCT, {"energy_class": "A"}, limit=9)
    assert [r["product_id"] for r in found.rows] == ["s:1"]


async def test_a_changed_life_of_rows_holds_for_new_rows(versions: Versions) -> None:
    brief = replace(CLAIM, ttl=timedelta(hours=1))
    await versions.open((brief,))
    lasting = CassandraStore(versions._url, tables=(CLAIM,))
    try:
        (statement,) = await lasting.sync(dry_run=True)
        assert statement.endswith("WITH default_time_to_live = 604800")
        assert await lasting.sync() == [statement]
        assert await lasting.sync(dry_run=True) == []
        claim = Claim(target_id="t", slot=NOON, uuid=event_row("x")["uuid"])
        await lasting.put([Write(CLAIM, CLAIM.row(claim))])
        (left,) = (
            await lasting._bridge.run(f"SELECT TTL(uuid) FROM {lasting._cql.name(CLAIM)}")
        ).rows
        assert left[0] > 3600
    finally:
        await lasting.close()
