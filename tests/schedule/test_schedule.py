import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricetrail import crud, schedule
from pricetrail.crud.targets import due_slot
from pricetrail.errors import ServiceUnavailable, StoreUnavailable
from pricetrail.queue import Job, LocalQueue
from pricetrail.schema import Target, Watermark
from pricetrail.store.base import Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import DUE_SLOT, TARGET, WATERMARK
from tests.support.jobs import Down

HOUR = timedelta(hours=1)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Jobs(list[Job]):
    """A queue that only takes note."""

    async def put(self, jobs: Sequence[Job]) -> None:
        self.extend(jobs)


async def track(store, clock, count=1, **options):
    urls = [f"https://shop.example/p/{n}" for n in range(count)]
    return [(await crud.track(store, url, clock=clock, **options)).target for url in urls]


async def dispatch(store, clock, **options):
    jobs = Jobs()
    result = await schedule.dispatch(store, jobs, clock=clock, **options)
    assert result.queued == len(jobs)
    return jobs, result


async def finish(store, clock, jobs, outcome="ok"):
    for job in jobs:
        target = await crud.get_target(store, job.target_id)
        due = schedule.next_due(target, job.slot, clock(), outcome)
        assert await schedule.complete(store, target, job.slot, due)


async def hints(store):
    return (await store.list(DUE_SLOT, limit=1000)).rows


async def test_what_is_due_is_queued_once(store, clock):
    await track(store, clock, 5)
    jobs, _ = await dispatch(store, clock)
    assert len(jobs) == 5
    assert {job.slot for job in jobs} == {clock()}
    assert (await dispatch(store, clock))[0] == []


async def test_what_took_a_browser_last_time_is_queued_for_one(store, clock):
    plain, rendered, stepped = await track(store, clock, 3)
    step = {"do": "click", "css": "#more"}
    for target, known in ((rendered, {"rendered": True}), (stepped, {"steps": [step]})):
        row = TARGET.row(target.model_copy(update=known))
        await store.put([Write(TARGET, row)])
    jobs, _ = await dispatch(store, clock)
    assert {job.target_id: job.fetcher for job in jobs} == {
        plain.target_id: "auto",
        rendered.target_id: "browser",
        stepped.target_id: "browser",
    }


async def test_it_is_due_again_one_interval_later(store, clock):
    await track(store, clock, every=HOUR)
    jobs, _ = await dispatch(store, clock)
    await finish(store, clock, jobs)
    clock.advance(HOUR * 0.9)
    assert (await dispatch(store, clock))[0] == []
    clock.advance(HOUR * 0.2)
    assert len((await dispatch(store, clock))[0]) == 1


async def test_two_dispatchers_at_once_take_nothing_twice(store, clock):
    await track(store, clock, 40)
    other = SqliteStore(store.path, clock)
    await other.open()
    first, second = Jobs(), Jobs()
    await asyncio.gather(
        schedule.dispatch(store, first, clock=clock), schedule.dispatch(other, second, clock=clock)
    )
    await other.close()
    taken = [job.target_id for job in (*first, *second)]
    assert len(taken) == len(set(taken)) == 40


async def test_a_lost_scrape_is_taken_again_for_the_same_slot(store, clock):
    await track(store, clock)
    [lost], _ = await dispatch(store, clock)
    clock.advance(schedule.LEASE - timedelta(seconds=1))
    assert (await dispatch(store, clock, catch_up=False))[0] == []
    clock.advance(timedelta(seconds=1))
    [again], _ = await dispatch(store, clock, catch_up=False)
    assert again == lost


async def test_a_slot_is_completed_once(store, clock):
    await track(store, clock)
    [job], _ = await dispatch(store, clock)
    target = await crud.get_target(store, job.target_id)
    assert await schedule.complete(store, target, job.slot, clock() + HOUR)
    assert not await schedule.complete(store, target, job.slot, clock() + HOUR * 2)
    assert (await crud.get_target(store, job.target_id)).next_due == clock() + HOUR


async def test_a_queue_that_fails_loses_no_slot(store, clock):
    await track(store, clock, 3)
    with pytest.raises(ServiceUnavailable):
        await schedule.dispatch(store, Down(), clock=clock)
    assert len((await dispatch(store, clock))[0]) == 3


