import asyncio
import json
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from pricetrail import crud
from pricetrail.clock import time_uuid
from pricetrail.errors import Conflict, RecordInvalid
from pricetrail.schema import ProductRecord
from pricetrail.store.tables import PRODUCT_VERSION

URL = "https://shop.example/p/kettle"
KETTLE = {"url": URL, "name": "A kettle", "price": "19.90", "currency": "EUR", "gtin": "96385074"}


async def add(store, clock, **fields):
    return await crud.add_scrape_event(store, {**KETTLE, **fields}, clock=clock)


async def versions(store, product_id):
    return await store.scan(PRODUCT_VERSION, {"product_id": product_id}, limit=100)


async def test_a_record_becomes_a_product_and_an_event(store, clock):
    entry = await add(store, clock)
    assert entry.product.product_id.startswith("shop.example:")
    assert await crud.get_product(store, entry.product.product_id) == entry.product
    assert await crud.latest(store, entry.product.product_id) == [entry.event]
    assert entry.event.created == clock()
    assert entry.product.last_event_at == entry.product.first_event_at == clock()


async def test_the_input_is_left_untouched(store, clock):
    data = {**KETTLE, "specs": {"Colour": "red"}, "surprise": [1]}
    before = deepcopy(data)
    await crud.add_scrape_event(store, data, fresh=True, clock=clock)
    assert data == before


async def test_the_same_uuid_twice_is_one_event(store, clock):
    uuid = time_uuid(clock())
    first = await add(store, clock, uuid=uuid)
    clock.advance(timedelta(minutes=5))
    second = await add(store, clock, uuid=str(uuid))
    assert second.event == first.event
    assert await crud.latest(store, first.product.product_id) == [first.event]


async def test_the_same_uuid_with_another_body_is_a_conflict(store, clock):
    uuid = time_uuid(clock())
    first = await add(store, clock, uuid=uuid)
    with pytest.raises(Conflict, match="says something else"):
        await add(store, clock, uuid=uuid, price="1")
    assert await crud.latest(store, first.product.product_id) == [first.event]


async def test_fresh_makes_another_event_whatever_uuid_it_brings(store, clock):
    data = {**KETTLE, "uuid": time_uuid(clock())}
    for _ in range(3):
        entry = await crud.add_scrape_event(store, data, fresh=True, clock=clock)
    assert len(await crud.latest(store, entry.product.product_id)) == 3


async def test_a_bad_record_shows_what_is_wrong(store, clock):
    with pytest.raises(RecordInvalid) as caught:
        await add(store, clock, price="-5", currency="EURO")
    assert "\n" not in str(caught.value)
    assert {part["loc"][0] for part in json.loads(caught.value.detail)} == {"price", "currency"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("uuid", "nonsense"),
        ("uuid", "9b2c5f4e-0000-4000-8000-000000000000"),
        ("uuid", [1]),
        ("uuid", "c18cc17e-15ca-11f1-973a-232f17d53519"),  # of 2026-03-02
        ("uuid", "ffffffff-ffff-1fff-bfff-ffffffffffff"),
        ("product_id", 5),
        ("product_id", ""),
        ("product_id", "shop.example:../../etc"),
        ("product_id", "shop.example:\x1b[31m"),
        ("product_id", "shop.example:\ud800"),
        ("product_id", "shop.example:" + "x" * 128),
        ("product_id", "other.example:1"),
        ("product_id", "shop.example.evil:1"),
        ("fetcher", 7),
        ("fetcher", "x" * 201),
        ("fetcher", "\ud800"),
        ("fetched_at", "yesterday"),
        ("fetched_at", datetime(2026, 1, 1)),
        ("url", "javascript:alert(1)"),
        ("url", "https://shop.example/\x1b"),
        ("url", "https://shop.example/\ud800"),
        ("url", None),
        ("kind", "blocked"),
        ("kind", "listing"),
        ("name", "\ud800"),
        ("price", "NaN"),
        ("price", "Infinity"),
        ("price", True),
        ("price", [1]),
        ("specs", {str(n): "x" for n in range(501)}),
        ("specs", "red"),
        ("provenance", {"price": [{"value": "1"}] * 21}),
    ],
)
async def test_hostile_values_are_refused_and_nothing_is_stored(store, clock, field, value):
    with pytest.raises(RecordInvalid) as caught:
        await add(store, clock, **{field: value})
    assert "\n" not in str(caught.value)
    assert isinstance(json.loads(caught.value.detail), list)
    assert [p async for p in crud.iter_products(store)] == []


async def test_texts_are_tamed_and_bounded(store, clock):
    specs = {"Colour\x9b": "red\ud800\n deep", "": "x", "empty": " ", "long": "x" * 10_000}
    entry = await add(store, clock, specs=specs, provenance={"price": "\udfff"}, name="A\x1b[0m")
    product = await crud.get_product(store, entry.product.product_id)
    assert product.name == "A[0m"
    assert product.specs == {"Colour": "red deep", "long": "x" * 499 + "…"}
    assert product.provenance is None


