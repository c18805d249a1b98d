import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from pricetrail import crud
from pricetrail.clock import time_uuid
from pricetrail.errors import ServiceUnavailable
from pricetrail.jobs import scrape_now
from pricetrail.pipeline import BrowserNeeded
from pricetrail.queue import Job, LocalQueue
from pricetrail.schedule import BACK_OFF, LEASE, MOST_LOST, dispatch
from pricetrail.schema import Claim
from pricetrail.store.base import Put, Write
from pricetrail.store.tables import (
    ATTEMPT,
    CLAIM,
    EVENT,
    EVENT_MONTH,
    PRODUCT,
    PRODUCT_DAY,
    PRODUCT_VERSION,
    TARGET,
)
from tests.support.jobs import Listed
from tests.support.shop import CHALLENGE, HOST, Reply, product_page

URL = f"http://{HOST}/p/1"


async def scrape(app, url=URL):
    return await app.pipeline.scrape_url(url)


async def events(app, scraped):
    product_id = scraped.attempt.product_id
    return [] if product_id is None else await crud.latest(app.store, product_id)


async def test_a_page_becomes_a_product_an_event_and_an_attempt(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    scraped = await scrape(app)
    assert scraped.attempt.outcome == "ok"
    assert (scraped.product.name, scraped.product.shop) == ("A kettle", HOST)
    [event] = await events(app, scraped)
    assert (event.price, event.currency, event.availability) == (
        Decimal("19.9"),
        "EUR",
        "in_stock",
    )
    assert event.created == clock()
    assert event.uuid == scraped.attempt.uuid
    assert event.price_source
    target = await crud.get_target(app.store, URL)
    assert (target.state, target.product_id) == ("ok", scraped.product.product_id)
    assert [a async for a in crud.attempts(app.store, target)] == [scraped.attempt]


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(CHALLENGE, 503), "blocked"),
        (Reply(CHALLENGE, 200), "blocked"),
        (Reply(product_page(), 403), "blocked"),
        (Reply(product_page(), 429), "fetch_failed"),
        (Reply(product_page(), 503, {"Retry-After": "3600"}), "fetch_failed"),
        (Reply(product_page(), 404), "not_found"),
        (Reply(product_page(), 410), "not_found"),
        (Reply(product_page(), 500), "fetch_failed"),
        (Reply("<h1>About our shop</h1><p>We sell kettles since 1900.</p>"), "not_a_product"),
        (Reply(""), "not_a_product"),
        (Reply(b"\x00\x01\x02" * 500, headers={"Content-Type": "image/png"}), "fetch_failed"),
    ],
)
async def test_a_page_that_is_not_the_product_makes_no_event(app, shop, clock, reply, outcome):
    shop.replies["/p/1"] = Reply(product_page())
    await scrape(app)
    shop.replies["/p/1"] = reply
    clock.advance(timedelta(days=1))
    scraped = await scrape(app)
    assert scraped.attempt.outcome == outcome
    assert scraped.attempt.reason
    assert scraped.event is None
    assert len(await events(app, scraped)) == 1
    product = await crud.get_product(app.store, URL)
    assert (product.price, product.state) == (Decimal("19.9"), outcome)
    target = await crud.get_target(app.store, URL)
    assert (target.state, target.failures, target.state_since) == (outcome, 1, clock())


async def test_what_a_page_no_longer_shows_is_not_kept_from_before(app, shop, clock):
    reduced = product_page().replace("<p>19.90</p>", "<p><del>€29.90</del> <b>€19.90</b></p>")
    shop.replies["/p/1"] = Reply(reduced)
    assert (await scrape(app)).product.list_price == Decimal("29.9")
    clock.advance(timedelta(days=1))
    shop.replies["/p/1"] = Reply(product_page(price="21.00"))
    scraped = await scrape(app)
    assert (scraped.product.price, scraped.product.list_price) == (Decimal(21), None)
    assert await crud.get_product(app.store, URL) == scraped.product


