"""Rounds of dispatch: what is due is taken and queued, a page at a time."""

import asyncio
from collections.abc import AsyncIterator, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice
from secrets import randbelow
from typing import Never

from pricetrail.clock import Clock, utc_now
from pricetrail.crud.targets import SHARDS, due_slot, minute_of
from pricetrail.fetch.pace import Pace
from pricetrail.queue import Job, OpenQueue, Queue
from pricetrail.schedule.due import catch_up_span, is_due, place_in
from pricetrail.schedule.leases import Move, give_back, move_all, release, take_all
from pricetrail.schedule.portions import Portions
from pricetrail.schedule.walking import EVERY, Walk, is_recent
from pricetrail.schema import Target, Watermark
from pricetrail.store.base import Count, Get, Scan, Store, Write, gathered
from pricetrail.store.tables import DUE_SLOT, TARGET, WATERMARK, Row

TICK = timedelta(seconds=5)

_CLOCK_SKEW = timedelta(minutes=2)
_LATE = timedelta(minutes=10)
_MINUTE = timedelta(minutes=1)
_MINUTES_AT_ONCE = 16
_PAGE = 500
_MOST_COUNTED = 100_000
_TARGETS = Walk("targets", TARGET)
_HINTS = Walk("hints", DUE_SLOT)


@dataclass(frozen=True, slots=True)
class Dispatched:
    """How one round of dispatch went."""

    queued: int
    spread: int  # overdue after a downtime, and given a slot of their own in the next while
    left: int = 0  # looks at targets that stay due, since their shops' pace has no room for them


async def dispatch(
    store: Store,
    queue: Queue,
    *,
    clock: Clock = utc_now,
    pace: Pace | None = None,
    catch_up: bool = True,
    whole: bool = False,
) -> Dispatched:
    """Take what is due and queue it.

    Any number of processes may do this at once; each due slot is taken by one of them, and they
    share the work. With `catch_up`, targets that became overdue while nobody dispatched are spread
    over the next while, one in two seconds and within an hour, instead of all at once.

    What hints lead to is done in one round. What lost its hint, or was due more than a day ago
    when nobody dispatched, is found by a walk over all targets that takes as many rounds as it
    needs; with `whole`, it is ended in this one. Memory does not grow with what is due.

    With a `pace`, no more of a shop is taken than it has room for; the rest stays due, and is
    looked at again when there is room. Of a shop that is behind, the oldest that the round saw go.

    Raises ServiceUnavailable where the queue takes nothing; what was not queued is due at once.
    """
    round_ = _Round(store, queue, clock, catch_up, None if pace is None else Portions(pace))
    await round_.follow_hints()
    await round_.queue_oldest()
    await round_.walk(whole=whole)
    await round_.queue_oldest()
    return Dispatched(round_.queued, round_.spread, round_.left)


