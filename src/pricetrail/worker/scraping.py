"""Jobs done side by side within a budget of time; what is left over is due again at once."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from structlog.contextvars import bound_contextvars

from pricetrail import schedule
from pricetrail.batches import work_off
from pricetrail.config import Settings
from pricetrail.errors import PricetrailError
from pricetrail.fetch.standstill import Standstill
from pricetrail.log import get_logger
from pricetrail.pipeline import BrowserNeeded, Pipeline
from pricetrail.queue import Job, LocalQueue, Queue
from pricetrail.queue.messages import BROWSER, sendings_of
from pricetrail.queue.shared import Times
from pricetrail.worker.process import Workplace

BUDGET = timedelta(seconds=60)
GRACE = timedelta(seconds=5)
PATIENCE = timedelta(seconds=10)
"""So much longer than a shop's gap all of a batch may wait for turns that others have."""

LEFT, CUT_OFF, BROKEN, DONE_BEFORE = "left", "cut_off", "broken", "done_before"
PASSED_ON = "passed_on"
"""What jobs come to beside the outcomes of attempts."""

_log = get_logger("worker")


async def scrape_jobs(
    place: Workplace,
    jobs: Sequence[Job],
    *,
    budget: timedelta = BUDGET,
    grace: timedelta = GRACE,
    patience: timedelta = PATIENCE,
) -> dict[str, int]:
    """Do jobs, side by side and one at a time of each shop; returns how many came to what.

    Of a shop that politeness is off for, all are done side by side.

    When the budget is used up, the worker is told to end, or all that runs only waits for turns of
    shops, for `patience` longer than is usual, nothing new begins, what runs has the `grace` more,
    and the leases of the others are given back: those that were begun count as ``cut_off``, the
    rest as ``left``. A job that breaks off by an error counts as ``broken``; its lease ends by
    itself, and soon where a service was away. One that needs a browser where there is none goes on
    to a worker that has one, and counts as ``passed_on``.
    """
    services = place.services
    outcomes: Counter[tuple[str, str]] = Counter()
    lag = Times()
    standstill = Standstill(patience)
    pipeline = replace(services.pipeline, others_render=partial(place.queue.is_served, BROWSER))

    async def work(job: Job) -> None:
        if job.slot is not None:
            lag.count += 1
            lag.seconds += max((services.clock() - job.slot).total_seconds(), 0)
        with bound_contextvars(target=job.target_id, host=job.shop), standstill.at_work():
            try:
                came_to = await _outcome(pipeline, place.queue, job)
            except asyncio.CancelledError:
                outcomes[job.shop, CUT_OFF] += 1
                raise
        outcomes[job.shop, came_to] += 1

    queue = LocalQueue(work, len(jobs), partial(_lane, services.settings))
    try:
        left = await work_off(
            services.store,
            queue,
            jobs,
            within=budget,
            endings=(place.ending, standstill.reached),
            grace=grace,
            clock=services.clock,
        )
    finally:
        await place.shared.count_scrapes(outcomes, lag)
    counts: Counter[str] = Counter()
    for (_, outcome), number in outcomes.items():
        counts[outcome] += number
    counts[LEFT] = len(left) - counts[CUT_OFF]
    return dict(+counts)


def _lane(settings: Settings, job: Job) -> str:
    off = settings.politeness == "off" or job.shop in settings.politeness_off_hosts
    return job.target_id if off else job.shop


async def _outcome(pipeline: Pipeline, queue: Queue, job: Job) -> str:
    """What a job came to."""
    try:
        try:
            scrape = await pipeline.work(job)
        except BrowserNeeded:
            await queue.put([replace(job, fetcher=BROWSER)])
            return PASSED_ON
    except PricetrailError as error:
        _log.warning("a scrape broke off", reason=str(error))
        return BROKEN
    except Exception:  # noqa: BLE001 - one job that fails must not end the others
        _log.exception("a scrape broke off by a bug")
        return BROKEN
    return DONE_BEFORE if scrape is None else scrape.attempt.outcome


async def send_singly(place: Workplace, jobs: Sequence[Job]) -> dict[str, int]:
    """Send the jobs of a batch that lost its process one by one.

    So the one that took the process along, if any did, takes none of the others along again.
    """
    await place.queue.send(sendings_of(jobs, alone=True, expires=schedule.LEASE))
    return {"sent on": len(jobs)}
