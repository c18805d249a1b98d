"""Whether a rule fires on what was just seen of a product. Pure functions.

A rule fires once per crossing: when what it waits for begins to hold, and not again before that
was clearly over (hysteresis): a price has to be 1% above a target, or to have taken back half of
a change, before the rule is armed again. Prices are compared in one currency only; what cannot be
told (no price, another currency, no word on stock) changes nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any, NamedTuple
from uuid import UUID

from pricetrail.alert_records import (
    MOVES,
    TROUBLES,
    Alert,
    AlertKind,
    AlertRule,
    AlertState,
)
from pricetrail.clock import first_uuid_at, iso
from pricetrail.in_words import money, percent, rounded_money
from pricetrail.schema import Observation, Product, ProductDay, State

MEDIAN_DAYS = 30

_SIX_PLACES = Decimal("0.000001")
_BAND = Decimal("0.01")
_HALF = Decimal("0.5")
_HUNDRED = Decimal(100)
_STOCK = {"back_in_stock": "in_stock", "out_of_stock": "out_of_stock"}


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


class Fired(NamedTuple):
    """What a rule fired on: in words, and the price that it was compared with."""

    uuid: UUID
    words: str
    before: Decimal | None = None


class Evaluation(NamedTuple):
    """What came of a rule: the state to keep, None where it stays; and what it fired on."""

    state: AlertState | None = None
    fired: Fired | None = None


class Standing(NamedTuple):
    """How it is with what a rule waits for.

    `holds`: it is so. `over`: it is so clearly over that the rule is armed again. `again`: it is
    news even where the rule has fired already.
    """

    holds: bool
    over: bool
    words: str = ""
    before: Decimal | None = None
    again: bool = False
    uuid: UUID | None = None


NOTHING = Evaluation()
_NEVER = AlertState(product_id="_", rule_id="_", since=datetime(1, 1, 1, tzinfo=UTC))
"""How it stands where nothing was kept yet."""


def evaluate(rule: AlertRule, sight: Sight, state: AlertState | None) -> Evaluation:
    """Whether `rule` fires on `sight`, and how it stands with the product afterwards.

    `state` is how it stood, None where it was never kept. The same input gives the same output.
    """
    kept = _with_base(rule, sight, _NEVER if state is None else state)
    standing = _JUDGES[rule.kind](rule, sight, kept)
    if standing is None:
        is_news = kept is not state and kept.base_price is not None
        return Evaluation(_kept(rule, sight, kept) if is_news else None)
    was_active = _held_before(rule, sight) if state is None else kept.active
    if state is not None and was_active and state.since >= sight.now:
        return NOTHING  # this very event made it fire before: it is told once
    fires = standing.holds and (standing.again or not was_active)
    active = standing.holds or (was_active and not standing.over)
    fired = Fired(standing.uuid or sight.uuid, standing.words, standing.before) if fires else None
    if not (fires or _is_news(rule, state, kept, active=active)):
        return NOTHING
    changes: dict[str, Any] = {"active": active}
    if fires or state is None or active != kept.active:
        changes["since"] = sight.now
    if fires and sight.seen is not None:
        changes["price"] = sight.seen.price
    return Evaluation(_kept(rule, sight, kept, **changes), fired)


def alert_of(rule: AlertRule, sight: Sight, fired: Fired, alert_id: str) -> Alert:
    """The record of a rule that fired."""
    product, seen = sight.product, sight.seen
    name = product.name or product.product_id
    title = f"{name}: {fired.words}"
    lines = [title, f"at {product.shop}", product.url, rule.note]
    return Alert(
        uuid=fired.uuid,
        rule_id=rule.rule_id,
        product_id=product.product_id,
        alert_id=alert_id,
        kind=rule.kind,
        title=title[:2000],
        text="\n".join(line for line in lines if line),
        name=product.name,
        url=product.url,
        price=None if seen is None else seen.price,
        before=fired.before,
        currency=None if seen is None else seen.currency,
    )


def rule_in_words(rule: AlertRule) -> str:
    """What a rule waits for, as a person would say it."""
    said: dict[AlertKind, str] = {
        "below": f"at or below {_amount(rule)}",
        "low": "all-time low" if rule.days is None else f"lowest in {_days(rule.days)}",
        "back_in_stock": "back in stock",
        "out_of_stock": "sold out",
        "cheapest": "cheapest of the linked shops",
        "gone": "gone from the shop",
        "blocked": f"blocked for {_span(rule.after)}",
        "stale": f"no price read for {_span(rule.after)}",
        "shop_broke": "does clearly worse than before",
    }
    if rule.kind not in MOVES:
        return said[rule.kind]
    verb = {"drop": "drops", "rise": "rises", "change": "changes"}[rule.kind]
    least = f" by {rule.percent:f}%" if rule.percent is not None else ""
    least = f" by {_amount(rule)}" if rule.amount is not None else least
    return f"price {verb}{least} {_AGAINST[rule.against or 'previous']}"


_AGAINST = {
    "previous": "from the time before",
    "median": f"from the median of {MEDIAN_DAYS} days",
    "creation": "since the rule was made",
}


def _is_news(rule: AlertRule, state: AlertState | None, kept: AlertState, *, active: bool) -> bool:
    """Whether how a rule stands is worth a write; what never was kept counts as armed.

    How it stands with the stock is kept from the beginning: whether it was sold out before is not
    known of a page that does not say so.
    """
    if state is None:
        return active or rule.kind in _STOCK or kept.base_price is not None
    return active != state.active or kept is not state


def _kept(rule: AlertRule, sight: Sight, state: AlertState, **changes: Any) -> AlertState:
    """A state of this rule with this product."""
    facts: dict[str, Any] = {**vars(state), **changes}
    facts |= {"product_id": sight.product.product_id, "rule_id": rule.rule_id}
    return AlertState.model_construct(**facts)


def _with_base(rule: AlertRule, sight: Sight, state: AlertState) -> AlertState:
    """The state with the price at the rule's creation, which is the one before its first look."""
    if rule.against != "creation" or state.base_price is not None:
        return state
    first = next((o for o in (sight.before, sight.seen) if o is not None and o.price), None)
    if first is None:
        return state
    base = {"base_price": first.price, "base_currency": first.currency, "since": sight.now}
    return state.model_copy(update=base)


