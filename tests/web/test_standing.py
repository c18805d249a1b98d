"""Where a price stands: what is said, and what is left out because it says nothing."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from pricetrail.schema import Product, ProductDay
from pricetrail.stats import day_stats
from pricetrail.web.standing import standing_view

TODAY = datetime(2026, 3, 1, tzinfo=UTC).date()


def standing(*prices: str, **more: bool):
    """Of one price a day, the last of them today's."""
    days = [
        ProductDay(
            product_id="shop:1",
            day=TODAY - timedelta(days=len(prices) - 1 - n),
            currency="EUR",
            low=price,
            high=price,
            average=price,
            last=price,
            events=1,
            in_stock=1,
            out_of_stock=0,
        )
        for n, price in enumerate(prices)
    ]
    product = Product.model_construct(
        product_id="shop:1", price=Decimal(prices[-1]), currency="EUR"
    )
    return standing_view(day_stats(product, days, TODAY), **more)


def labels(view) -> list[str]:
    return [heading.label for heading in view.spans]


def test_periods_are_told_where_they_differ():
    assert labels(standing(*["9"] * 60, *["7"] * 60)) == ["ever", "90 d", "30 d"]
    assert labels(standing(*["9"] * 30, *["7"] * 30)) == ["ever", "30 d"]
    assert labels(standing("9", "7")) == ["ever"]


def test_one_day_says_so_and_no_more():
    view = standing("9")
    assert view.verdict.startswith("It was seen on one day only")
    assert (view.gauge, labels(view)) == (None, [])


def test_a_price_that_never_changed_has_no_gauge():
    view = standing("9", "9")
    assert (view.verdict, view.gauge) == ("It has always cost €9.00.", None)


def test_a_former_price_is_told_as_such():
    assert standing("9", "7", current=False).verdict.startswith("When last seen: The lowest")