async def test_a_first_scrape_that_fails_makes_no_product(app, shop):
    shop.replies["/p/1"] = Reply(CHALLENGE, 403)
    scraped = await scrape(app)
    assert (scraped.attempt.outcome, scraped.product) == ("blocked", None)
    assert [p async for p in crud.iter_products(app.store)] == []
    assert (await crud.get_target(app.store, URL)).reason == scraped.attempt.reason


async def test_a_redirect_to_a_listing_makes_no_event(app, shop):
    cards = "".join(
        f'<li class=product><a href="/p/{n}">Kettle {n}</a> <span>{n} EUR</span></li>'
        for n in range(30)
    )
    shop.replies["/c/kettles"] = Reply(f"<h1>Kettles</h1><ul>{cards}</ul>")
    shop.replies["/p/1"] = Reply("", 302, {"Location": "/c/kettles"})
    scraped = await scrape(app)
    assert scraped.attempt.outcome == "not_a_product"
    assert "redirected to" in scraped.attempt.reason


async def test_robots_are_obeyed(app, shop):
    shop.replies["/robots.txt"] = Reply(
        "User-agent: *\nDisallow: /p/", headers={"Content-Type": "text/plain"}
    )
    shop.replies["/p/1"] = Reply(product_page())
    scraped = await scrape(app)
    assert scraped.attempt.outcome == "robots_denied"
    assert "/p/1" not in shop.asked


async def test_a_private_address_is_refused(app):
    scraped = await scrape(app, "http://127.0.0.1/p")
    assert scraped.attempt.outcome == "fetch_failed"
    assert type(scraped.error).__name__ == "EgressDenied"


async def test_a_304_confirms_the_last_observation(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page(), headers={"ETag": '"v1"'})
    first = await scrape(app)
    clock.advance(timedelta(hours=6))
    second = await scrape(app)
    assert second.attempt.outcome == "not_modified"
    assert (second.event.confirmed, second.event.price) == (True, first.event.price)
    assert second.event.created == clock()
    assert second.event.version == first.event.version
    product = await crud.get_product(app.store, URL)
    assert (product.name, product.last_event_at) == ("A kettle", clock())
    shop.replies["/p/1"] = Reply(product_page(price="17"), headers={"ETag": '"v2"'})
    clock.advance(timedelta(hours=6))
    third = await scrape(app)
    assert (third.event.confirmed, third.event.price) == (False, Decimal(17))


async def test_a_304_is_not_asked_for_without_a_history(app, shop):
    shop.replies["/p/1"] = Reply(product_page(), headers={"ETag": '"v1"'})
    scraped = await scrape(app)
    await crud.purge(app.store, scraped.product.product_id)
    assert (await scrape(app)).attempt.outcome == "ok"


async def test_two_urls_of_one_product_are_one_product(app, shop):
    page = Reply(product_page(url=URL))
    shop.replies["/p/1"] = shop.replies["/offer/1"] = page
    first, second = await scrape(app), await scrape(app, f"http://{HOST}/offer/1")
    assert first.product.product_id == second.product.product_id
    assert len(await events(app, first)) == 2


async def test_a_page_cannot_speak_for_another_shop(app, shop):
    shop.replies["/p/1"] = Reply(product_page(price="500"))
    honest = await scrape(app)
    shop.replies["/evil"] = Reply(product_page(price="1", url=URL))
    forged = await scrape(app, "http://other.test/evil")
    assert forged.product.shop == "other.test"
    assert forged.product.product_id != honest.product.product_id
    assert len(await events(app, honest)) == 1


async def test_a_product_keeps_its_id_when_its_canonical_url_moves(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page(url=URL))
    first = await scrape(app)
    shop.replies["/p/1"] = Reply(product_page(url=f"http://{HOST}/new/1"))
    clock.advance(timedelta(hours=1))
    assert (await scrape(app)).product.product_id == first.product.product_id


