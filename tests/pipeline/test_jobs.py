import asyncio
from datetime import timedelta

import pytest

from pricetrail import crud
from pricetrail.errors import NotFound, ServiceUnavailable, UsageError
from pricetrail.jobs import Rejected, scrape_now, track_many
from pricetrail.queue import Job, LocalQueue
from pricetrail.schedule import LEASE, dispatch, take
from tests.support.jobs import Down, Listed
from tests.support.shop import CHALLENGE, HOST, Reply, product_page

URL = f"http://{HOST}/p/1"
OTHER = f"http://{HOST}/p/2"
HOUR = timedelta(hours=1)


@pytest.fixture
async def queue(app):
    queue = LocalQueue(app.pipeline.work)
    yield queue
    await queue.close()


async def test_tracking_scrapes_at_once_and_the_job_tells_how_it_goes(app, shop, queue, clock):
    shop.replies["/p/1"] = Reply(product_page())
    shop.replies["/p/2"] = Reply(CHALLENGE)
    urls = [OTHER, "ftp://no.example", URL, URL]
    ordered = await track_many(
        app.store, queue, urls, every=HOUR, tags=["kitchen"], clock=app.clock
    )
    assert [one.url for one in ordered.rejected] == ["ftp://no.example"]
    status = await crud.job_status(app.store, ordered.job.job_id)
    assert (status.kind, status.created_at, status.finished) == ("track", clock(), False)
    assert [(i.url, i.state, i.outcome) for i in status.items] == [
        (OTHER, "waiting", None),
        (URL, "waiting", None),
    ]
    await queue.join()
    progress = await crud.job_progress(app.store, status)
    status = await crud.job_status(app.store, ordered.job.job_id)
    assert progress == status
    assert (status.total, status.done, status.finished) == (2, 2, True)
    assert [(i.state, i.outcome) for i in status.items] == [("done", "blocked"), ("done", "ok")]
    assert status.items[0].reason
    target = await crud.get_target(app.store, URL)
    assert status.items[1].product_id == target.product_id is not None
    assert (target.interval_s, target.tags, target.lease_until) == (3600, ("kitchen",), None)
    assert abs(target.next_due - clock() - HOUR) <= HOUR * 0.05


async def test_a_target_that_is_known_is_scraped_now_as_well(app, shop, queue, clock):
    shop.replies["/p/1"] = Reply(product_page())
    await track_many(app.store, queue, [URL], clock=app.clock)
    await queue.join()
    clock.advance(timedelta(minutes=1))
    ordered = await track_many(app.store, queue, [URL], tags=["x"], clock=app.clock)
    await queue.join()
    assert (await crud.job_status(app.store, ordered.job.job_id)).finished
    target = await crud.get_target(app.store, URL)
    assert len([a async for a in crud.attempts(app.store, target)]) == 2


async def test_where_no_url_is_one_there_is_no_job(app, queue):
    ordered = await track_many(app.store, queue, ["nothing"], clock=app.clock)
    assert ordered.job is None
    assert isinstance(ordered.rejected[0], Rejected)


async def test_a_plan_that_cannot_be_tracks_nothing(app, queue):
    with pytest.raises(UsageError, match="interval_s"):
        await track_many(app.store, queue, [URL], every=timedelta(seconds=1), clock=app.clock)
    assert (await crud.list_targets(app.store)).targets == []


