"""A product's page in words: where its price stands, its chart's table, and what it is."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pricetrail import in_words, states
from pricetrail.clock import iso
from pricetrail.crud.history import EventPage
from pricetrail.overview import ProductView
from pricetrail.schema import Product, Target
from pricetrail.states import Said
from pricetrail.web import quarantine_page, words
from pricetrail.web.cards import name_of
from pricetrail.web.charts.history import HistoryChart
from pricetrail.web.charts.runs import Run
from pricetrail.web.charts.sparkline import lately, sparkline
from pricetrail.web.history import RANGES, Window
from pricetrail.web.observations import attempt_view, event_views
from pricetrail.web.offers import cheapest_now, is_current, offer_of, state_of, trouble_of
from pricetrail.web.pictures import picture_of
from pricetrail.web.render import link, product_path
from pricetrail.web.standing import standing_view
from pricetrail.web.words import Trend

_MOST_CHANGES = 200
_RANGE_WORDS = {
    "7d": "the last 7 days",
    "30d": "the last 30 days",
    "90d": "the last 90 days",
    "1y": "the last year",
    "all": "the whole history",
}
_ADVICE = {
    "blocked": "The shop answered, but not with the product: it shows a block page. The history "
    "stays as it is, no price is made up, and the next visits come less often.",
    "not_found": "The shop says that the page is gone. If the product moved, add its new address.",
    "not_a_product": "The page that answers now is no product page. If the product moved, add its "
    "new address.",
    "invalid": "A page came, but what it says cannot be right, so nothing was stored from it.",
    "suspect": "The page's price is so far from the others that it was held back.",
    "robots_denied": "The shop's robots.txt asks not to fetch this page, and we do not.",
    "fetch_failed": "The page could not be loaded. It is tried again soon, then less often.",
}


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A row of the table that says what the chart shows: an offer, or a gap in words."""

    since: datetime
    until: datetime
    price: str = ""
    trend: Trend | None = None
    list_price: str = ""
    stock: Said | None = None
    gap: str | None = None


def product_page(
    view: ProductView,
    window: Window,
    runs: Sequence[Run],
    chart: HistoryChart | None,
    events: EventPage,
    *,
    shown_others: Sequence[Product],
    attempts_shown: int,
    now: datetime,
    channels: Sequence[str] = (),
    screenshots: Container[str] = (),
) -> dict[str, Any]:
    """What the template shows of a product, or of a target that has none yet."""
    product, target = view.product, view.target
    name = name_of(product, target)
    own = product_path(_id_of(product, target))
    specs = list((product.specs or {}).items()) if product is not None else []
    return {
        **_headline(view, now),
        **_periods(view, own, window, now),
        "name": name,
        "own": own,
        "picture": picture_of(product, name),
        "trouble": _trouble(target, now),
        "waiting": _waiting(view),
        "chart": chart,
        "no_chart": _no_chart(product, window),
        "legend": list(_legend(shown_others, product, chart)),
        "remarks": list(_remarks(view, shown_others)),
        "changes": change_views(runs, window),
        "more_changes": _more_changes(runs),
        "events": event_views(events.events, view.attempts),
        "older": link(own, events=events.cursor) + "#events" if events.cursor else None,
        "attempts": [
            attempt_view(attempt, screenshots) for attempt in view.attempts[:attempts_shown]
        ],
        "more_attempts": _more_attempts(view, own, attempts_shown),
        "stats": standing_view(
            view.stats, current=product is not None and is_current(product, target)
        ),
        "others": list(_others(view, shown_others, now)),
        "cheapest": cheapest_now(product, [other for other, _ in view.others]),
        "can_link": product is not None,
        "product_id": product.product_id if product is not None else None,
        "currency": product.currency if product is not None else None,
        "more_alerts": link("/alerts", product=_id_of(product, target)) + "#new",
        "channels": channels,
        "facts": list(_facts(product, target)),
        "description": product.description if product is not None else None,
        "specs": specs,
        "specs_told": words.count(len(specs), "property", "properties"),
        "csv": link("/export.csv", product=product.product_id) if product is not None else None,
        "jsonl": link("/export.jsonl", product=product.product_id) if product is not None else None,
        "feed": f"/products{own.removeprefix('/p')}/feed.atom" if product is not None else None,
    }


