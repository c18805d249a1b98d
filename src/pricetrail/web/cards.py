"""What a card, or a row of the table, shows of a product."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from pricetrail import in_words
from pricetrail.overview import Card
from pricetrail.schema import Product, Target
from pricetrail.states import Said
from pricetrail.stats import Change, Span, Stats
from pricetrail.web import words
from pricetrail.web.charts.sparkline import sparkline
from pricetrail.web.offers import OfferView, offer_of, state_of
from pricetrail.web.pictures import PictureView, picture_of
from pricetrail.web.render import product_path
from pricetrail.web.words import Trend

_NO_CHART = {
    "new": "Its chart begins with the first scrape.",
    "paused": "Paused before its first scrape.",
}
_STILL_NO_CHART = "No price yet, so no chart."
_SEEN_ONCE = "Seen once. Its chart grows with every look."


@dataclass(frozen=True, slots=True)
class RangeView:
    """The lowest, average and highest price of all time, or of the days that were read."""

    low: str
    average: str
    high: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class CardView:
    """A product, or a target that has none yet, in words.

    `status` is the one thing to know of it where there is room for one: its stock, or why that is
    not known. The keys are what lists are sorted by.
    """

    target_id: str
    href: str
    name: str
    shop: str
    picture: PictureView
    offer: OfferView | None
    last: Trend | None
    last_since: str | None
    month: Trend | None
    month_tells_more: bool
    range: RangeView | None
    spark: Markup
    state: Said
    status: Said
    reason: str | None
    seen_at: datetime | None
    no_chart: str
    price_key: Decimal | None
    last_key: float | None
    month_key: float | None
    alert: Said | None = None


def card_view(card: Card, now: datetime, alert: Said | None = None) -> CardView:
    """A card in words, as of `now`; `alert` is what a rule was waiting for, where it is so."""
    product, target, stats = card.product, card.target, card.stats
    name = name_of(product, target)
    seen_once = sum(day.last is not None for day in card.days) == 1
    span = None if seen_once else longest_span(stats)
    offer = offer_of(product, target)
    last = _trend_of(stats.change if stats else None, stats, offer)
    month = _trend_of(stats.change_30d if stats else None, stats, offer)
    state = state_of(product, target, now)
    return CardView(
        target_id=target.target_id if target else (product and product.target_id) or "",
        href=product_path(_id_of(product, target)),
        name=name,
        shop=_shop_of(product, target),
        picture=picture_of(product, name),
        offer=offer,
        last=last,
        last_since=_changed_on(card, now.date()),
        month=month,
        month_tells_more=_tells_more(month, last),
        range=None if stats is None or span is None else _range(span, stats.currency),
        spark=_spark(card, name, month, last, now),
        state=state,
        status=(offer and offer.current and offer.stock) or state,
        reason=target.reason if target is not None and state.tone != "good" else None,
        seen_at=offer.seen_at if offer is not None else None,
        no_chart=_SEEN_ONCE
        if seen_once
        else _NO_CHART.get(target.state if target else "", _STILL_NO_CHART),
        price_key=stats.price if stats is not None else None,
        last_key=_share_of(stats.change if stats else None),
        month_key=_share_of(stats.change_30d if stats else None),
        alert=alert,
    )


def name_of(product: Product | None, target: Target | None) -> str:
    """What to call it: its name, or of a target without a product the end of its address."""
    if product is not None and product.name is not None:
        return product.name
    url = target.url if target is not None else (product and product.url) or ""
    parts = urlsplit(url)
    ending = unquote(parts.path).rstrip("/").rpartition("/")[2]
    return ending or parts.netloc or "(no name)"


def longest_span(stats: Stats | None) -> Span | None:
    """The longest period that `stats` know."""
    if stats is None:
        return None
    return stats.all_time or stats.last_90 or stats.last_30


SORTS: dict[str, Callable[[CardView], object]] = {
    "name": lambda card: card.name.casefold(),
    "price": lambda card: card.price_key,
    "change": lambda card: card.last_key,
    "month": lambda card: card.month_key,
    "seen": lambda card: card.seen_at,
}
"""Columns of the table that the page on screen can be sorted by."""


def sorted_cards(cards: Sequence[CardView], by: str, *, descending: bool) -> list[CardView]:
    """Cards by one of `SORTS`; those without a value come last either way."""
    key = SORTS[by]
    known = [card for card in cards if key(card) is not None]
    unknown = [card for card in cards if key(card) is None]
    return sorted(known, key=key, reverse=descending) + unknown  # type: ignore[arg-type]


def _id_of(product: Product | None, target: Target | None) -> str:
    if product is not None:
        return product.product_id
    return target.target_id if target is not None else ""


def _shop_of(product: Product | None, target: Target | None) -> str:
    if product is not None:
        return product.shop
    return target.shop if target is not None else ""


def _trend_of(change: Change | None, stats: Stats | None, offer: OfferView | None) -> Trend | None:
    """How the price moved; neither good nor bad news where it is not the present one."""
    if change is None or stats is None:
        return None
    trend = words.trend(change.before, stats.price, stats.currency)
    is_news = offer is not None and offer.current
    return trend if trend is None or is_news else trend.as_history()


def _tells_more(month: Trend | None, last: Trend | None) -> bool:
    """Whether the change in 30 days says anything that the last change does not."""
    if month is None or last is None:
        return month is not None
    return bool(month.share) and month != last


def _changed_on(card: Card, today: date) -> str | None:
    """The first day that ended with the present price after another one."""
    if card.stats is None or card.stats.change is None:
        return None
    former, currency = card.stats.change.at, card.stats.currency
    later = (
        day.day
        for day in card.days
        if day.day > former and day.last is not None and day.currency == currency
    )
    return words.recent_day(next(later, former), today)


def _share_of(change: Change | None) -> float | None:
    return None if change is None else change.share


def _range(span: Span, currency: str | None) -> RangeView:
    return RangeView(
        in_words.money(span.low, currency),
        in_words.rounded_money(span.average, currency),
        in_words.money(span.high, currency),
        words.is_long(span.high, currency),
    )


def _spark(card: Card, name: str, month: Trend | None, last: Trend | None, now: datetime) -> Markup:
    told = f", {month.share} {month.words} in 30 days".replace(",  ", ", ") if month else ""
    trend = month or last
    label = f"Price of {name}, last 90 days{told}"
    return sparkline(card.days, now, label=label, tone=trend.tone if trend else "calm")
