"""What a series of observations says: days, lows, highs, averages. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal

from pricetrail.clock import moment_of
from pricetrail.schema import ProductDay, ProductScrapeEvent

_SIX_PLACES = Decimal("0.000001")


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
    """Low, high and average over `events` in the currency of the latest price; None without one."""
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
        average=mean(prices),
        events=len(kept),
    )


def mean(prices: Sequence[Decimal]) -> Decimal:
    """The arithmetic mean, exact to six decimals, without trailing zeros."""
    exact = (sum(prices, Decimal(0)) / len(prices)).quantize(_SIX_PLACES, ROUND_HALF_EVEN)
    return Decimal(format(exact.normalize(), "f"))


def _last_currency_prices(
    events: Sequence[ProductScrapeEvent],
) -> tuple[str | None, list[Decimal]]:
    priced = [(e.currency, e.price) for e in events if e.price is not None]
    if not priced:
        return None, []
    currency = priced[-1][0]
    return currency, [price for c, price in priced if c == currency]
