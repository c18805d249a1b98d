"""The chart of a product's page: price lines, list price, blocked periods and stock.

The drawing stretches to any width without scaling its texts: places are percentages, and only
the paths lie in a square that is stretched. So one answer fits a phone and a wide screen.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from markupsafe import Markup

from pricetrail import in_words, states
from pricetrail.clock import epoch_ms
from pricetrail.schema import Availability
from pricetrail.web import words
from pricetrail.web.charts.lines import SIZE, Value, area_path, line_path
from pricetrail.web.charts.runs import Run
from pricetrail.web.charts.scales import PriceScale, TimeScale
from pricetrail.web.charts.svg import element, percent

_NARROW = 0.04
_EDGE = 0.14


@dataclass(frozen=True, slots=True)
class Line:
    """One price line: of the product itself, or of the same product at another shop."""

    label: str
    runs: Sequence[Run]


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time in which the shop blocked us."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class HistoryChart:
    """The parts of a chart, to be laid out by the page: each is an SVG of its own.

    `data` is what the script needs to tell what lies under the pointer, as JSON; `stock_states` are
    those that the strip of stock shows.
    """

    plot: Markup
    y_axis: Markup
    x_axis: Markup
    stock: Markup
    stock_states: Sequence[tuple[str, str]]
    data: str
    has_list_price: bool
    has_blocked: bool
    has_gaps: bool


def history_chart(
    lines: Sequence[Line],
    times: TimeScale,
    *,
    currency: str | None,
    blocked: Sequence[Period] = (),
    label: str,
) -> HistoryChart | None:
    """The chart of `lines`, the first of them the product itself; None where there is no price.

    Only amounts in `currency` are drawn: no currency is converted. `label` says in a sentence
    what it shows.
    """
    shown = [Line(line.label, _within(line.runs, times)) for line in lines]
    drawing = _Drawing(shown, times, currency)
    amounts = drawing.amounts()
    if not amounts:
        return None
    prices = PriceScale.over(amounts)
    periods = [p for p in blocked if p.until > times.since and p.since < times.until]
    own = shown[0].runs
    return HistoryChart(
        plot=drawing.plot(prices, periods, label),
        y_axis=_y_axis(prices, currency),
        x_axis=_x_axis(times),
        stock=_stock(own, times),
        stock_states=_stock_states(own),
        data=drawing.data(prices, periods),
        has_list_price=any(run.list_price is not None for run in own),
        has_blocked=bool(periods),
        has_gaps=any(not run.joined for run in own[:-1]),
    )


@dataclass(frozen=True)
class _Drawing:
    lines: Sequence[Line]
    times: TimeScale
    currency: str | None

    def price(self, run: Run) -> Decimal | None:
        return run.price if run.currency == self.currency else None

    def list_price(self, run: Run) -> Decimal | None:
        return run.list_price if run.currency == self.currency else None

    def sold_out(self, run: Run) -> Decimal | None:
        return self.price(run) if run.availability == "out_of_stock" else None

    def amounts(self) -> list[Decimal]:
        of_all = [v for line in self.lines for run in line.runs for v in self._extremes(run)]
        listed = [v for run in self.lines[0].runs if (v := self.list_price(run)) is not None]
        return of_all and of_all + listed

    def _extremes(self, run: Run) -> list[Decimal]:
        if self.price(run) is None:
            return []
        return [v for v in (run.low, run.price, run.high) if v is not None]

    def plot(self, prices: PriceScale, periods: Sequence[Period], label: str) -> Markup:
        own = self.lines[0].runs
        return element(
            "svg",
            _hatching(),
            *_grid(prices),
            *(_band(period, self.times) for period in periods),
            self._paths(prices),
            *self._day_ranges(own, prices),
            *self._marks(own, prices),
            class_="plot",
            role="img",
            aria_label=label,
        )

    def _paths(self, prices: PriceScale) -> Markup:
        own, *others = self.lines
        paths = [self._path("line line-list", own.runs, self.list_price, prices)]
        area = area_path(own.runs, self.price, self.times, prices)
        paths.append(element("path", class_="area", d=area))
        for place, line in enumerate(others, start=2):
            paths.append(self._path(f"line line-{place}", line.runs, self.price, prices))
        paths.append(self._path("line line-1", own.runs, self.price, prices))
        paths.append(self._path("line line-out", own.runs, self.sold_out, prices))
        return element(
            "svg",
            *paths,
            class_="paths",
            width="100%",
            height="100%",
            view_box=f"0 0 {SIZE} {SIZE}",
            preserve_aspect_ratio="none",
            overflow="visible",
        )

    def _path(self, kind: str, runs: Iterable[Run], value: Value, prices: PriceScale) -> Markup:
        path = line_path(runs, value, self.times, prices)
        return element("path", class_=kind, d=path, vector_effect="non-scaling-stroke")

    def _day_ranges(self, runs: Iterable[Run], prices: PriceScale) -> Iterable[Markup]:
        """For days in which the price moved: from their lowest to their highest."""
        for run in runs:
            if self.price(run) is None or run.low == run.high:
                continue
            place = percent(self.times.place(run.since))
            top, foot = (prices.place(v) for v in (run.high, run.low) if v is not None)
            ends = {"y1": percent(top), "y2": percent(foot)}
            yield element("line", class_="day-range", x1=place, x2=place, **ends)

    def _marks(self, runs: Sequence[Run], prices: PriceScale) -> Iterable[Markup]:
        """The lowest, the highest and the latest price."""
        priced = [run for run in runs if self.price(run) is not None]
        if not priced:
            return
        lowest = min(priced, key=lambda run: _known(run.low))
        highest = max(priced, key=lambda run: _known(run.high))
        if lowest.low != highest.high:
            yield from self._mark("low", lowest, _known(lowest.low), prices)
            yield from self._mark("high", highest, _known(highest.high), prices)
        last = priced[-1]
        yield element(
            "circle",
            class_="dot dot-now",
            cx=percent(self.times.place(last.until)),
            cy=percent(prices.place(_known(last.price))),
            r="5",
        )

    def _mark(self, kind: str, run: Run, value: Decimal, prices: PriceScale) -> Iterable[Markup]:
        x, y = self.times.place(run.since), prices.place(value)
        place = {"cx": percent(x), "cy": percent(y)}
        yield element("circle", class_=f"dot dot-{kind}", r="3.5", **place)
        yield element(
            "text",
            in_words.money(value, self.currency),
            class_=f"mark mark-{kind}",
            x=percent(x),
            y=percent(y),
            dy="18" if kind == "low" else "-10",
            text_anchor="start" if x < _EDGE else "end" if x > 1 - _EDGE else "middle",
        )

    def data(self, prices: PriceScale, periods: Sequence[Period]) -> str:
        told = {
            "since": epoch_ms(self.times.since),
            "until": epoch_ms(self.times.until),
            "lines": [
                {"label": line.label, "runs": [self._told(run, prices) for run in line.runs]}
                for line in self.lines
            ],
            "blocked": [[epoch_ms(p.since), epoch_ms(p.until)] for p in periods],
        }
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    def _told(self, run: Run, prices: PriceScale) -> list[int | str | float | None]:
        price = self.price(run)
        stock = states.availability(run.availability)
        listed = None if run.list_price is None else in_words.money(run.list_price, run.currency)
        return [
            epoch_ms(run.since),
            epoch_ms(run.until),
            None if price is None else round(prices.place(price), 4),
            in_words.money(run.price, run.currency),
            listed,
            None if stock is None else stock.words,
        ]


def _within(runs: Iterable[Run], times: TimeScale) -> list[Run]:
    return [run for run in runs if run.until >= times.since and run.since <= times.until]


def _known(value: Decimal | None) -> Decimal:
    return Decimal(0) if value is None else value


def _hatching() -> Markup:
    return element(
        "defs",
        element(
            "pattern",
            element("line", class_="hatch", x1="0", y1="0", x2="0", y2="7"),
            id="hatching",
            width="7",
            height="7",
            pattern_units="userSpaceOnUse",
            pattern_transform="rotate(45)",
        ),
    )


def _grid(prices: PriceScale) -> Iterable[Markup]:
    for tick in prices.ticks():
        y = percent(prices.place(tick))
        yield element("line", class_="grid", x1="0", x2="100%", y1=y, y2=y)


def _band(period: Period, times: TimeScale) -> Markup:
    left, right = times.place(period.since), times.place(period.until)
    wide = {"x": percent(left), "width": percent(max(right - left, 0.003)), "height": "100%"}
    parts = [
        element("rect", class_="band", fill="url(#hatching)", **wide),
        element("title", f"blocked by the shop, {_period_text(period)}"),
    ]
    if right - left > _NARROW:
        middle = percent((left + right) / 2)
        parts.append(element("text", "blocked", class_="band-label", x=middle, y="100%", dy="-8"))
    return element("g", *parts)


def _period_text(period: Period) -> str:
    return f"{words.moment(period.since)} – {words.moment(period.until)} UTC"


def _y_axis(prices: PriceScale, currency: str | None) -> Markup:
    ticks = prices.ticks()
    labels = (
        element(
            "text",
            label,
            x="100%",
            y=percent(prices.place(tick)),
            dy="4",
            text_anchor="end",
        )
        for tick, label in zip(ticks, in_words.round_money(ticks, currency), strict=True)
    )
    return element("svg", *labels, class_="axis axis-y", aria_hidden="true")


def _x_axis(times: TimeScale) -> Markup:
    ticks = times.ticks()
    labels = (
        element(
            "text",
            tick.label,
            class_="tick tick-odd" if place % 2 else "tick",
            x=percent(tick.place),
            y="14",
            text_anchor="start" if tick.place < 0.03 else "end" if tick.place > 0.97 else "middle",
        )
        for place, tick in enumerate(ticks)
    )
    return element("svg", *labels, class_="axis axis-x", aria_hidden="true")


def _stock(runs: Sequence[Run], times: TimeScale) -> Markup:
    """A strip that shows when it could be bought; empty where no page ever said."""
    if all(run.availability is None for run in runs):
        return Markup("")
    parts = []
    for availability, since, until in _stock_periods(runs):
        said = states.availability(availability)
        left, right = times.place(since), times.place(until)
        if said is None:
            continue
        period = _period_text(Period(since, until))
        parts.append(
            element(
                "rect",
                element("title", f"{said.words}, {period}"),
                class_=f"stock-{availability}",
                x=percent(left),
                width=percent(max(right - left, 0.002)),
                height="100%",
            )
        )
    return element("svg", *parts, class_="stock", role="img", aria_label="stock over time")


def _stock_states(runs: Sequence[Run]) -> list[tuple[str, str]]:
    """The states of stock that were seen, each with its words, the good ones first."""
    seen = {run.availability for run in runs}
    return [(name, said.words) for name, said in states.AVAILABILITY.items() if name in seen]


def _stock_periods(
    runs: Iterable[Run],
) -> Iterable[tuple[Availability | None, datetime, datetime]]:
    """Stretches of one stock state, gaps left out."""
    stretches: list[tuple[Availability | None, datetime, datetime]] = []
    joined = False
    for run in runs:
        if joined and stretches[-1][0] == run.availability:
            stretches[-1] = (run.availability, stretches[-1][1], run.until)
        else:
            stretches.append((run.availability, run.since, run.until))
        joined = run.joined
    return stretches
