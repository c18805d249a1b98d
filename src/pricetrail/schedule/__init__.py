"""What is due, who takes it, and when it is due again.

`Target.next_due` is the truth; the hints in `due_slot` only save looking at every target. To
take a target is to set its lease, atomically; its slot stays due until the scrape is done and
moves `next_due` on, so a scrape that got lost anywhere is taken again when the lease ends. A
hint always leads to a target that is not finished: at its due time, or at the end of its lease.
Beside that a walk passes all targets once a day, a slice in each round, so that none is lost with
its hint, whatever a clock did.
"""

from pricetrail.schedule.dispatch import TICK, Dispatched, dispatch, keep_dispatching
from pricetrail.schedule.due import (
    LEASE,
    LONGEST_BACK_OFF,
    SECOND_LOOK,
    SHARE_OF_JITTER,
    is_due,
    is_leased,
    next_due,
)
from pricetrail.schedule.leases import (
    BACK_OFF,
    MOST_LOST,
    back_off,
    begun_again,
    complete,
    completion,
    put_off,
    release,
    take,
    take_now,
)

__all__ = [
    "BACK_OFF",
    "LEASE",
    "LONGEST_BACK_OFF",
    "MOST_LOST",
    "SECOND_LOOK",
    "SHARE_OF_JITTER",
    "TICK",
    "Dispatched",
    "back_off",
    "begun_again",
    "complete",
    "completion",
    "dispatch",
    "is_due",
    "is_leased",
    "keep_dispatching",
    "next_due",
    "put_off",
    "release",
    "take",
    "take_now",
]
