"""Taking targets, giving them back, and moving their schedule on: each in one atomic step."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from pricetrail.clock import Clock, utc_now
from pricetrail.crud.targets import due_slot
from pricetrail.queue import Job
from pricetrail.schedule.due import LEASE
from pricetrail.schema import Target
from pricetrail.store.base import CompareAndSet, Get, Put, Store, Write
from pricetrail.store.tables import TARGET, Row

MOST_LOST = 5
"""So often a scrape may be begun and leave no attempt; then it is given up for that slot."""

BACK_OFF = timedelta(minutes=1)
MOST_BACK_OFF = timedelta(minutes=5)
"""So long a target is left alone, at least and at most, as a service is away."""

_CHUNK = 500


class Move(NamedTuple):
    """A change of a target's schedule, done only where the target is as `expected`.

    Its `hint` is set first: there is no target without one, whatever happens.
    """

    target: Target
    hint: datetime
    expected: Row
    new: Row

    @property
    def ahead(self) -> Write:
        """The row to write before the `step`."""
        return due_slot(self.target.target_id, self.hint)

    @property
    def step(self) -> CompareAndSet:
        """The change itself, which answers whether it was done."""
        return CompareAndSet(TARGET, {"target_id": self.target.target_id}, self.expected, self.new)


async def take(store: Store, target: Target, now: datetime) -> bool:
    """Lease a due target, atomically; False where somebody else has it."""
    [taken] = await take_all(store, [target], now)
    return taken


async def take_all(store: Store, targets: Sequence[Target], now: datetime) -> list[bool]:
    """`take` for each of the targets, in fewer calls.

    A hint at the end of the lease lets dispatch find those whose scrape got lost.
    """
    until = now + LEASE
    return await move_all(
        store, [Move(t, until, _as_it_is(t), {"lease_until": until}) for t in targets]
    )


async def take_now(store: Store, target_id: str, now: datetime) -> datetime | None:
    """Make a target due at this moment and take its lease, in one step; returns the slot.

    It is asked for then: it is scraped though it is paused or untracked, now or later, and one
    that was given up gets a new chance. Whatever somebody else is doing with it goes on, and
    counts as an attempt, not as its slot. None for a target that is gone.
    """
    key = {"target_id": target_id}
    while (row := await store.get(TARGET, key)) is not None:
        target: Target = TARGET.load(row)
        until = now + LEASE
        after = {"next_due": now, "lease_until": until, "asked_at": now, "lost": 0}
        if all(await move_all(store, [Move(target, until, _as_it_is(target), after)])):
            return now
    return None


async def complete(
    store: Store, target: Target, slot: datetime, due: datetime, changes: Row | None = None
) -> bool:
    """Move a target's schedule on from `slot` to `due`; False where that was done already.

    `changes` are other columns of the target to set in the same step.
    """
    [done] = await move_all(store, [completion(target, slot, due, changes)])
    return done


def completion(
    target: Target,
    slot: datetime,
    due: datetime,
    changes: Row | None = None,
    expected: Row | None = None,
) -> Move:
    """What `complete` does; `expected` has to hold beside the slot.

    An untracked target, which was asked for, has no schedule afterwards either.
    """
    after = {**(changes or {}), "next_due": due, "lease_until": None, "asked_at": None}
    before = {**(expected or {}), "next_due": slot, "untracked": target.untracked}
    if target.untracked:
        after["next_due"] = None
    return Move(target, due, before, after)


async def begun_again(store: Store, target_id: str) -> int:
    """Count that a scrape is begun which left no attempt when it was begun before.

    Returns how often that happened since the target's last attempt that came to an end.
    """
    key = {"target_id": target_id}
    while (row := await store.get(TARGET, key)) is not None:
        lost: int = (row["lost"] or 0) + 1
        if await store.compare_and_set(TARGET, key, {"lost": row["lost"]}, {"lost": lost}):
            return lost
    return 0


async def release(store: Store, jobs: Iterable[Job], *, clock: Clock = utc_now) -> None:
    """Give back the leases of jobs that were not done, so that they are due again at once.

    Their hints stand at the present: dispatch looks no more at the minute they were due in.
    """
    waiting = iter(jobs)
    while some := list(islice(waiting, _CHUNK)):
        slots = {job.target_id: job.slot for job in some}
        rows = await store.run([Get(TARGET, {"target_id": target_id}) for target_id in slots])
        leased = [TARGET.load(r) for r in rows if r is not None and r["lease_until"] is not None]
        ours = [target for target in leased if target.next_due == slots[target.target_id]]
        await move_all(store, [_freed(target, target.lease_until, clock()) for target in ours])


def back_off(slot: datetime, now: datetime) -> timedelta:
    """How long a target is left alone whose scrape broke off since a service is away.

    As long as its slot is past, within bounds: it doubles while that lasts.
    """
    return min(max(now - slot, BACK_OFF), MOST_BACK_OFF)


async def put_off(store: Store, target: Target, slot: datetime, until: datetime) -> bool:
    """Have the lease of a `target` end at that moment, for whoever takes its `slot` then.

    False where its slot was done, or somebody else's lease is there, meanwhile.
    """
    before = {"next_due": slot, "lease_until": target.lease_until}
    [done] = await move_all(store, [Move(target, until, before, {"lease_until": until})])
    return done


async def give_back(store: Store, targets: Sequence[Target], taken_at: datetime) -> None:
    """Free those of `targets` whose lease was taken at that moment: they are due again at once."""
    await move_all(store, [_freed(target, taken_at + LEASE, taken_at) for target in targets])


async def move_all(store: Store, moves: Sequence[Move]) -> list[bool]:
    """Do all the moves, each by itself; which of them were done."""
    _, *done = await store.run([Put([move.ahead for move in moves]), *(m.step for m in moves)])
    return done


def _freed(target: Target, until: datetime | None, now: datetime) -> Move:
    before = {"lease_until": until, "next_due": target.next_due}
    return Move(target, now, before, {"lease_until": None})


def _as_it_is(target: Target) -> Row:
    return {"next_due": target.next_due, "lease_until": target.lease_until}
