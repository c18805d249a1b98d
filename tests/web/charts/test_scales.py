from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricetrail.web.charts.scales import PriceScale, TimeScale

START = datetime(2026, 1, 15, 7, 30, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("length", "labels"),
    [
        (timedelta(minutes=30), ["07:30", "07:35", "07:40", "07:45", "07:50", "07:55", "08:00"]),
        (timedelta(hours=20), ["09:00", "12:00", "15:00", "18:00", "21:00", "16 Jan", "03:00"]),
        (timedelta(days=7), ["16 Jan", "17 Jan", "18 Jan", "19 Jan", "20 Jan", "21 Jan", "22 Jan"]),
        (timedelta(days=90), ["26 Jan", "9 Feb", "23 Feb", "9 Mar", "23 Mar", "6 Apr"]),
        (timedelta(days=365), ["Mar", "May", "Jul", "Sep", "Nov", "2027"]),
        (timedelta(days=3000), ["2028", "2030", "2032", "2034"]),
    ],
)
def test_time_is_marked_at_round_moments(length, labels):
    assert [tick.label for tick in TimeScale(START, START + length).ticks()] == labels


@given(MOMENTS, st.timedeltas(timedelta(minutes=10), timedelta(days=20_000)))
def test_marks_are_few_in_order_and_within(since, length):
    ticks = TimeScale(since, since + length).ticks()
    places = [tick.place for tick in ticks]
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)
    assert len(ticks) <= 9


@given(st.lists(st.decimals("0.01", "1000000", places=2), min_size=1, max_size=5))
def test_prices_lie_within_and_round_ones_are_marked(prices):
    scale = PriceScale.over(prices)
    assert all(0 < scale.place(price) < 1 for price in prices)
    ticks = scale.ticks()
    assert 1 <= len(ticks) <= 7
    assert all(0 <= scale.place(tick) <= 1 and tick >= 0 for tick in ticks)


def test_a_free_product_can_be_drawn():
    assert PriceScale.over([Decimal(0)]).place(Decimal(0)) == 0.5


def test_moments_outside_are_kept_within():
    scale = TimeScale(START, START + timedelta(days=1))
    assert scale.place(START - timedelta(days=9)) == 0
    assert scale.place(START + timedelta(days=9)) == 1
