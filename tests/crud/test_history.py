from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from pricetrail import crud
from pricetrail.clock import time_uuid
from pricetrail.errors import InvalidCursor, NotFound
from pricetrail.schema import EventMonth, ProductScrapeEvent
from pricetrail.store.base import Write
from pricetrail.store.tables import EVENT, EVENT_MONTH

START = datetime(2025, 11, 20, tzinfo=UTC)
ID = "shop.example:1"


def event(moment, price, **fields) -> ProductScrapeEvent:
    uuid = fields.pop("uuid", None) or time_uuid(moment)
    return ProductScrapeEvent(
        product_id=ID, uuid=uuid, recorded_at=moment, price=Decimal(price), **fields
    )


async def write(store, *events):
    writes = [Write(EVENT, EVENT.row(e)) for e in events]
    for e in events:
        month = EventMonth(product_id=ID, month=f"{e.created:%Y-%m}")
        writes.append(Write(EVENT_MONTH, EVENT_MONTH.row(month)))
    await store.put(writes)


@pytest.fixture
async def ninety_days(store):
    events = [event(START + timedelta(days=n), n) for n in range(90)]
    await write(store, *events)
    return events[::-1]


async def read(store, **bounds):
    return [e async for e in crud.history(store, ID, **bounds)]


async def test_newest_first_over_months(store, ninety_days):
    assert await read(store) == ninety_days
    assert await crud.months(store, ID) == ["2026-02", "2026-01", "2025-12", "2025-11"]


@pytest.mark.parametrize(("since", "until"), [(0, 90), (5, 20), (11, 42), (30, 30), (89, 90)])
async def test_ranges_include_their_start_and_not_their_end(store, ninety_days, since, until):
    found = await read(
        store, since=START + timedelta(days=since), until=START + timedelta(days=until)
    )
    assert [int(e.price) for e in found] == list(range(until - 1, since - 1, -1))


async def test_bounds_beyond_all_uuids_leave_nothing_out(store, ninety_days):
    for since, until in ((1, 9999), (300, 5300), (1581, 6000)):
        bounds = {
            "since": datetime(since, 1, 1, tzinfo=UTC),
            "until": datetime(until, 1, 1, tzinfo=UTC),
        }
        assert len(await read(store, **bounds)) == 90
    assert await read(store, until=datetime(1500, 1, 1, tzinfo=UTC)) == []
    assert await read(store, since=datetime(6000, 1, 1, tzinfo=UTC)) == []


async def test_no_event_has_a_random_uuid(store, ninety_days):
    with pytest.raises(NotFound):
        await crud.get_event(store, ID, uuid4())


@pytest.mark.parametrize("limit", [1, 7, 50, 89, 90, 200])
async def test_pages_joined_are_the_whole(store, ninety_days, limit):
    found, cursor = [], None
    while True:
        page = await crud.history_page(store, ID, limit=limit, cursor=cursor)
        assert len(page.events) <= limit
        found += page.events
        if (cursor := page.cursor) is None:
            break
    assert found == ninety_days


async def test_a_page_does_not_shift_when_events_arrive(store, ninety_days):
    first = await crud.history_page(store, ID, limit=10)
    await write(store, event(START + timedelta(days=100), 100))
    second = await crud.history_page(store, ID, limit=10, cursor=first.cursor)
    assert [*first.events, *second.events] == ninety_days[:20]


async def test_corrections_and_retractions(store):
    seen = event(START, 10)
    false = event(START + timedelta(hours=1), 99)
    corrected = event(START, 11, uuid=seen.uuid, revision=1)
    retracted = event(START, 99, uuid=false.uuid, revision=1, retracted=True)
    await write(store, seen, false, corrected, retracted)
    assert await read(store) == [corrected]
    assert await read(store, originals=True) == [retracted, false, corrected, seen]
    assert (await crud.get_event(store, ID, seen.uuid)) == corrected
    assert (await crud.history_page(store, ID, limit=1)).cursor is None


@pytest.mark.parametrize("cursor", ["", "x", "%%%", "AAAA", "AAAAAAAAAAAAAAAAAAAAAA", "é"])
async def test_a_foreign_cursor_is_refused(store, cursor):
    with pytest.raises(InvalidCursor):
        await crud.history_page(store, ID, cursor=cursor)


async def test_an_unknown_event_is_not_found(store):
    with pytest.raises(NotFound):
        await crud.get_event(store, ID, time_uuid(START))


async def test_many_events_in_one_month(store):
    events = [event(START + timedelta(minutes=n), n) for n in range(1200)]
    await write(store, *events)
    assert await read(store) == events[::-1]
