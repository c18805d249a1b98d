"""The rules that people set for alerts.

Every change of a rule changes a mark, by which processes that hold the rules in memory see it.
"""

import secrets
from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from pricetrail.alert_records import AlertKind, AlertRule
from pricetrail.clock import Clock, utc_now
from pricetrail.crud.alert_log import changed_mark
from pricetrail.crud.products import get_product
from pricetrail.errors import InvalidURL, NotFound, UsageError
from pricetrail.store.base import Store, Write, every_row
from pricetrail.store.tables import ALERT_RULE, ALERT_STATE, Row
from pricetrail.urls import shop_of
from pricetrail.values import summary_of

_DAY_S = 86_400


class RulePage(NamedTuple):
    """One page of rules; `cursor` leads to the next one, None at the end."""

    rules: list[AlertRule]
    cursor: str | None


async def add_rule(
    store: Store,
    *,
    kind: AlertKind,
    product: str | None = None,
    tag: str | None = None,
    shop: str | None = None,
    clock: Clock = utc_now,
    **parameters: Any,
) -> AlertRule:
    """Keep a new rule, for the product that `product` names, for a tag, a shop, or for all.

    A shop is named by its host or by the URL of one of its pages.
    An amount without `currency` is in the product's own; a change without `against` is from the
    previous price, and `blocked` and `stale` wait for a day unless they say otherwise. Raises
    NotFound and Ambiguous for the product, UsageError for what makes no rule.
    """
    given = {name: value for name, value in parameters.items() if value is not None}
    host = None if shop is None else _host_of(shop)
    named = {"product": product, "tag": tag, "shop": host}
    scope, *others = [what for what, name in named.items() if name is not None] or ["all"]
    if others:
        raise UsageError(f"a rule is for a {scope} or for a {others[0]}, not for both")
    subject = named.get(scope)
    if product is not None:
        found = await get_product(store, product)
        subject = found.product_id
        if "amount" in given and "currency" not in given and found.currency is not None:
            given["currency"] = found.currency
    if kind in {"drop", "rise", "change"}:
        given.setdefault("against", "previous")
    if kind in {"blocked", "stale"}:
        given.setdefault("after_s", _DAY_S)
    given |= {"rule_id": secrets.token_hex(6), "created_at": clock()}
    rule = _valid({**given, "scope": scope, "subject": subject, "kind": kind})
    await store.put([Write(ALERT_RULE, ALERT_RULE.row(rule)), changed_mark(rule.created_at)])
    return rule


async def change_rule(
    store: Store,
    rule_id: str,
    *,
    enabled: bool | None = None,
    channels: Sequence[str] | None = None,
    note: str | None = None,
    clock: Clock = utc_now,
) -> AlertRule:
    """Change what is given of a rule. Raises NotFound, UsageError."""
    rule = await get_rule(store, rule_id)
    given = {"enabled": enabled, "channels": channels, "note": note}
    changes = {name: value for name, value in given.items() if value is not None}
    changed = _valid({**dict(rule), **changes})
    new: Row = {name: getattr(changed, name) for name in changes}
    if new and not await store.compare_and_set(ALERT_RULE, {"rule_id": rule_id}, {}, new):
        raise _no_rule(rule_id)
    await store.put([changed_mark(clock())])
    return changed


async def remove_rule(store: Store, rule_id: str, *, clock: Clock = utc_now) -> None:
    """Remove a rule; the alerts it gave stay. Raises NotFound."""
    rule = await get_rule(store, rule_id)
    await store.delete(ALERT_RULE, {"rule_id": rule_id})
    if rule.scope in ("product", "shop"):
        await store.delete(ALERT_STATE, {"product_id": rule.subject, "rule_id": rule_id})
    await store.put([changed_mark(clock())])


async def get_rule(store: Store, rule_id: str) -> AlertRule:
    """The rule of that id. Raises NotFound."""
    row = await store.get(ALERT_RULE, {"rule_id": rule_id})
    if row is None:
        raise _no_rule(rule_id)
    rule: AlertRule = ALERT_RULE.load(row)
    return rule


async def list_rules(store: Store) -> list[AlertRule]:
    """All rules, the newest first."""
    rules = [ALERT_RULE.load(row) async for row in every_row(store, ALERT_RULE)]
    return sorted(rules, key=lambda rule: (rule.created_at, rule.rule_id), reverse=True)


async def rules_page(store: Store, *, limit: int, cursor: str | None = None) -> RulePage:
    """One page of the rules, in the store's stable order. Raises InvalidCursor."""
    page = await store.list(ALERT_RULE, limit=limit, cursor=cursor)
    return RulePage([ALERT_RULE.load(row) for row in page.rows], page.cursor)


def _valid(fields: dict[str, Any]) -> AlertRule:
    try:
        return AlertRule.model_validate(fields)
    except ValidationError as error:
        raise UsageError(summary_of(error)) from error


def _host_of(shop: str) -> str:
    """The shop that a host or a URL names."""
    try:
        return shop_of(shop if "://" in shop else f"https://{shop}")
    except InvalidURL as error:
        raise UsageError("a shop is named by its host, such as shop.example") from error


def _no_rule(rule_id: str) -> NotFound:
    return NotFound(f"no alert rule {rule_id!r}", among="alerts list")
