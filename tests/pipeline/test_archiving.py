"""The page behind every event and every failed attempt is kept before anything refers to it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pricetrail import crud
from pricetrail.bootstrap import services
from tests.support.shop import CHALLENGE, HOST, Reply, product_page

URL = f"http://{HOST}/p/1"


async def test_an_event_refers_to_the_page_it_came_from(app, shop):
    shop.replies["/p/1"] = Reply(product_page(price="19.90"))
    scraped = await app.pipeline.scrape_url(URL)
    kept = await app.archive.page(scraped.event.archive_ref, scraped.attempt.target_id)
    assert kept == scraped.page
    assert scraped.attempt.archive_ref == scraped.event.archive_ref
    [event] = await crud.latest(app.store, scraped.product.product_id)
    assert event.archive_ref == scraped.event.archive_ref


async def test_an_unchanged_page_is_kept_once(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    refs = set()
    for _ in range(3):
        refs.add((await app.pipeline.scrape_url(URL)).event.archive_ref)
        clock.advance(timedelta(hours=6))
    assert len(refs) == 1
    assert (await app.archive.usage())[:2] == (1, 1)


async def test_what_a_304_confirms_has_the_page_that_it_confirms(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page(), headers={"ETag": '"1"'})
    first = await app.pipeline.scrape_url(URL)
    shop.replies["/p/1"] = Reply("", 304)
    clock.advance(timedelta(hours=6))
    again = await app.pipeline.scrape_url(URL)
    assert again.attempt.outcome == "not_modified"
    assert again.event.archive_ref == again.attempt.archive_ref == first.event.archive_ref


@pytest.mark.parametrize(
    "reply", [Reply(CHALLENGE, 403), Reply("<h1>gone</h1>", 404), Reply("<p>About us</p>")]
)
async def test_the_page_of_an_attempt_that_failed_is_kept_too(app, shop, reply):
    shop.replies["/p/1"] = reply
    scraped = await app.pipeline.scrape_url(URL)
    assert scraped.event is None
    kept = await app.archive.page(scraped.attempt.archive_ref, scraped.attempt.target_id)
    assert kept.status == reply.status
    [saved] = [saved async for saved in app.archive.saved()]
    assert not saved.is_accepted


async def test_an_archive_that_fails_costs_no_observation(settings, overrides, shop, tmp_path):
    (tmp_path / "full").write_text("no folder")
    there = settings.model_copy(update={"archive_url": str(tmp_path / "full")})
    shop.replies["/p/1"] = Reply(product_page())
    async with services(there, overrides) as app:
        scraped = await app.pipeline.scrape_url(URL)
    assert scraped.attempt.outcome == "ok"
    assert scraped.event.archive_ref is None


async def test_without_an_archive_all_else_is_the_same(settings, overrides, shop, tmp_path):
    shop.replies["/p/1"] = Reply(product_page())
    async with services(settings.model_copy(update={"archive_url": "off"}), overrides) as app:
        assert app.archive is None
        assert (await app.pipeline.scrape_url(URL)).event.archive_ref is None
    assert not (tmp_path / "archive").exists()


async def test_a_page_is_there_before_the_event_that_refers_to_it(app, shop, monkeypatch):
    shop.replies["/p/1"] = Reply(product_page())
    seen = []

    class Watching:
        def __getattr__(self, name):
            return getattr(app.store, name)

        async def run(self, steps):
            seen.append((await app.archive.usage()).pages)
            return await app.store.run(steps)

    await replace(app.pipeline, store=Watching()).scrape_url(URL)
    assert seen
    assert all(pages == 1 for pages in seen)


async def test_a_page_whose_target_is_purged_meanwhile_does_not_stay(app, shop):
    shop.replies["/p/1"] = Reply(product_page())
    target = await crud.target_for(app.store, URL, clock=app.clock)
    extractor = app.pipeline.extractor

    async def purging(page):
        await crud.purge_target(app.store, target.target_id)
        return await extractor(page)

    scraped = await replace(app.pipeline, extractor=purging).scrape(target)
    assert scraped.event is None
    assert (await app.archive.usage())[:2] == (0, 0)
    again = await app.pipeline.scrape_url(URL)
    assert await app.archive.page(again.event.archive_ref, target.target_id) == again.page
