from datetime import timedelta
from typing import Any

import aiohttp
import pytest

from pricetrail.clock import time_uuid, utc_now

KETTLE = {"url": "https://shop.example/p/1", "name": "A kettle", "price": "19.90"}


def record(**given: Any) -> dict[str, Any]:
    return {**KETTLE, "currency": "EUR", "availability": "in_stock", **given}


async def post(
    api: aiohttp.ClientSession, body: dict[str, Any], **headers: str
) -> tuple[int, dict[str, Any]]:
    async with api.post("/events/scrape", json=body, headers=headers) as response:
        return response.status, await response.json()


async def get(api: aiohttp.ClientSession, path: str, **query: str) -> Any:
    async with api.get(path, params=query) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def test_a_record_becomes_an_event_and_its_product(api: aiohttp.ClientSession) -> None:
    status, stored = await post(api, record(brand="Acme"))
    assert status == 201
    product, event = stored["product"], stored["event"]
    assert (product["name"], product["brand"], product["price"]) == ("A kettle", "Acme", "19.9")
    assert event["product_id"] == product["product_id"]
    assert event["created"].endswith("Z")
    path = f"/products/{product['product_id']}"
    assert await get(api, path) == product
    assert await get(api, f"{path}/events") == {"items": [event], "next": None}
    assert await get(api, f"{path}/events/{event['uuid']}") == event


async def test_fields_that_are_absent_leave_the_products(api: aiohttp.ClientSession) -> None:
    await post(api, record(brand="Acme", gtin="4006381333931"))
    _, stored = await post(api, record(price="18"))
    assert stored["product"]["gtin"] == "4006381333931"
    assert stored["product"]["price"] == "18"


async def test_a_repeat_with_the_same_uuid_is_stored_once(api: aiohttp.ClientSession) -> None:
    body = record(uuid=str(time_uuid(utc_now())))
    first, again = await post(api, body), await post(api, body)
    assert (first[0], again[0]) == (201, 200)
    assert first[1] == again[1]
    events = await get(api, f"/products/{first[1]['product']['product_id']}/events")
    assert len(events["items"]) == 1


async def test_a_repeat_with_the_same_key_is_stored_once(api: aiohttp.ClientSession) -> None:
    first = await post(api, record(), **{"Idempotency-Key": "order 66"})
    again = await post(api, record(), **{"Idempotency-Key": "order 66"})
    other = await post(api, record(), **{"Idempotency-Key": "order 67"})
    assert (first[0], again[0], other[0]) == (201, 200, 201)
    assert first[1] == again[1] != other[1]


@pytest.mark.parametrize("changed", [{"price": "1"}, {"sku": "X"}, {"url": "https://b.example/"}])
async def test_the_same_key_with_another_record_is_a_conflict(
    api: aiohttp.ClientSession, changed: dict[str, str]
) -> None:
    uuid = str(time_uuid(utc_now()))
    key = {"Idempotency-Key": "k"}
    assert (await post(api, record(uuid=uuid)))[0] == 201
    assert (await post(api, record(), **key))[0] == 201
    by_uuid = await post(api, record(uuid=uuid, **changed))
    by_key = await post(api, record(**changed), **key)
    assert (by_uuid[0], by_key[0]) == (409, 409)
    assert by_uuid[1]["detail"].startswith("this uuid came")
    assert by_key[1]["detail"].startswith("this Idempotency-Key came")


async def test_a_uuid_is_from_a_sane_time_and_of_version_1(api: aiohttp.ClientSession) -> None:
    now = utc_now()
    moments = [now + timedelta(minutes=11), now.replace(year=1999), now - timedelta(days=400)]
    uuids = [str(time_uuid(moment)) for moment in moments]
    uuids.append("c9bf9e57-1685-4c89-bafb-ff5af830be8a")
    statuses = [(await post(api, record(uuid=uuid)))[0] for uuid in uuids]
    assert statuses == [422, 422, 201, 422]


async def test_what_is_no_record_is_told_field_by_field(api: aiohttp.ClientSession) -> None:
    status, problem = await post(api, record(price="cheap", currency="BTC"))
    assert status == 422
    places = {tuple(error["loc"]) for error in problem["errors"]}
    assert places == {("body", "price"), ("body", "currency")}


async def test_a_product_is_not_taken_over_from_another_shop(api: aiohttp.ClientSession) -> None:
    status, problem = await post(api, record(product_id="other.example:1"))
    assert status == 422
    assert "another shop" in problem["detail"]


async def test_a_history_is_paged_and_bounded(api: aiohttp.ClientSession) -> None:
    now = utc_now()
    moments = [now - timedelta(days=45 * n) for n in range(7)]
    for n, moment in enumerate(moments):
        await post(api, record(price=str(n + 1), uuid=str(time_uuid(moment))))
    product_id = (await get(api, "/products"))["items"][0]["product_id"]
    path = f"/products/{product_id}/events"
    seen, cursor = [], {}
    while True:
        page = await get(api, path, limit="3", **cursor)
        seen += [event["price"] for event in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == [str(n + 1) for n in range(7)]
    reversed_ = {"since": moments[2].isoformat(), "until": moments[4].isoformat()}
    async with api.get(path, params=reversed_) as response:
        assert response.status == 422
        assert "later than until" in (await response.json())["detail"]
    between = {"since": moments[4].isoformat(), "until": moments[2].isoformat()}
    assert [e["price"] for e in (await get(api, path, **between))["items"]] == ["4", "5"]


async def test_a_price_that_is_hard_to_believe_waits(api: aiohttp.ClientSession) -> None:
    await post(api, record())
    body = record(price="1.99", uuid=str(time_uuid(utc_now())))
    status, held = await post(api, body)
    assert (status, held["status"], held["uuid"]) == (202, "open", body["uuid"])
    assert held["sent"] is True
    assert await post(api, body) == (202, held)
    assert (await get(api, "/quarantine", status="open"))["items"] == [held]
    status, stored = await post(api, record(price="1.99"))
    assert status == 201
    events = await get(api, f"/products/{stored['product']['product_id']}/events")
    assert [event["price"] for event in events["items"]] == ["1.99", "1.99", "19.9"]
    assert (await post(api, body))[0] == 200


async def test_what_is_accepted_fires_its_alerts(api: aiohttp.ClientSession) -> None:
    rule = {"kind": "below", "amount": "5", "currency": "EUR"}
    async with api.post("/alerts/rules", json=rule) as answer:
        assert answer.status == 201
    await post(api, record())
    _, held = await post(api, record(price="1.99"))
    for _ in range(2):
        async with api.post(f"/quarantine/{held['id']}/accept") as answer:
            assert answer.status == 200
    [alert] = (await get(api, "/alerts/fired"))["items"]
    assert (alert["uuid"], alert["created"]) == (held["uuid"], held["created"])
