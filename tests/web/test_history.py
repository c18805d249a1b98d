from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from pricetrail.web.history import Window, window_of

NOW = datetime(2026, 5, 1, tzinfo=UTC)
FIRST = datetime(2025, 1, 1, tzinfo=UTC)
EDGES = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999-14:00")
RECORD = {"url": "https://shop.example/p/1", "product_id": "shop.example:1", "name": "A kettle"}


def window(since: datetime, until: datetime) -> Window:
    return window_of("", since, until, first=FIRST, now=NOW)


def test_a_period_is_shown_as_it_was_asked_for() -> None:
    since, until = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    assert window(since, until) == Window("zoom", since, until)


def test_a_period_ends_where_nothing_was_seen_yet() -> None:
    since = NOW - timedelta(minutes=2)
    shown = window(since, NOW + timedelta(days=9))
    assert shown == Window("zoom", since, since + timedelta(minutes=10))


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("other", [*EDGES, NOW.isoformat()])
def test_periods_at_the_ends_of_time_are_cut(edge: str, other: str) -> None:
    shown = window(datetime.fromisoformat(edge), datetime.fromisoformat(other))
    assert datetime(2000, 1, 1, tzinfo=UTC) <= shown.since < shown.until
    assert shown.until <= NOW + timedelta(minutes=10)


@pytest.mark.parametrize("edge", EDGES)
async def test_the_page_shows_a_period_at_the_ends_of_time(
    edge: str, api: aiohttp.ClientSession
) -> None:
    async with api.post("/events/scrape", json={**RECORD, "price": "3", "currency": "EUR"}) as sent:
        assert sent.status == 201
    for query in ({"since": edge, "until": NOW.isoformat()}, {"since": edge, "until": EDGES[1]}):
        async with api.get("/p/shop.example:1", params=query) as answer:
            assert answer.status == 200, query
