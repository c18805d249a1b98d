"""How it is with what each kind of rule waits for."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import NamedTuple
from uuid import UUID

from pricetrail.alert_records import AlertKind, AlertRule, AlertState
from pricetrail.alerts.sight import MEDIAN_DAYS, Sight
from pricetrail.alerts.words import amount_of, days_in_words
from pricetrail.clock import first_uuid_at, iso
from pricetrail.in_words import money, percent, rounded_money
from pricetrail.schema import Observation

STOCK = {"back_in_stock": "in_stock", "out_of_stock": "out_of_stock"}
"""Kind of rule → the availability that it waits for."""

_SIX_PLACES = Decimal("0.000001")
_BAND = Decimal("0.01")
_HALF = Decimal("0.5")
_HUNDRED = Decimal(100)


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


def standing_of(rule: AlertRule, sight: Sight, state: AlertState) -> Standing | None:
    """How it is with what `rule` waits for, which is None where that cannot be told."""
    return _JUDGES[rule.kind](rule, sight, state)


def _below(rule: AlertRule, sight: Sight, _: AlertState) -> Standing | None:
    price = _price_in(sight.seen, rule.currency)
    if price is None or rule.amount is None:
        return None
    words = f"{money(price, rule.currency)}, at or below {amount_of(rule)}"
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
    span = "ever" if rule.days is None else f"in {days_in_words(rule.days)}"
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
    holds = seen.availability == STOCK[rule.kind]
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
