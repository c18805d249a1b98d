"""The connection to Redis: every command ends within seconds, and its failure is a declared one."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import RedisError

from pricetrail.errors import ServiceUnavailable, UsageError

_CONNECT_S = 1.0
_ANSWER_S = 1.0
_COMMAND_S = 2.0
_FAILED_FOR_S = 1.0
_MOST_AT_ONCE = 16


class Link:
    """Commands to the Redis at `url`; it connects when the first one is sent.

    Raises UsageError for what is no such URL. For a second after a command failed all others fail
    at once, so that a crowd does not find out one after the other.
    """

    def __init__(self, url: str) -> None:
        try:
            self._redis = Redis.from_url(
                url,
                decode_responses=True,
                socket_connect_timeout=_CONNECT_S,
                socket_timeout=_ANSWER_S,
                retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionLost,)),
            )
            parts = urlsplit(url)
            self._place = f"{parts.hostname or 'localhost'}:{parts.port or 6379}"
        except ValueError as error:
            raise UsageError(f"REDIS_URL: {error}") from error
        self._at_once = asyncio.Semaphore(_MOST_AT_ONCE)
        self._failed_at = float("-inf")
        self._why = ""

    def script(self, text: str) -> Callable[..., Awaitable[Any]]:
        """A function that runs a Lua script, given its keys and then its arguments.

        It raises ServiceUnavailable, two seconds after it was sent at the latest.
        """
        script = self._redis.register_script(text)

        async def run(keys: list[str], *arguments: str | int) -> Any:
            async with self._at_once:
                if time.monotonic() - self._failed_at < _FAILED_FOR_S:
                    raise self._unavailable()
                try:
                    async with asyncio.timeout(_COMMAND_S):
                        return await script(keys, arguments)
                except (RedisError, OSError, TimeoutError) as error:
                    self._failed_at = time.monotonic()
                    self._why = " ".join(str(error).split())[:200] or "it does not answer"
                    raise self._unavailable() from error

        return run

    async def close(self) -> None:
        """Close all connections; closing twice is harmless, and the next command opens one."""
        await self._redis.aclose()

    def _unavailable(self) -> ServiceUnavailable:
        return ServiceUnavailable(
            f"Redis at {self._place} cannot be used, so nothing is fetched: {self._why}"
        )
