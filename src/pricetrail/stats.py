"""What a series of observations says: days, lows, highs, averages. Pure functions."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from operator import itemgetter
from typing import Annotated

from pydantic import Field, PlainSerializer

from pricetrail.clock import moment_of
from pricetrail.schema import Model, Product, ProductDay, ProductScrapeEvent
from pricetrail.values import Amount, Currency

_SIX_PLACES = Decimal("0.000001")
_FOUR_PLACES = 4
_MONTH = timedelta(days=30)

Difference = Annotated[Decimal, PlainSerializer(str, when_used="json")]
"""An amount that may be below zero."""
Share = Annotated[float, Field(ge=0, le=1)]
"""A part of a whole, to four decimals."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Low, high and average over a period, in `currency`, with when each extreme was first seen."""

    currency: str | None
    low: Decimal
    low_at: datetime
    high: Decimal
    high_at: datetime
    average: Decimal
    events: int


def counted(events: Iterable[ProductScrapeEvent]) -> list[ProductScrapeEvent]:
    """The events that count, oldest first: of each uuid its highest revision, unless retracted."""
    newest: dict[bytes, ProductScrapeEvent] = {}
    for event in events:
        known = newest.get(event.uuid.bytes)
        if known is None or known.revision < event.revision:
            newest[event.uuid.bytes] = event
    return sorted((e for e in newest.values() if not e.retracted), key=lambda e: e.uuid.time)


def day_summary(product_id: str, day: date, events: Iterable[ProductScrapeEvent]) -> ProductDay:
    """The rollup of one day (UTC) from all its events, in any order.

    Amounts are those in the currency of the day's last price; no currency is converted.
    """
    kept = [e for e in counted(events) if moment_of(e.uuid).date() == day]
    currency, prices = _last_currency_prices(kept)
    return ProductDay(
        product_id=product_id,
        day=day,
        currency=currency,
        low=min(prices, default=None),
        high=max(prices, default=None),
        average=mean(prices) if prices else None,
        last=prices[-1] if prices else None,
        events=len(kept),
        in_stock=sum(e.availability == "in_stock" for e in kept),
        out_of_stock=sum(e.availability == "out_of_stock" for e in kept),
    )


def summarise(events: Iterable[ProductScrapeEvent]) -> Summary | None:
    """Low, high and average over `events` in the currency of the latest price; None without one.

    The average is the mean over the days' averages, as everywhere: how often a price was looked
    at on a day does not move it.
    """
    kept = counted(events)
    currency, prices = _last_currency_prices(kept)
    if not prices:
        return None
    priced = [e for e in kept if e.price is not None and e.currency == currency]
    low = min(priced, key=lambda e: e.price or Decimal(0))
    high = max(priced, key=lambda e: e.price or Decimal(0))
    return Summary(
        currency=currency,
        low=min(prices),
        low_at=moment_of(low.uuid),
        high=max(prices),
        high_at=moment_of(high.uuid),
        average=mean(_day_averages(priced)),
        events=len(kept),
    )


def _day_averages(priced: Iterable[ProductScrapeEvent]) -> list[Decimal]:
    by_day: dict[date, list[Decimal]] = defaultdict(list)
    for event in priced:
        if event.price is not None:
            by_day[event.created.date()].append(event.price)
    return [mean(prices) for prices in by_day.values()]


def mean(prices: Sequence[Decimal]) -> Decimal:
    """The arithmetic mean, exact to six decimals, without trailing zeros."""
    return _plain((sum(prices, Decimal(0)) / len(prices)).quantize(_SIX_PLACES, ROUND_HALF_EVEN))


def _plain(number: Decimal) -> Decimal:
    return Decimal(format(number.normalize(), "f"))


def _last_currency_prices(
    events: Sequence[ProductScrapeEvent],
) -> tuple[str | None, list[Decimal]]:
    priced = [(e.currency, e.price) for e in events if e.price is not None]
    if not priced:
        return None, []
    currency = priced[-1][0]
    return currency, [price for c, price in priced if c == currency]


class Span(Model):
    """Low, high and average over a period, from its days that have a price."""

    low: Amount = Field(description="The lowest price.")
    low_at: date = Field(description="The first day (UTC) that had it.")
    high: Amount = Field(description="The highest price.")
    high_at: date = Field(description="The first day (UTC) that had it.")
    average: Amount = Field(description="Mean over the days' averages, six decimals.")
    days: int = Field(description="Days that have a price.")
    in_stock_share: Share | None = Field(
        None, description="Of the events that tell about stock, those that say in stock."
    )
    standing: Share | None = Field(
        None, description="Where the present price stands: 0 at the low, 1 at the high."
    )


