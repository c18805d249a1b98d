"""Politeness that all processes share through Redis; needs the extra ``worker``."""

from pricetrail.clock import Clock, utc_now
from pricetrail.config import Settings
from pricetrail.errors import ServiceUnavailable
from pricetrail.fetch.politeness import Politeness

_GRACE_S = 2.0  # a fetch says itself that it took too long


def redis_politeness(settings: Settings, url: str, *, clock: Clock = utc_now) -> Politeness:
    """The politeness shared through the Redis at `url`; it connects when it is first used.

    Raises UsageError for what is no such URL, ServiceUnavailable where the library is missing.
    """
    try:
        from pricetrail.fetch.shared.link import Link  # noqa: PLC0415 - optional
        from pricetrail.fetch.shared.politeness import RedisPoliteness  # noqa: PLC0415 - optional
    except ImportError as error:
        raise ServiceUnavailable(
            f"REDIS_URL is set, and the Redis library is missing ({error}): "
            "pip install 'pricetrail[worker]'"
        ) from error
    return RedisPoliteness(
        Link(url),
        settings.gap_s,
        longest_turn_s=settings.timeout_s + _GRACE_S,
        off_hosts=settings.politeness_off_hosts,
        clock=clock,
    )
