"""Politeness: whose turn it is at a host, and for how long the host wants to be left alone."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from pricetrail.errors import RateLimited
from pricetrail.fetch.retry import Sleep, Uniform, by_chance


class Politeness(Protocol):
    """Turns at hosts, shared by all who fetch; a host is named by `pricetrail.urls.shop_of`."""

    def turn(self, host: str, *, crawl_delay_s: float = 0.0) -> AbstractAsyncContextManager[None]:
        """Waits for a turn at `host`, and holds it: send one request meanwhile.

        `crawl_delay_s` is what robots.txt asks for. Raises RateLimited, without waiting, where
        the host asked to be left alone for longer than is worth waiting for.
        """

    async def pause(self, host: str, seconds: float) -> None:
        """Give nobody a turn at `host` for `seconds` from now; it asked for that."""


@dataclass(slots=True)
class _Lane:
    """One host: its queue, when the next turn may begin, and until when it is left alone."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    in_line: int = 0
    next_at: float = 0.0
    paused_until: float = 0.0


class LocalPoliteness:
    """Politeness within one process: one turn at a time per host, first come, first served.

    Between the end of a turn and the beginning of the next lie `gap_s` seconds, or the crawl
    delay where that is longer (up to `LONGEST_CRAWL_DELAY_S`), and up to a quarter more by
    chance. For `off_hosts`, and with ``off=True`` for every host, turns are free: no gap, no
    queue, no pause. `now`, `sleep` and `uniform` are there for tests to replace.
    """

    LONGEST_CRAWL_DELAY_S = 60.0
    LONGEST_WAIT_FOR_PAUSE_S = 30.0
    JITTER = 0.25

    def __init__(
        self,
        gap_s: float,
        *,
        off: bool = False,
        off_hosts: Iterable[str] = (),
        now: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        uniform: Uniform = by_chance,
    ) -> None:
        self._gap_s = gap_s
        self._off = off
        self._off_hosts = frozenset(_key(host) for host in off_hosts)
        self._now = now
        self._sleep = sleep
        self._uniform = uniform
        self._lanes: dict[str, _Lane] = {}
        self._sweep_at = 256

    @asynccontextmanager
    async def turn(self, host: str, *, crawl_delay_s: float = 0.0) -> AsyncIterator[None]:
        """See `Politeness.turn`."""
        key = _key(host)
        if self._is_off(key):
            yield
            return
        lane = self._lane(key)
        gap = max(self._gap_s, min(crawl_delay_s, self.LONGEST_CRAWL_DELAY_S))
        lane.in_line += 1
        try:
            async with lane.lock:
                await self._until_free(host, lane)
                try:
                    yield
                finally:
                    lane.next_at = self._now() + self._uniform(gap, gap * (1 + self.JITTER))
        finally:
            lane.in_line -= 1

    async def pause(self, host: str, seconds: float) -> None:
        """See `Politeness.pause`."""
        key = _key(host)
        if not self._is_off(key):
            lane = self._lane(key)
            lane.paused_until = max(lane.paused_until, self._now() + seconds)

    async def _until_free(self, host: str, lane: _Lane) -> None:
        while True:
            now = self._now()
            paused_s = lane.paused_until - now
            if paused_s > self.LONGEST_WAIT_FOR_PAUSE_S:
                raise RateLimited(
                    f"{host} asked to be left alone for {paused_s:.0f} s more",
                    retry_after=timedelta(seconds=paused_s),
                )
            wait = max(paused_s, lane.next_at - now)
            if wait <= 0:
                return
            await self._sleep(wait)

    def _is_off(self, key: str) -> bool:
        return self._off or key in self._off_hosts

    def _lane(self, key: str) -> _Lane:
        lane = self._lanes.get(key)
        if lane is None:
            if len(self._lanes) >= self._sweep_at:
                self._forget_idle()
            lane = self._lanes[key] = _Lane()
        return lane

    def _forget_idle(self) -> None:
        """Forget hosts that nobody waits for and whose gap has passed; they owe nothing."""
        now = self._now()
        self._lanes = {
            key: lane
            for key, lane in self._lanes.items()
            if lane.in_line or max(lane.next_at, lane.paused_until) > now
        }
        self._sweep_at = max(256, 2 * len(self._lanes))


def _key(host: str) -> str:
    return host.lower().rstrip(".").removeprefix("www.")