def _headline(view: ProductView, now: datetime) -> dict[str, Any]:
    product, target, change = view.product, view.target, view.last_change
    shop = (product or target).shop  # type: ignore[union-attr]
    offer = offer_of(product, target)
    last = None
    if product is not None and change is not None:
        last = words.trend(change.before, product.price, product.currency)
    if last is not None and offer is not None and not offer.current:
        last = last.as_history()
    return {
        "shop": shop,
        "shop_href": link("/", shop=shop),
        "url": target.url if target is not None else product and product.url,
        "offer": offer,
        "last": last,
        "last_at": change.at if change is not None else None,
        "state": state_of(product, target, now),
        "next_due": target.next_due if target is not None and not target.paused else None,
        "tracked": target is not None and not target.untracked,
        "paused": target is not None and target.paused,
        "tags": [{"name": tag, "href": link("/", tag=tag)} for tag in target.tags]
        if target
        else [],
    }


def _id_of(product: Product | None, target: Target | None) -> str:
    if product is not None:
        return product.product_id
    return target.target_id if target is not None else ""


def _trouble(target: Target | None, now: datetime) -> dict[str, str | None] | None:
    """What to say on top where the last attempt gave no event."""
    if target is None or target.state not in _ADVICE:
        return None
    said = trouble_of(target, now)
    reason = f"{target.reason[:1].upper()}{target.reason[1:]}. " if target.reason else ""
    return {
        "tone": said.tone,
        "title": f"{said.words[:1].upper()}{said.words[1:]}",
        "words": reason + _ADVICE[target.state],
        "href": quarantine_page.PATH if target.held is not None else None,
    }


def _waiting(view: ProductView) -> dict[str, str] | None:
    """What waits for review, but for what `_trouble` tells of."""
    target = view.target
    told = target.held if target is not None and target.state in _ADVICE else None
    return quarantine_page.waiting([held for held in view.waiting if held.uuid != told])


def _periods(view: ProductView, own: str, window: Window, now: datetime) -> dict[str, Any]:
    """The choice of periods, and the links that zoom without any script."""
    length = window.until - window.since
    middle = window.since + length / 2
    steps = [
        ("Earlier", "left", window.since - length / 2, window.until - length / 2),
        ("Zoom in", "zoom-in", middle - length / 4, middle + length / 4),
        ("Zoom out", "zoom-out", middle - length, min(middle + length, now)),
    ]
    if window.until < now - length / 100:
        ahead = min(length / 2, now - window.until)
        steps.append(("Later", "right", window.since + ahead, window.until + ahead))
    return {
        "ranges": [
            {"label": name, "href": link(own, range=name), "current": name == window.name}
            for name in RANGES
        ],
        "zooms": [
            {"label": label, "icon": icon, "href": link(own, since=iso(since), until=iso(until))}
            for label, icon, since, until in steps
        ],
        "zoom_base": own,
        "chart_title": f"Price over {_told(window)}" if view.product is not None else "Price",
    }


def _told(window: Window) -> str:
    if window.name in _RANGE_WORDS:
        return _RANGE_WORDS[window.name]
    form = words.moment if window.until - window.since < timedelta(days=3) else words.day
    return f"{form(window.since)} – {form(window.until)}"


def _no_chart(product: Product | None, window: Window) -> dict[str, str]:
    if product is None:
        words_of = "It begins with the first page that can be read as the product's own."
        return {"title": "No chart yet", "words": words_of}
    if window.name == "all":
        return {"title": "Nothing to draw", "words": "No page has ever told a price."}
    words_of = f"Nothing with a price was seen in {_told(window)}. Choose a longer period."
    return {"title": "Nothing to draw", "words": words_of}


def _legend(
    others: Sequence[Product], product: Product | None, chart: HistoryChart | None
) -> Iterable[dict[str, Any]]:
    if product is None or chart is None:
        return
    label = f"price at {product.shop}" if others else "price"
    yield {"kind": "1", "label": label, "href": None}
    if chart.has_list_price:
        yield {"kind": "list", "label": "list price", "href": None}
    for place, other in enumerate(others, start=2):
        href = product_path(other.product_id)
        yield {"kind": str(place), "label": f"at {other.shop}", "href": href}


