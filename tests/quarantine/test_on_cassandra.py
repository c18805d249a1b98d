"""The same on a store without transactions: filters, a second look, an acceptance, a purge."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from pricetrail import crud, quarantine
from pricetrail.bootstrap import Overrides, Services, services
from pricetrail.clock import ManualClock
from pricetrail.config import Settings
from tests.support.shop import HOST, Reply, Shop, product_page

URL = f"http://{HOST}/p/1"


@pytest.fixture
async def on_cassandra(empty_keyspace: str, overrides: Overrides) -> AsyncIterator[Services]:
    settings = Settings(
        store_url=empty_keyspace, archive_url="off", politeness="off", _env_file=None
    )
    async with services(settings, overrides) as app:
        yield app


async def test_it_is_held_back_confirmed_accepted_and_purged(
    on_cassandra: Services, shop: Shop, clock: ManualClock
) -> None:
    store = on_cassandra.store

    async def scrape(price: str) -> str:
        shop.replies["/p/1"] = Reply(product_page(price=price))
        scraped = await on_cassandra.pipeline.scrape_url(URL)
        clock.advance(timedelta(hours=1))
        return scraped.attempt.outcome

    async def found(**filters: str) -> list[str]:
        return [held.status async for held in quarantine.iter_held(store, **filters)]

    prices = ("19.90", "1.99", "1.99", "300.00")
    assert [await scrape(price) for price in prices] == ["ok", "suspect", "ok", "suspect"]
    product = await crud.get_product(store, URL)
    assert sorted(await found(shop=HOST)) == ["confirmed", "open"]
    assert sorted(await found(product_id=product.product_id)) == ["confirmed", "open"]
    assert await found(status="open", outcome="suspect") == ["open"]
    assert await found(status="open", shop="other.test") == []
    [held] = [held async for held in quarantine.iter_held(store, status="open")]
    assert await quarantine.get_held(store, held.id) == held
    await quarantine.accept(store, held.id, clock=clock)
    events = await crud.latest(store, product.product_id)
    assert [str(event.price) for event in events] == ["300", "1.99", "1.99", "19.9"]
    await crud.purge(store, product.product_id)
    assert await found() == []
