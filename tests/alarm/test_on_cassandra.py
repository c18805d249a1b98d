"""The same on Cassandra: a rule fires with its event, and its message arrives once."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from pydantic import SecretStr

from pricetrail import crud
from pricetrail.alarm import deliver_due
from pricetrail.bootstrap import Overrides, Services
from pricetrail.config import Settings
from pricetrail.crud.alert_log import active_rule_ids, fired_alerts, list_deliveries
from pricetrail.crud.alert_rules import add_rule, change_rule, list_rules
from tests.support.receiver import Receiver, receiving
from tests.support.shop import HOST, Reply, Shop, product_page


@pytest.fixture
def store_url(empty_keyspace: str) -> str:
    return empty_keyspace


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
def overrides(overrides: Overrides, receiver: Receiver) -> Overrides:
    return replace(overrides, host_map={**overrides.host_map, "hooks.test": receiver.endpoint})


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"webhook_secret": SecretStr("x"), "archive_url": "off"})


async def test_an_alert_is_stored_and_delivered_once(
    watching: Services, shop: Shop, receiver: Receiver
) -> None:
    store, path = watching.store, f"/p/{uuid4().hex}"

    async def scrape(price: str) -> str:
        shop.replies[path] = Reply(product_page(price=price))
        watching.clock.advance(timedelta(hours=1))
        scraped = await watching.pipeline.scrape_url(f"http://{HOST}{path}")
        return scraped.product.product_id

    product_id = await scrape("60.00")
    hook = "http://hooks.test/in"
    rule = await add_rule(
        store, kind="below", product=product_id, amount=Decimal(50), channels=(hook,)
    )
    try:
        await change_rule(store, rule.rule_id, note="for the office")
        assert rule.rule_id in [one.rule_id for one in await list_rules(store)]
        for price in ("49.00", "48.00", "60.00", "47.00"):
            await scrape(price)
        found = (await fired_alerts(store, clock=watching.clock)).alerts
        mine = [alert for alert in found if alert.product_id == product_id]
        assert [alert.price for alert in mine] == [47, 49]
        assert mine[0].uuid in [event.uuid for event in await crud.latest(store, product_id)]
        assert await active_rule_ids(store, product_id) == {rule.rule_id}
        rounds = await asyncio.gather(
            *(deliver_due(store, watching.notifier, clock=watching.clock) for _ in range(2))
        )
        assert sum(one.sent for one in rounds) == len(receiver.bodies) == 2
        sent = [one for one in await list_deliveries(store) if one.product_id == product_id]
        assert {(one.state, one.channel) for one in sent} == {("sent", hook)}
    finally:
        await crud.purge(store, product_id)
    assert rule.rule_id not in [one.rule_id for one in await list_rules(store)]
    assert await active_rule_ids(store, product_id) == set()
