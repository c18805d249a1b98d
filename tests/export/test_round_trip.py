import io
import random
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pricetrail.export import export_csv, import_csv, import_jsonl
from pricetrail.store.base import Store
from pricetrail.store.tables import DUE_SLOT, EVENT_MONTH, PRODUCT_DAY, Row, Table
from tests.support.histories import VISITS, Histories, Visit
from tests.support.stores import exported

QUICK = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
HISTORIES = st.lists(VISITS, max_size=12)


async def rows(store: Store, table: Table) -> list[Row]:
    return (await store.list(table, limit=10_000)).rows


@QUICK
@given(visits=HISTORIES)
async def test_jsonl_comes_back_byte_for_byte(histories: Histories, visits: list[Visit]) -> None:
    async with histories.fresh() as one, histories.fresh() as two:
        await histories.fill(one, visits)
        first = await exported(one)
        for _ in range(2):
            report = await import_jsonl(two, io.BytesIO(first), clock=histories.clock)
            assert (report.good, report.bad) == (first.count(b"\n"), 0)
            assert await exported(two) == first
        for table in (EVENT_MONTH, PRODUCT_DAY, DUE_SLOT):
            assert await rows(two, table) == await rows(one, table)


@QUICK
@given(visits=HISTORIES, seed=st.integers(0, 100))
async def test_the_order_of_lines_does_not_matter(
    histories: Histories, visits: list[Visit], seed: int
) -> None:
    async with histories.fresh() as one, histories.fresh() as two:
        await histories.fill(one, visits)
        lines = (await exported(one)).splitlines(keepends=True)
        random.Random(seed).shuffle(lines)
        half = lines[: len(lines) // 2]
        for part in (half, lines):  # interrupted once, then run again
            await import_jsonl(two, io.BytesIO(b"".join(part)), clock=histories.clock)
        assert await exported(two) == await exported(one)
        assert await rows(two, PRODUCT_DAY) == await rows(one, PRODUCT_DAY)


@QUICK
@given(visits=HISTORIES)
async def test_csv_carries_every_event_as_it_is(histories: Histories, visits: list[Visit]) -> None:
    async with histories.fresh() as one, histories.fresh() as two:
        await histories.fill(one, visits)
        table, again = io.BytesIO(), io.BytesIO()
        await export_csv(one, table)
        report = await import_csv(two, io.BytesIO(table.getvalue()), clock=histories.clock)
        assert report.bad == 0
        await export_csv(two, again)
        events = [line for line in (await exported(one)).splitlines() if b'"type":"event"' in line]
        kept = [line for line in (await exported(two)).splitlines() if b'"type":"event"' in line]
        assert kept == events
        assert await rows(two, PRODUCT_DAY) == await rows(one, PRODUCT_DAY)
        if all(not visit.retracted for visit in visits):
            assert again.getvalue() == table.getvalue()


def visit(number: int) -> Visit:
    ago, record = timedelta(days=20 * number), {"name": f"Kettle {number}", "price": number}
    return Visit(number % 4, ago, record, retracted=number == 3, corrected=number == 5)


async def test_every_store_gives_the_same_bytes(histories: Histories, cassandra: Store) -> None:
    async with histories.fresh() as here:
        await histories.fill(here, [visit(number) for number in range(9)])
        first = await exported(here)
        report = await import_jsonl(cassandra, io.BytesIO(first), clock=histories.clock)
        assert report.bad == 0
        assert await exported(cassandra) == first
