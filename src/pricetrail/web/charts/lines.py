"""The paths of a price line: stepped, because a price holds until it changes."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from pricetrail.web.charts.runs import Run
from pricetrail.web.charts.scales import PriceScale, TimeScale
from pricetrail.web.charts.svg import number

Value = Callable[[Run], Decimal | None]

SIZE = 1000
"""Paths are drawn in a square of this size, which is then stretched to its place."""


def segments(runs: Iterable[Run], value: Value) -> Iterator[list[Run]]:
    """Runs that have a value and follow each other without a gap, together."""
    together: list[Run] = []
    for run in runs:
        if value(run) is not None:
            together.append(run)
        if together and (value(run) is None or not run.joined):
            yield together
            together = []
    if together:
        yield together


def line_path(runs: Iterable[Run], value: Value, times: TimeScale, prices: PriceScale) -> str:
    """The path of a stepped line with a break at each gap."""
    return "".join(_line(part, value, times, prices) for part in segments(runs, value))


def area_path(runs: Iterable[Run], value: Value, times: TimeScale, prices: PriceScale) -> str:
    """The path of what lies between that line and the drawing's foot."""
    return "".join(
        f"{_line(part, value, times, prices)}V{SIZE}H{_x(times, part[0].since)}Z"
        for part in segments(runs, value)
    )


def _line(part: list[Run], value: Value, times: TimeScale, prices: PriceScale) -> str:
    heights = [
        number(prices.place(price) * SIZE) for run in part if (price := value(run)) is not None
    ]
    path = f"M{_x(times, part[0].since)} {heights[0]}"
    for run, height in zip(part, heights, strict=True):
        path += f"V{height}H{_x(times, run.until)}"
    return path


def _x(times: TimeScale, moment: datetime) -> str:
    return number(times.place(moment) * SIZE)
