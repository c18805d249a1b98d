"""Politeness: whose turn it is at a host, and for how long the host is left alone."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from pricetrail.clock import Clock, utc_now
from pricetrail.errors import RateLimited
from pricetrail.fetch.breaker import CLOSED, Breaker
from pricetrail.fetch.retry import LONGEST_PAUSE, Sleep, Uniform, by_chance
from pricetrail.fetch.shelf import RobotsShelf

LONGEST_CRAWL_DELAY_S = 60.0
LONGEST_WAIT_FOR_PAUSE_S = 30.0
JITTER = 0.25


class Politeness(Protocol):
    """Turns at hosts, shared by all who fetch; a host is named by `pricetrail.urls.shop_of`."""

    @property
    def shelf(self) -> RobotsShelf | None:
        """Where robots.txt is kept for all; None where each process keeps its own copies."""

    def turn(self, host: str, *, crawl_delay_s: float = 0.0) -> AbstractAsyncContextManager[None]:
        """Waits for a turn at `host`, and holds it: send one request meanwhile.

        `crawl_delay_s` is what robots.txt asks for. Raises RateLimited, without waiting, where
        the host blocks us, or asked to be left alone for longer than is worth waiting for;
        ServiceUnavailable where nobody can say whose turn it is.
        """

    async def pause(self, host: str, seconds: float) -> None:
        """Give nobody a turn at `host` for `seconds` from now, a week at most; it asked for that.

        Raises ServiceUnavailable where the others cannot be told.
        """

    async def tell(self, host: str, target: str, *, blocked: bool) -> None:
        """A page of `target` at `host` was read: the host served it, or it blocks us.

        Where it blocks one target after the other, nobody gets a turn for a while.
        """

    async def close(self) -> None:
        """Close connections; closing twice is harmless."""


@dataclass(slots=True)
class _Lane:
    """One host: its queue, when the next turn may begin, and until when it is left alone."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    in_line: int = 0
    next_at: float = 0.0
    paused_until: float = 0.0
    breaker: Breaker = CLOSED

    def owes_until(self) -> float:
        """From when on the lane may be forgotten, if nobody is in line."""
        known = max(self.next_at, self.paused_until)
        return known if self.breaker == CLOSED else max(known, self.breaker.matters_until())


class LocalPoliteness:
    """Politeness within one process: one turn at a time per host, first come, first served.

    Between the end of a turn and the beginning of the next lie `gap_s` seconds, or the crawl
    delay where that is longer (up to `LONGEST_CRAWL_DELAY_S`), and up to a quarter more by
    chance. For `off_hosts`, and with ``off=True`` for every host, turns are free: no gap, no
    queue, no pause, no rest. `clock` words until when a host is left alone; `now`, `sleep` and
    `uniform` are there for tests to replace.
    """

    shelf = None

    def __init__(
        self,
        gap_s: float,
        *,
        off: bool = False,
        off_hosts: Iterable[str] = (),
        clock: Clock = utc_now,
        now: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
        uniform: Uniform = by_chance,
    ) -> None:
        self._gap_s = gap_s
        self._off = off
        self._off_hosts = frozenset(host_key(host) for host in off_hosts)
        self._clock = clock
        self._now = now
        self._sleep = sleep
        self._uniform = uniform
        self._lanes: dict[str, _Lane] = {}
        self._sweep_at = 256

    @asynccontextmanager
    async def turn(self, host: str, *, crawl_delay_s: float = 0.0) -> AsyncIterator[None]:
        """See `Politeness.turn`."""
        key = host_key(host)
        if self._is_off(key):
            yield
            return
        lane = self._lane(key)
        gap = gap_between(self._gap_s, crawl_delay_s)
        self._admit(host, lane)
        lane.in_line += 1
        try:
            async with lane.lock:
                await self._until_free(host, lane)
                try:
                    yield
                finally:
                    lane.next_at = self._now() + self._uniform(gap, gap * (1 + JITTER))
        finally:
            lane.in_line -= 1

    async def pause(self, host: str, seconds: float) -> None:
        """See `Politeness.pause`."""
        key = host_key(host)
        if not self._is_off(key):
            lane = self._lane(key)
            until = self._now() + min(seconds, LONGEST_PAUSE.total_seconds())
            lane.paused_until = max(lane.paused_until, until)

    async def tell(self, host: str, target: str, *, blocked: bool) -> None:
        """See `Politeness.tell`."""
        key = host_key(host)
        if not self._is_off(key) and (blocked or key in self._lanes):
            lane = self._lane(key)
            lane.breaker = lane.breaker.told(target, self._now(), blocked=blocked)

    async def close(self) -> None:
        """See `Politeness.close`."""

    async def _until_free(self, host: str, lane: _Lane) -> None:
        while True:
            self._admit(host, lane)
            now = self._now()
            paused_s = lane.paused_until - now
            if paused_s > LONGEST_WAIT_FOR_PAUSE_S:
                raise on_pause(host, paused_s)
            wait = max(paused_s, lane.next_at - now)
            if wait <= 0:
                return
            await self._sleep(wait)

    def _admit(self, host: str, lane: _Lane) -> None:
        """Raises RateLimited where the host's breaker lets nobody through now."""
        now, who = self._now(), who_asks()
        if lane.breaker.refuses(who, now):
            raise at_rest(host, lane.breaker, now, self._clock)
        lane.breaker = lane.breaker.asked(who, now)

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
            if lane.in_line or lane.owes_until() > now
        }
        self._sweep_at = max(256, 2 * len(self._lanes))


def host_key(host: str) -> str:
    """The name under which all spellings of a host are one."""
    return host.lower().rstrip(".").removeprefix("www.")


def gap_between(gap_s: float, crawl_delay_s: float) -> float:
    """Least seconds between two turns of a host with that crawl delay."""
    return max(gap_s, min(crawl_delay_s, LONGEST_CRAWL_DELAY_S))


def who_asks() -> str:
    """The task that asks for a turn: robots.txt, redirects and page of a fetch are one visit."""
    return f"{id(asyncio.current_task()):x}"


def on_pause(host: str, seconds: float) -> RateLimited:
    """The error for a host that asked to be left alone."""
    return RateLimited(
        f"{host} asked to be left alone for {seconds:.0f} s more",
        retry_after=timedelta(seconds=seconds),
    )


def at_rest(host: str, breaker: Breaker, now: float, clock: Clock) -> RateLimited:
    """The error for a host whose breaker is open."""
    left = timedelta(seconds=breaker.until - now)
    until = f"{clock() + left:%Y-%m-%d %H:%M} UTC"
    tried = "; one page is being tried" if breaker.prober else ""
    return RateLimited(f"{host} blocked us; left alone until {until}{tried}", retry_after=left)
