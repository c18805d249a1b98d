"""Which prices count at once, and which wait for a second look."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from pricetrail.plausible import doubt, is_news
from pricetrail.schema import Observation, ProductDay


def seen(price, currency="EUR"):
    return Observation(price=price, currency=currency)


def days(*prices, currency="EUR"):
    return [
        ProductDay(
            product_id="shop.test:1",
            day=date(2026, 3, 1) + timedelta(days=n),
            currency=currency,
            last=price,
            events=1,
            in_stock=0,
            out_of_stock=0,
        )
        for n, price in enumerate(prices)
    ]


MONTH = days(*[100] * 30)

BELIEVED = {
    "the same price": (seen(100), seen(100), MONTH),
    "no price": (Observation(), seen(100), MONTH),
    "a first price": (seen(5), None, []),
    "a sale of 60%": (seen(40), seen(100), MONTH),
    "exactly three times": (seen(300), seen(100), MONTH),
    "exactly a third": (seen("33.34"), seen(100), MONTH),
    "dearer step by step": (seen(200), seen(100), days(50, 60, 70, 80, 90, 100)),
    "beside a price that was believed after a jump": (seen(21), seen(20), days(*[100] * 29, 20)),
    "back to what is usual": (seen(99), seen(20), days(*[100] * 29, 20)),
    "still free": (seen(0), seen(0), days(0, 0)),
    "no longer free": (seen(25), seen(0), days(0, 0)),
    "a price after none, as it was": (seen(110), Observation(), days(100, 100, None)),
    "a price after none, nothing known": (seen(110), Observation(), days(None)),
    "a currency that was not told before": (seen(100), seen(100, None), days(100, currency=None)),
    "a currency that is not told any more": (seen(100, None), seen(100), MONTH),
}

DOUBTED = {
    "above three times": (seen("300.01"), seen(100), MONTH),
    "below a third": (seen("33.33"), seen(100), MONTH),
    "cents as euros": (seen(1999), seen("19.99"), days("19.99")),
    "a decimal point that was lost, one observation": (seen(10000), seen(100), days(100)),
    "another currency": (seen(100, "USD"), seen(100), MONTH),
    "another currency after a time without price": (seen(9, "USD"), Observation(), days(9, None)),
    "another currency, and a jump": (seen(9000, "JPY"), seen(100), MONTH),
    "0": (seen(0), seen(100), MONTH),
    "0 at first": (seen(0), None, []),
    "0 after a time without price": (seen(0), Observation(), MONTH),
    "a jump after a long pause": (seen(500), seen(100), []),
    "a jump after none": (seen(500), Observation(), days(100, 100, None)),
    "a jump away from all of a few": (seen(500), seen(100), days(90, 100)),
    "a jump without currency": (seen(500, None), seen(100, None), days(100, currency=None)),
    "a jump of a currency that is not told any more": (seen(500, None), seen(100), MONTH),
    "days in another currency tell nothing": (seen(10), seen(100), days(10, currency="USD")),
}


@pytest.mark.parametrize(("new", "known", "recent"), BELIEVED.values(), ids=BELIEVED.keys())
def test_it_counts_at_once(new, known, recent):
    assert doubt(new, known, recent) is None


@pytest.mark.parametrize(("new", "known", "recent"), DOUBTED.values(), ids=DOUBTED.keys())
def test_it_waits_for_a_second_look(new, known, recent):
    assert doubt(new, known, recent)
    assert is_news(new, known)
    assert doubt(new, known, recent, jump=Decimal(0)) is None


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (seen("300.01"), "the price €300.01 is more than 3 times the usual €100.00"),
        (seen("1E+1"), "the price €10.00 is less than a third of the usual €100.00"),
        (seen(0), "the price is 0"),
        (seen(100, "USD"), "the currency is USD, it was EUR"),
    ],
)
def test_it_says_why(new, words):
    assert doubt(new, seen(100), MONTH) == words


def test_another_bound_moves_what_is_doubted():
    assert doubt(seen(150), seen(100), MONTH, jump=Decimal("1.4")) == (
        "the price €150.00 is more than 1.4 times the usual €100.00"
    )
    assert doubt(seen(5), seen(100), MONTH, jump=Decimal(20)) is None
    assert doubt(seen("4.9"), seen(100), MONTH, jump=Decimal(20)) == (
        "the price €4.90 is less than 1/20 of the usual €100.00"
    )


def test_only_a_price_that_changed_is_looked_at():
    assert not is_news(seen(100), seen(100))
    assert not is_news(Observation(), None)
    assert is_news(seen(100), None)
    assert is_news(seen(100, "USD"), seen(100))
