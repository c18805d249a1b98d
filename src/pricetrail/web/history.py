"""What the chart of a product is drawn from: its events, and days where they are too many."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pricetrail import crud
from pricetrail.crud.submissions import EARLIEST
from pricetrail.schema import Product, ProductDay, Target
from pricetrail.store.base import Store
from pricetrail.web.charts.runs import Point, Run, points_of_days, points_of_events, runs_of

_MOST_EVENTS = 1500


@dataclass(frozen=True, slots=True)
class Window:
    """The period on screen; `name` is one of `RANGES`, or ``zoom``."""

    name: str
    since: datetime
    until: datetime


RANGES: dict[str, timedelta | None] = {
    "7d": timedelta(days=7),
    "30d": timedelta(days=30),
    "90d": timedelta(days=90),
    "1y": timedelta(days=365),
    "all": None,
}
"""Periods that can be chosen, None for the whole history."""

_LEAST = timedelta(minutes=10)
_DEFAULT = "90d"


def window_of(
    name: str,
    since: datetime | None,
    until: datetime | None,
    *,
    first: datetime | None,
    now: datetime,
) -> Window:
    """The period that was asked for; `first` is when the product was first seen.

    Without any the last ninety days, or the whole history where that is shorter; the same
    where it is shorter than ten minutes, or before the first event that can be stored.
    """
    if since is not None and until is not None:
        since = min(max(since, EARLIEST), now)
        if until - since >= _LEAST:
            return Window("zoom", since, min(until, max(now, since + _LEAST)))
    beginning = min(first or now, now - _LEAST)
    if name not in RANGES:
        name = _DEFAULT
        if now - beginning < timedelta(days=60):
            name = "all"
    length = RANGES[name]
    if length is None:
        room = max((now - beginning) * 0.02, timedelta(minutes=5))
        return Window(name, beginning - room, now)
    return Window(name, now - length, now)


async def runs_in(
    store: Store,
    product: Product,
    target: Target | None,
    days: Sequence[ProductDay],
    window: Window,
) -> list[Run]:
    """The product's runs in a period, and the one it begins with.

    Of very many events the latest are read, and days (`days`, all of them, oldest first) stand
    for the earlier ones.
    """
    page, before = await asyncio.gather(
        crud.history_page(
            store,
            product.product_id,
            since=window.since,
            until=window.until + timedelta(milliseconds=1),
            limit=_MOST_EVENTS,
        ),
        crud.history_page(store, product.product_id, until=window.since, limit=1),
    )
    points = points_of_events(page.events)
    if page.cursor is not None:
        points = _days_before(points[0].at, days, window) + points
    else:
        points = points_of_events(before.events) + points
    usual = None if target is None else timedelta(seconds=target.interval_s)
    return runs_of(points, usual)


def runs_of_days(days: Sequence[ProductDay]) -> list[Run]:
    """Another shop's runs, from its days alone."""
    return runs_of(points_of_days(days), timedelta(days=1))


def _days_before(moment: datetime, days: Sequence[ProductDay], window: Window) -> list[Point]:
    return [p for p in points_of_days(days) if window.since <= p.at < moment]
