"""When a rule fires, and how it stands with a product afterwards."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from pricetrail.alert_records import Alert, AlertRule, AlertState
from pricetrail.alerts.sight import Sight
from pricetrail.alerts.standing import STOCK, standing_of


class Fired(NamedTuple):
    """What a rule fired on: in words, and the price that it was compared with."""

    uuid: UUID
    words: str
    before: Decimal | None = None


class Evaluation(NamedTuple):
    """What came of a rule: the state to keep, None where it stays; and what it fired on."""

    state: AlertState | None = None
    fired: Fired | None = None


_NOTHING = Evaluation()
_NEVER = AlertState(product_id="_", rule_id="_", since=datetime(1, 1, 1, tzinfo=UTC))
"""How it stands where nothing was kept yet."""


def evaluate(rule: AlertRule, sight: Sight, state: AlertState | None) -> Evaluation:
    """Whether `rule` fires on `sight`, and how it stands with the product afterwards.

    `state` is how it stood, None where it was never kept. The same input gives the same output.
    """
    kept = _with_base(rule, sight, _NEVER if state is None else state)
    standing = standing_of(rule, sight, kept)
    if standing is None:
        is_news = kept is not state and kept.base_price is not None
        return Evaluation(_kept(rule, sight, kept) if is_news else None)
    was_active = _held_before(rule, sight) if state is None else kept.active
    if state is not None and was_active and state.since >= sight.now:
        return _NOTHING  # this very event made it fire before: it is told once
    fires = standing.holds and (standing.again or not was_active)
    active = standing.holds or (was_active and not standing.over)
    fired = Fired(standing.uuid or sight.uuid, standing.words, standing.before) if fires else None
    if not (fires or _is_news(rule, state, kept, active=active)):
        return _NOTHING
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


def _is_news(rule: AlertRule, state: AlertState | None, kept: AlertState, *, active: bool) -> bool:
    """Whether how a rule stands is worth a write; what never was kept counts as armed.

    How it stands with the stock is kept from the beginning: whether it was sold out before is not
    known of a page that does not say so.
    """
    if state is None:
        return active or rule.kind in STOCK or kept.base_price is not None
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
    wanted = STOCK.get(rule.kind)
    if wanted is None:
        return False
    return sight.before is None or sight.before.availability in (wanted, None, "unknown")