async def test_paused_and_untracked_targets_are_left_alone(store, clock):
    paused, untracked, running = await track(store, clock, 3)
    await crud.untrack(store, untracked.target_id)
    await store.put([Write(TARGET, {"target_id": paused.target_id, "paused": True})])
    jobs, _ = await dispatch(store, clock)
    assert [job.target_id for job in jobs] == [running.target_id]


async def test_after_a_downtime_work_is_spread_out(store, clock):
    targets = await track(store, clock, 60, every=HOUR)
    await finish(store, clock, (await dispatch(store, clock))[0])
    clock.advance(timedelta(hours=12))
    jobs, result = await dispatch(store, clock)
    assert (jobs, result.spread) == ([], 60)
    due = [(await crud.get_target(store, t.target_id)).next_due for t in targets]
    assert clock() <= min(due) <= max(due) <= clock() + timedelta(minutes=6)
    seen = []
    for _ in range(6):
        clock.advance(timedelta(minutes=1))
        jobs, _ = await dispatch(store, clock)
        assert len(jobs) <= 31
        assert all(job.slot <= clock() for job in jobs)
        seen += jobs
    assert len({job.target_id for job in seen}) == len(seen) == 60


async def test_what_was_missed_is_not_made_up(store, clock):
    [target] = await track(store, clock, every=HOUR)
    await finish(store, clock, (await dispatch(store, clock))[0])
    clock.advance(timedelta(days=3))
    jobs, _ = await dispatch(store, clock)
    await finish(store, clock, jobs)
    assert len(jobs) == 1
    assert (await crud.get_target(store, target.target_id)).next_due > clock()
    assert (await dispatch(store, clock))[0] == []


async def test_a_missing_hint_is_made_up_for_after_a_long_downtime(store, clock):
    await track(store, clock)
    for hint in await hints(store):
        await store.delete(DUE_SLOT, hint)
    jobs, _ = await dispatch(store, clock, catch_up=False)
    assert len(jobs) == 1


async def test_hints_do_not_pile_up(store, clock):
    await track(store, clock, 10, every=HOUR)
    for _ in range(5):
        await finish(store, clock, (await dispatch(store, clock, catch_up=False))[0])
        clock.advance(HOUR * 1.1)
    await dispatch(store, clock)
    assert len(await hints(store)) == 10


@pytest.mark.parametrize("later", [timedelta(minutes=30), timedelta(hours=30)])
async def test_hints_that_lead_nowhere_are_removed(store, clock, later):
    [target] = await track(store, clock, every=timedelta(days=3))
    await finish(store, clock, (await dispatch(store, clock))[0])
    await store.put([due_slot(target.target_id, clock() + timedelta(minutes=n)) for n in range(20)])
    await store.put([due_slot("ab" * 10, clock())])
    clock.advance(later)
    await dispatch(store, clock)
    assert len(await hints(store)) == 1


def target(**fields) -> Target:
    plain = {
        "target_id": "ab" * 10,
        "url": "https://shop.example/p",
        "shop": "shop.example",
        "created_at": NOW,
    }
    return Target(**(plain | fields))


@given(
    st.integers(60, 366 * 86_400),
    st.timedeltas(timedelta(0), timedelta(days=400)),
    st.sampled_from(["ok", "not_modified", "blocked", "fetch_failed", "not_found"]),
    st.integers(0, 1000),
    st.booleans(),
)
def test_the_next_slot_is_always_ahead(interval, late, outcome, failures, retry):
    due = schedule.next_due(
        target(interval_s=interval, failures=failures), NOW - late, NOW, outcome, retry=retry
    )
    assert NOW < due <= NOW + max(timedelta(seconds=interval) * 1.05, schedule.LONGEST_BACK_OFF)


def test_jitter_is_small_and_depends_on_the_target():
    slots = [
        schedule.next_due(target(target_id=f"{n:020x}", interval_s=3600), NOW, NOW, "ok")
        for n in range(50)
    ]
    assert all(abs(slot - NOW - HOUR) <= HOUR * schedule.SHARE_OF_JITTER for slot in slots)
    assert len(set(slots)) == 50


