"""The shapes prices move in: small pure functions that an item's plan is put together from.

A plan starts at the item's base price and passes a `Quote` through its moves in order. All
amounts here are whole parts, `WHOLE` of which make the base price, so nothing is ever a float;
all chance comes from the item's seed, so the same moment always has the same price.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zlib import crc32

from pricetrail.schema import Availability

WHOLE = 10_000
"""Parts that make the base price."""

_EPOCH = date(1970, 1, 1)
_THURSDAY = 3


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment as one item's plan sees it: days and minutes since 1970 by that shop's own hour."""

    seed: int
    day: int
    minute: int

    @property
    def date(self) -> date:
        """The calendar day."""
        return _EPOCH + timedelta(days=self.day)

    def phase(self, period: int) -> int:
        """How many days into its current period of `period` days the item is."""
        return (self.day + self.seed) % period


@dataclass(frozen=True, slots=True)
class Quote:
    """What an item costs, in parts of its base price, and whether it can be bought."""

    parts: int = WHOLE
    was: int | None = None
    upto: int | None = None
    members: int | None = None
    availability: Availability = "in_stock"

    def raised(self, parts: int) -> "Quote":
        """The same quote, `parts` dearer, in proportion to what it costs already."""
        return replace(self, parts=self.parts + self.parts * parts // WHOLE)

    def reduced(self, parts: int) -> "Quote":
        """A sale: `parts` cheaper, and the price before it struck through."""
        return replace(self.raised(-parts), was=self.was or self.parts)


Move = Callable[[Quote, Instant], Quote]


def level(seed: int, number: int, spread: int) -> int:
    """A whole number from -`spread` to `spread` that looks random and depends on nothing else."""
    return crc32(b"%d:%d" % (seed, number)) % (2 * spread + 1) - spread


def steps(every: int, spread: int) -> Move:
    """A new price every `every` days, up to `spread` parts off the base."""

    def move(quote: Quote, at: Instant) -> Quote:
        return quote.raised(level(at.seed, (at.day + at.seed) // every, spread))

    return move


def inflation(a_month: int) -> Move:
    """`a_month` parts dearer with every month since January 2025."""

    def move(quote: Quote, at: Instant) -> Quote:
        months = (at.date.year - 2025) * 12 + at.date.month - 1
        return quote.raised(max(0, months) * a_month)

    return move


def promotion(weekdays: Collection[int], off: int) -> Move:
    """A sale on the same days of every week (Monday is 0)."""

    def move(quote: Quote, at: Instant) -> Quote:
        return quote.reduced(off) if at.date.weekday() in weekdays else quote

    return move


def season_sale(every: int, length: int, off: int) -> Move:
    """A sale of `length` days, every `every` days."""

    def move(quote: Quote, at: Instant) -> Quote:
        return quote.reduced(off) if at.phase(every) < length else quote

    return move


def black_friday(off: int) -> Move:
    """A sale from the Monday before the day after Thanksgiving to the Monday after it."""

    def move(quote: Quote, at: Instant) -> Quote:
        since = (at.date - black_friday_of(at.date.year)).days
        return quote.reduced(off) if -4 <= since <= 3 else quote

    return move


def black_friday_of(year: int) -> date:
    """The day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    thursday = first + timedelta(days=(_THURSDAY - first.weekday()) % 7)
    return thursday + timedelta(weeks=3, days=1)


def undercutting(days: int, a_day: int) -> Move:
    """A price war: `a_day` parts cheaper every day for `days` days, then as long a truce."""

    def move(quote: Quote, at: Instant) -> Quote:
        fought = at.phase(2 * days)
        return quote.raised(-a_day * fought) if fought < days else quote

    return move


def clearance(every: int, off: int, sold_out: int) -> Move:
    """Cheaper by `off` once a week until the last `sold_out` days of the period: nothing left."""

    def move(quote: Quote, at: Instant) -> Quote:
        phase = at.phase(every)
        cheaper = quote.reduced(off * (phase // 7)) if phase >= 7 else quote
        if phase < every - sold_out:
            return cheaper
        return replace(cheaper, availability="out_of_stock")

    return move


def ticker(spread: int, knot: int, jitter: int) -> Move:
    """A market price: wanders between levels that are `knot` minutes apart, and never rests."""

    def move(quote: Quote, at: Instant) -> Quote:
        knots, rest = divmod(at.minute, knot)
        before, after = level(at.seed, knots, spread), level(at.seed, knots + 1, spread)
        noise = level(at.seed + 1, at.minute, jitter)
        return quote.raised(before + (after - before) * rest // knot + noise)

    return move


def inflated_list_price(above: int) -> Move:
    """A struck price that nobody ever paid, half of the time."""

    def move(quote: Quote, at: Instant) -> Quote:
        return replace(quote, was=quote.raised(above).parts) if at.phase(28) < 14 else quote

    return move


def stock_out(every: int, length: int) -> Move:
    """Sold out for `length` days, every `every` days."""

    def move(quote: Quote, at: Instant) -> Quote:
        return replace(quote, availability="out_of_stock") if at.phase(every) < length else quote

    return move


def preorder(every: int, length: int) -> Move:
    """To be ordered in advance for `length` days, every `every` days."""

    def move(quote: Quote, at: Instant) -> Quote:
        return replace(quote, availability="preorder") if at.phase(every) < length else quote

    return move


def up_to(above: int) -> Move:
    """A range: the dearest variant costs `above` parts more."""

    def move(quote: Quote, at: Instant) -> Quote:  # noqa: ARG001 - one signature for all moves
        return replace(quote, upto=quote.raised(above).parts)

    return move


def members_pay(less: int) -> Move:
    """Members of the shop's club pay `less` parts less."""

    def move(quote: Quote, at: Instant) -> Quote:  # noqa: ARG001 - one signature for all moves
        return replace(quote, members=quote.raised(-less).parts)

    return move
