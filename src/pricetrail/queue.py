"""Where due work waits: the protocol, and the queue inside one process."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Job:
    """One target to scrape for one slot; `slot` is None for a scrape asked for by hand."""

    target_id: str
    shop: str
    slot: datetime | None


class Queue(Protocol):
    """Takes jobs; whoever works them off is somebody else's business."""

    async def put(self, job: Job) -> None:
        """Accept a job. Raises ServiceUnavailable, quickly, when it cannot be accepted."""


@dataclass
class LocalQueue:
    """The queue of one process: a lane per shop, so that each shop is asked one thing at a time.

    At most `concurrency` jobs run at once. A target that is waiting or running already is not
    queued again. An error that `work` raises stops the queue and comes out of `join`.
    """

    work: Callable[[Job], Awaitable[object]]
    concurrency: int = 32
    _lanes: dict[str, deque[Job]] = field(default_factory=dict)
    _known: dict[str, Job] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.concurrency)

    async def put(self, job: Job) -> None:
        """Accept a job; a target that is waiting or running already is left as it is."""
        if job.target_id in self._known:
            return
        self._known[job.target_id] = job
        lane = self._lanes.get(job.shop)
        if lane is not None:
            lane.append(job)
            return
        self._lanes[job.shop] = deque([job])
        self._tasks.add(asyncio.create_task(self._run_lane(job.shop)))

    @property
    def waiting(self) -> int:
        """Jobs that wait or run."""
        return len(self._known)

    async def join(self) -> None:
        """Wait until nothing waits or runs; raises the first error that `work` raised."""
        while self._tasks:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            self.raise_failed()

    def raise_failed(self) -> None:
        """Forget the lanes that ended; raises the first error that `work` raised in one."""
        done = {task for task in self._tasks if task.done()}
        self._tasks -= done
        for error in [task.exception() for task in done]:
            if error is not None:
                raise error

    async def close(self) -> list[Job]:
        """Cancel what waits and runs; returns those jobs, which are not done."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        self._lanes.clear()
        left = list(self._known.values())
        self._known.clear()
        return left

    async def _run_lane(self, shop: str) -> None:
        lane = self._lanes[shop]
        while lane:
            job = lane.popleft()
            async with self._slots:
                await self.work(job)
            del self._known[job.target_id]
        del self._lanes[shop]
