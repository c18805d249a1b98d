"""What is due, who takes it, and when it is due again.

`Target.next_due` is the truth; the hints in `due_slot` only save looking at every target. To
take a target is to set its lease, atomically; its slot stays due until the scrape is done and
moves `next_due` on, so a scrape that got lost anywhere is taken again when the lease ends. A
hint always leads to a target that is not finished: at its due time, or at the end of its lease;
and once a day all targets are looked at, so that none is lost with its hint, whatever a clock did.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Never

from pricetrail.clock import Clock, utc_now
from pricetrail.crud.targets import SHARDS, due_slot, iter_targets, minute_of
from pricetrail.queue import Job, Queue
from pricetrail.schema import Outcome, Target, Watermark
from pricetrail.store.base import CompareAndSet, Put, Step, Store, Write, every_row
from pricetrail.store.tables import DUE_SLOT, TARGET, WATERMARK, Row

LEASE = timedelta(minutes=15)
TICK = timedelta(seconds=5)
SHARE_OF_JITTER = 0.05
LONGEST_BACK_OFF = timedelta(days=7)

_SWEEP_AFTER = timedelta(days=1)  # beyond that, looking at all targets is cheaper than at minutes
_CLOCK_SKEW = timedelta(minutes=2)
_LATE = timedelta(minutes=10)
_CATCH_UP_GAP = timedelta(seconds=2)
_LONGEST_CATCH_UP = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_PAGE = 500
_DISPATCH = "dispatch"
_SWEEP = "sweep"


@dataclass(frozen=True, slots=True)
class Dispatched:
    """How one round of dispatch went."""

    queued: int
    spread: int  # overdue after a downtime, and given a slot of their own in the next while


def is_due(target: Target, now: datetime) -> bool:
    """Whether a target waits to be taken at `now`."""
    return (
        not target.paused
        and not target.untracked
        and target.next_due is not None
        and target.next_due <= now
        and not is_leased(target, now)
    )


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
    interval doubled each time, up to a week. Never before `retry_after`.
    """
    interval = timedelta(seconds=target.interval_s)
    if outcome in ("ok", "not_modified"):
        jitter = (_fraction(f"{target.target_id}{slot.isoformat()}") * 2 - 1) * SHARE_OF_JITTER
        due = slot + interval * (1 + jitter)
        if due <= now:
            due = now + interval * (1 + jitter)
    else:
        due = now + _back_off(interval, target.failures + 1, retry=retry)
    if retry_after is not None:
        due = max(due, now + retry_after)
    return due


async def dispatch(
    store: Store, queue: Queue, *, clock: Clock = utc_now, catch_up: bool = True
) -> Dispatched:
    """Take what is due and queue it.

    Any number of processes may do this at once; each due slot is taken by one of them. With
    `catch_up`, targets that became overdue while nobody dispatched are spread over the next
    while, two seconds apart and within an hour, instead of all at once.
    """
    now = clock()
    mark, swept = await _watermark(store, _DISPATCH), await _watermark(store, _SWEEP)
    since = mark if _is_recent(mark, now) and _is_recent(swept, now) else None
    hints = await _hints_since(store, since, now)
    targets = iter_targets(store) if since is None else _hinted(store, hints)
    due = [target async for target in targets if is_due(target, now)]
    was_down = mark is None or now - mark > _LATE
    overdue = _overdue(due, now) if catch_up and was_down else []
    spread = await _spread(store, overdue, now)
    moved = {target.target_id for target in overdue}
    queued = 0
    for target in due:
        if target.target_id not in moved and await take(store, target, now):
            await queue.put([Job(target.target_id, target.shop, target.next_due, target.fetcher)])
            queued += 1
    await _set_watermark(store, _DISPATCH, now - _CLOCK_SKEW)
    if since is None:
        await _set_watermark(store, _SWEEP, now)
    await _forget(store, hints, now - _CLOCK_SKEW)
    return Dispatched(queued, spread)


async def take(store: Store, target: Target, now: datetime) -> bool:
    """Lease a due target, atomically; False where somebody else has it.

    A hint at the end of the lease lets dispatch find it if the scrape got lost.
    """
    until = now + LEASE
    before = {"next_due": target.next_due, "lease_until": target.lease_until}
    return await _run(store, _move(target, until, before, {"lease_until": until}))


async def take_now(store: Store, target_id: str, now: datetime) -> datetime | None:
    """Make a target due at this moment and take its lease, in one step; returns the slot.

    Whatever somebody else is doing with it goes on, and counts as an attempt, not as its slot.
    None for a target without a schedule (paused, untracked or gone): it can be scraped by hand.
    """
    key = {"target_id": target_id}
    while (row := await store.get(TARGET, key)) is not None:
        target: Target = TARGET.load(row)
        if target.paused or target.untracked:
            return None
        until = now + LEASE
        before = {"next_due": target.next_due, "lease_until": target.lease_until}
        if await _run(store, _move(target, until, before, {"next_due": now, "lease_until": until})):
            return now
    return None


async def complete(
    store: Store, target: Target, slot: datetime, due: datetime, changes: Row | None = None
) -> bool:
    """Move a target's schedule on from `slot` to `due`; False where that was done already.

    `changes` are other columns of the target to set in the same step.
    """
    return await _run(store, completion(target, slot, due, changes))


