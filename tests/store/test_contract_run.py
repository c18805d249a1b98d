"""What every backend promises of several steps at once: what the calls one by one would do."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from pricetrail.clock import first_uuid_at
from pricetrail.store.base import CompareAndSet, Count, Get, Put, Scan, Step, Store, Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import EVENT, PRODUCT, Row
from tests.support.rows import MONTH, NOON, event_row, events, product_row

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def history(product_id: str) -> list[Row]:
    """Three events of a product, newest first."""
    return [event_row(product_id, NOON - timedelta(hours=n)) for n in range(3)]


def scan(history: list[Row], **bounds: Any) -> Scan:
    return Scan(EVENT, {"product_id": history[0]["product_id"], "month": MONTH}, **bounds)


async def test_nothing_to_do_is_no_work(store: Store) -> None:
    assert await store.run([]) == []
    assert await store.run([Put([])]) == [None]


async def test_reads_answer_as_the_calls_do(
    store: Store, product_id: str, history: list[Row]
) -> None:
    product = product_row(product_id)
    await store.put([Write(PRODUCT, product), *events(history)])
    newest, middle, oldest = history
    answers = await store.run(
        [
            Get(PRODUCT, {"product_id": product_id}),
            Get(PRODUCT, {"product_id": f"{product_id}-none"}),
            scan(history, limit=9),
            scan(history, limit=1, reverse=True),
            scan(history, limit=9, lt=(newest["uuid"],), ge=(middle["uuid"],)),
            scan(history, limit=9, le=(middle["uuid"],), gt=(oldest["uuid"],)),
            Count(scan(history, limit=9)),
            Count(scan(history, limit=2, reverse=True)),
            Count(scan(history, limit=0)),
            Count(scan(history, limit=9, lt=(newest["uuid"],))),
        ]
    )
    assert answers == [product, None, history, [oldest], [middle], [middle], 3, 2, 0, 2]


async def test_each_step_sees_what_those_before_it_did(
    store: Store, product_id: str, history: list[Row]
) -> None:
    key = {"product_id": product_id}
    product = product_row(product_id, price="1")
    dearer = {"price": Decimal(2)}
    steps: list[Step] = [
        Get(PRODUCT, key),
        CompareAndSet(PRODUCT, key, {}, dearer),
        Put([Write(PRODUCT, product), *events(history)]),
        CompareAndSet(PRODUCT, key, {"price": Decimal(1)}, dearer),
        CompareAndSet(PRODUCT, key, {"price": Decimal(1)}, {"price": Decimal(3)}),
        Get(PRODUCT, key),
        scan(history, limit=9),
        Count(scan(history, limit=9)),
    ]
    assert await store.run(steps) == [
        None,
        False,
        None,
        True,
        False,
        product | dearer,
        history,
        3,
    ]
    assert await store.get(PRODUCT, key) == product | dearer


async def test_on_sqlite_all_steps_are_done_or_none(sqlite: SqliteStore) -> None:
    key = {"product_id": "p"}
    steps: list[Step] = [
        Put([Write(PRODUCT, product_row("p"))]),
        CompareAndSet(PRODUCT, key, {}, {"colour": 1}),
    ]
    with pytest.raises(KeyError):
        await sqlite.run(steps)
    assert await sqlite.get(PRODUCT, key) is None


async def test_comparisons_in_a_row_answer_as_one_after_the_other(
    store: Store, product_id: str
) -> None:
    keys = [{"product_id": f"{product_id}-{n}"} for n in range(40)]
    await store.put([Write(PRODUCT, product_row(key["product_id"], price="1")) for key in keys])

    def step(key: Row, before: int, after: int) -> CompareAndSet:
        return CompareAndSet(PRODUCT, key, {"price": Decimal(before)}, {"price": Decimal(after)})

    firsts = [step(key, 1, 2) for key in keys]
    thirds = [step(key, 2 + n % 2, 4) for n, key in enumerate(keys)]
    nobody = step({"product_id": f"{product_id}-none"}, 1, 2)
    answers = await store.run([*firsts, step(keys[0], 2, 3), nobody, *thirds])
    assert answers[:42] == [True] * 41 + [False]
    assert answers[42:] == [False, False] + [n % 2 == 0 for n in range(2, 40)]


async def test_many_rows_that_are_asked_for_at_once_come_in_order(
    store: Store, product_id: str
) -> None:
    names = [f"{product_id}-{n}" for n in range(120)]
    rows = [product_row(name) for name in names[::2]]
    await store.put([Write(PRODUCT, row) for row in rows])
    asked = [*names, names[0], "", "x" * 70_000]
    answers = await store.run([Get(PRODUCT, {"product_id": name}) for name in asked])
    assert answers[:120:2] == rows
    assert answers[120] == rows[0]
    assert [row for row in (*answers[1:120:2], *answers[121:]) if row is not None] == []


async def test_rows_of_one_partition_are_put_at_once_and_the_last_of_twins_stays(
    store: Store, product_id: str
) -> None:
    rows = [event_row(product_id, NOON + timedelta(seconds=n)) for n in range(300)]
    await store.put([*events(rows), Write(PRODUCT, product_row(product_id))])
    partition = {"product_id": product_id, "month": MONTH}
    assert await store.scan(EVENT, partition, limit=1000) == rows[::-1]
    first, second = product_row(product_id, price="1"), product_row(product_id, price="2")
    await store.put([Write(PRODUCT, first), *events(rows[:9]), Write(PRODUCT, second)])
    assert await store.get(PRODUCT, {"product_id": product_id}) == second


async def test_many_scans_at_once_answer_as_one_after_the_other(
    store: Store, product_id: str
) -> None:
    names = [f"{product_id}-{n}" for n in range(45)]
    moments = [NOON - timedelta(hours=n) for n in range(3)]
    histories = {name: [event_row(name, moment) for moment in moments] for name in names[::2]}
    await store.put([write for rows in histories.values() for write in events(rows)])
    bound = {"lt": (first_uuid_at(NOON),)}
    steps: list[Step] = []
    for name in [*names, names[0], "", "x" * 70_000]:
        partition = {"product_id": name, "month": MONTH}
        scans = [Scan(EVENT, partition, 9), Scan(EVENT, partition, 2, **bound)]
        backwards = Scan(EVENT, partition, 9, reverse=True)
        steps += [*scans, backwards, scans[1]._replace(shown=True), *map(Count, scans)]
    answers = await store.run(steps)
    assert answers == [(await store.run([step]))[0] for step in steps]
    assert answers[:2] == [histories[names[0]], histories[names[0]][1:]]
    assert answers[4:6] == [3, 2]
    assert answers[6:12] == [[], [], [], [], 0, 0]


async def test_a_scan_of_some_columns_has_at_least_those(
    store: Store, product_id: str, history: list[Row]
) -> None:
    await store.put(events(history))
    wanted = ("uuid", "price", "currency")
    [alone] = await store.run([scan(history, limit=9, only=wanted)])
    others = Scan(EVENT, {"product_id": f"{product_id}-none", "month": MONTH}, 9, only=wanted)
    found, none = await store.run([scan(history, limit=9, only=wanted), others])
    assert (found, none) == (alone, [])
    assert [[row[name] for name in wanted] for row in found] == [
        [row[name] for name in wanted] for row in history
    ]