class Change(Model):
    """How the present price differs from a former one."""

    before: Amount = Field(description="The former price.")
    amount: Difference = Field(description="The present price less the former one.")
    share: float | None = Field(
        None, description="That as a part of the former price; null where that was 0."
    )
    at: date = Field(description="The last day (UTC) that ended with the former price.")


class Stats(Model):
    """What a product's days say about its present price; all amounts in one currency.

    The days in another currency are left out; nothing is converted.
    """

    product_id: str = Field(description="The product.")
    currency: Currency | None = Field(None, description="ISO 4217 code of all amounts.")
    price: Amount | None = Field(None, description="The present price; null where there is none.")
    change: Change | None = Field(
        None, description="Since the last day that ended with another price."
    )
    change_30d: Change | None = Field(None, description="Since thirty days ago.")
    all_time: Span | None = Field(
        None, description="Over the whole history; null where only a part of it was read."
    )
    last_30: Span | None = Field(None, description="Over the last 30 days.")
    last_90: Span | None = Field(None, description="Over the last 90 days.")
    standing: Share | None = Field(
        None, description="Where the price stands in the longest of these: 0 low, 1 high."
    )


def day_stats(
    product: Product, days: Sequence[ProductDay], today: date, *, whole: bool = True
) -> Stats:
    """What `days`, oldest first, say about a product; `whole` where they are all of its history."""
    price, currency = product.price, product.currency
    if price is None:
        currency = next((d.currency for d in reversed(days) if d.last is not None), currency)
    priced = [day for day in days if day.last is not None and day.currency == currency]
    over = {
        "all_time": span(days, currency, price) if whole else None,
        "last_90": span(_since(days, today - timedelta(days=90)), currency, price),
        "last_30": span(_since(days, today - _MONTH), currency, price),
    }
    longest = next((one for one in over.values() if one is not None), None)
    return Stats(
        product_id=product.product_id,
        currency=currency,
        price=price,
        change=_last_change(priced, price),
        change_30d=_change_since(priced, price, today - _MONTH),
        standing=None if longest is None else longest.standing,
        **over,
    )


def span(
    days: Sequence[ProductDay], currency: str | None, price: Decimal | None = None
) -> Span | None:
    """Low, high and average over `days`, oldest first; None where none has a price in `currency`.

    `standing` tells where `price` stands in it.
    """
    priced = [day for day in days if day.currency == currency]
    lows = [(day.low, day.day) for day in priced if day.low is not None]
    highs = [(day.high, day.day) for day in priced if day.high is not None]
    averages = [day.average for day in priced if day.average is not None]
    if not (lows and highs and averages):
        return None
    low, high = min(lows), max(highs, key=itemgetter(0))
    there = sum(day.in_stock for day in days)
    known = there + sum(day.out_of_stock for day in days)
    return Span(
        low=low[0],
        low_at=low[1],
        high=high[0],
        high_at=high[1],
        average=mean(averages),
        days=len(averages),
        in_stock_share=_share(there, known),
        standing=None if price is None else _standing(price, low[0], high[0]),
    )


def _since(days: Sequence[ProductDay], first: date) -> list[ProductDay]:
    return [day for day in days if day.day > first]


def _standing(price: Decimal, low: Decimal, high: Decimal) -> float | None:
    """Where `price` stands between the two; None where they are the same, or it is beyond them."""
    if low == high or not low <= price <= high:
        return None
    return round(float((price - low) / (high - low)), _FOUR_PLACES)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, _FOUR_PLACES) if whole else None


def _last_change(days: Sequence[ProductDay], price: Decimal | None) -> Change | None:
    former = next((day for day in reversed(days) if day.last != price), None)
    return _change(former, price)


def _change_since(days: Sequence[ProductDay], price: Decimal | None, day: date) -> Change | None:
    former = next((one for one in reversed(days) if one.day <= day), None)
    return _change(former, price)


def _change(former: ProductDay | None, price: Decimal | None) -> Change | None:
    if former is None or former.last is None or price is None:
        return None
    amount = _plain(price - former.last)
    share = round(float(amount / former.last), _FOUR_PLACES) if former.last else None
    return Change(before=former.last, amount=amount, share=share, at=former.day)
