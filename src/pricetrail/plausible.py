"""Whether a price can be believed at once, or waits for a second look. Pure functions."""

from collections.abc import Sequence
from decimal import Decimal
from statistics import median

from pricetrail.in_words import money
from pricetrail.schema import Observation, ProductDay

JUMP = Decimal(3)
"""Beyond so many times what a product costs, or below that part of it, a price is doubted."""
DAYS = 30
"""So many days, today among them, tell what a product usually costs."""


def is_news(seen: Observation, known: Observation | None) -> bool:
    """Whether `seen` has a price that `known`, what was accepted last, does not have.

    All else is believed without looking at the past: it has no price, or one that is there.
    """
    if seen.price is None:
        return False
    return known is None or (seen.price, seen.currency) != (known.price, known.currency)


def doubt(
    seen: Observation,
    known: Observation | None,
    days: Sequence[ProductDay],
    *,
    jump: Decimal = JUMP,
) -> str | None:
    """Why the price of `seen` has to be seen twice before it counts, in words; None: it counts.

    `known` is what was accepted last, and `days` the product's recent ones, oldest first, of
    which those with another currency tell nothing. A price is doubted where it is 0; where its
    currency is another one; and where it is beyond `jump` times, or below that part of, both the
    median of the days' last prices and the price before it. A first price is believed unless it
    is 0. No `jump`, 0: nothing is doubted.
    """
    if not jump or not is_news(seen, known) or seen.price is None:
        return None
    if not seen.price:
        return "the price is 0"
    currency, before = _last_price(known, days)
    if None not in (seen.currency, currency) and seen.currency != currency:
        return f"the currency is {seen.currency}, it was {currency}"
    recent = [day.last for day in days if day.last and day.currency == currency]
    usual = Decimal(median(recent)) if recent else before
    if usual is None or _is_near(seen.price, usual, jump):
        return None
    if before is not None and _is_near(seen.price, before, jump):
        return None
    return _told(seen.price, usual, seen.currency or currency, jump)


def _last_price(
    known: Observation | None, days: Sequence[ProductDay]
) -> tuple[str | None, Decimal | None]:
    """The last price and its currency, whether the last observation had it or a day before it.

    A price of 0 is none: nothing can be so many times that.
    """
    if known is not None and known.price:
        return known.currency, known.price
    for day in reversed(days):
        if day.last:
            return day.currency, day.last
    return None, None


def _is_near(price: Decimal, usual: Decimal, jump: Decimal) -> bool:
    return usual <= price * jump and price <= usual * jump


def _told(price: Decimal, usual: Decimal, currency: str | None, jump: Decimal) -> str:
    said, often = money(price, currency), money(usual, currency)
    if price > usual:
        return f"the price {said} is more than {jump:f} times the usual {often}"
    part = "a third" if jump == JUMP else f"1/{jump:f}"
    return f"the price {said} is less than {part} of the usual {often}"
