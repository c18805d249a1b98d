"""When a fetch is tried again by itself, how often and how soon; and reading Retry-After.

Trying again later, over hours, is the schedule's business (`pricetrail.errors.HANDLING`).
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from secrets import SystemRandom
from typing import Protocol, TypeVar

import aiohttp

from pricetrail.errors import FetchError, FetchFailed, RateLimited

Sleep = Callable[[float], Awaitable[object]]
Uniform = Callable[[float, float], float]

by_chance: Uniform = SystemRandom().uniform

LONGEST_PAUSE = timedelta(days=7)

_PASSING_STATUSES = frozenset({500, 502, 504})
# Trying again at once gives the same: no trust, no HTTP, or the time is used up.
_LASTING = (ssl.SSLError, ssl.CertificateError, aiohttp.ClientResponseError, TimeoutError)


class HasStatus(Protocol):
    """Anything with an HTTP status."""

    @property
    def status(self) -> int:
        """The HTTP status."""


Answered = TypeVar("Answered", bound=HasStatus)


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Up to `attempts` tries, `first_wait_s` apart at first and twice that each time.

    Each wait is drawn between its half and its whole. A Retry-After of up to
    `longest_retry_after_s` seconds is waited for instead. `sleep` and `uniform` are there for
    tests to replace; `NO_RETRIES` is the switch that turns it off.
    """

    attempts: int = 3
    first_wait_s: float = 1.0
    longest_retry_after_s: float = 30.0
    sleep: Sleep = asyncio.sleep
    uniform: Uniform = by_chance

    async def run(self, attempt: Callable[[], Awaitable[Answered]]) -> Answered:
        """What `attempt` answers in the end; raises its last FetchError where it never does."""
        for tried in range(1, self.attempts):
            try:
                answer = await attempt()
            except FetchError as error:
                wait = self.wait_after(error, tried)
                if wait is None:
                    raise
            else:
                if answer.status not in _PASSING_STATUSES:
                    return answer
                wait = self._backoff(tried)
            await self.sleep(wait)
        return await attempt()

    def wait_after(self, error: FetchError, tried: int) -> float | None:
        """Seconds to wait after try number `tried` failed with `error`; None to give up."""
        if isinstance(error, RateLimited):
            if error.retry_after is None:
                return None
            asked = error.retry_after.total_seconds()
            return asked if asked <= self.longest_retry_after_s else None
        return self._backoff(tried) if _may_pass(error) else None

    def _backoff(self, tried: int) -> float:
        whole = self.first_wait_s * 2.0 ** (tried - 1)
        return self.uniform(whole / 2, whole)


NO_RETRIES = RetryPolicy(attempts=1)


def _may_pass(error: FetchError) -> bool:
    cause = error.__cause__
    if not isinstance(error, FetchFailed) or isinstance(cause, _LASTING):
        return False
    reason = getattr(cause, "os_error", None)
    return not (isinstance(reason, socket.gaierror) and reason.errno == socket.EAI_NONAME)


def raise_if_limited(
    host: str | None, status: int, headers: Mapping[str, str], now: datetime
) -> None:
    """Raises RateLimited for a 429, and for a 503 with Retry-After."""
    asked = headers.get("retry-after")
    if status == 429 or (status == 503 and asked is not None):
        raise RateLimited(
            f"{host} answers {status}: too many requests",
            status=status,
            retry_after=parse_retry_after(asked, now),
        )


def parse_retry_after(value: str | None, now: datetime) -> timedelta | None:
    """How long Retry-After asks to wait from `now`; None where it says nothing readable.

    At most `LONGEST_PAUSE`. It gives seconds or an HTTP-date (RFC 9110, 10.2.3); a past date
    means now.
    """
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        return min(timedelta(seconds=min(int(value[:9]), 10**8)), LONGEST_PAUSE)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return min(max(moment - now, timedelta()), LONGEST_PAUSE)