def _held_before(rule: AlertRule, sight: Sight) -> bool:
    """Whether a rule that was never looked at counts as having fired.

    What is in stock, or sold out, at the very first look has not come back or sold out.
    """
    wanted = _STOCK.get(rule.kind)
    if wanted is None:
        return False
    return sight.before is None or sight.before.availability in (wanted, None, "unknown")


def _below(rule: AlertRule, sight: Sight, _: AlertState) -> Standing | None:
    price = _price_in(sight.seen, rule.currency)
    if price is None or rule.amount is None:
        return None
    words = f"{money(price, rule.currency)}, at or below {_amount(rule)}"
    before = _price_in(sight.before, rule.currency)
    return Standing(price <= rule.amount, price >= rule.amount * (1 + _BAND), words, before)


def _move(rule: AlertRule, sight: Sight, state: AlertState) -> Standing | None:
    seen = sight.seen
    if seen is None or seen.price is None:
        return None
    if rule.currency is not None and rule.currency != seen.currency:
        return None
    base = _base_of(rule, sight, state)
    if base is None:
        return None
    moved = seen.price - base
    size = {"drop": -moved, "rise": moved, "change": abs(moved)}[rule.kind]
    least = _least(rule, base)
    holds = size >= least and size > 0
    is_edge = (rule.against or "previous") == "previous"
    verb = "dropped" if moved < 0 else "rose"
    share = f" {percent(moved / base)}" if base else ""
    said = _rounded if rule.against == "median" else money
    words = (
        f"{verb}{share} to {money(seen.price, seen.currency)} "
        f"({_FROM[rule.against or 'previous']} {said(base, seen.currency)})"
    )
    return Standing(holds, is_edge or size <= least * _HALF, words, base, again=is_edge)


_FROM = {"previous": "was", "median": f"median of {MEDIAN_DAYS} days", "creation": "at first"}


def _low(rule: AlertRule, sight: Sight, state: AlertState) -> Standing | None:
    seen = sight.seen
    if seen is None or seen.price is None:
        return None
    days = sight.days
    if rule.days is not None:
        first = sight.now.date() - timedelta(days=rule.days)
        days = [day for day in days if day.day > first]
    lows = [day.low for day in days if day.low is not None and day.currency == seen.currency]
    if not lows:
        return None
    low, price = min(lows), seen.price
    fired_at = low if state.price is None else state.price
    span = "ever" if rule.days is None else f"in {_days(rule.days)}"
    words = (
        f"{money(price, seen.currency)}, the lowest price {span} "
        f"(before: {money(low, seen.currency)})"
    )
    again = price <= fired_at * (1 - _BAND)
    return Standing(price < low, price >= fired_at * (1 + _BAND), words, low, again)


