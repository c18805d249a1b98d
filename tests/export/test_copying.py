"""A history in another store: the same bytes, also after interruptions."""

import hashlib
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pricetrail.clock import moment_of, month_of, time_uuid
from pricetrail.export import copy_history, copying, importing
from pricetrail.schema import EventMonth
from pricetrail.store.base import Store, Write
from pricetrail.store.tables import ATTEMPT, DUE_SLOT, EVENT_MONTH, PRODUCT, PRODUCT_DAY, TARGET
from tests.support.histories import NOW, VISITS, Histories, Visit
from tests.support.rows import event_row, events, product_row
from tests.support.stores import exported

QUICK = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
LONG = 9_000
"""Events of a history that does not fit into two batches."""


async def fill_long(store: Store, length: int = LONG) -> None:
    """Three products, observed every twenty minutes for weeks; `length` is that of all events."""
    for product_id in ("a.example:1", "b.example:1", "c.example:1"):
        uuids = [time_uuid(NOW - timedelta(minutes=20 * n)) for n in range(length // 3)]
        made = [event_row(product_id, uuid=uuid, price=n % 90) for n, uuid in enumerate(uuids)]
        newest, oldest = moment_of(uuids[0]), moment_of(uuids[-1])
        known = {"last_event": uuids[0], "last_event_at": newest, "first_event_at": oldest}
        product = product_row(product_id, price=0, currency="EUR", **known)
        months = {month_of(moment_of(uuid)) for uuid in uuids}
        rows = [EVENT_MONTH.row(EventMonth(product_id=product_id, month=m)) for m in months]
        writes = [Write(EVENT_MONTH, row) for row in rows]
        await store.put([*events(made), *writes, Write(PRODUCT, product)])


@QUICK
@given(visits=st.lists(VISITS, max_size=12))
async def test_any_history_arrives_as_it_is(histories: Histories, visits: list[Visit]) -> None:
    async with histories.fresh() as one, histories.fresh() as two:
        await histories.fill(one, visits)
        before = await exported(one)
        for _ in range(2):
            report = await copy_history(one, two, clock=histories.clock)
            assert (report.difference, report.taken.bad) == (None, 0)
            assert await exported(one) == await exported(two) == before
            assert report.lines == before.count(b"\n")
            assert report.sha256 == hashlib.sha256(before).hexdigest()
        for table in (EVENT_MONTH, PRODUCT_DAY, DUE_SLOT):
            here, there = [await store.list(table, limit=10_000) for store in (one, two)]
            assert here.rows == there.rows


async def test_from_an_embedded_store_to_a_cluster_and_back(
    histories: Histories, cassandra: Store
) -> None:
    async with histories.fresh() as one, histories.fresh() as two:
        visits = [
            Visit(
                n % 4, timedelta(days=20 * n), {"name": f"Kettle {n}", "price": n}, n == 3, n == 5
            )
            for n in range(12)
        ]
        await histories.fill(one, visits)
        assert (await copy_history(one, cassandra, clock=histories.clock)).difference is None
        assert (await copy_history(cassandra, two, clock=histories.clock)).difference is None
        assert await exported(one) == await exported(cassandra) == await exported(two)
        targets = (await one.list(TARGET, limit=9)).rows
        assert targets
        assert {row["target_id"] for row in (await two.list(DUE_SLOT, limit=99)).rows} == {
            row["target_id"] for row in targets
        }
        assert (await two.list(ATTEMPT, limit=9)).rows == (await one.list(ATTEMPT, limit=9)).rows


class Stopped(Exception):
    """What interrupts a copy."""


@pytest.mark.parametrize("at", ["events copied", "products copied", "events compared"])
async def test_an_interrupted_copy_goes_on(
    histories: Histories, cassandra: Store, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    batch, length, seen = 100, 240, 0
    monkeypatch.setattr(importing, "_BATCH", batch)
    monkeypatch.setattr(copying, "_TICK", 10)

    def stop(number: int, of: int, what: str) -> None:
        nonlocal seen
        seen += 1
        if what == at and (at != "events copied" or seen * 10 > batch + 20):
            raise Stopped

    async with histories.fresh() as source:
        await fill_long(source, length)
        with pytest.raises(Stopped):
            await copy_history(source, cassandra, clock=histories.clock, progress=stop)
        there = await exported(cassandra)
        assert (there.count(b"\n") < length + 3) == (at != "events compared")
        report = await copy_history(source, cassandra, clock=histories.clock)
        assert (report.difference, report.taken.bad, report.lines) == (None, 0, length + 3)
        assert await exported(cassandra) == await exported(source)


async def test_progress_goes_through_all_ids_of_a_kind(histories: Histories) -> None:
    told: list[tuple[int, int, str]] = []
    async with histories.fresh() as one, histories.fresh() as two:
        await fill_long(one)
        await copy_history(one, two, progress=lambda *step: told.append(step))
    assert told[0] == (1, 3, "events copied")
    assert (3, 3, "events copied") in told
    assert (3, 3, "events compared") in told


@pytest.mark.parametrize("kept", ["more", "newer", "another"])
async def test_what_differs_is_named(histories: Histories, kept: str) -> None:
    async with histories.fresh() as one, histories.fresh() as two:
        await histories.fill(one, [Visit(0, timedelta(0), {"name": "Kettle"}, False, False)])
        (product,) = (await one.list(PRODUCT, limit=2)).rows
        product_id = product["product_id"]
        if kept == "more":
            await two.put([Write(PRODUCT, product_row("z.example:1"))])
            told = "product z.example:1 is in the target only"
        elif kept == "newer":
            later = product | {"last_event_at": NOW + timedelta(days=1), "brand": "B"}
            await two.put([Write(PRODUCT, later)])
            told = f"product {product_id} is another one in the target"
        else:
            uuid = product["last_event"]
            await two.put(events([event_row(product_id, uuid=uuid, price="1.23")]))
            told = f"event {product_id}"
        report = await copy_history(one, two, clock=histories.clock)
        assert report.difference is not None
        assert report.difference.startswith(told)
        assert report.taken.bad == (kept == "another")
