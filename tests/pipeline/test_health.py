from pricetrail.bootstrap import services
from pricetrail.health import shop_health
from tests.support.shop import CHALLENGE, HOST, Reply, product_page


async def test_every_scrape_counts_for_its_shop(settings, overrides, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    shop.replies["/p/2"] = Reply(CHALLENGE)
    async with services(settings, overrides) as app:
        for path in ("/p/1", "/p/2", "/p/3"):
            await app.pipeline.scrape_url(shop.url(path))
    async with services(settings, overrides) as app:
        found = await shop_health(app.store, HOST, clock().date(), clock().date())
    assert found.outcomes == {"ok": 1, "blocked": 1, "not_found": 1}
    assert (found.records, found.fields["price"], found.fields["brand"]) == (1, 1, 0)
    assert found.last_error
