from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricetrail.clock import time_uuid
from pricetrail.schema import Product, ProductDay, ProductScrapeEvent
from pricetrail.stats import day_stats, day_summary, span, summarise

TODAY = date(2026, 3, 1)


def product(price="10", currency="EUR"):
    return Product(
        product_id="shop.example:1",
        shop="shop.example",
        url="https://shop.example/1",
        kind="product",
        name="A kettle",
        price=price,
        currency=currency,
    )


def day(ago, last, low=None, high=None, currency="EUR", in_stock=1, out_of_stock=0):
    return ProductDay(
        product_id="shop.example:1",
        day=TODAY - timedelta(days=ago),
        currency=currency if last is not None else None,
        low=low or last,
        high=high or last,
        average=last,
        last=last,
        events=in_stock + out_of_stock,
        in_stock=in_stock,
        out_of_stock=out_of_stock,
    )


def test_low_high_and_average_with_their_days():
    days = [day(100, "4"), day(40, "8"), day(3, "12", low="9"), day(2, "12"), day(0, "10")]
    stats = day_stats(product(), days, TODAY)
    assert (stats.price, stats.currency) == (Decimal(10), "EUR")
    whole, month = stats.all_time, stats.last_30
    assert (whole.low, whole.low_at) == (Decimal(4), TODAY - timedelta(days=100))
    assert (whole.high, whole.high_at) == (Decimal(12), TODAY - timedelta(days=3))
    assert (whole.average, whole.days, whole.standing) == (Decimal("9.2"), 5, 0.75)
    assert (month.low, month.high, month.standing) == (Decimal(9), Decimal(12), 0.3333)
    assert stats.last_90.low == Decimal(8)
    assert stats.standing == 0.75


def test_changes_are_against_a_day_that_ended_with_another_price():
    days = [day(40, "8"), day(29, "5"), day(3, "12.5"), day(2, "10", high="20"), day(0, "10")]
    stats = day_stats(product(), days, TODAY)
    assert (stats.change.before, stats.change.amount) == (Decimal("12.5"), Decimal("-2.5"))
    assert (stats.change.share, stats.change.at) == (-0.2, TODAY - timedelta(days=3))
    assert (stats.change_30d.before, stats.change_30d.amount) == (Decimal(8), Decimal(2))
    assert stats.change_30d.at == TODAY - timedelta(days=40)


def test_a_price_that_never_changed_has_no_change():
    stats = day_stats(product(), [day(40, "10"), day(1, "10")], TODAY)
    assert stats.change is None
    assert (stats.change_30d.amount, stats.change_30d.share) == (Decimal(0), 0.0)
    assert stats.all_time.standing is None


def test_a_history_shorter_than_thirty_days_has_no_change_since_then():
    assert day_stats(product(), [day(20, "8"), day(0, "10")], TODAY).change_30d is None


def test_another_currency_does_not_count():
    days = [day(3, "1", currency="USD"), day(2, "12"), day(1, "1", currency="USD")]
    stats = day_stats(product(), days, TODAY)
    assert (stats.all_time.low, stats.all_time.days) == (Decimal(12), 1)
    assert stats.change.before == Decimal(12)


def test_without_a_present_price_the_past_is_told_all_the_same():
    days = [day(3, "12"), day(2, "14"), day(1, None, in_stock=0, out_of_stock=2)]
    stats = day_stats(product(price=None, currency=None), days, TODAY)
    assert (stats.price, stats.currency, stats.change, stats.standing) == (None, "EUR", None, None)
    assert (stats.all_time.low, stats.all_time.high) == (Decimal(12), Decimal(14))
    assert stats.all_time.in_stock_share == 0.5


def test_nothing_known_is_nothing():
    stats = day_stats(product(price=None, currency=None), [], TODAY)
    assert (stats.all_time, stats.last_30, stats.last_90, stats.change) == (None, None, None, None)
    assert span([day(1, None)], "EUR") is None


def test_a_free_product_has_no_share_of_change():
    stats = day_stats(product(), [day(1, "0"), day(0, "10")], TODAY)
    assert (stats.change.amount, stats.change.share) == (Decimal(10), None)


def test_a_part_of_a_history_does_not_speak_for_all_of_it():
    stats = day_stats(product(), [day(1, "5"), day(0, "10")], TODAY, whole=False)
    assert stats.all_time is None
    assert stats.standing == stats.last_90.standing == 1.0


@pytest.mark.parametrize("price", ["10", "0.5", "100", None])
def test_json_has_plain_decimals(price):
    found = day_stats(product(price), [day(40, "100"), day(0, price or "100")], TODAY).json_dict()
    assert found["price"] == price
    assert found["all_time"]["high"] == "100"
    assert found["all_time"]["low_at"]


@settings(deadline=None)
@given(
    prices=st.lists(st.decimals(0, 10**6, places=2), min_size=1, max_size=30),
    present=st.decimals(0, 10**6, places=2),
)
def test_the_average_lies_between_and_standing_in_bounds(prices, present):
    days = [day(len(prices) - n, price) for n, price in enumerate(prices)]
    stats = day_stats(product(present), days, TODAY)
    whole = stats.all_time
    assert whole.low <= whole.average <= whole.high
    assert stats.standing is None or 0 <= stats.standing <= 1
    if stats.change is not None:
        assert stats.change.before + stats.change.amount == stats.price


def test_the_average_of_a_history_is_the_mean_over_its_days_however_often_one_was_looked_at():
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    looked = [(noon, "10"), *((noon + timedelta(days=1, minutes=n), "20") for n in range(9))]
    events = [
        ProductScrapeEvent(
            product_id="shop.example:1",
            uuid=time_uuid(moment),
            recorded_at=moment,
            price=Decimal(price),
            currency="EUR",
        )
        for moment, price in looked
    ]
    days = [day_summary("shop.example:1", noon.date() + timedelta(days=n), events) for n in (0, 1)]
    assert summarise(events).average == span(days, "EUR").average == 15
