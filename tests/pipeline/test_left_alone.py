"""A shop that blocks us is left alone and shows why; without Redis no attempt is made."""

import pytest
import redis

from pricetrail import crud
from pricetrail.bootstrap import services
from pricetrail.config import Settings
from pricetrail.errors import RateLimited, ServiceUnavailable
from pricetrail.fetch.breaker import STRIKES
from pricetrail.schedule import BACK_OFF, take_now
from tests.support.redis import RedisServer, long_known
from tests.support.shop import CHALLENGE, HOST, Reply, product_page
from tools.cassandra.node import free_port


@pytest.fixture(params=["alone", "shared"])
def settings(request, store_url) -> Settings:
    """Polite ones, in this process alone or through a real Redis."""
    redis_url = None
    if request.param == "shared":
        redis_url = request.getfixturevalue("redis_server").new_url()
        with redis.Redis.from_url(redis_url, decode_responses=True) as data:
            long_known(data)
    return Settings(store_url=store_url, redis_url=redis_url, gap_s=0.0, _env_file=None)


async def scrape(app, number: int):
    return await app.pipeline.scrape_url(f"http://{HOST}/p/{number}")


def pages_asked(shop) -> int:
    return sum(path != "/robots.txt" for path in shop.asked)


@pytest.mark.parametrize(
    "refusal", [Reply(CHALLENGE, 503), Reply("", 403), Reply("", 429), Reply(CHALLENGE)]
)
async def test_a_shop_that_blocks_one_target_after_the_other_is_left_alone(app, shop, refusal):
    for number in range(STRIKES + 2):
        shop.replies[f"/p/{number}"] = refusal
    for number in range(STRIKES):
        assert (await scrape(app, number)).product is None
    assert pages_asked(shop) == STRIKES
    for number in range(STRIKES, STRIKES + 2):
        scraped = await scrape(app, number)
        assert scraped.attempt.outcome == "fetch_failed"
        assert scraped.attempt.reason.startswith(f"{HOST} blocked us; left alone until 2026-03-01")
        assert isinstance(scraped.error, RateLimited)
        assert scraped.error.retry_after is not None
    assert pages_asked(shop) == STRIKES
    target = await crud.get_target(app.store, f"http://{HOST}/p/{STRIKES}")
    assert target.reason == scraped.attempt.reason


@pytest.mark.parametrize(
    ("served", "asked"),
    [(Reply(product_page()), 2 * STRIKES), (Reply("nothing", 404), STRIKES + 1)],
)
async def test_only_a_page_that_was_read_speaks_for_a_shop(app, shop, served, asked):
    """A page that is not found might be one more way to send us away."""
    for number in range(2 * STRIKES + 2):
        shop.replies[f"/p/{number}"] = Reply(CHALLENGE)
    shop.replies["/p/4"] = served
    for number in range(2 * STRIKES + 2):
        await scrape(app, number)
    assert pages_asked(shop) == asked


async def test_a_shop_in_trouble_is_no_shop_that_blocks(app, shop):
    for number in range(2 * STRIKES):
        shop.replies[f"/p/{number}"] = Reply("", 500)
        await scrape(app, number)
    assert pages_asked(shop) == 2 * STRIKES


async def test_without_redis_what_is_due_stays_due(tmp_path, store_url, overrides, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    server = RedisServer(tmp_path, free_port())
    polite = Settings(store_url=store_url, redis_url=server.new_url(), gap_s=0.0, _env_file=None)
    async with services(polite, overrides) as app:
        target = (await crud.track(app.store, f"http://{HOST}/p/1", clock=clock)).target
        slot = await take_now(app.store, target.target_id, clock())
        before = await crud.get_target(app.store, target.target_id)
        with pytest.raises(ServiceUnavailable, match="nothing is fetched"):
            await app.pipeline.scrape_slot(before, slot)
        soon = {"lease_until": clock() + BACK_OFF}
        left = await crud.get_target(app.store, target.target_id)
        assert left == before.model_copy(update=soon)
        assert [each async for each in crud.attempts(app.store, target)] == []
        assert shop.asked == []
    server.start()
    try:
        async with services(polite, overrides) as app:
            scraped = await app.pipeline.scrape_slot(before, slot)
            assert scraped.attempt.outcome == "ok"
            events = await crud.latest(app.store, scraped.product.product_id)
            assert [event.uuid for event in events] == [scraped.attempt.uuid]
    finally:
        server.stop()
