from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pricetrail.clock import (
    ManualClock,
    epoch_ms,
    first_uuid_at,
    from_epoch_ms,
    iso,
    moment_of,
    month_of,
    time_uuid,
    to_utc_ms,
    utc_now,
    uuid_of_sort_key,
    uuid_sort_key,
)

moments = st.datetimes(
    min_value=datetime(1990, 1, 1), max_value=datetime(2200, 1, 1), timezones=st.just(UTC)
).map(to_utc_ms)


@given(moments)
def test_a_time_uuid_holds_its_moment(moment):
    uuid = time_uuid(moment)
    assert uuid.version == 1
    assert moment_of(uuid) == moment


@given(moments)
def test_a_moment_survives_epoch_milliseconds(moment):
    assert from_epoch_ms(epoch_ms(moment)) == moment


@given(moments, moments)
def test_sort_keys_order_uuids_by_time(a, b):
    first, second = uuid_sort_key(time_uuid(a)), uuid_sort_key(time_uuid(b))
    if a < b:
        assert first < second
    elif a > b:
        assert first > second


@given(moments)
def test_a_sort_key_leads_back_to_its_uuid(moment):
    uuid = time_uuid(moment)
    assert uuid_of_sort_key(uuid_sort_key(uuid)) == uuid


@given(moments)
def test_the_first_uuid_of_a_moment_is_a_bound(moment):
    bound = uuid_sort_key(first_uuid_at(moment))
    assert bound <= uuid_sort_key(time_uuid(moment))
    assert bound > uuid_sort_key(time_uuid(moment - timedelta(milliseconds=1)))


@pytest.mark.parametrize("year", [1, 1500, 5300, 9999])
def test_no_uuid_holds_a_moment_far_away(year):
    with pytest.raises(ValueError, match="beyond"):
        time_uuid(datetime(year, 1, 1, tzinfo=UTC))


def test_bounds_far_away_keep_their_order():
    years = [datetime(year, 1, 1, tzinfo=UTC) for year in (1, 1581, 1583, 2026, 5235, 5300, 9999)]
    bounds = [uuid_sort_key(first_uuid_at(year)) for year in years]
    assert bounds == sorted(bounds)
    assert bounds[0] == bounds[1] < bounds[2]


def test_uuids_of_one_moment_differ():
    now = utc_now()
    assert len({time_uuid(now) for _ in range(1000)}) == 1000


def test_another_time_zone_is_converted_not_relabelled():
    vienna = datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert iso(to_utc_ms(vienna)) == "2026-02-28T23:30:00.000Z"
    assert month_of(vienna) == "2026-02"


def test_a_known_uuid_of_another_implementation():
    # The example of RFC 9562, A.1: 2022-02-22T14:22:22.0000000-05:00
    uuid = UUID("C232AB00-9414-11EC-B3C8-9F6BDECED846")
    assert iso(moment_of(uuid)) == "2022-02-22T19:22:22.000Z"


def test_a_random_uuid_is_refused():
    with pytest.raises(ValueError, match="not a time-UUID"):
        moment_of(uuid4())


def test_a_naive_datetime_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        to_utc_ms(datetime(2026, 1, 1))


def test_a_manual_clock_moves_only_when_told():
    clock = ManualClock(datetime(2026, 1, 1, tzinfo=UTC))
    clock.advance(timedelta(days=1))
    assert clock() == clock() == datetime(2026, 1, 2, tzinfo=UTC)