@pytest.mark.parametrize(
    ("failures", "retry", "wait"),
    [
        (0, True, timedelta(minutes=1)),
        (1, True, timedelta(minutes=4)),
        (2, True, timedelta(minutes=16)),
        (3, True, timedelta(hours=6)),
        (4, True, timedelta(hours=12)),
        (0, False, timedelta(hours=6)),
        (1, False, timedelta(hours=12)),
        (2, False, timedelta(days=1)),
        (20, False, timedelta(days=7)),
    ],
)
def test_back_off(failures, retry, wait):
    outcome = "fetch_failed" if retry else "blocked"
    due = schedule.next_due(target(failures=failures), NOW, NOW, outcome, retry=retry)
    assert due - NOW == wait


def test_a_monthly_target_is_not_hurried_by_the_longest_back_off():
    due = schedule.next_due(target(interval_s=30 * 86_400, failures=5), NOW, NOW, "blocked")
    assert due - NOW == timedelta(days=30)


def test_retry_after_is_obeyed():
    due = schedule.next_due(
        target(), NOW, NOW, "fetch_failed", retry=True, retry_after=timedelta(hours=9)
    )
    assert due - NOW == timedelta(hours=9)


async def test_a_released_job_is_due_at_once(store, clock):
    await track(store, clock, 2)
    jobs, _ = await dispatch(store, clock)
    await finish(store, clock, jobs[1:])
    await schedule.release(store, jobs, clock=clock)
    assert (await dispatch(store, clock))[0] == jobs[:1]


async def test_a_job_released_long_after_its_minute_is_found_again(store, clock):
    await track(store, clock)
    jobs, _ = await dispatch(store, clock)
    for _ in range(3):
        clock.advance(timedelta(minutes=4))
        assert (await dispatch(store, clock))[0] == []
    await schedule.release(store, jobs, clock=clock)
    assert (await dispatch(store, clock))[0] == jobs
    await finish(store, clock, jobs)
    clock.advance(timedelta(hours=1))
    await dispatch(store, clock)
    assert len(await hints(store)) == 1


@pytest.mark.parametrize("second", [0, 30, 59])
async def test_a_target_that_is_due_when_its_lease_would_end_keeps_its_hint(store, clock, second):
    clock.advance(timedelta(seconds=second))
    [target] = await track(store, clock, every=schedule.LEASE)
    [job], _ = await dispatch(store, clock)
    target = await crud.get_target(store, job.target_id)
    assert await schedule.complete(store, target, job.slot, clock() + schedule.LEASE)
    clock.advance(schedule.LEASE)
    assert len((await dispatch(store, clock, catch_up=False))[0]) == 1


async def test_a_hint_that_is_ahead_of_its_target_is_left_alone(store, clock):
    await dispatch(store, clock)
    target = await crud.target_for(store, "https://shop.example/p", clock=clock)
    await store.put([due_slot(target.target_id, clock())])  # as `track` does, then
    assert (await dispatch(store, clock))[0] == []
    changes = {"untracked": False, "next_due": clock()}
    await store.compare_and_set(TARGET, {"target_id": target.target_id}, {}, changes)
    clock.advance(timedelta(minutes=1))
    assert len((await dispatch(store, clock))[0]) == 1


async def test_catching_up_leaves_no_hints_behind(store, clock):
    await track(store, clock, 10, every=HOUR)
    for _ in range(3):
        clock.advance(timedelta(hours=12))
        assert (await dispatch(store, clock))[1].spread == 10
    clock.advance(timedelta(minutes=5))
    await dispatch(store, clock)
    assert len(await hints(store)) == 10


async def test_a_lost_hint_delays_a_target_by_a_day_at_most(store, clock):
    await track(store, clock, 2, every=HOUR)
    await finish(store, clock, (await dispatch(store, clock))[0])
    for hint in await hints(store):
        await store.delete(DUE_SLOT, hint)
    taken = []
    for _ in range(25 * 12):
        clock.advance(timedelta(minutes=5))
        taken += (await dispatch(store, clock, catch_up=False))[0]
        if len(taken) == 2:
            return
    pytest.fail("it was never found again")


