"""What is running, due and failing, and how each shop does."""

import asyncio
import heapq
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from pricetrail.clock import Clock, utc_now
from pricetrail.health import COVERED, LOOK_BACK, Tally, broke_of, shop_days, summed
from pricetrail.queue import Queue
from pricetrail.schedule import is_leased
from pricetrail.schema import Target
from pricetrail.store.base import Store, every_row, gathered
from pricetrail.store.tables import TARGET

DAYS = 7
"""A shop's report covers today (UTC) and the six days before."""

_MOST_TARGETS = 10_000
_MOST_SHOWN = 50
_MOST_SHOPS = 200
_FRESH_FOR = 2  # intervals: one scrape may be late


class ShopReport(NamedTuple):
    """How a shop did in the last seven days.

    `coverage` is for each field the share of accepted records that had it. `targets` are the
    tracked ones, and `freshness` is the share of them whose last attempt gave an event and is
    less than two intervals ago. `broke` says what is clearly worse than it was. Shares are from
    0 to 1, and None where there is nothing to share.
    """

    shop: str
    targets: int
    attempts: int
    ok: int
    blocked: int
    failed: int
    coverage: Mapping[str, float]
    freshness: float | None
    mean_duration_ms: int | None
    last_ok_at: datetime | None
    last_error: str | None
    last_error_at: datetime | None
    broke: str | None = None


class Activity(NamedTuple):
    """What goes on: of each list at most 50, the `shops` with the most targets first, at most 200.

    `running` are scraped by this process now; `taken` are taken by any process, and wait or run.
    `due_next` are the tracked ones in the order in which they are due, and `failing` those whose
    last attempt gave no event, the latest to begin with it first. `held` targets have an
    observation that waits in quarantine. `whole` is False where there
    are more targets than the 10,000 that were looked at.
    """

    running: list[Target]
    taken: int
    due_next: list[Target]
    failing: list[Target]
    failing_count: int
    shops: list[ShopReport]
    whole: bool
    held: int = 0


@dataclass
class _Survey:
    """What a walk over the targets finds."""

    now: datetime
    tracked: list[Target] = field(default_factory=list)
    taken: int = 0
    held: int = 0
    per_shop: Counter[str] = field(default_factory=Counter)
    fresh: Counter[str] = field(default_factory=Counter)
    whole: bool = True

    def look_at(self, target: Target) -> None:
        if is_leased(target, self.now):
            self.taken += 1
        self.held += target.held is not None
        if target.untracked:
            return
        self.tracked.append(target)
        self.per_shop[target.shop] += 1
        if target.state == "ok" and target.last_attempt_at is not None:
            age = self.now - target.last_attempt_at
            self.fresh[target.shop] += age <= _FRESH_FOR * timedelta(seconds=target.interval_s)


async def activity(store: Store, queue: Queue, *, clock: Clock = utc_now) -> Activity:
    """What goes on at this moment, from one walk over the targets."""
    now = clock()
    survey = await _survey(store, now)
    failing = [t for t in survey.tracked if t.state not in {"ok", "new"}]
    due = [t for t in survey.tracked if t.next_due is not None and not t.paused]
    shops = [shop for shop, _ in survey.per_shop.most_common(_MOST_SHOPS)]
    running, reports = await asyncio.gather(
        _running(store, queue), gathered(_report(store, shop, survey) for shop in shops)
    )
    return Activity(
        running=running,
        taken=survey.taken,
        due_next=heapq.nsmallest(_MOST_SHOWN, due, key=lambda t: t.next_due or now),
        failing=heapq.nlargest(_MOST_SHOWN, failing, key=lambda t: t.state_since or t.created_at),
        failing_count=len(failing),
        shops=reports,
        whole=survey.whole,
        held=survey.held,
    )


async def _survey(store: Store, now: datetime) -> _Survey:
    survey = _Survey(now)
    looked_at = 0
    async for row in every_row(store, TARGET):
        if looked_at == _MOST_TARGETS:
            survey.whole = False
            break
        survey.look_at(TARGET.load(row))
        looked_at += 1
    return survey


async def _running(store: Store, queue: Queue) -> list[Target]:
    keys = [{"target_id": job.target_id} for job in queue.running[:_MOST_SHOWN]]
    rows = await gathered(store.get(TARGET, key) for key in keys)
    return [TARGET.load(row) for row in rows if row is not None]


async def _report(store: Store, shop: str, survey: _Survey) -> ShopReport:
    today = survey.now.date()
    days = await shop_days(store, shop, today - LOOK_BACK, today)
    tally = summed(one for day, one in days.items() if day > today - timedelta(days=DAYS))
    targets = survey.per_shop[shop]
    return ShopReport(
        shop=shop,
        targets=targets,
        attempts=tally.attempts,
        ok=tally.ok,
        blocked=tally.outcomes["blocked"],
        failed=tally.attempts - tally.ok - tally.outcomes["blocked"],
        coverage=_coverage(tally),
        freshness=survey.fresh[shop] / targets if targets else None,
        mean_duration_ms=tally.duration_ms // tally.attempts if tally.attempts else None,
        last_ok_at=tally.last_ok_at,
        last_error=tally.last_error,
        last_error_at=tally.last_error_at,
        broke=broke_of(days, today),
    )


def _coverage(tally: Tally) -> dict[str, float]:
    if not tally.records:
        return {}
    return {name: tally.fields[name] / tally.records for name in COVERED}
