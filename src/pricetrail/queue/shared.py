"""What workers, Beat and whoever watches them tell each other through Redis; none of it is lasting.

A Redis that was wiped costs numbers and nothing else: what is due stands in the store.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from pricetrail.clock import from_epoch_ms
from pricetrail.errors import ServiceUnavailable
from pricetrail.queue.broker import shown
from pricetrail.queue.messages import PRIORITIES, QUEUES

PATIENCE_S = 0.8

BEAT = "pricetrail:beat"
"""Where Beat notes when it ticked last, in milliseconds since 1970; kept for `BEAT_KEPT`."""
BEAT_KEPT = timedelta(minutes=5)

_SCRAPES = "pricetrail:scrapes"
_TIMES = "pricetrail:times"
_LOCK = "pricetrail:only-one:"
_LOCKED_S = 15.0
_RENEWED_S = 5.0
_UNACKNOWLEDGED = "unacked"  # the names that Celery's transport gives these keys
_BETWEEN = "\x06\x16"
_MOST_HOSTS = 500
_OTHER_HOSTS = "other"
_LAG = "due lag"


@dataclass
class Times:
    """How often something was measured, and how many seconds that makes in all."""

    count: int = 0
    seconds: float = 0.0


@dataclass
class Numbers:
    """What Redis tells at a moment; the counts begin anew when it is wiped.

    `waiting` are the messages in each queue, `in_work` those that workers hold. `scrapes` counts
    by host and outcome, `tasks` measures by name, and `lag` how long after their slots scrapes
    began. `beat_at` is when Beat ticked last, None where that is long ago.
    """

    waiting: dict[str, int] = field(default_factory=dict)
    in_work: int = 0
    scrapes: dict[tuple[str, str], int] = field(default_factory=dict)
    tasks: dict[str, Times] = field(default_factory=dict)
    lag: Times = field(default_factory=Times)
    beat_at: datetime | None = None


class Shared:
    """A connection to what is shared, of one event loop; it connects when it is first used."""

    def __init__(self, redis_url: str) -> None:
        self._where = shown(redis_url)
        self._hosts: set[str] = set()
        self._redis: Redis = Redis.from_url(
            redis_url,
            socket_timeout=PATIENCE_S,
            socket_connect_timeout=PATIENCE_S,
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()

    async def ping(self) -> str:
        """The server's version, from a real round trip. Raises ServiceUnavailable."""
        with self._failures():
            info: dict[str, Any] = await self._redis.info("server")
            return f"{self._where}, Redis {info['redis_version']}"

    async def count_scrapes(self, outcomes: Counter[tuple[str, str]], lag: Times) -> None:
        """Add what scrapes came to by host and outcome, and how late they began.

        A Redis that is away is told nothing: it is no reason to fail.
        """
        with suppress(RedisError, OSError):
            async with self._redis.pipeline(transaction=False) as pipe:
                for (host, outcome), number in outcomes.items():
                    pipe.hincrby(_SCRAPES, f"{self._host(host)} {outcome}", number)
                _add(pipe, _LAG, lag)
                await pipe.execute()

    async def count_task(self, name: str, seconds: float) -> None:
        """Add how long a task took; as `count_scrapes`, it never fails."""
        with suppress(RedisError, OSError):
            async with self._redis.pipeline(transaction=False) as pipe:
                _add(pipe, name, Times(1, seconds))
                await pipe.execute()

    async def numbers(self) -> Numbers:
        """All of them at this moment.

        Raises ServiceUnavailable, also where somebody else wrote what is no number.
        """
        keys = [(queue, _key(queue, priority)) for queue in QUEUES for priority in PRIORITIES]
        with self._failures():
            async with self._redis.pipeline(transaction=False) as pipe:
                for _, key in keys:
                    pipe.llen(key)
                pipe.hlen(_UNACKNOWLEDGED)
                pipe.hgetall(_SCRAPES)
                pipe.hgetall(_TIMES)
                pipe.get(BEAT)
                *lengths, in_work, scrapes, times, beat = await pipe.execute()
            waiting: Counter[str] = Counter()
            for (queue, _), length in zip(keys, lengths, strict=True):
                waiting[queue] += length
            measured = _times(times)
            lag = measured.pop(_LAG, Times())
            counts = {_pair(name): int(number) for name, number in scrapes.items()}
            beat_at = None if beat is None else from_epoch_ms(int(beat))
            return Numbers(dict(waiting), in_work, counts, measured, lag, beat_at)

    @asynccontextmanager
    async def only_one(self, name: str) -> AsyncIterator[bool]:
        """Whether nobody else is at it; then nobody is meanwhile, as far as Redis can tell.

        Whoever dies at it keeps the others from it for fifteen seconds.
        """
        lock = self._redis.lock(f"{_LOCK}{name}", timeout=_LOCKED_S, blocking=False)
        try:
            first = await lock.acquire()
        except (RedisError, OSError):
            first = True
        if not first:
            yield False
            return
        renewing = asyncio.create_task(_keep(lock))
        try:
            yield True
        finally:
            renewing.cancel()
            with suppress(RedisError, OSError):
                await lock.release()

    def _host(self, host: str) -> str:
        """The host itself, unless this process counted for very many of them."""
        if len(self._hosts) < _MOST_HOSTS:
            self._hosts.add(host)
        return host if host in self._hosts else _OTHER_HOSTS

    @contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except (RedisError, OSError) as error:
            raise ServiceUnavailable(f"Redis at {self._where}: {error}") from error
        except (ValueError, OverflowError) as error:
            raise ServiceUnavailable(f"Redis at {self._where} holds no number: {error}") from error


async def _keep(lock: Any) -> None:
    """Keep a lock as long as this runs."""
    with suppress(RedisError, OSError):  # it is lost then, which is allowed
        while True:
            await asyncio.sleep(_RENEWED_S)
            await lock.extend(_LOCKED_S, replace_ttl=True)


def _key(queue: str, priority: int) -> str:
    return f"{queue}{_BETWEEN}{priority}" if priority else queue


def _add(pipe: Any, name: str, times: Times) -> None:
    pipe.hincrby(_TIMES, f"{name} count", times.count)
    pipe.hincrbyfloat(_TIMES, f"{name} seconds", times.seconds)


def _times(stored: dict[str, str]) -> dict[str, Times]:
    found: dict[str, Times] = {}
    for field_, value in stored.items():
        name, what = _pair(field_)
        times = found.setdefault(name, Times())
        if what == "count":
            times.count = int(value)
        else:
            times.seconds = float(value)
    return found


def _pair(text: str) -> tuple[str, str]:
    first, _, last = text.rpartition(" ")
    return first, last
