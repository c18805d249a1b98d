"""Captured pages of real shops through the whole pipeline: fetch over TLS, extract, store."""

import pytest
import pytest_asyncio

from pricetrail import crud
from pricetrail.bootstrap import Overrides, services
from pricetrail.config import Settings
from pricetrail.fetch.retry import NO_RETRIES
from pricetrail.queue import Job, LocalQueue
from tests.support import captured

pytestmark = pytest.mark.pages

# Where the stored history has to agree with the truth; what extraction reaches today.
LEAST = {"kind": 0.9, "price": 0.85, "currency": 0.85, "availability": 0.8, "name": 0.9}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scraped(tmp_path_factory):
    """File name → what the store holds after scraping that page: a prediction for the scorer."""
    shops = captured.CapturedShops()
    await shops.start()
    path = tmp_path_factory.mktemp("pages") / "history.db"
    settings = Settings(store_url=f"sqlite:///{path}", politeness="off", _env_file=None)
    overrides = Overrides(host_map=shops.host_map, ssl_context=shops.ssl_context, retry=NO_RETRIES)
    async with services(settings, overrides) as app:
        queue = LocalQueue(app.pipeline.work)
        for row in captured.truth():
            target = await crud.target_for(app.store, captured.url(row))
            await queue.put([Job(target.target_id, target.shop, None)])
        await queue.join()
        found = {row["file"]: await _stored(app.store, row) for row in captured.truth()}
    await shops.stop()
    return found


async def _stored(store, row):
    target = await crud.get_target(store, captured.url(row))
    attempt = await anext(crud.attempts(store, target))
    if target.product_id is None:
        return {"kind": {"blocked": "blocked", "not_found": "not_found"}.get(attempt.outcome)}
    [event] = await crud.latest(store, target.product_id)
    product = await crud.get_product(store, target.product_id)
    return product.json_dict() | event.json_dict()


@pytest.fixture(scope="module")
def scores(scraped):
    return captured.scorer().score(captured.truth(), scraped)


@pytest.mark.parametrize("field", sorted(LEAST))
def test_what_is_stored_agrees_with_the_truth(scores, field):
    assert scores[field]["accuracy"] >= LEAST[field]


def test_a_page_that_sells_nothing_never_leaves_a_price(scores):
    assert scores["price_on_nonproduct"]["fp"] == 0


def test_every_page_leaves_an_event_or_a_reason(scraped):
    assert len(scraped) == len(captured.truth())
