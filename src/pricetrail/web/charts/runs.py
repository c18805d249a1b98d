"""Observations joined to runs: stretches of time over which an offer stayed as it was.

Everything that shows a history (line, stock strip, table, what the pointer tells) is drawn from
runs, so that all of them say the same. Where nothing was seen for much longer than usual there
is no run: a gap is shown as a gap.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from statistics import median

from pricetrail.schema import Availability, ProductDay, ProductScrapeEvent

_NEIGHBOURS = 4
_MISSED_VISITS = 3
_LEAST_GAP = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Point:
    """One observation. `low` and `high` are there where it sums up a day in which they differ."""

    at: datetime
    price: Decimal | None
    currency: str | None = None
    list_price: Decimal | None = None
    availability: Availability | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """An offer from `since` until `until`; the same moment where it was seen only once.

    `joined`: the next run begins where this one ends. `low` and `high` are the extremes within.
    """

    since: datetime
    until: datetime
    price: Decimal | None
    currency: str | None
    list_price: Decimal | None
    availability: Availability | None
    low: Decimal | None
    high: Decimal | None
    joined: bool = False


def points_of_events(events: Iterable[ProductScrapeEvent]) -> list[Point]:
    """Events as points, oldest first, whatever their order."""
    points = (Point(e.created, e.price, e.currency, e.list_price, e.availability) for e in events)
    return sorted(points, key=lambda point: point.at)


def points_of_days(days: Iterable[ProductDay]) -> list[Point]:
    """Days as points at their noon (UTC), oldest first; they know no list price."""
    return [
        Point(
            at=datetime.combine(day.day, time(12), UTC),
            price=day.last,
            currency=day.currency,
            availability=_stock_of(day),
            low=day.low,
            high=day.high,
        )
        for day in sorted(days, key=lambda day: day.day)
    ]


def runs_of(points: Sequence[Point], usual: timedelta | None = None) -> list[Run]:
    """The runs of `points` (oldest first), oldest first.

    A stretch without a point counts as a gap when it is over three times as long as those around
    it, and as `usual` where given (the time between visits), and over an hour.
    """
    gaps = _gaps(points, usual)
    runs: list[Run] = []
    for index, point in enumerate(points):
        if runs and not gaps[index]:
            last = runs[-1]
            if _same_offer(last, point):
                runs[-1] = _extended(last, point)
                continue
            runs[-1] = replace(last, until=point.at, joined=True)
        runs.append(_begun(point))
    return runs


def _gaps(points: Sequence[Point], usual: timedelta | None) -> list[bool]:
    """For each point whether a gap lies before it."""
    steps = [(b.at - a.at).total_seconds() for a, b in pairwise(points)]
    least = max(_LEAST_GAP, _MISSED_VISITS * (usual or timedelta(0))).total_seconds()
    gaps = [False]
    for index, step in enumerate(steps):
        if step <= least:
            gaps.append(False)
            continue
        around = steps[max(0, index - _NEIGHBOURS) : index + _NEIGHBOURS + 1]
        gaps.append(len(around) > 2 and step > _MISSED_VISITS * median(around))
    return gaps


def _same_offer(run: Run, point: Point) -> bool:
    return (run.price, run.currency, run.list_price, run.availability) == (
        point.price,
        point.currency,
        point.list_price,
        point.availability,
    )


def _begun(point: Point) -> Run:
    return Run(
        since=point.at,
        until=point.at,
        price=point.price,
        currency=point.currency,
        list_price=point.list_price,
        availability=point.availability,
        low=point.price if point.low is None else point.low,
        high=point.price if point.high is None else point.high,
    )


def _extended(run: Run, point: Point) -> Run:
    seen = [v for v in (run.low, run.high, point.low, point.high) if v is not None]
    return replace(run, until=point.at, low=min(seen, default=None), high=max(seen, default=None))


def _stock_of(day: ProductDay) -> Availability | None:
    """The state that most of the day's events agree on."""
    if not day.in_stock and not day.out_of_stock:
        return None
    return "in_stock" if day.in_stock >= day.out_of_stock else "out_of_stock"
