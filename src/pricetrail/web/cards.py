"""What a card, or a row of the table, shows of a product."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from urllib.parse import unquote, urlsplit

from markupsafe import Markup

from pricetrail import states
from pricetrail.overview import Card
from pricetrail.schema import Product, Target
from pricetrail.states import Said
from pricetrail.stats import Change, Span, Stats
from pricetrail.web import words
from pricetrail.web.charts.sparkline import sparkline
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
    """A product, or a target that has none yet, in words; `key` is what lists are sorted by."""

    target_id: str
    href: str
    name: str
    shop: str
    picture: PictureView
    price: str | None
    was: str | None
    last: Trend | None
    month: Trend | None
    range: RangeView | None
    spark: Markup
    stock: Said | None
    state: Said
    reason: str | None
    seen_at: datetime | None
    no_chart: str
    price_key: Decimal | None
    last_key: float | None
    month_key: float | None


def card_view(card: Card, now: datetime) -> CardView:
    """A card in words, as of `now`."""
    product, target, stats = card.product, card.target, card.stats
    name = name_of(product, target)
    seen_once = sum(day.last is not None for day in card.days) == 1
    span = None if seen_once else longest_span(stats)
    currency = stats.currency if stats is not None else None
    last = _trend_of(stats.change if stats else None, stats)
    month = _trend_of(stats.change_30d if stats else None, stats)
    price = stats.price if stats is not None else None
    state = state_of(product, target, now)
    return CardView(
        target_id=target.target_id if target else (product and product.target_id) or "",
        href=product_path(_id_of(product, target)),
        name=name,
        shop=_shop_of(product, target),
        picture=picture_of(product, name),
        price=None if price is None else words.money(price, currency),
        was=_was(product),
        last=last,
        month=month,
        range=None if span is None else _range(span, currency),
        spark=_spark(card, name, month, last, now),
        stock=states.availability(product.availability) if product is not None else None,
        state=state,
        reason=target.reason if target is not None and state.tone != "good" else None,
        seen_at=product.last_event_at if product is not None else None,
        no_chart=_SEEN_ONCE
        if seen_once
        else _NO_CHART.get(target.state if target else "", _STILL_NO_CHART),
        price_key=price,
        last_key=_share_of(stats.change if stats else None),
        month_key=_share_of(stats.change_30d if stats else None),
    )


def name_of(product: Product | None, target: Target | None) -> str:
    """What to call it: its name, or of a target without a product the end of its address."""
    if product is not None and product.name is not None:
        return product.name
    url = target.url if target is not None else (product and product.url) or ""
    parts = urlsplit(url)
    ending = unquote(parts.path).rstrip("/").rpartition("/")[2]
    return ending or parts.netloc or "(no name)"


def state_of(product: Product | None, target: Target | None, now: datetime) -> Said:
    """How its last attempt went, and since when it has been so, where that is not well."""
    if target is None:
        return states.state(product.state if product is not None else "untracked")
    if target.untracked:
        return states.state("untracked")
    if target.paused:
        return states.state("paused")
    said = states.state(target.state)
    if said.tone == "good" or target.state == "new" or target.state_since is None:
        return said
    return Said(f"{said.words} for {words.span(now - target.state_since)}", said.tone)


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


def _was(product: Product | None) -> str | None:
    """The list price, where it is above the price."""
    if product is None or product.price is None or product.list_price is None:
        return None
    if product.list_price <= product.price:
        return None
    return words.money(product.list_price, product.currency)


def _trend_of(change: Change | None, stats: Stats | None) -> Trend | None:
    if change is None or stats is None:
        return None
    return words.trend(change.before, stats.price, stats.currency)


def _share_of(change: Change | None) -> float | None:
    return None if change is None else change.share


def _range(span: Span, currency: str | None) -> RangeView:
    return RangeView(
        words.money(span.low, currency),
        words.rounded_money(span.average, currency),
        words.money(span.high, currency),
        words.is_long(span.high, currency),
    )


def _spark(card: Card, name: str, month: Trend | None, last: Trend | None, now: datetime) -> Markup:
    told = f", {month.share} {month.words} in 30 days".replace(",  ", ", ") if month else ""
    trend = month or last
    label = f"Price of {name}, last 90 days{told}"
    return sparkline(card.days, now, label=label, tone=trend.tone if trend else "calm")