async def keep_dispatching(
    store: Store, queue: OpenQueue, *, clock: Clock = utc_now, every: timedelta = TICK
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


@dataclass
class _Round:
    """One round, and what it did so far."""

    store: Store
    queue: Queue
    clock: Clock
    catch_up: bool
    portions: Portions | None
    queued: int = 0
    spread: int = 0
    left: int = 0

    async def follow_hints(self) -> None:
        """Look at the targets that hints lead to, shard by shard, beginning anywhere.

        Who finds that another process looked at a shard meanwhile leaves it out.
        """
        now = self.clock()
        marks = await self._marks(range(SHARDS))
        if not all(is_recent(mark, now) for mark in marks):
            for walk in (_TARGETS, _HINTS):
                await walk.begin(self.store, now)
        span = await self._span(marks, now)
        first = randbelow(SHARDS)
        for shard in (*range(first, SHARDS), *range(first)):
            if await self._marks([shard]) == [marks[shard]]:
                await self._follow(shard, marks[shard], span)

    async def walk(self, *, whole: bool) -> None:
        """Look at the targets that are next in the walk over all, hints or no hints."""
        now = self.clock()
        async for rows in _TARGETS.pages(self.store, now, whole=whole):
            targets = [TARGET.load(row) for row in rows]
            overdue = sum(is_due(t, now) and _is_late(t, now) for t in targets)
            await self._look_at(targets, catch_up_span(overdue) if overdue > 1 else None)
        async for hints in _HINTS.pages(self.store, now, whole=whole):
            await _forget(self.store, hints, now - EVERY)

    async def queue_oldest(self) -> None:
        """Queue the portions of shops that are behind, now that it is known what is due there."""
        oldest = [] if self.portions is None else self.portions.oldest()
        for start in range(0, len(oldest), _PAGE):
            self.queued += await self._queue(oldest[start : start + _PAGE], self.clock())

    async def _follow(self, shard: int, mark: datetime | None, span: timedelta | None) -> None:
        """Look at what the hints of one shard lead to, from its mark on."""
        now = self.clock()
        since = mark if mark is not None and is_recent(mark, now) else now - _CLOCK_SKEW
        was_down = mark is None or now - mark > _LATE
        over: dict[datetime, Row] = {}
        async for hints in _hints(self.store, shard, list(_minutes(since, now))):
            over |= {hint["minute"]: hint for hint in hints}
            keys = [{"target_id": name} for name in {hint["target_id"]: None for hint in hints}]
            rows = await self.store.run([Get(TARGET, key) for key in keys])
            targets = [TARGET.load(row) for row in rows if row is not None]
            kept = {h["target_id"] for h in hints if h["minute"] >= minute_of(now - _CLOCK_SKEW)}
            await self._look_at(targets, span if was_down else None, kept)
        mark_now = Watermark(name=_name_of(shard), moment=now - _CLOCK_SKEW)
        await self.store.put([Write(WATERMARK, WATERMARK.row(mark_now))])
        await _forget(self.store, over.values(), now - _CLOCK_SKEW)

    async def _look_at(
        self, targets: Iterable[Target], span: timedelta | None, kept: Container[str] = ()
    ) -> None:
        """Queue those that are due; the late ones get a slot in the `span`, if there is one.

        The next round finds those whose hints are `kept` by itself.
        """
        now = self.clock()
        due = [target for target in targets if is_due(target, now)]
        late = [t for t in due if self.catch_up and span is not None and _is_late(t, now)]
        if span is not None and late:
            self.spread += sum(await move_all(self.store, [_spread(t, span, now) for t in late]))
        moved = {target.target_id for target in late}
        rest = [target for target in due if target.target_id not in moved]
        self.queued += await self._queue(await self._portion(rest, kept, now), now)

    async def _portion(
        self, targets: Sequence[Target], kept: Container[str], now: datetime
    ) -> Sequence[Target]:
        """Those that their shops have room for; the others get hints at when they will have."""
        if self.portions is None or not targets:
            return targets
        part = await self.portions.part(targets)
        self.left += len(part.later)
        hints = [
            due_slot(target.target_id, now + wait)
            for target, wait in chain(part.later, part.held)
            if target.target_id not in kept
        ]
        if hints:
            await self.store.put(hints)
        return part.now

    async def _queue(self, targets: Sequence[Target], now: datetime) -> int:
        """Take what nobody else takes, and queue it; returns how many those were."""
        if not targets:
            return 0
        try:
            taken = await take_all(self.store, targets, now)
            jobs = [
                Job(target.target_id, target.shop, target.next_due, target.first_fetcher)
                for target, is_ours in zip(targets, taken, strict=True)
                if is_ours
            ]
            if jobs:
                await self.queue.put(jobs)
        except BaseException:  # cancelled, too
            await give_back(self.store, targets, now)
            raise
        if self.portions is not None:
            await self.portions.book(jobs)
        return len(jobs)

    async def _marks(self, shards: Iterable[int]) -> list[datetime | None]:
        """How far dispatch has come in each of the shards."""
        keys = [{"name": _name_of(shard)} for shard in shards]
        rows = await self.store.run([Get(WATERMARK, key) for key in keys])
        return [None if row is None else row["moment"] for row in rows]

    async def _span(self, marks: Sequence[datetime | None], now: datetime) -> timedelta | None:
        """What the late ones are spread over; None where there is no more than one.

        Hints in the minutes that were missed are counted for it; some lead nowhere.
        """
        overdue = 0
        for shard, mark in enumerate(marks):
            if mark is not None and is_recent(mark, now):
                overdue += await _count(self.store, shard, _minutes(mark, now - _LATE))
        return catch_up_span(overdue) if overdue > 1 else None


def _name_of(shard: int) -> str:
    return f"dispatch-{shard:02}"


def _minutes(first: datetime, last: datetime) -> Iterator[datetime]:
    minute = minute_of(first)
    while minute <= last:
        yield minute
        minute += _MINUTE


async def _count(store: Store, shard: int, minutes: Iterator[datetime]) -> int:
    """How many hints those minutes of a shard have."""
    counted = 0
    while some := list(islice(minutes, _MINUTES_AT_ONCE)):
        counted += sum(await store.run([Count(_scan(m, shard, _MOST_COUNTED)) for m in some]))
    return counted


async def _hints(store: Store, shard: int, minutes: Sequence[datetime]) -> AsyncIterator[list[Row]]:
    """The hints of those minutes of a shard, whether they lead anywhere or not, in pages."""
    page: list[Row] = []
    for begin in range(0, len(minutes), _MINUTES_AT_ONCE):
        some = minutes[begin : begin + _MINUTES_AT_ONCE]
        firsts = await store.run([_scan(minute, shard, _PAGE) for minute in some])
        for minute, first in zip(some, firsts, strict=True):
            rows = first
            while rows:
                page += rows
                if len(page) >= _PAGE:
                    yield page
                    page = []
                rows = await _rows_after(store, shard, minute, rows)
    if page:
        yield page


async def _rows_after(store: Store, shard: int, minute: datetime, page: list[Row]) -> list[Row]:
    """The page of hints that follows in a minute's shard; empty at its end."""
    if len(page) < _PAGE:
        return []
    above = (page[-1]["target_id"],)
    return await store.scan(DUE_SLOT, {"minute": minute, "shard": shard}, gt=above, limit=_PAGE)


def _scan(minute: datetime, shard: int, limit: int) -> Scan:
    return Scan(DUE_SLOT, {"minute": minute, "shard": shard}, limit)


async def _forget(store: Store, hints: Iterable[Row], before: datetime) -> None:
    """Remove the hints of minutes that nobody will look at any more.

    Those who dispatch set the mark, so all behind it is done; single hints are never removed,
    since one may be there before its target says so.
    """
    over = {(h["minute"], h["shard"]) for h in hints if h["minute"] < minute_of(before)}
    await gathered(
        store.delete(DUE_SLOT, {"minute": minute, "shard": shard}) for minute, shard in sorted(over)
    )


def _is_late(target: Target, now: datetime) -> bool:
    """Whether a target waits as if nobody had dispatched; what was asked for is never late."""
    due = target.next_due
    return due is not None and now - due > _LATE and target.asked_at is None


def _spread(target: Target, span: timedelta, now: datetime) -> Move:
    """Give an overdue target a slot of its own in the next while."""
    slot = place_in(span, target, now)
    before = {"next_due": target.next_due, "lease_until": target.lease_until}
    return Move(target, slot, before, {"next_due": slot})