async def run_due(app, clock):
    queue = LocalQueue(app.pipeline.work)
    await dispatch(app.store, queue, clock=clock, catch_up=False)
    await queue.join()


async def test_a_tracked_target_is_scraped_once_per_slot(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    await crud.track(app.store, URL, every=timedelta(hours=1), tags=["tea"], clock=clock)
    for _ in range(3):
        await run_due(app, clock)
    product = await crud.get_product(app.store, URL)
    assert product.tags == ("tea",)
    assert len(await crud.latest(app.store, product.product_id)) == 1
    clock.advance(timedelta(hours=2))
    await run_due(app, clock)
    assert len(await crud.latest(app.store, product.product_id)) == 2


async def test_a_job_delivered_twice_makes_one_event(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    target = (await crud.track(app.store, URL, clock=clock)).target
    first, second = await asyncio.gather(
        app.pipeline.scrape_slot(target, target.next_due),
        app.pipeline.scrape_slot(target, target.next_due),
    )
    assert await app.pipeline.scrape_slot(target, target.next_due) is None
    uuids = {s.attempt.uuid for s in (first, second) if s is not None}
    assert len(uuids) == 1
    assert (
        len(await crud.latest(app.store, (await crud.get_product(app.store, URL)).product_id)) == 1
    )


async def test_a_scrape_that_got_lost_is_completed_under_its_event_id(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    target = (await crud.track(app.store, URL, clock=clock)).target
    claim = Claim(target_id=target.target_id, slot=target.next_due, uuid=time_uuid(clock()))
    await app.store.put([Write(CLAIM, CLAIM.row(claim))])
    clock.advance(LEASE)
    scraped = await app.pipeline.scrape_slot(target, target.next_due)
    assert scraped.event.uuid == claim.uuid


async def test_a_rate_limited_target_waits_as_long_as_it_was_told(app, shop, clock):
    shop.replies["/p/1"] = Reply("", 429, {"Retry-After": "86400"})
    await crud.track(app.store, URL, clock=clock)
    await run_due(app, clock)
    target = await crud.get_target(app.store, URL)
    assert target.next_due - clock() >= timedelta(days=1)
    assert target.lease_until is None


@pytest.mark.parametrize("stop", ["untrack", "purge"])
async def test_a_job_whose_target_went_meanwhile_is_dropped(app, shop, clock, stop):
    shop.replies["/p/1"] = Reply(product_page())
    product = (await scrape(app)).product
    target = (await crud.track(app.store, URL, clock=clock)).target
    if stop == "untrack":
        await crud.untrack(app.store, URL)
    else:
        await crud.purge(app.store, product.product_id)
    shop.asked.clear()
    await app.pipeline.work(Job(target.target_id, target.shop, target.next_due))
    assert shop.asked == []


class Meanwhile:
    """A fetcher that does something else while a page is on its way."""

    def __init__(self, fetcher, happens):
        self.fetcher, self.happens, self.name = fetcher, happens, fetcher.name

    async def fetch(self, request):
        page = await self.fetcher.fetch(request)
        await self.happens()
        return page


def while_fetching(app, happens):
    return replace(app.pipeline, fetchers={"http": Meanwhile(app.fetchers["http"], happens)})


class Interrupted:
    """A store that does something else just before an event is written."""

    def __init__(self, store, happens):
        self._store, self._happens = store, happens

    def __getattr__(self, name):
        return getattr(self._store, name)

    async def run(self, steps):
        rows = [write for step in steps if isinstance(step, Put) for write in step.writes]
        if any(write.table in (EVENT, ATTEMPT) for write in rows):
            await self._happens()
        return await self._store.run(steps)


@pytest.mark.parametrize("by_hand", [True, False])
@pytest.mark.parametrize("reply", [Reply(product_page()), Reply(CHALLENGE)], ids=["ok", "blocked"])
async def test_what_is_purged_just_before_it_is_stored_stays_away(app, shop, clock, reply, by_hand):
    shop.replies["/p/1"] = Reply(product_page())
    product = (await scrape(app)).product
    target = (await crud.track(app.store, URL, clock=clock)).target
    clock.advance(timedelta(hours=7))
    shop.replies["/p/1"] = reply
    store = Interrupted(app.store, lambda: crud.purge(app.store, product.product_id))
    pipeline = replace(app.pipeline, store=store)
    slot = pipeline.scrape_slot(target, target.next_due)
    scraped = await (pipeline.scrape(target) if by_hand else slot)
    slot.close()
    assert (scraped.event, scraped.product) == (None, None)
    for table in (PRODUCT, PRODUCT_VERSION, EVENT, EVENT_MONTH, PRODUCT_DAY, TARGET, ATTEMPT):
        assert (await app.store.list(table, limit=10)).rows == [], table.name


async def test_a_purged_target_leaves_the_product_of_another_one_alone(app, shop, clock):
    shop.replies["/p/1"] = shop.replies["/offer/1"] = Reply(product_page(url=URL))
    kept = await scrape(app)
    clock.advance(timedelta(hours=1))
    other = (await crud.track(app.store, f"http://{HOST}/offer/1", clock=clock)).target
    store = Interrupted(app.store, lambda: crud.purge_target(app.store, other.target_id))
    await replace(app.pipeline, store=store).scrape_slot(other, other.next_due)
    assert [target.url async for target in crud.iter_targets(app.store)] == [URL]
    assert len(await events(app, kept)) == 2


async def test_of_two_attempts_at_once_the_later_one_is_shown_whoever_ends_first(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    target = (await crud.track(app.store, URL, clock=clock)).target

    async def another():
        shop.replies["/p/1"] = Reply(CHALLENGE)
        clock.advance(timedelta(seconds=1))
        await scrape(app)

    store = Interrupted(app.store, another)
    await replace(app.pipeline, store=store).scrape_slot(target, target.next_due)
    shown = await crud.get_target(app.store, URL)
    assert (shown.state, shown.last_attempt_at, shown.lease_until) == ("blocked", clock(), None)
    assert shown.next_due > clock()


async def test_an_attempt_is_noted_though_others_end_meanwhile(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    before = await crud.target_for(app.store, URL, clock=clock)
    started = clock() + timedelta(seconds=9)

    async def another():
        clock.now = started - timedelta(seconds=5)
        await scrape(app)

    clock.now = started
    await replace(app.pipeline, store=Interrupted(app.store, another)).scrape(before)
    assert (await crud.get_target(app.store, URL)).last_attempt_at == started


async def begin_and_die(app, job):
    """What a worker leaves that is killed in the middle of a scrape."""

    class Killed(BaseException):
        pass

    class Deadly:
        name = "http"

        async def fetch(self, request):
            raise Killed

    pipeline = replace(app.pipeline, fetchers={"http": Deadly()})
    with pytest.raises(Killed):
        await pipeline.work(job)


async def taken(app, clock):
    jobs = Listed()
    await dispatch(app.store, jobs, clock=clock, catch_up=False)
    return jobs.jobs


async def test_a_target_that_kills_its_worker_again_and_again_is_given_up(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    hours = timedelta(hours=6)
    await crud.track(app.store, URL, every=hours, clock=clock)
    for _ in range(MOST_LOST):
        [job] = await taken(app, clock)
        await begin_and_die(app, job)
        clock.advance(LEASE)
    [job] = await taken(app, clock)
    scraped = await app.pipeline.work(job)
    assert (scraped.attempt.outcome, shop.asked) == ("fetch_failed", [])
    shown = await crud.get_target(app.store, URL)
    assert (shown.state, shown.lost, shown.lease_until) == ("fetch_failed", MOST_LOST, None)
    assert shown.next_due == clock() + hours
    assert f"{MOST_LOST} scrapes were begun and never ended" in shown.reason

    clock.advance(hours)  # in its next slot one more worker dies, and no second one
    [job] = await taken(app, clock)
    await begin_and_die(app, job)
    clock.advance(LEASE)
    [job] = await taken(app, clock)
    assert (await app.pipeline.work(job)).attempt.outcome == "fetch_failed"
    assert (await crud.get_target(app.store, URL)).next_due == clock() + 2 * hours

    asked = Listed()
    await scrape_now(app.store, asked, [URL], clock=clock)
    assert (await crud.get_target(app.store, URL)).lost == 0
    assert (await app.pipeline.work(asked.jobs[0])).attempt.outcome == "ok"
    assert (await crud.get_target(app.store, URL)).failures == 0


async def begin_and_cut_off(app, job):
    """What a worker leaves whose time is up in the middle of a scrape."""
    asked = asyncio.Event()

    class Endless:
        name = "http"

        async def fetch(self, request):
            asked.set()
            await asyncio.Event().wait()

    pipeline = replace(app.pipeline, fetchers={"http": Endless()})
    work = asyncio.create_task(pipeline.work(job))
    await asked.wait()
    work.cancel()
    await asyncio.wait([work])
    assert work.cancelled()


async def test_a_scrape_that_is_cut_off_is_not_lost(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    await crud.track(app.store, URL, clock=clock)
    [job] = await taken(app, clock)
    for _ in range(MOST_LOST + 1):
        await begin_and_cut_off(app, job)
    assert (await crud.get_target(app.store, URL)).lost == 0
    await begin_and_die(app, job)
    await begin_and_die(app, job)  # the death before it counts, once
    assert (await crud.get_target(app.store, URL)).lost == 1
    assert (await app.pipeline.work(job)).attempt.outcome == "ok"


async def test_a_scrape_that_breaks_off_since_a_service_is_away_is_not_lost(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    await crud.track(app.store, URL, clock=clock)

    class NoTurns:
        name = "http"

        async def fetch(self, request):
            raise ServiceUnavailable("Redis is away")

    pipeline = replace(app.pipeline, fetchers={"http": NoTurns()})
    slots, pauses = set(), []
    for _ in range(MOST_LOST + 1):
        [job] = await taken(app, clock)
        slots.add(job.slot)
        with pytest.raises(ServiceUnavailable):
            await pipeline.work(job)
        assert await taken(app, clock) == []
        pauses.append((await crud.get_target(app.store, URL)).lease_until - clock())
        clock.advance(pauses[-1])
    assert [pause / BACK_OFF for pause in pauses] == [1, 1, 2, 4, 5, 5]
    assert (await crud.get_target(app.store, URL)).lost == 0
    [job] = await taken(app, clock)
    assert slots == {job.slot}
    assert (await app.pipeline.work(job)).attempt.outcome == "ok"


@pytest.mark.parametrize("elsewhere", [True, False])
async def test_a_page_of_scripts_is_left_to_others_where_they_have_a_browser(
    app, shop, clock, elsewhere
):
    shop.replies["/p/1"] = Reply("<title>Kettle</title><div id=root></div><script></script>")
    await crud.track(app.store, URL, clock=clock)

    async def others_render():
        return elsewhere

    pipeline = replace(app.pipeline, renders=False, others_render=others_render)
    [job] = await taken(app, clock)
    if not elsewhere:
        assert (await pipeline.work(job)).attempt.outcome == "not_a_product"
        return
    clock.advance(timedelta(minutes=5))
    for _ in range(MOST_LOST + 1):
        with pytest.raises(BrowserNeeded):
            await pipeline.work(job)
    target = await crud.get_target(app.store, URL)
    assert (target.lost, target.next_due) == (0, job.slot)
    assert target.lease_until == clock() + LEASE
    assert [a async for a in crud.attempts(app.store, target)] == []


async def test_a_scrape_that_ends_wipes_out_those_that_were_lost(app, shop, clock):
    shop.replies["/p/1"] = Reply(CHALLENGE)
    await crud.track(app.store, URL, clock=clock)
    [job] = await taken(app, clock)
    for _ in range(MOST_LOST - 1):
        await begin_and_die(app, job)
    assert (await crud.get_target(app.store, URL)).lost == MOST_LOST - 2
    assert (await app.pipeline.work(job)).attempt.outcome == "blocked"
    assert (await crud.get_target(app.store, URL)).lost == 0


async def test_a_shop_that_blocks_us_says_how_long_it_wants_to_be_left_alone(app, shop, clock):
    shop.replies["/p/1"] = Reply(CHALLENGE, 403, {"Retry-After": "172800"})
    await crud.track(app.store, URL, every=timedelta(hours=1), clock=clock)
    await run_due(app, clock)
    target = await crud.get_target(app.store, URL)
    assert (target.state, target.next_due - clock()) == ("blocked", timedelta(days=2))
    assert target.reason


@pytest.mark.parametrize("etag", [None, '"v1"'])
async def test_a_product_purged_while_it_is_scraped_stays_away(app, shop, clock, etag):
    shop.replies["/p/1"] = Reply(product_page(), headers={"ETag": etag} if etag else {})
    product = (await scrape(app)).product
    target = (await crud.track(app.store, URL, clock=clock)).target
    clock.advance(timedelta(hours=7))
    pipeline = while_fetching(app, lambda: crud.purge(app.store, product.product_id))
    scraped = await pipeline.scrape_slot(target, target.next_due)
    assert scraped.event is None
    assert [p async for p in crud.iter_products(app.store)] == []
    assert [t async for t in crud.iter_targets(app.store)] == []
    assert await crud.latest(app.store, product.product_id) == []


async def test_a_target_untracked_while_it_is_scraped_keeps_what_was_found(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    target = (await crud.track(app.store, URL, clock=clock)).target
    pipeline = while_fetching(app, lambda: crud.untrack(app.store, URL))
    scraped = await pipeline.scrape_slot(target, target.next_due)
    kept = await crud.get_target(app.store, URL)
    assert (kept.untracked, kept.next_due, kept.lease_until) == (True, None, None)
    assert (kept.product_id, kept.state) == (scraped.product.product_id, "ok")
    assert kept.last_attempt_at == scraped.attempt.created


async def test_tags_given_while_it_is_scraped_reach_the_product(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    target = (await crud.track(app.store, URL, tags=["old"], clock=clock)).target

    async def tag():
        await crud.track(app.store, URL, tags=["new"], every=timedelta(minutes=5), clock=clock)

    await while_fetching(app, tag).scrape_slot(target, target.next_due)
    assert (await crud.get_product(app.store, URL)).tags == ("new", "old")
    assert (await crud.get_target(app.store, URL)).tags == ("new", "old")
    await run_due(app, clock)
    assert len(await events(app, await scrape(app))) == 2


async def test_an_older_attempt_does_not_hide_a_newer_one(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    target = (await crud.track(app.store, URL, clock=clock)).target

    async def scrape_by_hand():
        clock.advance(timedelta(minutes=1))
        await scrape(app)
        await crud.untrack(app.store, URL)

    await while_fetching(app, scrape_by_hand).scrape_slot(target, target.next_due)
    assert (await crud.get_target(app.store, URL)).last_attempt_at == clock()


@pytest.mark.parametrize("etag", ['"' + "x" * 5000 + '"', '"two  spaces"', '"\udcff"', "\t"])
async def test_a_validator_that_cannot_be_kept_as_it_is_is_not_kept(app, shop, clock, etag):
    shop.replies["/p/1"] = Reply(product_page(), headers={"X-Kept": "yes"})
    fetch = app.fetchers["http"].fetch

    class Odd:
        name = "http"

        async def fetch(self, request):
            assert request.etag is None
            page = await fetch(request)
            return replace(page, headers={**page.headers, "etag": etag})

    pipeline = replace(app.pipeline, fetchers={"http": Odd()})
    for _ in range(2):
        assert (await pipeline.scrape_url(URL)).attempt.outcome == "ok"
    assert (await crud.get_target(app.store, URL)).etag is None
