"""What is due, in batches, for drivers that hand out work themselves: Airflow, or a shell.

Taking leases each target, as dispatch does for a queue; whoever is given a batch scrapes it. A
batch that got lost is due again when its leases end, and one that is worked twice, or at the same
time by two, makes no event twice.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal, NamedTuple

from pydantic import TypeAdapter, ValidationError

from pricetrail import schedule
from pricetrail.clock import Clock, utc_now
from pricetrail.errors import InvalidFile, ServiceUnavailable
from pricetrail.pipeline import Pipeline, Scrape
from pricetrail.queue import Job, LocalQueue
from pricetrail.queue.messages import JobTold
from pricetrail.store.base import Store

MOST = 2000
BUDGET = timedelta(minutes=10)  # less than a lease, in which the next ones would take it again
NO_GRACE = timedelta()

Batch = Sequence[Job]
Became = Literal["scraped", "done_before", "given_back"]

_BATCH: TypeAdapter[list[JobTold]] = TypeAdapter(list[JobTold])


class Worked(NamedTuple):
    """What became of a job; `scrape` is there where it was scraped.

    ``done_before``: its slot was done by somebody else, or its target went. ``given_back``: there
    was no time left, so it is due again at once.
    """

    job: Job
    became: Became
    scrape: Scrape | None = None


async def take_batches(
    store: Store, *, most: int = MOST, count: int, clock: Clock = utc_now
) -> list[list[Job]]:
    """Take up to `most` due targets, in up to `count` batches of about the same size.

    All targets of a shop are in one batch, so that batches worked side by side ask no shop faster
    than one of them does. What is beyond `most` stays due. Raises StoreUnavailable; what was taken
    until then is due again when its leases end.
    """
    queue = _Taking(most)
    with suppress(_Full):
        await schedule.dispatch(store, queue, clock=clock, catch_up=False)
    beyond = [*queue.taken[most:], *queue.refused]
    await schedule.release(store, beyond, clock=clock)
    return _by_shop(queue.taken[:most], count)


async def work_batch(
    pipeline: Pipeline,
    batch: Batch,
    *,
    within: timedelta = BUDGET,
    tell: Callable[[Worked], None],
) -> None:
    """Scrape the jobs of a batch, and `tell` of each what became of it, as they end.

    After `within` no further one is begun. What was not done, also where it is cancelled or the
    store fails, is due again at once. Raises StoreUnavailable and StoreError as the store does.
    """
    ends = pipeline.clock() + within
    late: list[Job] = []

    async def work(job: Job) -> None:
        if pipeline.clock() >= ends:
            late.append(job)
            return
        scrape = await pipeline.work(job)
        tell(Worked(job, "done_before" if scrape is None else "scraped", scrape))

    try:
        left = await work_off(pipeline.store, LocalQueue(work), batch, clock=pipeline.clock)
    finally:
        await schedule.release(pipeline.store, late, clock=pipeline.clock)
    for job in [*late, *left]:
        tell(Worked(job, "given_back"))


async def work_off(
    store: Store,
    queue: LocalQueue,
    jobs: Batch,
    *,
    within: timedelta | None = None,
    endings: Iterable[asyncio.Event] = (),
    grace: timedelta = NO_GRACE,
    clock: Clock = utc_now,
) -> list[Job]:
    """Put jobs into a queue of their own and wait until it has done them, or time is up.

    When `within` has passed, or one of the `endings` is set, nothing new begins, and what runs
    has the `grace` more. Returns the jobs that were not done; they are due again at once, also
    where this is cancelled or fails. Raises what the queue's work raises.
    """
    left: list[Job] = []
    try:
        await queue.put(jobs)
        await _done_or(queue, within, endings)
    finally:
        left += await queue.close(grace=grace)
        await schedule.release(store, left, clock=clock)
    return left


async def _done_or(
    queue: LocalQueue, within: timedelta | None, endings: Iterable[asyncio.Event]
) -> None:
    """Wait until all is done, the time is up or one of the endings is there."""
    first: set[asyncio.Task[Any]] = {asyncio.create_task(queue.join())}
    first |= {asyncio.create_task(ending.wait()) for ending in endings}
    try:
        await asyncio.wait(
            first,
            timeout=None if within is None else within.total_seconds(),
            return_when=asyncio.FIRST_COMPLETED,
        )
    finally:
        for task in first:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


def write_batch(batch: Batch) -> bytes:
    """A batch as a JSON array on one line, without the line's end."""
    return _BATCH.dump_json([JobTold.of(job) for job in batch])


def read_batch(line: bytes) -> list[Job]:
    """The batch that `write_batch` made a line of. Raises InvalidFile where it is none."""
    try:
        return [told.job for told in _BATCH.validate_json(line)]
    except ValidationError as error:
        raise InvalidFile("this is no batch; write lines that `pricetrail take` printed") from error


class _Full(ServiceUnavailable):
    """The queue has all that it may take."""


@dataclass
class _Taking:
    """A queue that keeps jobs until it has `most` of them or more, and then takes no more."""

    most: int
    taken: list[Job] = field(default_factory=list)
    refused: list[Job] = field(default_factory=list)

    async def put(self, jobs: Sequence[Job]) -> None:
        """Accept all of the jobs, or raise _Full: who dispatches frees what was refused whole."""
        if len(self.taken) >= self.most:
            self.refused += jobs
            raise _Full("no more are wanted")
        self.taken += jobs

    @property
    def running(self) -> list[Job]:
        """None: others work them off."""
        return []

    def raise_failed(self) -> None:
        """Nothing fails here."""

    async def close(self) -> list[Job]:
        """None is left here: others work them off."""
        return []


def _by_shop(jobs: Iterable[Job], count: int) -> list[list[Job]]:
    """Whole shops in up to `count` batches, the largest first, each to the smallest batch."""
    shops: dict[str, list[Job]] = defaultdict(list)
    for job in jobs:
        shops[job.shop].append(job)
    batches: list[list[Job]] = [[] for _ in range(count)]
    for shop in sorted(shops.values(), key=len, reverse=True):
        min(batches, key=len).extend(shop)
    return [batch for batch in batches if batch]