async def test_what_a_crash_leaves_is_dispatched_when_its_lease_ends(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    lost = Listed()
    ordered = await track_many(app.store, lost, [URL], clock=app.clock)
    assert [job.slot for job in lost.jobs] == [clock()]
    found = Listed()
    await dispatch(app.store, found, clock=app.clock)
    assert found.jobs == []
    clock.advance(LEASE)
    await dispatch(app.store, found, clock=app.clock)
    assert [job.slot for job in found.jobs] == [job.slot for job in lost.jobs]
    await app.pipeline.work(found.jobs[0])
    assert (await crud.job_status(app.store, ordered.job.job_id)).finished


@pytest.mark.parametrize("how", ["paused", "untracked"])
async def test_what_has_no_schedule_is_scraped_by_hand(app, shop, queue, clock, how):
    shop.replies["/p/1"] = Reply(product_page())
    await crud.track(app.store, URL, clock=app.clock)
    if how == "paused":
        await crud.change_target(app.store, URL, paused=True, clock=app.clock)
    else:
        await crud.untrack(app.store, URL)
    before = await crud.get_target(app.store, URL)
    job = await scrape_now(app.store, queue, [URL], clock=app.clock)
    await queue.join()
    status = await crud.job_status(app.store, job.job_id)
    assert [(i.state, i.outcome) for i in status.items] == [("done", "ok")]
    after = await crud.get_target(app.store, URL)
    assert (after.paused, after.untracked) == (before.paused, before.untracked)
    assert (after.asked_at, after.lease_until) == (None, None)
    assert after.next_due is None if how == "untracked" else after.next_due > clock()
    found = Listed()
    await dispatch(app.store, found, clock=app.clock)
    assert found.jobs == []


async def test_while_it_runs_scrape_now_means_once_more(app, shop, queue, clock):
    shop.replies["/p/1"] = Reply(product_page())
    target = (await crud.track(app.store, URL, clock=app.clock)).target
    assert await take(app.store, target, clock())
    running = asyncio.Event()
    go_on = asyncio.Event()

    async def work(job: Job) -> None:
        running.set()
        await go_on.wait()
        await app.pipeline.work(job)

    queue.work = work
    await queue.put([Job(target.target_id, target.shop, target.next_due)])
    await running.wait()
    clock.advance(timedelta(seconds=3))
    job = await scrape_now(app.store, queue, [URL, target.target_id], clock=app.clock)
    assert job.target_ids == (target.target_id,)
    go_on.set()
    await queue.join()
    assert (await crud.job_status(app.store, job.job_id)).finished
    after = await crud.get_target(app.store, URL)
    assert after.lease_until is None
    assert after.next_due > clock()


async def test_every_target_is_known_before_any_is_queued(app):
    await crud.track(app.store, URL, clock=app.clock)
    queue = Listed()
    with pytest.raises(NotFound, match="nothing"):
        await scrape_now(app.store, queue, [URL, "nothing"], clock=app.clock)
    assert queue.jobs == []


async def test_none_and_too_many_are_refused(app):
    for names in ([], ["x"] * 10_001):
        with pytest.raises(UsageError, match="10,000"):
            await scrape_now(app.store, Listed(), names, clock=app.clock)


async def test_a_purge_leaves_the_job_with_a_target_that_is_gone(app, shop, queue, clock):
    shop.replies["/p/1"] = Reply(product_page())
    await track_many(app.store, queue, [URL], clock=app.clock)
    await queue.join()
    clock.advance(HOUR)
    lost = Listed()
    ordered = await track_many(app.store, lost, [URL, OTHER], clock=app.clock)
    product = await crud.resolve(app.store, URL)
    await crud.purge(app.store, product)
    status = await crud.job_status(app.store, ordered.job.job_id)
    assert [(i.url, i.state) for i in status.items] == [(URL, "gone"), (OTHER, "waiting")]
    assert await app.pipeline.work(lost.jobs[0]) is None


async def test_progress_keeps_what_was_done_when_it_was_seen(app, shop, queue, clock):
    shop.replies["/p/1"] = Reply(product_page())
    ordered = await track_many(app.store, queue, [URL], clock=app.clock)
    await queue.join()
    seen = await crud.job_status(app.store, ordered.job.job_id)
    shop.replies["/p/1"] = Reply(CHALLENGE)
    clock.advance(HOUR)
    await scrape_now(app.store, queue, [URL], clock=app.clock)
    await queue.join()
    assert await crud.job_progress(app.store, seen) == seen


async def test_an_unknown_job_is_not_found(app):
    with pytest.raises(NotFound, match="30 days"):
        await crud.job_status(app.store, "nothing")


async def test_many_urls_keep_their_order(app, clock):
    urls = [f"http://{HOST}/p/{n}" for n in range(1200)]
    queue = Listed()
    ordered = await track_many(app.store, queue, urls, clock=app.clock)
    status = await crud.job_status(app.store, ordered.job.job_id)
    assert [item.url for item in status.items] == urls
    assert [job.target_id for job in queue.jobs] == list(ordered.job.target_ids)


async def test_a_job_ends_where_a_target_is_not_tracked_any_more(app, clock):
    ordered = await track_many(app.store, Listed(), [URL, OTHER], clock=app.clock)
    await crud.untrack(app.store, OTHER)
    status = await crud.job_status(app.store, ordered.job.job_id)
    assert [item.state for item in status.items] == ["waiting", "gone"]
    assert "untracked" in status.items[1].reason
    by_hand = await scrape_now(app.store, Listed(), [OTHER], clock=app.clock)
    assert not (await crud.job_status(app.store, by_hand.job_id)).finished
    await app.pipeline.scrape(await crud.get_target(app.store, URL))
    assert (await crud.job_progress(app.store, status)).finished


@pytest.mark.parametrize("kind", ["track", "scrape"])
async def test_a_target_that_is_paused_meanwhile_is_scraped_all_the_same(app, shop, clock, kind):
    """Also where the worker dies that had the job: dispatch finds it when its lease ends."""
    shop.replies["/p/1"] = Reply(product_page())
    lost = Listed()
    if kind == "track":
        job = (await track_many(app.store, lost, [URL], clock=app.clock)).job
    else:
        await crud.track(app.store, URL, clock=app.clock)
        job = await scrape_now(app.store, lost, [URL], clock=app.clock)
    await crud.change_target(app.store, URL, paused=True, clock=app.clock)
    clock.advance(LEASE)
    found = Listed()
    await dispatch(app.store, found, clock=app.clock)
    assert [one.slot for one in found.jobs] == [one.slot for one in lost.jobs]
    assert (await crud.job_status(app.store, job.job_id)).items[0].state == "waiting"
    await app.pipeline.work(found.jobs[0])
    assert (await crud.job_status(app.store, job.job_id)).items[0].state == "done"
    clock.advance(timedelta(days=2))
    await dispatch(app.store, found, clock=app.clock, catch_up=False)
    assert len(found.jobs) == 1


@pytest.mark.parametrize("kind", ["track", "scrape"])
async def test_where_the_queue_takes_nothing_what_was_asked_for_is_due_at_once(app, clock, kind):
    for url in (URL, OTHER):
        await crud.target_for(app.store, url, clock=app.clock)
    ask = track_many if kind == "track" else scrape_now
    with pytest.raises(ServiceUnavailable):
        await ask(app.store, Down(), [URL, OTHER], clock=app.clock)
    found = Listed()
    await dispatch(app.store, found, clock=app.clock)
    assert len(found.jobs) == 2


async def test_a_job_ends_though_the_worker_s_clock_is_behind(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    await crud.track(app.store, URL, clock=app.clock)
    asked = Listed()
    job = await scrape_now(app.store, asked, [URL], clock=app.clock)
    clock.advance(timedelta(seconds=-3))
    await app.pipeline.work(asked.jobs[0])
    assert (await crud.job_status(app.store, job.job_id)).finished
