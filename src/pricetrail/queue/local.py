"""The queue inside one process."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from operator import attrgetter

from pricetrail.queue.base import Job


@dataclass
class LocalQueue:
    """The queue of one process: a lane per shop, so that each shop is asked one thing at a time.

    `lane` names the lane of a job, where it is not the shop's. At most `concurrency` jobs run at
    once. A target that waits already keeps its place, and its latest job is the one that counts;
    one that runs is queued again, and done once more. An error that `work` raises ends the lane
    and comes out of `join`; what waited in it is not done, and may be put again.
    """

    work: Callable[[Job], Awaitable[object]]
    concurrency: int = 32
    lane: Callable[[Job], str] = attrgetter("shop")
    _lanes: dict[str, deque[str]] = field(default_factory=dict)
    _waiting: dict[str, Job] = field(default_factory=dict)
    _running: dict[str, Job] = field(default_factory=dict)
    _left: dict[str, Job] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _slots: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._slots = asyncio.Semaphore(self.concurrency)

    async def put(self, jobs: Sequence[Job]) -> None:
        """Accept jobs; each replaces one of the same target that waits already."""
        for job in jobs:
            self._put(job)

    def _put(self, job: Job) -> None:
        self._left.pop(job.target_id, None)
        known = job.target_id in self._waiting
        self._waiting[job.target_id] = job
        if known:
            return
        name = self.lane(job)
        lane = self._lanes.get(name)
        if lane is not None:
            lane.append(job.target_id)
            return
        self._lanes[name] = deque([job.target_id])
        self._tasks.add(asyncio.create_task(self._run_lane(name)))

    @property
    def waiting(self) -> int:
        """How many jobs wait or run."""
        return len(self._waiting) + len(self._running)

    @property
    def running(self) -> list[Job]:
        """The jobs that run now, the longest running first."""
        return list(self._running.values())

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

    async def close(self, *, grace: timedelta = timedelta()) -> list[Job]:
        """Begin nothing more, cancel what runs after `grace`; returns what is not done."""
        self._left |= self._waiting
        self._waiting.clear()
        for lane in self._lanes.values():
            lane.clear()
        if grace and self._tasks:
            await asyncio.wait(self._tasks, timeout=grace.total_seconds())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        self._lanes.clear()
        left = list(self._left.values())
        self._left.clear()
        return left

    async def _run_lane(self, name: str) -> None:
        lane = self._lanes[name]
        try:
            while lane:
                async with self._slots:
                    if lane:  # it may have been closed meanwhile
                        await self._do(self._waiting.pop(lane.popleft()))
        finally:
            del self._lanes[name]
            self._left |= {target_id: self._waiting.pop(target_id) for target_id in lane}

    async def _do(self, job: Job) -> None:
        self._running[job.target_id] = job
        try:
            await self.work(job)
        except BaseException:
            self._left[job.target_id] = job
            raise
        finally:
            del self._running[job.target_id]
