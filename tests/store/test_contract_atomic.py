"""What every backend promises of conditional writes: one winner, whatever the crowd."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import pytest_asyncio

from pricetrail.clock import time_uuid
from pricetrail.store.base import Store, Write
from pricetrail.store.tables import CLAIM, PRODUCT, TARGET, Row
from tests.support.rows import NOON, product_row, whole

pytestmark = pytest.mark.asyncio(loop_scope="session")

CROWD = 50


@pytest.fixture
def claim(product_id: str) -> Row:
    return whole(CLAIM, {"target_id": product_id, "slot": NOON, "uuid": time_uuid(NOON)})


@pytest_asyncio.fixture(loop_scope="session")
async def target(store: Store, product_id: str) -> Row:
    """The key of a target without a lease."""
    row = {"target_id": product_id, "url": "https://shop.example/p", "shop": "shop.example"}
    await store.put([Write(TARGET, row | {"created_at": NOON, "next_due": NOON, "failures": 0})])
    return {"target_id": product_id}


async def test_insert_if_absent_inserts_once(store: Store, claim: Row) -> None:
    assert await store.insert_if_absent(CLAIM, claim) is None
    assert await store.insert_if_absent(CLAIM, claim) == claim
    other = claim | {"uuid": time_uuid(NOON)}
    assert await store.insert_if_absent(CLAIM, other) == claim
    key = {name: claim[name] for name in CLAIM.key}
    assert await store.get(CLAIM, key) == claim
    await store.delete(CLAIM, key)
    assert await store.insert_if_absent(CLAIM, other) is None
    assert await store.get(CLAIM, key) == other


async def test_insert_if_absent_answers_every_column(store: Store, product_id: str) -> None:
    row = product_row(product_id, tags=("a",), specs={"k": "v"}, price="1.5")
    assert await store.insert_if_absent(PRODUCT, row) is None
    assert await store.insert_if_absent(PRODUCT, {"product_id": product_id}) == row
    listed = await store.list(PRODUCT, {"tags": "a", "name_words": "kettle"}, limit=1000)
    assert row in listed.rows


async def test_insert_if_absent_has_one_winner(store: Store, claim: Row) -> None:
    mine = [claim | {"uuid": time_uuid(NOON)} for _ in range(CROWD)]
    answers = await asyncio.gather(*(store.insert_if_absent(CLAIM, row) for row in mine))
    assert answers.count(None) == 1
    winner = mine[answers.index(None)]
    assert all(answer == winner for answer in answers if answer is not None)


async def test_compare_and_set_has_one_winner(store: Store, target: Row) -> None:
    leases = [NOON + timedelta(seconds=n) for n in range(CROWD)]
    won = await asyncio.gather(
        *(
            store.compare_and_set(TARGET, target, {"lease_until": None}, {"lease_until": lease})
            for lease in leases
        )
    )
    assert won.count(True) == 1
    row = await store.get(TARGET, target)
    assert row is not None
    assert row["lease_until"] == leases[won.index(True)]


async def test_a_counter_by_compare_and_set_loses_no_step(store: Store, target: Row) -> None:
    async def step() -> None:
        while True:
            row = await store.get(TARGET, target)
            assert row is not None
            seen = row["failures"]
            if await store.compare_and_set(
                TARGET, target, {"failures": seen}, {"failures": seen + 1}
            ):
                return

    await asyncio.gather(*(step() for _ in range(5)))
    row = await store.get(TARGET, target)
    assert row is not None
    assert row["failures"] == 5


@pytest.mark.parametrize(
    ("expected", "sets"),
    [
        ({}, True),
        ({"failures": 0}, True),
        ({"failures": 1}, False),
        ({"failures": None}, False),
        ({"lease_until": None}, True),
        ({"lease_until": NOON}, False),
        ({"next_due": NOON, "lease_until": None, "failures": 0}, True),
        ({"next_due": NOON, "lease_until": NOON}, False),
        ({"shop": "shop.example"}, True),
        ({"shop": "SHOP.example"}, False),
    ],
    ids=str,
)
async def test_all_expected_values_must_hold(
    store: Store, target: Row, expected: dict[str, Any], sets: bool
) -> None:
    before = await store.get(TARGET, target)
    assert before is not None
    new = {"failures": 7, "next_due": None, "state": "ok"}
    assert await store.compare_and_set(TARGET, target, expected, new) is sets
    assert await store.get(TARGET, target) == (before | new if sets else before)


async def test_equal_numbers_are_equal_however_they_are_written(
    store: Store, product_id: str
) -> None:
    key = {"product_id": product_id}
    await store.put([Write(PRODUCT, product_row(product_id, price="1.50"))])
    new = {"price": Decimal(2)}
    assert await store.compare_and_set(PRODUCT, key, {"price": Decimal("1.5")}, new)
    assert await store.compare_and_set(PRODUCT, key, {"price": Decimal(2)}, {"price": None})


async def test_compare_and_set_needs_the_row(store: Store, product_id: str) -> None:
    key = {"target_id": product_id}
    for expected in ({}, {"lease_until": None}):
        assert not await store.compare_and_set(TARGET, key, expected, {"failures": 1})
    assert await store.get(TARGET, key) is None


async def test_new_values_may_repeat_the_key(store: Store, target: Row) -> None:
    assert await store.compare_and_set(TARGET, target, {}, target | {"failures": 2})