async def test_a_new_rating_leaves_nothing_of_the_former_scale(store, clock):
    await add(store, clock, rating="4.5", rating_best=5)
    clock.advance(timedelta(hours=1))
    product = (await add(store, clock, rating=9)).product
    assert (product.rating, product.rating_best) == (9, None)
    clock.advance(timedelta(hours=1))
    product = (await add(store, clock, rating_best=5)).product
    assert (product.rating, product.rating_best) == (None, 5)


async def test_a_field_that_is_not_given_keeps_its_value(store, clock):
    await add(store, clock, brand="Acme")
    clock.advance(timedelta(hours=1))
    partial = {"url": URL, "name": "A kettle", "price": "18"}
    entry = await crud.add_scrape_event(store, partial, clock=clock)
    assert (entry.product.brand, entry.product.price) == ("Acme", Decimal(18))
    assert len(await versions(store, entry.product.product_id)) == 1


async def test_a_new_price_leaves_nothing_of_the_former_range(store, clock):
    await add(store, clock, price_raw="19.90 – 25", price_max="25")
    clock.advance(timedelta(hours=1))
    partial = {"url": URL, "name": "A kettle", "price": "30"}
    product = (await crud.add_scrape_event(store, partial, clock=clock)).product
    assert (product.price, product.price_raw, product.price_max) == (Decimal(30), None, None)
    assert product.currency == "EUR"


@pytest.mark.parametrize(("price", "left"), [("22", Decimal(25)), ("25", None), ("30", None)])
async def test_a_former_list_price_stays_above_a_new_price_only(store, clock, price, left):
    await add(store, clock, list_price="25")
    clock.advance(timedelta(hours=1))
    partial = {"url": URL, "name": "A kettle", "price": price}
    entry = await crud.add_scrape_event(store, partial, clock=clock)
    assert (entry.product.list_price, entry.event.list_price) == (left, None)


async def test_a_field_that_is_given_as_null_becomes_null(store, clock):
    await add(store, clock)
    clock.advance(timedelta(hours=1))
    entry = await add(store, clock, price=None, availability="out_of_stock")
    product = await crud.get_product(store, entry.product.product_id)
    assert (product.price, product.availability) == (None, "out_of_stock")


async def test_a_description_is_stored_once_until_it_changes(store, clock):
    for name in ("A kettle", "A kettle", "A better kettle"):
        clock.advance(timedelta(hours=1))
        entry = await add(store, clock, name=name)
    assert len(await versions(store, entry.product.product_id)) == 2
    rows = {row["version"] for row in await versions(store, entry.product.product_id)}
    events = await crud.latest(store, entry.product.product_id)
    assert {event.version for event in events} == rows
    assert entry.product.version == events[0].version


async def test_a_late_observation_does_not_become_the_latest(store, clock):
    newest = await add(store, clock)
    yesterday = time_uuid(clock() - timedelta(days=1))
    await add(store, clock, uuid=yesterday, price="25")
    product = await crud.get_product(store, newest.product.product_id)
    assert product.price == Decimal("19.9")
    assert product.first_event_at == clock() - timedelta(days=1)
    assert [e.price for e in await crud.latest(store, product.product_id)] == [
        Decimal("19.9"),
        Decimal(25),
    ]


async def test_the_day_is_summed_up(store, clock):
    for price in ("20", "10", "15"):
        entry = await add(store, clock, price=price, availability="in_stock")
        clock.advance(timedelta(hours=1))
    [day] = await crud.product_days(store, entry.product.product_id)
    assert (day.day, day.low, day.high, day.average, day.last) == (
        date(2026, 3, 1),
        Decimal(10),
        Decimal(20),
        Decimal(15),
        Decimal(15),
    )
    assert (day.events, day.in_stock, day.currency) == (3, 3, "EUR")


async def test_days_are_right_when_many_write_at_once(store, clock):
    prices = range(1, 41)
    await asyncio.gather(*(add(store, clock, price=str(price)) for price in prices))
    [product] = [p async for p in crud.iter_products(store)]
    [day] = await crud.product_days(store, product.product_id)
    assert (day.events, day.low, day.high) == (40, Decimal(1), Decimal(40))


async def test_days_end_at_midnight_utc(store, clock):
    clock.now = datetime(2025, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)
    await add(store, clock, price="1")
    clock.advance(timedelta(milliseconds=1))
    entry = await add(store, clock, price="2")
    days = await crud.product_days(store, entry.product.product_id)
    assert [(str(d.day), d.low) for d in days] == [
        ("2025-12-31", Decimal(1)),
        ("2026-01-01", Decimal(2)),
    ]
    assert [d.day.year for d in days if d.day >= date(2026, 1, 1)] == [2026]


async def test_a_record_without_url_cannot_be_stored(store, clock):
    record = ProductRecord(kind="product", name="A kettle", url=None)
    with pytest.raises(RecordInvalid, match="without url"):
        await crud.ingest(store, record, clock=clock)
