"""The connection to Redis: every command ends within seconds, and its failure is a declared one."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from pricetrail.errors import ServiceUnavailable, UsageError

_TROUBLE = (RedisError, OSError, TimeoutError)
_FAILED_FOR_S = 1.0
_MOST_AT_ONCE = 16


class Link:
    """Commands to the Redis at `url`; it connects when the first one is sent.

    Each is tried twice, `answer_s` at most each time: a connection may have gone with a server
    that was started anew. Raises UsageError for what is no such URL. For a second after a command
    failed all others fail at once, so that a crowd does not find out one after the other.
    """

    def __init__(self, url: str, *, answer_s: float = 1.5) -> None:
        try:
            self._redis = Redis.from_url(
                url,
                decode_responses=True,
                socket_connect_timeout=answer_s,
                socket_timeout=answer_s,
                retry=Retry(NoBackoff(), 0),
            )
            parts = urlsplit(url)
            self._place = f"{parts.hostname or 'localhost'}:{parts.port or 6379}"
        except ValueError as error:
            raise UsageError("REDIS_URL is no redis://host:port/number") from error
        self._answer_s = answer_s
        self._at_once = asyncio.Semaphore(_MOST_AT_ONCE)
        self._failed_at = float("-inf")
        self._why = ""

    def script(self, text: str) -> Callable[..., Awaitable[Any]]:
        """A function that runs a Lua script, given its keys and then its arguments.

        The script may run twice where the first answer got lost. Raises ServiceUnavailable, three
        seconds after it was sent at the latest.
        """
        script = self._redis.register_script(text)

        async def run(keys: list[str], *arguments: str | int) -> Any:
            async with self._at_once:
                if time.monotonic() - self._failed_at < _FAILED_FOR_S:
                    raise self._unavailable()
                with suppress(*_TROUBLE):
                    return await self._in_time(script(keys, arguments))
                try:
                    return await self._in_time(script(keys, arguments))
                except _TROUBLE as error:
                    self._failed_at = time.monotonic()
                    self._why = " ".join(str(error).split())[:200] or "it does not answer"
                    raise self._unavailable() from error

        return run

    async def close(self) -> None:
        """Close all connections; closing twice is harmless, and the next command opens one."""
        await self._redis.aclose()

    async def _in_time(self, answer: Awaitable[Any]) -> Any:
        async with asyncio.timeout(self._answer_s):
            return await answer

    def _unavailable(self) -> ServiceUnavailable:
        return ServiceUnavailable(
            f"Redis at {self._place} cannot be used, so nothing is fetched: {self._why}"
        )
