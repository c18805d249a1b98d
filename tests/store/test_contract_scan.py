"""What every backend promises of a scan: order, bounds, direction, limit, reading on."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio

from pricetrail.clock import first_uuid_at, time_uuid, uuid_sort_key
from pricetrail.store.base import Scan, Store, Write
from pricetrail.store.tables import (
    DUE_SLOT,
    EVENT,
    EVENT_MONTH,
    PRODUCT,
    PRODUCT_DAY,
    PRODUCT_VERSION,
    Row,
)
from tests.support.rows import MONTH, NOON, event_row, events, whole

pytestmark = pytest.mark.asyncio(loop_scope="session")

COMPARE = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}


def order_of(row: Row) -> tuple[bytes, int]:
    return uuid_sort_key(row["uuid"]), row["revision"]


def bound_order(bound: Sequence[Any]) -> tuple[Any, ...]:
    return (uuid_sort_key(bound[0]), *bound[1:])


@pytest_asyncio.fixture(loop_scope="session")
async def history(store: Store, product_id: str) -> list[Row]:
    """Newest first: 12 moments, three of them in one millisecond, some with revisions."""
    moments = [NOON + timedelta(minutes=n) for n in range(10)] + [NOON, NOON]
    made = [event_row(product_id, moment) for moment in moments]
    made += [
        event_row(product_id, uuid=row["uuid"], revision=revision)
        for row in made[::3]
        for revision in (1, 2, 10)
    ]
    await store.put(events(made))
    return sorted(made, key=order_of, reverse=True)


@pytest.fixture
def partition(product_id: str) -> Row:
    return {"product_id": product_id, "month": MONTH}


async def test_rows_come_newest_first_then_highest_revision(
    store: Store, history: list[Row], partition: Row
) -> None:
    assert await store.scan(EVENT, partition, limit=1000) == history
    assert await store.scan(EVENT, partition, reverse=True, limit=1000) == history[::-1]
    assert await store.scan(EVENT, partition, limit=3) == history[:3]
    assert await store.scan(EVENT, partition, reverse=True, limit=3) == history[:-4:-1]


@pytest.mark.parametrize("limit", [1, 5, 1000])
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("width", [1, 2])
@pytest.mark.parametrize(
    "names", [("lt",), ("le",), ("gt",), ("ge",), ("gt", "lt"), ("ge", "le"), ("ge", "lt")]
)
async def test_bounds_compare_as_tuples(
    store: Store,
    history: list[Row],
    partition: Row,
    names: tuple[str, ...],
    width: int,
    reverse: bool,
    limit: int,
) -> None:
    upper, lower = history[4], history[15]
    bounds = {
        name: tuple((upper if name in {"lt", "le"} else lower)[c] for c in EVENT.clustering[:width])
        for name in names
    }
    expected = [
        row
        for row in (history[::-1] if reverse else history)
        if all(COMPARE[n](order_of(row)[:width], bound_order(b)) for n, b in bounds.items())
    ]
    assert 0 < len(expected) < len(history)
    read = await store.scan(EVENT, partition, **bounds, reverse=reverse, limit=limit)
    assert read == expected[:limit]


async def test_a_bound_on_the_uuid_leaves_out_all_its_revisions(
    store: Store, history: list[Row], partition: Row
) -> None:
    newest = history[0]["uuid"]
    below = await store.scan(EVENT, partition, lt=(newest,), limit=1000)
    assert newest not in {row["uuid"] for row in below}
    assert below == [row for row in history if row["uuid"] != newest]


async def test_a_time_range_takes_whole_milliseconds(
    store: Store, history: list[Row], partition: Row
) -> None:
    since, until = NOON, NOON + timedelta(milliseconds=1)
    found = await store.scan(
        EVENT, partition, ge=(first_uuid_at(since),), lt=(first_uuid_at(until),), limit=1000
    )
    same = [row for row in history if row["recorded_at"] == NOON]
    assert {row["uuid"] for row in same if row["revision"] == 0} <= {r["uuid"] for r in found}
    assert len({row["uuid"] for row in found}) == 3


@pytest.mark.parametrize("reverse", [False, True])
async def test_reading_on_by_bounds_gives_every_row_once(
    store: Store, product_id: str, partition: Row, reverse: bool
) -> None:
    made = [event_row(product_id, NOON + timedelta(milliseconds=n // 3)) for n in range(1000)]
    await store.put(events(made))
    whole_scan = await store.scan(EVENT, partition, reverse=reverse, limit=2000)
    assert len(whole_scan) == 1000
    assert whole_scan == sorted(made, key=order_of, reverse=not reverse)
    read: list[Row] = []
    bound: dict[str, Any] = {}
    while page := await store.scan(EVENT, partition, **bound, reverse=reverse, limit=37):
        read += page
        bound = {"gt" if reverse else "lt": tuple(page[-1][c] for c in EVENT.clustering)}
    assert read == whole_scan


async def test_time_uuids_sort_by_time_and_not_by_text(
    store: Store, product_id: str, partition: Row
) -> None:
    # A week apart: the text of a version 1 UUID starts with the lowest bits of its time.
    made = [
        event_row(product_id, uuid=time_uuid(NOON - timedelta(days=7 * w)))
        for w in range(1, -1, -1)
    ] + [event_row(product_id, NOON + timedelta(seconds=429 * n)) for n in range(1, 9)]
    await store.put(events(made))
    read = await store.scan(EVENT, partition, reverse=True, limit=20)
    assert [row["uuid"] for row in read] == [row["uuid"] for row in made]


async def test_other_partitions_stay_out(store: Store, product_id: str, partition: Row) -> None:
    mine, next_month = event_row(product_id), event_row(product_id, NOON + timedelta(days=31))
    await store.put(events([mine, next_month, event_row(product_id + "x")]))
    assert await store.scan(EVENT, partition, limit=10) == [mine]
    assert await store.scan(EVENT, {"product_id": "nobody", "month": MONTH}, limit=10) == []


async def test_every_kind_of_clustering_column_sorts(store: Store, product_id: str) -> None:
    days = [NOON.date() - timedelta(days=n) for n in range(5)]
    counts = {"events": 1, "in_stock": 0, "out_of_stock": 0}
    key = {"product_id": product_id, "year": 2026}
    await store.put([Write(PRODUCT_DAY, key | counts | {"day": day}) for day in days])
    read = await store.scan(PRODUCT_DAY, key, ge=(days[3],), limit=10)
    assert [row["day"] for row in read] == days[3::-1]

    months = ["2025-12", "2026-01", "2026-02"]
    await store.put([Write(EVENT_MONTH, {"product_id": product_id, "month": m}) for m in months])
    read = await store.scan(EVENT_MONTH, {"product_id": product_id}, lt=("2026-02",), limit=10)
    assert [row["month"] for row in read] == ["2026-01", "2025-12"]

    texts = ["Z", "a", "z", "ä", "漢", "🛒"]
    versions = [
        {"product_id": product_id, "version": v, "recorded_at": NOON} for v in reversed(texts)
    ]
    await store.put([Write(PRODUCT_VERSION, row) for row in versions])
    read = await store.scan(PRODUCT_VERSION, {"product_id": product_id}, gt=("a",), limit=10)
    assert [row["version"] for row in read] == ["z", "ä", "漢", "🛒"]


async def test_partitions_by_moment_and_number(store: Store, product_id: str) -> None:
    slot = {"minute": NOON, "shard": 3}
    await store.put(
        [Write(DUE_SLOT, slot | {"target_id": f"{product_id}-{n}"}) for n in range(3)]
        + [Write(DUE_SLOT, {"minute": NOON, "shard": 4, "target_id": product_id})]
    )
    read = await store.scan(
        DUE_SLOT, slot, gt=(f"{product_id}-0",), lt=(f"{product_id}-9",), limit=9
    )
    assert read == [whole(DUE_SLOT, slot | {"target_id": f"{product_id}-{n}"}) for n in (1, 2)]


async def test_shown_rows_have_their_values_as_json_has_them(
    store: Store, history: list[Row], partition: Row
) -> None:
    [shown] = await store.run([Scan(EVENT, partition, 5, shown=True)])
    said = [EVENT.load(row).json_dict() for row in history[:5]]
    columns = EVENT.columns.keys() & said[0].keys()
    assert [{n: row[n] for n in columns} for row in shown] == [
        {n: one[n] for n in columns} for one in said
    ]


async def test_shown_rows_of_a_table_with_days_and_maps(store: Store, product_id: str) -> None:
    new = {"product_id": product_id, "year": 2026, "day": NOON.date(), "low": Decimal("0.10")}
    text = {"product_id": product_id, "version": "v", "name": "Ä", "specs": {"a": "b"}}
    await store.put([Write(PRODUCT_DAY, new), Write(PRODUCT_VERSION, text)])
    of_day, of_version = {"product_id": product_id, "year": 2026}, {"product_id": product_id}
    [day], [version], none = await store.run(
        [
            Scan(PRODUCT_DAY, of_day, 9, shown=True),
            Scan(PRODUCT_VERSION, of_version, 9, shown=True),
            Scan(PRODUCT_DAY, {"product_id": product_id, "year": 1}, 9, shown=True),
        ]
    )
    assert (day["day"], Decimal(day["low"])) == (NOON.date().isoformat(), Decimal("0.1"))
    assert (version["name"], version["specs"]) == ("Ä", {"a": "b"})
    assert none == []


async def test_shown_rows_have_nothing_where_an_id_is_missing(
    store: Store, product_id: str
) -> None:
    key = {"product_id": product_id}
    await store.put([Write(PRODUCT, {**key, "name": "A kettle"})])
    [[there]] = await store.run([Scan(PRODUCT, key, 9, shown=True)])
    assert (there["name"], there["last_event"]) == ("A kettle", None)