def completion(
    target: Target, slot: datetime, due: datetime, changes: Row | None = None
) -> list[Step]:
    """The steps of `complete`; the last one answers."""
    after = {**(changes or {}), "next_due": due, "lease_until": None}
    return _move(target, due, {"next_due": slot}, after)


async def release(store: Store, jobs: Iterable[Job], *, clock: Clock = utc_now) -> None:
    """Give back the leases of jobs that were not done, so that they are due again at once.

    Their hints stand at the present: dispatch looks no more at the minute they were due in.
    """
    for job in jobs:
        row = await store.get(TARGET, {"target_id": job.target_id})
        if row is None or row["lease_until"] is None or row["next_due"] != job.slot:
            continue
        target: Target = TARGET.load(row)
        lease = {"lease_until": target.lease_until, "next_due": job.slot}
        await store.run(_move(target, clock(), lease, {"lease_until": None}))


async def keep_dispatching(
    store: Store, queue: Queue, *, clock: Clock = utc_now, every: timedelta = TICK
) -> Never:
    """Dispatch again and again until cancelled; then what is not done is due again at once.

    Raises what the queue's work raised: a store that failed.
    """
    try:
        while True:
            await dispatch(store, queue, clock=clock)
            queue.raise_failed()
            await asyncio.sleep(every.total_seconds())
    finally:
        await release(store, await queue.close(), clock=clock)


def _move(target: Target, hint: datetime, expected: Row, new: Row) -> list[Step]:
    """Change a target after its hint was set: there is none without a hint, whatever happens."""
    return [
        Put([due_slot(target.target_id, hint)]),
        CompareAndSet(TARGET, {"target_id": target.target_id}, expected, new),
    ]


async def _run(store: Store, steps: Sequence[Step]) -> bool:
    """What the last of the steps answers."""
    done: bool = (await store.run(steps))[-1]
    return done


async def _hints_since(store: Store, mark: datetime | None, now: datetime) -> list[Row]:
    """The hints of every minute since `mark`, or all, whether they lead anywhere or not."""
    if mark is None:
        return [hint async for hint in every_row(store, DUE_SLOT)]
    hints: list[Row] = []
    minute = minute_of(mark)
    while minute <= now:
        for shard in range(SHARDS):
            hints += await _partition(store, {"minute": minute, "shard": shard})
        minute += _MINUTE
    return hints


async def _partition(store: Store, partition: Row) -> list[Row]:
    rows = page = await store.scan(DUE_SLOT, partition, limit=_PAGE)
    while len(page) == _PAGE:
        above = (page[-1]["target_id"],)
        page = await store.scan(DUE_SLOT, partition, gt=above, limit=_PAGE)
        rows += page
    return rows


async def _hinted(store: Store, hints: Iterable[Row]) -> AsyncIterator[Target]:
    for target_id in dict.fromkeys(hint["target_id"] for hint in hints):
        row = await store.get(TARGET, {"target_id": target_id})
        if row is not None:
            yield TARGET.load(row)


async def _forget(store: Store, hints: Iterable[Row], before: datetime) -> None:
    """Remove the hints of minutes that nobody will look at any more.

    Those who dispatch set the mark, so all behind it is done; single hints are never removed,
    since one may be there before its target says so.
    """
    over = {(h["minute"], h["shard"]) for h in hints if h["minute"] < minute_of(before)}
    for minute, shard in sorted(over):
        await store.delete(DUE_SLOT, {"minute": minute, "shard": shard})


def _overdue(due: list[Target], now: datetime) -> list[Target]:
    """The late ones, where they are more than one: a single target is no burst."""
    late = [t for t in due if t.next_due is not None and now - t.next_due > _LATE]
    return late if len(late) > 1 else []


async def _spread(store: Store, overdue: list[Target], now: datetime) -> int:
    """Give each overdue target a slot of its own in the next while; returns how many got one."""
    gap = min(_CATCH_UP_GAP, _LONGEST_CATCH_UP / max(len(overdue), 1))
    in_order = sorted(overdue, key=lambda t: _fraction(t.target_id))
    moved = 0
    for place, target in enumerate(in_order):
        slot = target.next_due or now
        moved += await complete(store, target, slot, now + gap * place)
    return moved


async def _watermark(store: Store, name: str) -> datetime | None:
    row = await store.get(WATERMARK, {"name": name})
    return None if row is None else row["moment"]


async def _set_watermark(store: Store, name: str, moment: datetime) -> None:
    mark = Watermark(name=name, moment=moment)
    await store.put([Write(WATERMARK, WATERMARK.row(mark))])


def _is_recent(mark: datetime | None, now: datetime) -> bool:
    """Whether a mark is there, not too old, and not yet to come: a clock that was set back."""
    return mark is not None and now - _SWEEP_AFTER <= mark <= now


def is_leased(target: Target, now: datetime) -> bool:
    """Whether somebody works on a target; no lease ends later than one that begins now."""
    return target.lease_until is not None and now < target.lease_until <= now + LEASE


def _back_off(interval: timedelta, failures: int, *, retry: bool) -> timedelta:
    if retry and failures <= 3:
        return min(interval, timedelta(minutes=4 ** (failures - 1)))
    doublings: int = min(failures - (4 if retry else 1), 12)
    doubled: timedelta = interval * (2**doublings)
    return max(interval, min(doubled, LONGEST_BACK_OFF))


def _fraction(text: str) -> float:
    """A number in [0, 1) that depends on `text` alone."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64