def _stock(rule: AlertRule, sight: Sight, _: AlertState) -> Standing | None:
    seen = sight.seen
    if seen is None or seen.availability in (None, "unknown"):
        return None
    holds = seen.availability == _STOCK[rule.kind]
    words = "sold out"
    if rule.kind == "back_in_stock":
        at = "" if seen.price is None else f" at {money(seen.price, seen.currency)}"
        words = f"back in stock{at}"
    return Standing(holds, not holds, words)


def _cheapest(_: AlertRule, sight: Sight, __: AlertState) -> Standing | None:
    seen = sight.seen
    if seen is None or seen.price is None or seen.currency is None:
        return None
    others = [offer for offer in sight.elsewhere if offer.currency == seen.currency]
    if not others:
        return None
    next_best = min(others, key=lambda offer: offer.price)
    holds = seen.price < next_best.price and seen.availability != "out_of_stock"
    words = (
        f"the cheapest at {money(seen.price, seen.currency)} "
        f"(next: {money(next_best.price, seen.currency)} at {next_best.shop})"
    )
    over = not holds and (
        seen.availability == "out_of_stock" or seen.price >= next_best.price * (1 + _BAND)
    )
    return Standing(holds, over, words, next_best.price)


def _gone(_: AlertRule, sight: Sight, __: AlertState) -> Standing | None:
    gone = sight.state == "not_found"
    if not gone and sight.seen is None:
        return None
    return Standing(gone, not gone, "gone from the shop")


def _blocked(rule: AlertRule, sight: Sight, _: AlertState) -> Standing | None:
    if sight.seen is not None:
        return Standing(holds=False, over=True)
    if sight.state != "blocked" or sight.since is None:
        return None
    return _waited(rule, sight, sight.since, "blocked by the shop since")


def _stale(rule: AlertRule, sight: Sight, _: AlertState) -> Standing | None:
    if sight.seen is not None:
        return Standing(holds=False, over=True)
    if sight.last_seen is None:
        return None
    return _waited(rule, sight, sight.last_seen, "no price was read since")


def _waited(rule: AlertRule, sight: Sight, since: datetime, what: str) -> Standing:
    """Whether it has lasted; whoever notices gives it the same id, made of when it had."""
    at = since + rule.after
    words = f"{what} {iso(since)[:16].replace('T', ' ')} UTC"
    return Standing(sight.now >= at, over=False, words=words, uuid=first_uuid_at(at))


_JUDGES: dict[AlertKind, Callable[[AlertRule, Sight, AlertState], Standing | None]] = {
    "below": _below,
    "drop": _move,
    "rise": _move,
    "change": _move,
    "low": _low,
    "back_in_stock": _stock,
    "out_of_stock": _stock,
    "cheapest": _cheapest,
    "gone": _gone,
    "blocked": _blocked,
    "stale": _stale,
}


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


def _price_in(seen: Observation | None, currency: str | None) -> Decimal | None:
    return seen.price if seen is not None and seen.currency == currency else None


def _base_of(rule: AlertRule, sight: Sight, state: AlertState) -> Decimal | None:
    """The price that a move is measured from, in the currency of what was seen."""
    currency = sight.seen.currency if sight.seen is not None else None
    if rule.against == "creation":
        return state.base_price if state.base_currency == currency else None
    if rule.against == "median":
        first = sight.now.date() - timedelta(days=MEDIAN_DAYS)
        averages = [
            day.average
            for day in sight.days
            if day.average is not None and day.currency == currency and day.day > first
        ]
        return median(averages).quantize(_SIX_PLACES) if averages else None
    return _price_in(sight.before, currency)


def _rounded(price: Decimal, currency: str | None) -> str:
    """A median as people read it: in cents, unless there is nothing left of it then."""
    said = rounded_money(price, currency)
    return said if any(digit in "123456789" for digit in said) else money(price, currency)


def _least(rule: AlertRule, base: Decimal) -> Decimal:
    if rule.percent is not None:
        return base * rule.percent / _HUNDRED
    return rule.amount or Decimal(0)


def _amount(rule: AlertRule) -> str:
    return "" if rule.amount is None else money(rule.amount, rule.currency)


def _days(number: int) -> str:
    return "a day" if number == 1 else f"{number} days"


def _span(wait: timedelta) -> str:
    hours, rest = divmod(int(wait.total_seconds()), 3600)
    if rest:
        return f"{int(wait.total_seconds()) // 60} minutes"
    if hours and hours % 24 == 0:
        return _days(hours // 24)
    return f"{hours} h"
