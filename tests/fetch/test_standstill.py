"""A standstill is noticed only where nobody who is at work does anything but wait."""

import asyncio
from datetime import timedelta

import pytest

from pricetrail.fetch.standstill import Standstill, waiting

AT_ONCE = timedelta(0)
LONG = 3600.0


async def a_moment() -> None:
    """Until timers that are up have run."""
    for _ in range(3):
        await asyncio.sleep(0)


@pytest.fixture
async def standstill() -> Standstill:
    return Standstill(AT_ONCE)


async def test_one_who_waits_alone_stands_still(standstill: Standstill) -> None:
    with standstill.at_work(), waiting():
        await asyncio.wait_for(standstill.reached.wait(), 60)


async def test_one_who_is_at_work_stands_not_still(standstill: Standstill) -> None:
    with standstill.at_work():
        with waiting():
            pass
        await a_moment()
    await a_moment()
    assert not standstill.reached.is_set()


async def test_all_have_to_wait(standstill: Standstill) -> None:
    go_on = asyncio.Event()

    async def work() -> None:
        with standstill.at_work():
            await go_on.wait()
            with waiting():
                await standstill.reached.wait()

    async with asyncio.timeout(60), asyncio.TaskGroup() as group:
        group.create_task(work())
        with standstill.at_work(), waiting():
            await a_moment()
            assert not standstill.reached.is_set()
            go_on.set()
            await standstill.reached.wait()


async def test_what_is_usual_is_waited_for(standstill: Standstill) -> None:
    with standstill.at_work(), waiting(LONG):
        await a_moment()
        assert not standstill.reached.is_set()


async def test_who_is_not_watched_waits_all_the_same(standstill: Standstill) -> None:
    with waiting():
        await a_moment()
    assert not standstill.reached.is_set()
