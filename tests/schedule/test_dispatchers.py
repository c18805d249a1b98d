"""Several who dispatch at once, on each store: nothing twice, nothing lost, each in its time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from pricetrail import crud, schedule
from pricetrail.clock import ManualClock
from pricetrail.errors import ServiceUnavailable
from pricetrail.queue import Job
from pricetrail.schedule import walking
from pricetrail.store.base import Store
from pricetrail.store.cassandra import make_store
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import DUE_SLOT
from tests.support.jobs import Down, Listed

EVERY = timedelta(minutes=10)
STEPS = (
    *(timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=11), timedelta(minutes=20)),
    timedelta(hours=30),
)
MANY = 24

Open = Callable[[], Awaitable[Store]]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture(params=["sqlite", "cassandra"])
async def open_one(
    request: pytest.FixtureRequest, tmp_path, clock: ManualClock
) -> AsyncIterator[Open]:
    """Opens one more connection to the same store, which is empty."""
    async with AsyncExitStack() as stack:

        async def opened() -> Store:
            if request.param == "sqlite":
                store: Store = SqliteStore(tmp_path / "history.db", clock)
            else:
                store = make_store(request.getfixturevalue("empty_keyspace"))
            await store.open()
            stack.push_async_callback(store.close)
            return store

        yield opened


async def track(store: Store, clock: ManualClock, count: int) -> None:
    await asyncio.gather(
        *(
            crud.track(store, f"https://shop.example/p/{n}", every=EVERY, clock=clock)
            for n in range(count)
        )
    )


async def finish(store: Store, clock: ManualClock, job: Job) -> None:
    target = await crud.get_target(store, job.target_id)
    assert job.slot is not None
    due = schedule.next_due(target, job.slot, clock(), "ok")
    assert await schedule.complete(store, target, job.slot, due)


class World:
    """Two who dispatch at once, workers that finish, lose or give back, and what must hold."""

    def __init__(self, stores: list[Store], clock: ManualClock, random: Random) -> None:
        self.stores, self.clock, self.random = stores, clock, random
        self.held: dict[str, datetime] = {}  # target → until when nobody else may have it
        self.done: set[tuple[str, datetime]] = set()

    async def dispatch(self) -> list[Job]:
        """What both queued; no target twice, and none that somebody has."""
        catch_up = self.random.random() < 0.5
        queues = [
            Down(self.random.randrange(4)) if self.random.random() < 0.2 else Listed()
            for _ in self.stores
        ]
        ended = await asyncio.gather(
            *(
                schedule.dispatch(store, queue, clock=self.clock, catch_up=catch_up)
                for store, queue in zip(self.stores, queues, strict=True)
            ),
            return_exceptions=True,
        )
        failed = [one for one in ended if isinstance(one, BaseException)]
        assert all(isinstance(one, ServiceUnavailable) for one in failed)
        jobs = [job for queue in queues for job in queue.jobs]
        now = self.clock()
        for job in jobs:
            assert self.held.get(job.target_id, now) <= now
            self.held[job.target_id] = now + schedule.LEASE
            assert job.slot is not None
            assert job.slot <= now
            assert (job.target_id, job.slot) not in self.done
        if not failed:
            left = [t async for t in crud.iter_targets(self.stores[0]) if schedule.is_due(t, now)]
            assert left == []
        return jobs

    async def work(self, job: Job) -> None:
        """Finish a job, give it back, or lose it with the worker."""
        fate = self.random.random()
        if fate < 0.7:
            await finish(self.stores[0], self.clock, job)
            self.done.add((job.target_id, job.slot or self.clock()))
        elif fate < 0.85:
            await schedule.release(self.stores[0], [job], clock=self.clock)
        if fate < 0.85:
            del self.held[job.target_id]


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 10))]
)
async def test_whatever_happens_each_slot_is_taken_by_one_and_none_is_forgotten(
    open_one: Open, clock: ManualClock, seed: int
) -> None:
    random = Random(seed)
    world = World([await open_one(), await open_one()], clock, random)
    await track(world.stores[0], clock, MANY)
    for _ in range(8):
        for job in await world.dispatch():
            await world.work(job)
        clock.advance(random.choice(STEPS))
    assert len(world.done) > MANY


async def test_after_half_an_hour_away_two_catch_up_spread_out_and_nothing_twice(
    open_one: Open, clock: ManualClock
) -> None:
    stores = [await open_one(), await open_one()]
    await track(stores[0], clock, MANY)
    queue = Listed()
    await schedule.dispatch(stores[0], queue, clock=clock)
    await asyncio.gather(*(finish(stores[0], clock, job) for job in queue.jobs))
    clock.advance(timedelta(minutes=30))
    seen: list[Job] = []
    for minute in range(8):
        queues = [Listed(), Listed()]
        found = await asyncio.gather(
            *(schedule.dispatch(s, q, clock=clock) for s, q in zip(stores, queues, strict=True))
        )
        jobs = queues[0].jobs + queues[1].jobs
        if minute == 0:
            assert (jobs, sum(one.spread for one in found)) == ([], MANY)
        assert len(jobs) <= MANY / 2
        seen += jobs
        clock.advance(timedelta(minutes=1))
    assert len({job.target_id for job in seen}) == len(seen) == MANY


async def test_a_walk_over_all_goes_on_from_round_to_round_whoever_does_it(
    open_one: Open, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walking, "SLICE", 10)
    monkeypatch.setattr(walking, "_PAGE", 5)
    stores = [await open_one(), await open_one()]
    await track(stores[0], clock, 27)
    for row in (await stores[0].list(DUE_SLOT, limit=1000)).rows:
        await stores[0].delete(DUE_SLOT, row)
    found = []
    for n in range(5):
        queue = Listed()
        await schedule.dispatch(stores[n % 2], queue, clock=clock, catch_up=False)
        found.append(len(queue.jobs))
        clock.advance(timedelta(seconds=5))
    assert found == [10, 10, 7, 0, 0]
    clock.advance(timedelta(hours=25))
    queue = Listed()
    await schedule.dispatch(stores[0], queue, clock=clock, catch_up=False, whole=True)
    assert len(queue.jobs) == 27
