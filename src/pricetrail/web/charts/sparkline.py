"""The line along a card's foot: what the price did lately, without axes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from markupsafe import Markup

from pricetrail.schema import ProductDay
from pricetrail.states import Tone
from pricetrail.web.charts.lines import SIZE, area_path, line_path
from pricetrail.web.charts.runs import Run, points_of_days, runs_of
from pricetrail.web.charts.scales import PriceScale, TimeScale
from pricetrail.web.charts.svg import element

_DAY = timedelta(days=1)
_FRESH = 2 * _DAY
_SHOWN = 90 * _DAY


def lately(days: Sequence[ProductDay], now: datetime) -> list[ProductDay]:
    """Those of the last ninety days."""
    first = (now - _SHOWN).date()
    return [day for day in days if day.day > first]


def sparkline(days: Sequence[ProductDay], now: datetime, *, label: str, tone: Tone) -> Markup:
    """The last price of each day as a filled, stepped line; empty where no day has a price.

    It ends at `now`: where nothing was seen lately there is no line.
    `label` is its text for those who do not see it.
    """
    currency = next((day.currency for day in reversed(days) if day.last is not None), None)
    priced = [day for day in days if day.last is not None and day.currency == currency]
    if not priced:
        return Markup("")
    points = points_of_days(priced)
    runs = runs_of(points, _DAY)
    last = points[-1].at
    times = TimeScale(min(points[0].at, now - 7 * _DAY), last if now - last < _FRESH else now)
    prices = PriceScale.over([day.last for day in priced if day.last is not None])
    return element(
        "svg",
        element("path", class_="spark-area", d=area_path(runs, _price, times, prices)),
        element(
            "path",
            class_="spark-line",
            d=line_path(runs, _price, times, prices),
            vector_effect="non-scaling-stroke",
        ),
        class_=f"spark spark-{tone}",
        role="img",
        aria_label=label,
        view_box=f"0 0 {SIZE} {SIZE}",
        preserve_aspect_ratio="none",
    )


def _price(run: Run) -> Decimal | None:
    return run.price
