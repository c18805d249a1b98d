"""What is running, due and failing, and how each shop does, in words."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup

from pricetrail.activity import DAYS, Activity, ShopReport
from pricetrail.schema import Product, Target
from pricetrail.web import words
from pricetrail.web.cards import name_of
from pricetrail.web.charts.svg import element, percent
from pricetrail.web.offers import state_of
from pricetrail.web.render import link, product_path

_DUE_SHOWN = 8
_FAILING_SHOWN = 20
_GOOD, _FAIR = 0.95, 0.8
_ALWAYS = 0.995
_LATE = timedelta(minutes=2)  # a scrape that is due waits for its turn and for the shop


def activity_page(
    found: Activity, products: Mapping[str, Product], now: datetime
) -> dict[str, Any]:
    """What the template shows; `products` by id, as far as they are known."""
    return {
        "told": _told(found),
        "held": found.held,
        "running": [_running(target, products) for target in found.running],
        "taken": found.taken,
        "idle": _idle(found, now),
        "due": [
            {**_named(target, products), "at": target.next_due}
            for target in found.due_next[:_DUE_SHOWN]
        ],
        "failing_count": found.failing_count,
        "failing": [_failing(target, products, now) for target in found.failing[:_FAILING_SHOWN]],
        "shops": [_shop(report) for report in found.shops],
        "period": f"the last {DAYS} days",
    }


def _told(found: Activity) -> str:
    shops = words.count(len(found.shops), "shop")
    attempts = words.count(sum(shop.attempts for shop in found.shops), "scrape")
    more = "" if found.whole else " Only a part of the targets was looked at: there are very many."
    return f"{attempts} at {shops} in the last {DAYS} days.{more}"


def _idle(found: Activity, now: datetime) -> str:
    if found.taken:
        return f"{words.count(found.taken, 'scrape')} under way in other processes."
    upcoming = [target.next_due for target in found.due_next if target.next_due is not None]
    if not upcoming:
        return "Nothing is scraped right now."
    if upcoming[0] < now - _LATE:
        return (
            "Nothing is scraped right now, although something is due: is “pricetrail up” running?"
        )
    due = words.relative(upcoming[0], now) if upcoming[0] > now else "now"
    return f"Nothing is scraped right now; the next is due {due}."


def _named(target: Target, products: Mapping[str, Product]) -> dict[str, Any]:
    product = products.get(target.product_id or "")
    return {
        "name": name_of(product, target),
        "shop": target.shop,
        "href": product_path(target.product_id or target.target_id),
    }


def _running(target: Target, products: Mapping[str, Product]) -> dict[str, Any]:
    return {**_named(target, products), "told": target.shop}


def _failing(target: Target, products: Mapping[str, Product], now: datetime) -> dict[str, Any]:
    return {
        **_named(target, products),
        "state": state_of(products.get(target.product_id or ""), target, now),
        "reason": target.reason or "",
    }


def _shop(report: ShopReport) -> dict[str, Any]:
    share = report.ok / report.attempts if report.attempts else None
    return {
        "name": report.shop,
        "href": link("/", shop=report.shop),
        "targets": f"{report.targets:,}",
        "attempts": f"{report.attempts:,}",
        "read": "–" if share is None else _whole_percent(share),
        "bar": _bar(share),
        "blocked": _part(report.blocked, report.attempts),
        "failed": _part(report.failed, report.attempts),
        "fresh": "–" if report.freshness is None else _whole_percent(report.freshness),
        "took": "–" if report.mean_duration_ms is None else f"{report.mean_duration_ms:,} ms",
        "missing": _gaps(report.coverage),
        "broke": report.broke,
        "tried": report.attempts > 0,
        "seen_at": report.last_ok_at,
        "error": report.last_error,
        "error_at": report.last_error_at,
    }


def _part(count: int, whole: int) -> str:
    """A number with its share, such as ``3 (12%)``; a dash for none."""
    return f"{count:,} ({_whole_percent(count / whole)})" if count and whole else "–"


def _whole_percent(share: float) -> str:
    """A share that says 100% only where it is the whole, and 0% only where it is nothing."""
    if 0 < share < 1:
        return f"{min(max(round(share * 100), 1), 99)}%"
    return f"{share:.0%}"


def _gaps(coverage: Mapping[str, float]) -> list[tuple[str, str]]:
    """The fields that are not always found, the rarer later, and those that never are."""
    partial = [(field, share) for field, share in coverage.items() if 0 < share < _ALWAYS]
    ranked = sorted(partial, key=lambda one: -one[1])
    told = [(words.field(field), _whole_percent(share)) for field, share in ranked]
    never = [words.field(field) for field, share in coverage.items() if not share]
    return [*told, ("never:", ", ".join(never))] if never else told


def _bar(share: float | None) -> Markup:
    """A share as a bar; its number stands beside it."""
    if share is None:
        return Markup("")
    tone = "good" if share >= _GOOD else "warn" if share >= _FAIR else "bad"
    return element(
        "svg",
        element("rect", width=percent(share), height="100%"),
        class_=f"bar bar-{tone}",
        aria_hidden="true",
    )
