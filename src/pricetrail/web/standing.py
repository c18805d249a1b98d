"""Is this a good price? Where it stands, in a sentence, a gauge and a small table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from pricetrail import in_words
from pricetrail.stats import Span, Stats
from pricetrail.web import words
from pricetrail.web.charts.gauge import gauge

_CLOSE = 0.02


@dataclass(frozen=True, slots=True)
class Cell:
    """A value of the table, and when it was so."""

    words: str
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A period of the table."""

    label: str


@dataclass(frozen=True, slots=True)
class StandingView:
    """Everything the template shows.

    No gauge where the price was never another, and no periods where it was seen on one day only.
    """

    verdict: str
    gauge: Markup | None
    low: str
    average: str
    high: str
    spans: Sequence[Heading]
    is_long: bool
    rows: Sequence[tuple[str, Sequence[Cell]]]


def standing_view(stats: Stats | None, *, current: bool = True) -> StandingView | None:
    """Where the present price stands; None where no price was ever seen.

    Not `current`: the price is the last that was seen, and may be another by now.
    """
    if stats is None or stats.all_time is None:
        return None
    whole, currency = stats.all_time, stats.currency
    spans = list(_spans(stats, whole)) if whole.days > 1 else []
    verdict = ("" if current else "When last seen: ") + _verdict(stats, whole)
    price = whole.average if stats.price is None else stats.price
    return StandingView(
        verdict=verdict,
        gauge=None
        if whole.low == whole.high
        else gauge(whole.low, whole.average, whole.high, price, label=verdict),
        low=in_words.money(whole.low, currency),
        average=in_words.rounded_money(whole.average, currency),
        high=in_words.money(whole.high, currency),
        is_long=words.is_long(whole.high, currency) and len(spans) > 1,
        spans=[Heading(label) for label, _ in spans],
        rows=_rows([span for _, span in spans], currency),
    )


def _spans(stats: Stats, whole: Span) -> Iterable[tuple[str, Span]]:
    """The periods that differ: a young product's whole history is its last 30 days, too."""
    yield "ever", whole
    days = whole.days
    for label, span in (("90 d", stats.last_90), ("30 d", stats.last_30)):
        if span is not None and span.days < days:
            yield label, span
            days = span.days


def _rows(spans: Sequence[Span], currency: str | None) -> list[tuple[str, list[Cell]]]:
    return [
        ("Low", [Cell(in_words.money(s.low, currency), _when(s.low_at)) for s in spans]),
        ("Average", [Cell(in_words.rounded_money(s.average, currency)) for s in spans]),
        ("High", [Cell(in_words.money(s.high, currency), _when(s.high_at)) for s in spans]),
        ("In stock", [Cell(_share(s.in_stock_share)) for s in spans]),
        ("Days seen", [Cell(f"{s.days:,}") for s in spans]),
    ]


def _when(day: date) -> str:
    return f"{day.day} {day:%b} ’{day:%y}"


def _share(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.0f}%"


def _verdict(stats: Stats, whole: Span) -> str:
    """Where the price stands, in a sentence."""
    price = stats.price
    if price is None:
        return "It has no price at present."
    if whole.days == 1 and whole.low == whole.high:
        return "It was seen on one day only, so that cannot be told yet."
    if whole.low == whole.high:
        return f"It has always cost {in_words.money(price, stats.currency)}."
    if price <= whole.low:
        return f"The lowest price ever seen.{_against_average(price, whole)}"
    if price >= whole.high:
        return f"The highest price ever seen.{_against_average(price, whole)}"
    above = in_words.percent((price - whole.low) / whole.low) if whole.low else ""
    close = whole.standing is not None and whole.standing < _CLOSE
    begin = "Almost the lowest price ever" if close else f"{above} above the lowest ever"
    return f"{begin}.{_against_average(price, whole)}"


def _against_average(price: Decimal, whole: Span) -> str:
    trend = words.trend(whole.average, price, None)
    if trend is None or not trend.share or trend.words == "unchanged":
        return " Just the average."
    side = "below" if trend.tone == "good" else "above"
    return f" It is {trend.share} {side} the average."
