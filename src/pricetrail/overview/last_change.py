"""When a price last changed, to the moment: days find the place, its events tell the rest."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from pricetrail import crud
from pricetrail.schema import Product, ProductDay
from pricetrail.store.base import Store


class LastChange(NamedTuple):
    """The price before the present one, and when the present one was first seen after it (UTC)."""

    before: Decimal
    at: datetime


async def last_change(
    store: Store, product: Product, days: Sequence[ProductDay]
) -> LastChange | None:
    """The last change of a product's price; None where it always had the present one.

    `days` are all of its days, oldest first. The events of one or two of them are read: a price
    that came and went within a day counts, and amounts in another currency do not.
    """
    period = _period_of_change(product, days)
    if period is None:
        return None
    since, until = (datetime.combine(day, time(), UTC) for day in period)
    at: datetime | None = None
    async for event in crud.history(store, product.product_id, since=since, until=until):
        if event.price is None or event.currency != product.currency:
            continue
        if event.price != product.price:
            return None if at is None else LastChange(event.price, at)
        at = event.created
    return None


def _period_of_change(product: Product, days: Sequence[ProductDay]) -> tuple[date, date] | None:
    """The last day that had another price, and the day after the next one with a price."""
    priced = [day for day in days if day.last is not None and day.currency == product.currency]
    following: ProductDay | None = None
    for day in reversed(priced):
        if {day.low, day.high, day.last} != {product.price}:
            return day.day, (following or day).day + timedelta(days=1)
        following = day
    return None
