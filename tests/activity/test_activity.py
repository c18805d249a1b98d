import asyncio
from datetime import timedelta

from pricetrail import crud
from pricetrail.activity import activity
from pricetrail.clock import time_uuid
from pricetrail.health import HealthRecorder
from pricetrail.queue import Job, LocalQueue
from pricetrail.schedule import take
from pricetrail.schema import Attempt, ProductRecord
from pricetrail.store.tables import TARGET

HOUR = timedelta(hours=1)


async def idle(job: Job) -> None:
    await asyncio.Event().wait()


async def tracked(store, clock, url, **columns):
    target = (await crud.track(store, url, every=HOUR, clock=clock)).target
    if columns:
        await store.compare_and_set(TARGET, {"target_id": target.target_id}, {}, columns)
    return await crud.get_target(store, url)


async def test_what_is_due_and_what_fails_in_order(store, clock):
    now = clock()
    a = await tracked(store, clock, "https://a.example/1", next_due=now + 2 * HOUR)
    b = await tracked(
        store, clock, "https://b.example/1", next_due=now + HOUR, state="blocked", state_since=now
    )
    c = await tracked(
        store,
        clock,
        "https://c.example/1",
        next_due=now,
        paused=True,
        state="not_found",
        state_since=now - HOUR,
    )
    await crud.track(store, "https://d.example/1", clock=clock)
    await crud.untrack(store, "https://d.example/1")
    found = await activity(store, LocalQueue(idle), clock=clock)
    assert [t.url for t in found.due_next] == [b.url, a.url]
    assert [t.url for t in found.failing] == [b.url, c.url]
    assert (found.running, found.taken, found.failing_count, found.whole) == ([], 0, 2, True)


async def test_what_runs_here_and_what_is_taken_anywhere(store, clock):
    one = await tracked(store, clock, "https://a.example/1")
    other = await tracked(store, clock, "https://a.example/2")
    for target in (one, other):
        assert await take(store, target, clock())
    started = asyncio.Event()

    async def work(job: Job) -> None:
        started.set()
        await idle(job)

    queue = LocalQueue(work)
    for target in (one, other):
        await queue.put([Job(target.target_id, target.shop, target.next_due)])
    await started.wait()
    found = await activity(store, queue, clock=clock)
    assert ([t.url for t in found.running], found.taken) == ([one.url], 2)
    await queue.close()


async def test_shops_are_reported_the_largest_first(store, clock):
    now = clock()
    for number, (state, ago) in enumerate((("ok", 1), ("ok", 3), ("blocked", 1), ("new", None))):
        last = None if ago is None else now - ago * HOUR
        url = f"https://big.example/{number}"
        await tracked(store, clock, url, state=state, last_attempt_at=last)
    await tracked(store, clock, "https://small.example/1")
    record = ProductRecord(url="https://big.example/1", kind="product", name="x", price="5")
    outcomes = ("ok", "ok", "blocked", "fetch_failed", "not_modified")
    async with HealthRecorder(store, clock=clock) as recorder:
        for number, outcome in enumerate(outcomes):
            told = Attempt(
                target_id="t",
                uuid=time_uuid(now - number * timedelta(days=1)),
                outcome=outcome,
                reason=None if outcome == "ok" else f"it was {outcome}",
                url="https://big.example/1",
                duration_ms=10 * number,
            )
            recorder.count("big.example", told, record if outcome == "ok" else None)
    big, small = (await activity(store, LocalQueue(idle), clock=clock)).shops
    assert (big.shop, big.targets, big.attempts) == ("big.example", 4, 5)
    assert (big.ok, big.blocked, big.failed) == (3, 1, 1)
    assert (big.coverage["name"], big.coverage["brand"]) == (1.0, 0.0)
    assert (big.freshness, big.mean_duration_ms) == (0.25, 20)
    assert (big.last_ok_at, big.last_error) == (now, "it was blocked")
    assert (small.shop, small.attempts, small.coverage) == ("small.example", 0, {})
    assert (small.freshness, small.last_error) == (0.0, None)
