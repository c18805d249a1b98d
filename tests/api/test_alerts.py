"""Rules, what fired and the outbox, over the API."""

import pytest

from tests.api.test_products import answer, track
from tests.support.serving import client_of, settings_for


async def add(api, expected=201, **rule):
    return await answer(api, "POST", "/alerts/rules", expected, json=rule)


async def test_a_rule_is_set_changed_and_removed(api, kettle):
    item = await track(api, kettle)
    rule = await add(api, kind="below", product=item["product_id"], amount="15")
    assert (rule["scope"], rule["currency"]) == ("product", "EUR")
    path = f"/alerts/rules/{rule['rule_id']}"
    assert await answer(api, "GET", path, 200) == rule
    changed = await answer(api, "PATCH", path, 200, json={"enabled": False})
    assert changed == {**rule, "enabled": False}
    assert (await answer(api, "GET", "/alerts/rules", 200))["items"] == [changed]
    await answer(api, "DELETE", path, 204)
    for method in ("GET", "DELETE"):
        assert (await answer(api, method, path, 404))["status"] == 404


async def test_a_rule_about_a_shop(api):
    rule = await add(api, kind="shop_broke", shop="www.shop.example")
    assert (rule["scope"], rule["subject"]) == ("shop", "shop.example")
    assert rule["words"] == "does clearly worse than before"
    assert (await add(api, kind="shop_broke"))["scope"] == "all"


async def test_what_fires_is_listed_with_its_event(api, kettle):
    await add(api, kind="below", amount="20", currency="EUR")
    item = await track(api, kettle)
    fired = await answer(api, "GET", "/alerts/fired?limit=1", 200)
    [alert] = fired["items"]
    event = await answer(api, "GET", f"/products/{item['product_id']}/events/{alert['uuid']}", 200)
    assert event["price"] == alert["price"] == "19.9"
    assert (await answer(api, "GET", "/alerts/fired?cursor=x", 400))["status"] == 400


@pytest.mark.parametrize(
    ("rule", "status"),
    [
        ({"kind": "below", "amount": "5"}, 400),
        ({"kind": "sometimes"}, 422),
        ({"kind": "gone", "product": "nobody"}, 404),
        ({"kind": "gone", "product": "a", "tag": "b"}, 400),
        ({"kind": "gone", "channels": ["phone"]}, 400),
        ({"kind": "gone", "channels": ["http://169.254.169.254/"]}, 403),
        ({"kind": "gone", "unknown": 1}, 422),
        ({"kind": "gone", "shop": "shop.example"}, 400),
        ({"kind": "shop_broke", "shop": "no shop"}, 400),
    ],
)
async def test_what_makes_no_rule_is_a_problem(api, rule, status):
    assert (await add(api, status, **rule))["status"] == status


async def test_secrets_of_channels_are_not_answered(tmp_path):
    settings = settings_for(tmp_path, webhook_secret="between us")
    async with client_of(settings) as api:
        url = "https://hooks.example/in/S3CRET"
        rule = await add(api, kind="rise", channels=[url])
        assert rule["channels"] == ["https://hooks.example/…"]
        listed = await answer(api, "GET", "/alerts/rules", 200)
        assert "S3CRET" not in str(listed)


async def test_a_record_that_is_sent_to_us_fires_too_once(api):
    await add(api, kind="below", amount="20", currency="EUR")
    record = {"url": "https://shop.example/p/1", "name": "Kettle", "currency": "EUR"}
    for price in ("25", "19", "18"):
        await answer(api, "POST", "/events/scrape", 201, json={**record, "price": price})
    [alert] = (await answer(api, "GET", "/alerts/fired", 200))["items"]
    assert (alert["price"], alert["before"]) == ("19", "25")


async def test_a_token_that_may_read_sets_no_rules(tmp_path):
    async with client_of(settings_for(tmp_path, api_token="owner")) as api:
        owner = {"Authorization": "Bearer owner"}
        await answer(api, "GET", "/alerts/rules", 401)
        await answer(api, "GET", "/alerts/rules", 200, headers=owner)
        await answer(api, "GET", "/alerts/fired", 200, headers=owner)
        await answer(api, "GET", "/alerts/outbox?state=dead", 200, headers=owner)
        await answer(api, "POST", "/alerts/outbox/x/resend", 404, headers=owner)
        sample = {"channel": "phone"}
        await answer(api, "POST", "/alerts/test", 400, headers=owner, json=sample)
