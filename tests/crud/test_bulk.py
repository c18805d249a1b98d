"""Many records at once become what one after the other becomes."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from pricetrail import crud
from pricetrail.clock import ManualClock, time_uuid
from pricetrail.crud.bulk import ingest_many
from pricetrail.errors import StoreUnavailable
from pricetrail.store.base import Store
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import EVENT, EVENT_MONTH, PRODUCT, PRODUCT_DAY, PRODUCT_VERSION
from pricetrail.urls import product_id_of
from tests.support.cutting import CutOff

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TABLES = (PRODUCT, PRODUCT_VERSION, EVENT, EVENT_MONTH, PRODUCT_DAY)


def record(product: int, hours: float, price: int, **more: Any) -> dict[str, Any]:
    return {
        "url": f"https://shop.example/p/{product}",
        "name": f"Kettle {product}",
        "price": str(price),
        "currency": "EUR",
        "uuid": str(time_uuid(NOW - timedelta(hours=hours))),
        **more,
    }


async def rows(store: Store) -> list[Any]:
    return [sorted(map(repr, (await store.list(table, limit=1000)).rows)) for table in TABLES]


@pytest.mark.parametrize("seed", range(4))
async def test_a_batch_is_what_its_records_are_one_by_one(
    tmp_path: Path, clock: ManualClock, seed: int
) -> None:
    random = Random(seed)
    records = [
        record(random.randrange(3), hours, random.randrange(1, 9), brand=random.choice("AB"))
        for hours in random.sample(range(100), 20)
    ]
    stores = [SqliteStore(tmp_path / f"{name}.db", clock) for name in "ab"]
    for store in stores:
        await store.open()
    try:
        for some in (records[:7], records[7:]):
            assert (await ingest_many(stores[0], some, clock=clock)).stored == len(some)
            for one in sorted(some, key=lambda sent: UUID(sent["uuid"]).time):
                await crud.add_scrape_event(stores[1], one, clock=clock)
        assert await rows(stores[0]) == await rows(stores[1])
    finally:
        for store in stores:
            await store.close()


async def test_a_repeat_stores_nothing(store: Store, clock: ManualClock) -> None:
    records = [record(1, hour, 5) for hour in range(3)]
    first = await ingest_many(store, records, clock=clock)
    before = await rows(store)
    again = await ingest_many(store, records, clock=clock)
    assert (first.stored, first.repeated) == (3, 0)
    assert (again.stored, again.repeated) == (0, 3)
    assert await rows(store) == before


async def test_what_is_refused_keeps_none_of_the_others(store: Store, clock: ManualClock) -> None:
    good = record(1, 1, 5)
    bad = [
        {**record(2, 1, 5), "uuid": None},
        {**record(2, 1, 5), "price": "cheap"},
        {**record(2, 1, 5), "product_id": "other.example:1"},
        record(2, -1, 5),
        {**good, "price": "6"},
        {},
    ]
    report = await ingest_many(store, [good, *bad], clock=clock)
    assert (report.stored, report.refused) == (1, len(bad))
    assert [line.split(":")[0] for line in sorted(report.problems)] == [
        f"record {number}" for number in range(2, 8)
    ]
    [event] = await crud.latest(store, product_id_of(good["url"], None))
    assert event.price == Decimal(5)


@pytest.mark.parametrize("backwards", [False, True])
async def test_a_batch_that_is_cut_off_is_completed_by_its_repeat(
    tmp_path: Path, clock: ManualClock, backwards: bool
) -> None:
    records = [record(1, 5, 5), record(1, 4, 6, brand="B"), record(2, 900, 7), record(1, 900, 8)]
    whole = SqliteStore(tmp_path / "whole.db", clock)
    await whole.open()
    await ingest_many(whole, records, clock=clock)
    for last in range(100):
        store = SqliteStore(tmp_path / f"{last}.db", clock)
        await store.open()
        cut = CutOff(store, last, backwards=backwards)
        with suppress(StoreUnavailable):
            await ingest_many(cut, records, clock=clock)
        await ingest_many(store, records, clock=clock)
        assert await rows(store) == await rows(whole), last
        await store.close()
        if cut.is_through:
            break
    await whole.close()


async def test_a_repeat_leaves_a_correction_alone(store: Store, clock: ManualClock) -> None:
    sent = record(1, 1, 99)
    await ingest_many(store, [record(1, 2, 5), sent], clock=clock)
    product_id = product_id_of(sent["url"], None)
    [false, _] = await crud.latest(store, product_id)
    await crud.correct(store, false, {"retracted": True}, clock=clock)
    before = await rows(store)
    await ingest_many(store, [sent], clock=clock)
    await crud.add_scrape_event(store, sent, clock=clock)
    assert await rows(store) == before


async def test_a_repeat_of_what_was_corrected_is_one(store: Store, clock: ManualClock) -> None:
    sent = record(1, 1, 99)
    await ingest_many(store, [sent], clock=clock)
    [wrong] = await crud.latest(store, product_id_of(sent["url"], None))
    await crud.correct(store, wrong, {"price": Decimal(9)}, clock=clock)
    before = await rows(store)
    again = await ingest_many(store, [sent, {**sent, "price": "98"}], clock=clock)
    assert (again.repeated, again.refused) == (1, 1)
    assert await rows(store) == before
