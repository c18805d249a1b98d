"""Jobs of a batch, side by side, within its time."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from pricetrail import crud
from pricetrail.bootstrap import Services, build_shared
from pricetrail.fetch.shared.link import Link
from pricetrail.fetch.shared.politeness import RedisPoliteness
from pricetrail.queue.broker import BrokerQueue
from pricetrail.queue.messages import BROWSER
from pricetrail.queue.shared import Shared
from pricetrail.worker.process import Workplace
from pricetrail.worker.scraping import scrape_jobs
from tests.browser.test_pipeline import MARKET, OFFER
from tests.support.redis import RedisServer
from tests.support.shop import Reply
from tests.support.working import HOSTS
from tests.worker.conftest import Place
from tests.worker.test_worker import SOLO, is_done, pages_asked, taken, tracked, until


@pytest.fixture
async def at(place: Place, app: Services, queue: BrokerQueue) -> AsyncIterator[Workplace]:
    shared = build_shared(place.settings)
    yield Workplace(app, queue, shared, asyncio.Event())
    await shared.close()


async def test_what_the_budget_leaves_over_is_due_again(at: Workplace, place: Place) -> None:
    app = at.services
    targets = await tracked(app, place, "/quick", "/hangs", "/behind")
    place.shop.hangs.add("/hangs")
    quick, *others = await taken(app, targets)
    assert await scrape_jobs(at, [quick]) == {"ok": 1}
    slow = [replace(job, shop="slow.test") for job in others]
    done = await scrape_jobs(at, slow, budget=timedelta(seconds=0.5), grace=timedelta())
    assert done == {"cut_off": 1, "left": 1}
    now, *left = [await crud.get_target(app.store, one.target_id) for one in targets]
    assert now.next_due > targets[0].next_due
    assert [(one.lease_until, one.next_due) for one in left] == [
        (None, one.next_due) for one in targets[1:]
    ]
    assert "/behind" not in place.shop.asked
    assert [one.lost for one in left] == [0, 0]


async def test_jobs_of_many_shops_run_side_by_side(at: Workplace, place: Place) -> None:
    targets = await tracked(at.services, place, *(f"/p/{n}" for n in range(20)))
    place.shop.hangs |= {f"/p/{n}" for n in range(20)}
    jobs = await taken(at.services, targets)
    work = asyncio.create_task(scrape_jobs(at, jobs, grace=timedelta()))

    async def all_asked() -> bool:
        return place.shop.hangs <= set(place.shop.asked)

    await until(all_asked)
    at.ending.set()
    assert await work == {"cut_off": 20}


@pytest.mark.parametrize("what", ["the shop's turn", "its robots.txt"])
async def test_who_only_waits_for_somebody_that_may_be_dead_gives_back(
    at: Workplace, place: Place, what: str
) -> None:
    app = at.services
    first, second = await taken(app, await tracked(app, place, "/held/1", "/held/2"))
    held = [first, replace(second, shop=first.shop)]
    other = RedisPoliteness(Link(place.settings.redis_url or ""), 0.0)
    away = other.turn(HOSTS[0]) if "turn" in what else other.shelf.alone_at(f"http://{HOSTS[0]}")
    async with away:
        work = scrape_jobs(at, held, grace=timedelta(), patience=timedelta(seconds=0.1))
        assert await work == {"cut_off": 1, "left": 1}
    await other.close()
    assert pages_asked(place) == []
    left = [await crud.get_target(app.store, job.target_id) for job in held]
    assert [(one.lease_until, one.next_due, one.lost) for one in left] == [
        (None, job.slot, 0) for job in held
    ]


async def test_a_page_of_scripts_is_passed_on_to_a_worker_with_a_browser(
    at: Workplace, place: Place
) -> None:
    app = at.services
    place.shop.replies["/dp/1"] = Reply(MARKET)
    place.shop.replies["/api/offer"] = Reply('{"price": "€ 49.90"}', **OFFER)
    [job] = await taken(app, await tracked(app, place, "/dp/1"))
    place.fleet.more = {"PRICETRAIL_BROWSER_SANDBOX": "on" if os.geteuid() else "off"}
    place.fleet.worker(*SOLO, "--queues", BROWSER)
    async with AsyncExitStack() as stack:

        async def knows_of_a_browser() -> BrokerQueue | None:
            queue = BrokerQueue(place.settings.redis_url or "")
            stack.push_async_callback(queue.close)
            return queue if await queue.is_served(BROWSER) else None

        blind = replace(app, pipeline=replace(app.pipeline, renders=False))
        queue = await until(knows_of_a_browser)
        assert await scrape_jobs(replace(at, services=blind, queue=queue), [job]) == {
            "passed_on": 1
        }

    async def is_read() -> bool:
        return await is_done(app, await crud.get_target(app.store, job.target_id))

    await until(is_read)
    target = await crud.get_target(app.store, job.target_id)
    assert (target.state, target.lost, target.first_fetcher) == ("ok", 0, "browser")


async def test_where_nobody_has_a_browser_a_page_of_scripts_is_read_as_it_is(
    at: Workplace, place: Place
) -> None:
    app = at.services
    place.shop.replies["/dp/1"] = Reply("<div id=root></div><script></script>")
    jobs = await taken(app, await tracked(app, place, "/dp/1"))
    blind = replace(app, pipeline=replace(app.pipeline, renders=False))
    assert await scrape_jobs(replace(at, services=blind), jobs) == {"not_a_product": 1}


async def test_what_was_scraped_is_told(at: Workplace, place: Place) -> None:
    targets = await tracked(at.services, place, "/p/1", "/p/2")
    place.shop.replies.pop("/p/2")
    await scrape_jobs(at, await taken(at.services, targets))
    numbers = await at.shared.numbers()
    assert numbers.scrapes == {(HOSTS[0], "ok"): 1, (HOSTS[1], "not_found"): 1}
    assert numbers.lag.count == 2
    assert numbers.lag.seconds >= 0


async def test_only_one_is_at_it(redis_server: RedisServer) -> None:
    url = redis_server.new_url()
    a, b = Shared(url), Shared(url)
    async with a.only_one("this") as first, b.only_one("this") as second, b.only_one("that") as c:
        assert (first, second, c) == (True, False, True)
    async with b.only_one("this") as again:
        assert again
    await a.close()
    await b.close()