def _remarks(view: ProductView, shown: Sequence[Product]) -> Iterable[str]:
    left_out = len(view.others) - len(shown)
    if left_out:
        yield (
            f"{words.count(left_out, 'other shop')} not drawn: no price, or one in another "
            "currency; nothing is converted."
        )


def change_views(runs: Sequence[Run], window: Window) -> list[ChangeView]:
    """The runs in the period as rows, newest first, with gaps as rows of their own."""
    rows: list[ChangeView] = []
    before: Run | None = None
    for run in runs:
        if before is not None and not before.joined:
            pause = run.since - before.until
            gap = f"not seen for {words.span(pause)}"
            rows.append(ChangeView(before.until, run.since, gap=gap))
        rows.append(_change_view(run, before))
        before = run
    inside = [row for row in rows if row.until >= window.since and row.since <= window.until]
    return inside[::-1][:_MOST_CHANGES]


def _change_view(run: Run, before: Run | None) -> ChangeView:
    moved = None
    if before is not None and before.currency == run.currency and before.price != run.price:
        moved = words.trend(before.price, run.price, run.currency)
    return ChangeView(
        since=run.since,
        until=run.until,
        price=in_words.money(run.price, run.currency),
        trend=moved,
        list_price=in_words.money(run.list_price, run.currency),
        stock=states.availability(run.availability),
    )


def _more_changes(runs: Sequence[Run]) -> str | None:
    if len(runs) <= _MOST_CHANGES:
        return None
    return f"The latest {_MOST_CHANGES}; choose a shorter period, or download all of them."


def _more_attempts(view: ProductView, own: str, shown: int) -> dict[str, str] | None:
    left = len(view.attempts) - shown
    if left <= 0:
        return None
    href = link(own, attempts="all") + "#attempts"
    return {"href": href, "words": words.count(left, "earlier attempt")}


def _others(view: ProductView, shown: Sequence[Product], now: datetime) -> Iterable[dict[str, Any]]:
    drawn = {other.product_id: str(place) for place, other in enumerate(shown, start=2)}
    for other, days in view.others:
        label = f"Price at {other.shop}, last 90 days"
        yield {
            "kind": drawn.get(other.product_id),
            "href": product_path(other.product_id),
            "shop": other.shop,
            "price": in_words.money(other.price, other.currency),
            "told": _compared(view.product, other),
            "spark": sparkline(lately(days, now), now, label=label, tone="calm"),
        }


def _compared(product: Product | None, other: Product) -> str:
    """How the price at another shop compares with the one here."""
    if product is None or product.price is None or other.price is None:
        return other.name or ""
    if product.currency != other.currency:
        return "in another currency"
    trend = words.trend(product.price, other.price, other.currency)
    if trend is None or trend.words == "unchanged":
        return "the same price"
    return f"{trend.amount} {trend.words} than here"


def _facts(product: Product | None, target: Target | None) -> Iterable[tuple[str, str]]:
    said: list[tuple[str, object]] = []
    if product is not None:
        said += [
            ("Brand", product.brand),
            ("Condition", product.condition),
            ("Rating", _rating(product)),
            ("GTIN", product.gtin),
            ("SKU", product.sku),
            ("ASIN", product.asin),
            ("MPN", product.mpn),
            ("Made in", product.country_of_origin),
            ("First seen", product.first_event_at and words.day(product.first_event_at)),
            ("Id", product.product_id),
        ]
    if target is not None:
        said += [("Looked at", _rhythm(target)), ("Address", target.url)]
    return ((key, str(value)) for key, value in said if value)


def _rhythm(target: Target) -> str:
    """How often it is looked at."""
    length = f"every {words.span(timedelta(seconds=target.interval_s))}"
    if target.untracked:
        return "only when you ask"
    return f"{length}, paused now" if target.paused else length


def _rating(product: Product) -> str | None:
    if product.rating is None:
        return None
    best = f" of {product.rating_best}" if product.rating_best is not None else ""
    by = "" if not product.review_count else f", {words.count(product.review_count, 'review')}"
    return f"{product.rating}{best}{by}"
