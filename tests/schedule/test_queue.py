import asyncio
from datetime import UTC, datetime

import pytest

from pricetrail.errors import StoreUnavailable
from pricetrail.queue import Job, LocalQueue


def job(n: int, shop: str = "shop.example") -> Job:
    return Job(f"{shop}-{n}", shop, None)


async def test_one_shop_is_asked_one_thing_at_a_time_in_order():
    running, order = 0, []

    async def work(one: Job) -> None:
        nonlocal running
        running += 1
        assert running == 1
        await asyncio.sleep(0)
        order.append(one)
        running -= 1

    queue = LocalQueue(work)
    jobs = [job(n) for n in range(20)]
    for one in jobs:
        await queue.put([one])
    await queue.join()
    assert order == jobs


async def test_shops_run_side_by_side_within_the_limit():
    running = most = 0

    async def work(one: Job) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1

    queue = LocalQueue(work, concurrency=5)
    for n in range(40):
        await queue.put([job(0, f"shop{n}.example")])
    await queue.join()
    assert most == 5


async def test_a_target_is_not_queued_twice():
    done = []

    async def work(one: Job) -> None:
        done.append(one)

    queue = LocalQueue(work)
    await queue.put([job(1)])
    await queue.put([job(1)])
    assert queue.waiting == 1
    await queue.join()
    await queue.put([job(1)])
    await queue.join()
    assert done == [job(1), job(1)]


async def test_an_error_stops_the_wait():
    async def work(one: Job) -> None:
        raise StoreUnavailable("the disk is full")

    queue = LocalQueue(work)
    await queue.put([job(1)])
    with pytest.raises(StoreUnavailable):
        await queue.join()
    await queue.close()


async def test_closing_cancels_what_waits():
    started = asyncio.Event()

    async def work(one: Job) -> None:
        started.set()
        await asyncio.Event().wait()

    queue = LocalQueue(work)
    for n in range(3):
        await queue.put([job(n)])
    await started.wait()
    await queue.close()
    assert queue.waiting == 0
    await queue.join()


async def test_one_that_runs_is_done_once_more():
    done, started, may_end = [], asyncio.Event(), asyncio.Event()

    async def work(one: Job) -> None:
        started.set()
        await may_end.wait()
        done.append(one)

    queue = LocalQueue(work)
    await queue.put([job(1)])
    await started.wait()
    assert queue.running == [job(1)]
    again = Job(job(1).target_id, "shop.example", datetime(2026, 3, 1, tzinfo=UTC))
    await queue.put([again])
    assert queue.waiting == 2
    may_end.set()
    await queue.join()
    assert done == [job(1), again]
    assert queue.running == []


async def test_the_latest_job_of_a_waiting_target_counts_in_its_place():
    done = []

    async def work(one: Job) -> None:
        done.append(one)

    queue = LocalQueue(work)
    later = Job(job(1).target_id, "shop.example", datetime(2026, 3, 1, tzinfo=UTC))
    for one in (job(1), job(2), later):
        await queue.put([one])
    await queue.join()
    assert done == [later, job(2)]


async def test_after_an_error_the_shop_can_be_asked_again():
    fails, done = True, []

    async def work(one: Job) -> None:
        if fails:
            raise StoreUnavailable("the disk is full")
        done.append(one)

    queue = LocalQueue(work)
    await queue.put([job(1)])
    await queue.put([job(2)])
    with pytest.raises(StoreUnavailable):
        await queue.join()
    fails = False
    await queue.put([job(2)])
    await queue.join()
    assert done == [job(2)]
    assert await queue.close() == [job(1)]
