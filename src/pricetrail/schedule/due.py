"""When a target is due. Pure functions."""

import hashlib
from datetime import datetime, timedelta

from pricetrail.clock import to_utc_ms
from pricetrail.schema import Outcome, Target

LEASE = timedelta(minutes=15)
SHARE_OF_JITTER = 0.05
SECOND_LOOK = timedelta(minutes=10)
"""So long a price that is hard to believe waits until it is looked at again."""
LONGEST_BACK_OFF = timedelta(days=7)

_SECOND_LOOKS = 3
_CATCH_UP_GAP = timedelta(seconds=2)
_LONGEST_CATCH_UP = timedelta(hours=1)


def is_due(target: Target, now: datetime) -> bool:
    """Whether a target waits to be taken at `now`: by its schedule, or because it was asked for."""
    return (
        (target.asked_at is not None or not (target.paused or target.untracked))
        and target.next_due is not None
        and target.next_due <= now
        and not is_leased(target, now)
    )


def is_leased(target: Target, now: datetime) -> bool:
    """Whether somebody works on a target; no lease ends later than one that begins now."""
    return target.lease_until is not None and now < target.lease_until <= now + LEASE


def next_due(
    target: Target,
    slot: datetime,
    now: datetime,
    outcome: Outcome,
    *,
    retry: bool = False,
    retry_after: timedelta | None = None,
) -> datetime:
    """When a target is due after an attempt: always later than `now`.

    After an accepted page one interval after the slot, or after now where that has passed (what
    was missed is not made up), give or take 5% that depend on target and slot alone. After a
    failure that may pass (`retry`) in 1, 4 and 16 minutes, then as after any other: with the
    interval doubled each time, up to a week. A price that is hard to believe is looked at again
    in ten minutes, three times in a row at most. Never before `retry_after`.
    """
    interval = timedelta(seconds=target.interval_s)
    if outcome in ("ok", "not_modified"):
        jitter = (_fraction(f"{target.target_id}{slot.isoformat()}") * 2 - 1) * SHARE_OF_JITTER
        due = slot + interval * (1 + jitter)
        if due <= now:
            due = now + interval * (1 + jitter)
    elif outcome == "suspect":
        due = now + _until_second_look(interval, target)
    else:
        due = now + _back_off(interval, target.failures + 1, retry=retry)
    if retry_after is not None:
        due = max(due, now + retry_after)
    return due


def catch_up_span(overdue: int) -> timedelta:
    """How long so many overdue targets are spread over: two seconds each, an hour at most."""
    return min(_CATCH_UP_GAP * overdue, _LONGEST_CATCH_UP)


def place_in(span: timedelta, target: Target, now: datetime) -> datetime:
    """The moment in the `span` after `now` that is a target's own; evenly spread over targets."""
    return to_utc_ms(now + span * _fraction(target.target_id))


def _until_second_look(interval: timedelta, target: Target) -> timedelta:
    if target.held is None or target.failures < _SECOND_LOOKS:
        return min(interval, SECOND_LOOK)
    return _back_off(interval, target.failures + 1, retry=True)


def _back_off(interval: timedelta, failures: int, *, retry: bool) -> timedelta:
    if retry and failures <= 3:
        return min(interval, timedelta(minutes=4 ** (failures - 1)))
    doublings: int = min(failures - (4 if retry else 1), 12)
    doubled: timedelta = interval * (2**doublings)
    return max(interval, min(doubled, LONGEST_BACK_OFF))


def _fraction(text: str) -> float:
    """A number in [0, 1) that depends on `text` alone."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64
