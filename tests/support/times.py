"""Moments and a passage of time that tests decide on."""

import asyncio
import heapq
from collections.abc import Awaitable
from datetime import UTC, datetime

NOON = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)

_SETTLED = 100  # passes of the event loop after which nothing but sleepers is left


class FakeTime:
    """A monotonic clock that jumps to the next sleeper once nobody else can run."""

    def __init__(self) -> None:
        self.at = 0.0
        self.slept: list[float] = []
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        waker = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.at + seconds, len(self.slept), waker))
        await waker

    async def run(self, *work: Awaitable[object]) -> list[object]:
        """What each of `work` returns or raises, time passing as it is slept away."""
        everything = asyncio.gather(*work, return_exceptions=True)
        while not everything.done():
            await self.settle()
            if not everything.done():
                self.wake_next()
        return await everything

    def wake_next(self) -> None:
        """Jump to the sleeper that wakes next, if there is one that was not cancelled."""
        while self._sleepers:
            moment, _, waker = heapq.heappop(self._sleepers)
            if not waker.done():
                self.at = max(self.at, moment)
                waker.set_result(None)
                return

    async def settle(self) -> None:
        for _ in range(_SETTLED):
            await asyncio.sleep(0)