@pytest.mark.parametrize("leap", [timedelta(hours=7), timedelta(days=400)])
async def test_a_clock_that_leaps_ahead_and_back_keeps_nobody_waiting(store, clock, leap):
    await track(store, clock, 3, every=HOUR)
    start = clock()
    clock.advance(leap)
    leased, _ = await dispatch(store, clock, catch_up=False)
    assert len(leased) == 3
    clock.now = start
    assert len((await dispatch(store, clock, catch_up=False))[0]) == 3


async def test_the_scheduler_works_off_what_is_due_and_gives_back_what_is_not_done(store, clock):
    targets = await track(store, clock, 3)
    started = asyncio.Event()
    done = []

    async def work(job: Job) -> None:
        if len(done) == 2:
            started.set()
            await asyncio.Event().wait()
        done.append(job)
        await finish(store, clock, [job])

    running = asyncio.create_task(schedule.keep_dispatching(store, LocalQueue(work), clock=clock))
    await started.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    [left], _ = await dispatch(store, clock)
    assert {job.target_id for job in (*done, left)} == {t.target_id for t in targets}


async def test_the_scheduler_ends_with_the_error_of_its_work(store, clock):
    await track(store, clock)

    async def work(job: Job) -> None:
        raise StoreUnavailable("the disk is full")

    tick = timedelta(milliseconds=10)
    with pytest.raises(StoreUnavailable, match="disk is full"):
        await schedule.keep_dispatching(store, LocalQueue(work), clock=clock, every=tick)


async def test_a_walk_whose_place_is_not_known_any_more_begins_anew(store, clock):
    await track(store, clock, 3)
    for hint in await hints(store):
        await store.delete(DUE_SLOT, hint)
    lost = Watermark(name="targets", moment=clock(), cursor="of a server that was replaced")
    marks = [Watermark(name=f"dispatch-{n:02}", moment=clock()) for n in range(16)]
    await store.put([Write(WATERMARK, WATERMARK.row(mark)) for mark in (lost, *marks)])
    assert len((await dispatch(store, clock))[0]) == 3


async def test_what_a_cancelled_round_took_is_due_at_once(store, clock):
    waits = asyncio.Event()

    class Slow:
        async def put(self, jobs):
            waits.set()
            await asyncio.Event().wait()

    await track(store, clock, 3)
    running = asyncio.create_task(schedule.dispatch(store, Slow(), clock=clock))
    await waits.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert len((await dispatch(store, clock))[0]) == 3


async def test_what_a_queue_took_before_it_failed_is_not_due(store, clock):
    await track(store, clock, 20)
    queue = Down(accepts=3)
    with pytest.raises(ServiceUnavailable):
        await schedule.dispatch(store, queue, clock=clock)
    jobs, _ = await dispatch(store, clock)
    assert len({job.target_id for job in (*queue.jobs, *jobs)}) == 20
    assert len(queue.jobs) + len(jobs) == 20


class Counting:
    """A store that counts the calls it gets."""

    def __init__(self, store):
        self._store, self.calls = store, 0

    def __getattr__(self, name):
        self.calls += 1
        return getattr(self._store, name)


async def test_many_jobs_are_given_back_in_few_calls(store, clock):
    await dispatch(store, clock)
    await put_due(store, clock, 1200)
    jobs, _ = await dispatch(store, clock)
    counting = Counting(store)
    await schedule.release(counting, jobs, clock=clock)
    assert counting.calls == 6
    assert len((await dispatch(store, clock))[0]) == 1200


async def put_due(store, clock, count):
    """Many targets that are due now, all in the first shard."""
    row = TARGET.row(target(next_due=clock()))
    ids = [f"{n * 16:08x}{n:012x}" for n in range(1, count + 1)]
    await store.put([Write(TARGET, row | {"target_id": one}) for one in ids])
    await store.put([due_slot(one, clock()) for one in ids])
    return ids


async def test_many_that_are_due_in_one_minute_and_shard_are_all_found(store, clock):
    await dispatch(store, clock)
    ids = await put_due(store, clock, 1301)
    jobs, _ = await dispatch(store, clock)
    assert {job.target_id for job in jobs} == set(ids)
