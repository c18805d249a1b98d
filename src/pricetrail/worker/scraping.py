"""Jobs done side by side within a budget of time; what is left over is due again at once."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from pricetrail import schedule
from pricetrail.bootstrap import Services
from pricetrail.log import get_logger
from pricetrail.queue import Job, LocalQueue
from pricetrail.queue.broker import BrokerQueue
from pricetrail.queue.messages import sendings_of

BUDGET = timedelta(seconds=60)
GRACE = timedelta(seconds=5)

_log = get_logger("worker")


async def scrape_jobs(
    services: Services,
    jobs: Sequence[Job],
    *,
    ending: asyncio.Event,
    budget: timedelta = BUDGET,
) -> dict[str, int]:
    """Do jobs, one at a time of each shop; returns how many came to which outcome.

    When the budget is used up, or `ending` is set, nothing new begins, what runs has five
    seconds more, and the leases of the others are given back: they count as ``left``. A job
    that breaks off by an error counts as ``broken``; its lease ends by itself.
    """
    counts: Counter[str] = Counter()

    async def work(job: Job) -> None:
        try:
            scrape = await services.pipeline.work(job)
        except Exception:  # noqa: BLE001 - one job that fails must not end the others
            _log.exception("a scrape broke off; its lease ends by itself", target=job.target_id)
            counts["broken"] += 1
        else:
            counts["done before" if scrape is None else scrape.attempt.outcome] += 1

    queue = LocalQueue(work, concurrency=len(jobs))
    try:
        await queue.put(jobs)
        await _done_or(ending, queue, budget)
    finally:
        left = await queue.close(grace=GRACE)
        await schedule.release(services.store, left, clock=services.clock)
        counts["left"] += len(left)
    return dict(+counts)


async def send_singly(queue: BrokerQueue, jobs: Sequence[Job]) -> dict[str, int]:
    """Send the jobs of a batch that lost its process one by one.

    So the one that took the process along, if any did, takes none of the others along again.
    """
    await queue.send(sendings_of(jobs, alone=True))
    return {"sent on": len(jobs)}


async def _done_or(ending: asyncio.Event, queue: LocalQueue, budget: timedelta) -> None:
    """Wait until all is done, the budget is used up or the worker ends."""
    first = {asyncio.create_task(queue.join()), asyncio.create_task(ending.wait())}
    try:
        await asyncio.wait(
            first, timeout=budget.total_seconds(), return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        for task in first:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
