"""Turns at hosts, pauses and breakers in Redis, the same for every process."""

import asyncio
import math
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from pricetrail.clock import Clock, utc_now
from pricetrail.errors import FetchFailed, ServiceUnavailable
from pricetrail.fetch.breaker import CLOSED, Breaker
from pricetrail.fetch.politeness import (
    JITTER,
    LONGEST_WAIT_FOR_PAUSE_S,
    at_rest,
    gap_between,
    host_key,
    on_pause,
    who_asks,
)
from pricetrail.fetch.retry import LONGEST_PAUSE, Sleep, Uniform, by_chance
from pricetrail.fetch.shared.link import Link
from pricetrail.fetch.shared.robots import RedisShelf
from pricetrail.fetch.standstill import waiting
from pricetrail.log import get_logger

_LEASE_MARGIN_S = 3.0
_LONGEST_SLEEP_S = 5.0
_BREAKER: TypeAdapter[Breaker] = TypeAdapter(Breaker)
_log = get_logger("politeness")


@dataclass(slots=True)
class _Line:
    """Those of this process who wait for one host: only the first of them asks Redis."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    in_line: int = 0


class RedisPoliteness:
    """Politeness as `LocalPoliteness` has it, one for all processes that use this Redis.

    A turn is a lease: what takes longer than `longest_turn_s` is given up, and who died holding
    one has lost it three seconds after that. Processes wait in one line, each with the first of
    its own. All times are those of Redis, whatever the clocks of machines say. Where Redis was
    emptied or started anew every host counts as just fetched, and `settle_s` more pass, for
    requests that were just being sent. Without Redis there are no turns.
    """

    def __init__(
        self,
        link: Link,
        gap_s: float,
        *,
        longest_turn_s: float = 32.0,
        settle_s: float = 1.0,
        off_hosts: Iterable[str] = (),
        clock: Clock = utc_now,
        sleep: Sleep = asyncio.sleep,
        uniform: Uniform = by_chance,
    ) -> None:
        self.shelf = RedisShelf(link, sleep=sleep)
        self._link = link
        self._gap_s = gap_s
        self._longest_turn_s = longest_turn_s
        self._settle_s = settle_s
        self._off_hosts = frozenset(host_key(host) for host in off_hosts)
        self._clock = clock
        self._sleep = sleep
        self._uniform = uniform
        self._run = link.script(files(__package__).joinpath("politeness.lua").read_text())
        self._process = uuid4().hex
        self._lines: dict[str, _Line] = {}

    @asynccontextmanager
    async def turn(self, host: str, *, crawl_delay_s: float = 0.0) -> AsyncIterator[None]:
        """See `Politeness.turn`. Raises FetchFailed where what is done in it takes too long."""
        key = host_key(host)
        if key in self._off_hosts:
            yield
            return
        gap = gap_between(self._gap_s, crawl_delay_s)
        owner = uuid4().hex
        used = 0
        usual_s = gap * (1 + JITTER)
        async with self._first_of_process(key, usual_s):
            try:
                with waiting(usual_s):
                    await self._until_given(host, owner, gap)
                used = 1
                async with self._in_time(host):
                    yield
            finally:
                pause = _ms(self._uniform(gap, gap * (1 + JITTER)))
                await self._quietly(key, "done", owner, used, pause)

    async def pause(self, host: str, seconds: float) -> None:
        """See `Politeness.pause`."""
        key = host_key(host)
        if key not in self._off_hosts:
            asked = min(seconds, LONGEST_PAUSE.total_seconds())
            await self._run(_keys(key), "pause", _ms(asked))

    async def tell(self, host: str, target: str, *, blocked: bool) -> None:
        """See `Politeness.tell`; without Redis it is not heard, which costs nobody their page."""
        key = host_key(host)
        if key in self._off_hosts:
            return
        try:
            while True:
                known, now_ms = await self._run(_keys(key), "breaker")
                after = _loaded(known).told(target, now_ms / 1000, blocked=blocked)
                if await self._swapped(key, known, after) is not None:
                    return
        except ServiceUnavailable as error:
            _log.warning("nobody was told how a host behaves", host=key, reason=str(error))

    async def close(self) -> None:
        """See `Politeness.close`."""
        await self._link.close()

    @asynccontextmanager
    async def _first_of_process(self, key: str, usual_s: float) -> AsyncIterator[None]:
        line = self._lines.setdefault(key, _Line())
        line.in_line += 1
        try:
            with waiting(usual_s):
                await line.lock.acquire()
            try:
                yield
            finally:
                line.lock.release()
        finally:
            line.in_line -= 1
            if not line.in_line:
                del self._lines[key]

    @asynccontextmanager
    async def _in_time(self, host: str) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._longest_turn_s) as limit:
                yield
        except TimeoutError as error:
            if not limit.expired():
                raise
            raise FetchFailed(
                f"{host} took longer than the {self._longest_turn_s:g} seconds of a turn"
            ) from error

    async def _until_given(self, host: str, owner: str, gap: float) -> None:
        key, breaker = host_key(host), ""
        lease, settle = self._longest_turn_s + _LEASE_MARGIN_S, self._settle_s
        seconds = (gap, lease, settle, LONGEST_WAIT_FOR_PAUSE_S, _LONGEST_SLEEP_S)
        given = [_ms(each) for each in seconds]
        while True:
            answer, *rest = await self._run(_keys(key), "ask", owner, breaker, *given)
            if answer == "go":
                return
            if answer == "paused":
                raise on_pause(host, rest[0] / 1000)
            if answer == "breaker":
                breaker = await self._admitted(host, *rest)
            else:
                await self._sleep((rest[0] + 1) / 1000)

    async def _admitted(self, host: str, known: str, now_ms: int) -> str:
        """The breaker that lets us through. Raises RateLimited where it does not."""
        breaker, who, now = _loaded(known), f"{self._process}.{who_asks()}", now_ms / 1000
        if breaker.refuses(who, now):
            raise at_rest(host, breaker, now, self._clock)
        swapped = await self._swapped(host_key(host), known, breaker.asked(who, now))
        return known if swapped is None else swapped

    async def _swapped(self, key: str, known: str, after: Breaker) -> str | None:
        """The breaker as it stands in Redis from now on; None where it is another one meanwhile."""
        if after == _loaded(known):
            return known
        text = "" if after == CLOSED else _BREAKER.dump_json(after).decode()
        until = _ms(after.matters_until())
        done = await self._run(_keys(key), "swap", known, text, until)
        return text if done else None

    async def _quietly(self, key: str, *command: str | int) -> None:
        """Tell Redis; what it does not hear ends by itself, later."""
        try:
            await self._run(_keys(key), *command)
        except ServiceUnavailable as error:
            _log.warning("the end of a turn was not heard", host=key, reason=str(error))


def _keys(key: str) -> list[str]:
    host = f"pricetrail:host:{key}"
    return [host, f"{host}:line", f"{host}:back", "pricetrail:known-since"]


def _loaded(breaker: str) -> Breaker:
    """The breaker as it was kept; a closed one for what another version may have left."""
    try:
        return _BREAKER.validate_json(breaker) if breaker else CLOSED
    except ValidationError:
        return CLOSED


def _ms(seconds: float) -> int:
    return math.ceil(seconds * 1000)
