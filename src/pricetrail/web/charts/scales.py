"""Where a moment and a price stand in a drawing, and the round values to mark."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import takewhile

_HEADROOM = 0.16
_FLAT = 0.05
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where it stands, from 0 to 1, and what it says."""

    place: float
    label: str


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Moments from left (0) to right (1)."""

    since: datetime
    until: datetime

    def place(self, moment: datetime) -> float:
        """Where `moment` stands, kept within the drawing."""
        length = (self.until - self.since).total_seconds()
        share = (moment - self.since).total_seconds() / length if length else 1.0
        return min(max(share, 0.0), 1.0)

    def ticks(self, most: int = 7) -> list[Tick]:
        """At most about `most` round moments with their labels (UTC)."""
        return [Tick(self.place(moment), label) for moment, label in self._marks(most)]

    def _marks(self, most: int) -> Iterator[tuple[datetime, str]]:
        wanted = (self.until - self.since) / most
        for step, form in _CLOCK_STEPS:
            if wanted <= step:
                yield from self._clock_marks(step, form)
                return
        months = wanted / timedelta(days=30.44)
        whole = next((n for n in _MONTH_STEPS if months <= n), math.ceil(months / 12) * 12)
        yield from self._month_marks(whole)

    def _clock_marks(self, step: timedelta, form: str) -> Iterator[tuple[datetime, str]]:
        """Moments at whole multiples of `step` since Monday, 1 January 2001."""
        first = _MONDAY + math.ceil((self.since - _MONDAY) / step) * step
        moment = first
        while moment <= self.until:
            yield moment, _shown(moment, form)
            moment += step

    def _month_marks(self, step: int) -> Iterator[tuple[datetime, str]]:
        months = self.since.year * 12 + self.since.month - 1
        months = math.ceil(months / step) * step
        while (moment := _month_start(months)) <= self.until:
            if moment >= self.since:
                plain = step % 12 == 0
                yield moment, f"{moment:%Y}" if plain or moment.month == 1 else f"{moment:%b}"
            months += step


@dataclass(frozen=True, slots=True)
class PriceScale:
    """Prices from top (0) to bottom (1), with some room above the highest and below the lowest."""

    low: float
    high: float

    @classmethod
    def over(cls, prices: list[Decimal]) -> "PriceScale":
        """A scale that shows all of `prices`; it does not begin at zero."""
        low, high = float(min(prices)), float(max(prices))
        room = (high - low) * _HEADROOM or high * _FLAT or 1.0
        return cls(low - room, high + room)

    def place(self, price: Decimal) -> float:
        """Where `price` stands."""
        return (self.high - float(price)) / (self.high - self.low)

    def ticks(self, most: int = 5) -> list[Decimal]:
        """At most about `most` round prices, none below zero, lowest first."""
        rough = (self.high - self.low) / most
        magnitude = 10.0 ** math.floor(math.log10(rough))
        step = next(s * magnitude for s in _STEPS if s * magnitude >= rough)
        first = max(math.ceil(self.low / step), 0)
        values = (n * step for n in range(first, first + 2 * most + 2))
        return [Decimal(f"{v:.6g}") for v in takewhile(lambda v: v <= self.high, values)]


_MONDAY = datetime(2001, 1, 1, tzinfo=UTC)
_MONTH_STEPS = (1, 2, 3, 6, 12)
_CLOCK_STEPS = (
    (timedelta(minutes=5), "%H:%M"),
    (timedelta(minutes=15), "%H:%M"),
    (timedelta(minutes=30), "%H:%M"),
    (timedelta(hours=1), "%H:%M"),
    (timedelta(hours=3), "%H:%M"),
    (timedelta(hours=6), "%H:%M"),
    (timedelta(days=1), "%d %b"),
    (timedelta(days=2), "%d %b"),
    (timedelta(days=7), "%d %b"),
    (timedelta(days=14), "%d %b"),
)


def _shown(moment: datetime, form: str) -> str:
    at_midnight = form == "%H:%M" and (moment.hour, moment.minute) == (0, 0)
    text = moment.strftime("%d %b" if at_midnight or form != "%H:%M" else form)
    return text.removeprefix("0") if at_midnight or form != "%H:%M" else text


def _month_start(months: int) -> datetime:
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=UTC)
