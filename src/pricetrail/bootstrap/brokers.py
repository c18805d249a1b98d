"""What the processes that REDIS_URL joins have in common."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pricetrail.errors import UsageError

if TYPE_CHECKING:
    from pricetrail.config import Settings
    from pricetrail.fetch.shared.pace import RedisPace
    from pricetrail.queue.broker import BrokerQueue
    from pricetrail.queue.shared import Shared

# ruff: noqa: PLC0415 - loads what is used


def build_broker(settings: Settings) -> BrokerQueue:
    """The queue that workers take from. Raises UsageError as `broker_url` does."""
    url = broker_url(settings)
    from pricetrail.queue.broker import BrokerQueue
    from pricetrail.schedule import LEASE

    return BrokerQueue(url, expires=LEASE)


def build_shared(settings: Settings) -> Shared:
    """What workers tell each other and others. Raises UsageError as `broker_url` does."""
    url = broker_url(settings)
    from pricetrail.queue.shared import Shared

    return Shared(url)


def build_pace(settings: Settings) -> RedisPace | None:
    """How much work shops have room for, as the workers' turns tell; None without politeness.

    Raises UsageError as `broker_url` does.
    """
    url = broker_url(settings)
    if settings.politeness == "off":
        return None
    from pricetrail.fetch.shared.link import Link
    from pricetrail.fetch.shared.pace import RedisPace

    return RedisPace(Link(url), settings.gap_s, off_hosts=settings.politeness_off_hosts)


def broker_url(settings: Settings) -> str:
    """REDIS_URL. Raises UsageError where there is none, it is no Redis, or Celery is missing."""
    if not settings.redis_url:
        raise UsageError("workers need a broker: set REDIS_URL, such as redis://localhost:6379/0")
    if not _is_redis(settings.redis_url):  # what is wrong with it may be a part of its password
        raise UsageError(
            "REDIS_URL starts with redis:// or rediss://, then host:port/number; "
            "in a password %23 stands for #, %2F for / and %3F for ?"
        )
    if find_spec("celery") is None or find_spec("redis") is None:
        raise UsageError("REDIS_URL needs pip install 'pricetrail[worker]'")
    return settings.redis_url


def _is_redis(url: str) -> bool:
    """Whether a URL says clearly which database of which Redis it means."""
    try:
        parts = urlsplit(url)
        named = parts.port != 0 and not parts.fragment
    except ValueError:
        return False
    number = parts.path.removeprefix("/")
    return parts.scheme in {"redis", "rediss"} and named and (not number or number.isdecimal())
