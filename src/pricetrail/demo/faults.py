"""What goes wrong on a visit to the demo shop, as a pure function of item and time.

Spells are periodic, so any ninety days see each of them, whenever the demo is started.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from pricetrail.clock import to_utc_ms
from pricetrail.demo.model import Fault, Item

RATE_WINDOW = timedelta(minutes=10)
SLOW_BY = timedelta(milliseconds=300)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# 31 and 11 windows share no factor with the windows of an hour or a day: visits at a fixed hour
# meet every phase.
_RATE_PERIOD = 31
_SLOW_PERIOD = 11


class Trouble(StrEnum):
    """How a visit goes."""

    NONE = "none"
    BLOCKED = "blocked"
    GONE = "gone"
    MOVED = "moved"
    RATE_LIMITED = "rate limited"
    SLOW = "slow"


def trouble_at(item: Item, moment: datetime) -> Trouble:
    """How a visit to `item` at `moment` goes. Raises ValueError for a naive moment."""
    since = to_utc_ms(moment) - _EPOCH
    day = since // timedelta(days=1)
    window = since // RATE_WINDOW
    match item.fault:
        case Fault.BLOCKED_FOR_DAYS if day % 30 < 4:
            return Trouble.BLOCKED
        case Fault.GONE_OUT_OF_SEASON if day % 80 >= 55:
            return Trouble.GONE
        case Fault.MOVED_TO_LISTING if day % 80 >= 60:
            return Trouble.MOVED
        case Fault.RATE_LIMITED if window % _RATE_PERIOD == 0:
            return Trouble.RATE_LIMITED
        case Fault.SLOW_AT_TIMES if window % _SLOW_PERIOD == 0:
            return Trouble.SLOW
    return Trouble.NONE


def retry_after_s(moment: datetime) -> int:
    """Whole seconds until the rate limit of `moment` is over, with a minute to spare."""
    left = RATE_WINDOW - (to_utc_ms(moment) - _EPOCH) % RATE_WINDOW
    return left // timedelta(seconds=1) + 60
