from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pricetrail.schema import ProductDay
from pricetrail.web.charts.runs import Point, points_of_days, runs_of

START = datetime(2026, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def point(after, price="1", **more):
    return Point(START + after, None if price is None else Decimal(price), "EUR", **more)


def test_what_stays_the_same_is_one_run():
    (run,) = runs_of([point(n * DAY) for n in range(5)])
    assert (run.since, run.until) == (START, START + 4 * DAY)
    assert not run.joined


def test_an_offer_holds_until_the_next_one_is_seen():
    first, second = runs_of([point(0 * DAY, "1"), point(DAY, "1"), point(2 * DAY, "2")])
    assert first.until == second.since == START + 2 * DAY
    assert first.joined
    assert second.until == second.since


def test_a_change_of_stock_or_list_price_is_a_change():
    offers = [{}, {"availability": "out_of_stock"}, {"list_price": Decimal(3)}]
    assert len(runs_of([point(n * DAY, **more) for n, more in enumerate(offers)])) == 3


def test_a_gap_is_a_gap():
    days = [0, 1, 2, 3, 10, 11, 12, 13]
    first, second = runs_of([point(n * DAY) for n in days], DAY)
    assert first.until == START + 3 * DAY
    assert second.since == START + 10 * DAY
    assert not first.joined


def test_visits_that_become_rarer_leave_no_gap():
    frequent = [point(n * HOUR) for n in range(20)]
    rare = [point(20 * HOUR + n * DAY) for n in range(20)]
    assert len(runs_of(frequent + rare, DAY)) == 1


def test_visits_that_become_more_frequent_leave_no_gap():
    rare = [point(n * DAY) for n in range(20)]
    frequent = [point(20 * DAY + n * HOUR) for n in range(20)]
    assert len(runs_of(rare + frequent, HOUR)) == 1


def test_two_observations_never_make_a_gap():
    assert len(runs_of([point(0 * DAY), point(100 * DAY)], DAY)) == 1


def test_no_points_no_runs():
    assert runs_of([]) == []


def test_days_know_low_and_high_and_the_prevailing_stock():
    day = ProductDay(
        product_id="shop:1",
        day=START.date(),
        currency="EUR",
        low=1,
        high=3,
        average=2,
        last=2,
        events=3,
        in_stock=1,
        out_of_stock=2,
    )
    (found,) = points_of_days([day])
    assert found.at == START + 12 * HOUR
    assert (found.low, found.price, found.high) == (1, 2, 3)
    assert found.availability == "out_of_stock"
    (run,) = runs_of([found])
    assert (run.low, run.high) == (1, 3)


@given(
    st.lists(
        st.tuples(st.integers(0, 10_000), st.sampled_from(["1", "2", None])),
        min_size=1,
        unique_by=lambda one: one[0],
    )
)
def test_runs_cover_every_point_and_never_overlap(seen):
    points = [point(hour * HOUR, price) for hour, price in sorted(seen)]
    runs = runs_of(points, HOUR)
    for one in points:
        covering = [r for r in runs if r.since <= one.at <= r.until and r.price == one.price]
        assert covering
    for before, after in pairwise(runs):
        assert before.since <= before.until <= after.since < after.until or (
            after.since == after.until
        )
        assert before.joined == (before.until == after.since)
