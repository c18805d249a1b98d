"""A store without transactions breaks off in between, with the rows of one write in any order."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pricetrail import crud
from pricetrail.errors import StoreUnavailable
from pricetrail.stats import day_summary
from pricetrail.store.tables import ATTEMPT, EVENT, EVENT_MONTH, PRODUCT_DAY, PRODUCT_VERSION
from tests.support.cutting import CutOff
from tests.support.shop import HOST, Reply, product_page


async def rows_of(app, table):
    return [table.load(row) for row in (await app.store.list(table, limit=1000)).rows]


@pytest.mark.parametrize("backwards", [False, True])
async def test_what_is_cut_off_is_completed_by_whoever_does_it_again(app, shop, clock, backwards):
    shop.replies["/p/1"] = Reply(product_page(price="19.90"))
    for last in range(100):
        url = f"http://{HOST}/p/1?n={last}"
        clock.advance(timedelta(hours=1))
        target = (await crud.track(app.store, url, clock=clock)).target
        cut = CutOff(app.store, last, backwards=backwards)
        try:
            await replace(app.pipeline, store=cut).scrape_slot(target, target.next_due)
        except StoreUnavailable:
            again = await crud.get_target(app.store, url)
            if again.next_due == target.next_due:
                await app.pipeline.scrape_slot(again, again.next_due)
        product = await crud.get_product(app.store, url)
        [event] = await crud.latest(app.store, product.product_id)
        assert product.last_event == event.uuid, last
        described = {(v.product_id, v.version) for v in await rows_of(app, PRODUCT_VERSION)}
        assert (product.product_id, event.version) in described, last
        days = await crud.product_days(app.store, product.product_id)
        assert days == [day_summary(product.product_id, event.created.date(), [event])]
        if cut.is_through:
            break
    events, attempts = await rows_of(app, EVENT), await rows_of(app, ATTEMPT)
    assert {e.uuid for e in events} == {a.uuid for a in attempts}
    assert len(events) == len(attempts) == last + 1
    assert len(await rows_of(app, EVENT_MONTH)) == len(await rows_of(app, PRODUCT_DAY)) == last + 1
