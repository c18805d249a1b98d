"""A shop with more due than its pace allows: it gets its portions, and holds up nobody else."""

from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from pricetrail import crud, schedule
from pricetrail.clock import ManualClock
from pricetrail.errors import ServiceUnavailable
from pricetrail.fetch.pace import AT_ONCE, Room, room_of
from pricetrail.fetch.shared.link import Link
from pricetrail.fetch.shared.pace import RedisPace
from pricetrail.fetch.shared.politeness import RedisPoliteness
from pricetrail.queue import Job
from pricetrail.queue.messages import MOST_OF_A_SHOP
from pricetrail.schedule.portions import Portions
from pricetrail.store.base import Store
from pricetrail.store.tables import TARGET
from tests.support.jobs import Listed
from tests.support.redis import RedisServer
from tools.cassandra.node import free_port

GAP = timedelta(seconds=2.5)
TICK = timedelta(seconds=5)
SLOW, QUICK = "slow.example", "quick.example"


@dataclass
class Paced:
    """A pace of one process, by the test's clock; one shop has one."""

    clock: ManualClock
    busy_until: dict[str, datetime] = field(default_factory=dict)

    async def rooms(self, hosts: Iterable[str]) -> Mapping[str, Room]:
        now = self.clock()
        waits = {host: max(self.busy_until.get(host, now), now) - now for host in hosts}
        rooms = {host: room_of(GAP, wait) for host, wait in waits.items() if host == SLOW}
        return {host: room for host, room in rooms.items() if room is not None}

    async def book(self, spans: Mapping[str, timedelta]) -> None:
        now = self.clock()
        for host, span in spans.items():
            self.busy_until[host] = max(self.busy_until.get(host, now), now) + span


async def track(store: Store, clock: ManualClock, shop: str, count: int) -> None:
    for n in range(count):
        await crud.track(store, f"https://{shop}/p/{n}", every=timedelta(days=1), clock=clock)


async def finish(store: Store, clock: ManualClock, jobs: list[Job]) -> None:
    for job in jobs:
        target = await crud.get_target(store, job.target_id)
        assert job.slot is not None
        due = schedule.next_due(target, job.slot, clock(), "ok")
        assert await schedule.complete(store, target, job.slot, due)


async def test_a_slow_shop_delays_no_other(store: Store, clock: ManualClock) -> None:
    pace, queue = Paced(clock), Listed()
    await track(store, clock, SLOW, 1000)
    for n in range(12):
        url = f"https://{QUICK}/p/{n}"
        await crud.track(store, url, every=timedelta(days=1), clock=clock)
        done = await schedule.dispatch(store, queue, clock=clock, pace=pace)
        shops = Counter(job.shop for job in queue.jobs)
        assert shops[QUICK] == 1  # as soon as it is due
        assert shops[SLOW] <= AT_ONCE // GAP <= MOST_OF_A_SHOP
        assert done.queued == len(queue.jobs)
        assert done.left >= 900
        await finish(store, clock, queue.jobs)
        queue.jobs.clear()
        clock.advance(TICK)
    slow = [one async for one in crud.iter_targets(store, shop=SLOW)]
    waiting = [one for one in slow if one.next_due <= clock()]
    assert len(waiting) == 1000 - 2 * 20  # overdue, and seen to be so
    assert all(one.lease_until is None for one in waiting)


async def test_all_get_their_turn_at_the_pace_of_the_shop(store: Store, clock: ManualClock) -> None:
    pace, queue = Paced(clock), Listed()
    await track(store, clock, SLOW, 90)
    started, seen = clock(), []
    while len(seen) < 90:
        await schedule.dispatch(store, queue, clock=clock, pace=pace)
        await finish(store, clock, queue.jobs)
        seen += queue.jobs
        queue.jobs.clear()
        clock.advance(TICK)
        assert clock() - started < 90 * GAP * 1.5
    assert len({job.target_id for job in seen}) == 90
    assert clock() - started > 70 * GAP


async def test_of_a_shop_that_is_behind_the_oldest_go_first(
    store: Store, clock: ManualClock
) -> None:
    pace, queue = Paced(clock), Listed()
    await schedule.dispatch(store, queue, clock=clock, pace=pace)
    for n in range(100):
        await crud.track(store, f"https://{SLOW}/p/{n}", every=timedelta(days=1), clock=clock)
        clock.advance(timedelta(seconds=3))
    asked = await crud.get_target(store, f"https://{SLOW}/p/99")
    key, now = {"target_id": asked.target_id}, {"asked_at": clock()}
    await store.compare_and_set(TARGET, key, {}, now)
    by_age = [one async for one in crud.iter_targets(store, shop=SLOW)]
    by_age.sort(key=lambda one: (one.target_id != asked.target_id, one.next_due))
    for portion in range(3):
        pace.busy_until[SLOW] = clock() + timedelta(seconds=1)  # not done with the last one
        done = await schedule.dispatch(store, queue, clock=clock, pace=pace)
        first = 20 * portion
        wanted = [one.target_id for one in by_age[first : first + 20]]
        assert [job.target_id for job in queue.jobs] == wanted
        assert done.queued == 20
        await finish(store, clock, queue.jobs)
        queue.jobs.clear()
        clock.advance(timedelta(minutes=5))  # all of the others are looked at again


async def test_what_others_handed_out_meanwhile_counts(store: Store, clock: ManualClock) -> None:
    pace, job = Paced(clock), Job("1", SLOW, clock(), "http")
    await track(store, clock, SLOW, 2)
    both = [Portions(pace), Portions(pace)]
    targets = [one async for one in crud.iter_targets(store, shop=SLOW)]
    for one in both:
        assert len((await one.part(targets)).now) == 2
    for one, number in zip(both, (20, 1), strict=True):
        await one.book([job] * number)
    assert (await pace.rooms([SLOW]))[SLOW].wait == 21 * GAP


async def test_without_a_pace_all_is_taken(store: Store, clock: ManualClock) -> None:
    queue = Listed()
    await track(store, clock, SLOW, 60)
    assert (await schedule.dispatch(store, queue, clock=clock)).queued == 60


@pytest.fixture
async def link(redis_server: RedisServer) -> AsyncIterator[Link]:
    link = Link(redis_server.new_url())
    yield link
    await link.close()


async def test_the_room_follows_from_the_turns_that_were_taken(link: Link) -> None:
    pace = RedisPace(link, 2.0, off_hosts=["own.example"])
    rooms = await pace.rooms([SLOW, "own.example"])
    assert rooms == {SLOW: Room(20, timedelta(seconds=2.5), timedelta())}
    politeness = RedisPoliteness(link, 0.0, settle_s=0.0)
    async with politeness.turn(f"www.{SLOW}", crawl_delay_s=0.02):
        pass
    assert (await pace.rooms([SLOW]))[SLOW].each == timedelta(seconds=0.025)
    await pace.book({SLOW: timedelta(minutes=3)})
    other = RedisPace(link, 2.0)
    await other.book({SLOW: timedelta(minutes=1)})
    assert timedelta(minutes=3) < (await other.rooms([SLOW]))[SLOW].wait <= timedelta(minutes=4)
    assert await RedisPace(link, 0.0).rooms(["unknown.example"]) == {}


async def test_nobody_knows_the_room_without_redis() -> None:
    pace = RedisPace(Link(f"redis://127.0.0.1:{free_port()}/0"), 2.0)
    with pytest.raises(ServiceUnavailable):
        await pace.rooms([SLOW])
    await pace.book({SLOW: GAP})  # what was queued is queued
    await pace.close()
