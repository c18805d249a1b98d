"""What rules look at, and what has to be read for that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from pricetrail.alert_records import TROUBLES, AlertRule
from pricetrail.schema import Observation, Product, ProductDay, State

MEDIAN_DAYS = 30
"""How far back the median looks that a price may be compared with."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The latest price of the same product at another shop."""

    shop: str
    price: Decimal
    currency: str | None


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of a product as an attempt at it ends.

    `now` is the event's moment (or the attempt's, or the present), `seen` what was observed, None
    where the attempt gave no event; `before` what was observed the time before. `days` are those
    before and, of today, what was before this; oldest first, as far back as the rules look.
    `state` is how the attempt went, `since` since when it is so, `last_seen` the latest event's
    moment.
    """

    product: Product
    uuid: UUID
    now: datetime
    seen: Observation | None = None
    before: Observation | None = None
    days: Sequence[ProductDay] = ()
    elsewhere: Sequence[Offer] = ()
    state: State = "ok"
    since: datetime | None = None
    last_seen: datetime | None = None


class Needs(NamedTuple):
    """What has to be read for rules beside the event itself and their states.

    `since` is the first day that matters; None where no day does, `date.min` for all of them.
    """

    since: date | None
    elsewhere: bool


def needs_of(rules: Sequence[AlertRule], sight: Sight) -> Needs:
    """What `rules` look at. A price that did not move makes no low, so no day is read for it."""
    today = sight.now.date()
    firsts = [today - timedelta(days=MEDIAN_DAYS) for r in rules if r.against == "median"]
    seen, before = sight.seen, sight.before
    if seen is not None and not (before is not None and _same_price(seen, before)):
        lows = [rule.days for rule in rules if rule.kind == "low"]
        firsts += [date.min if n is None else today - timedelta(days=n) for n in lows]
    return Needs(min(firsts, default=None), any(rule.kind == "cheapest" for rule in rules))


def concerns_failures(rule: AlertRule) -> bool:
    """Whether a rule has a use for attempts that gave no event."""
    return rule.kind in TROUBLES


def _same_price(a: Observation, b: Observation) -> bool:
    return (a.price, a.currency) == (b.price, b.currency)
