"""The rules that people set for alerts, and the alerts that fired.

Every change of a rule changes a mark, by which processes that hold the rules in memory see it.
"""

import base64
import binascii
import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from pydantic import ValidationError

from pricetrail.alert_records import Alert, AlertKind, AlertRule, Delivery
from pricetrail.clock import Clock, month_of, utc_now
from pricetrail.crud.products import get_product
from pricetrail.errors import InvalidCursor, NotFound, UsageError
from pricetrail.schema import Watermark
from pricetrail.store.base import Store, Write, every_row
from pricetrail.store.tables import ALERT, ALERT_RULE, ALERT_STATE, OUTBOX, WATERMARK, Row
from pricetrail.values import summary_of

RULES_MARK = {"name": "alert_rules"}

_DAY_S = 86_400
_PAGE = 500
_MOST_STATES = 10_000
_KEPT_MONTHS = 14


class AlertPage(NamedTuple):
    """One page of alerts that fired, newest first; `cursor` leads to the next one."""

    alerts: list[Alert]
    cursor: str | None


async def add_rule(
    store: Store,
    *,
    kind: AlertKind,
    product: str | None = None,
    tag: str | None = None,
    clock: Clock = utc_now,
    **parameters: Any,
) -> AlertRule:
    """Keep a new rule, for the product that `product` names, for a tag, or for all products.

    An amount without `currency` is in the product's own; a change without `against` is from the
    previous price, and `blocked` and `stale` wait for a day unless they say otherwise. Raises
    NotFound and Ambiguous for the product, UsageError for what makes no rule.
    """
    given = {name: value for name, value in parameters.items() if value is not None}
    if product is not None and tag is not None:
        raise UsageError("a rule is for a product or for a tag, not for both")
    subject = tag
    if product is not None:
        found = await get_product(store, product)
        subject = found.product_id
        if "amount" in given and "currency" not in given and found.currency is not None:
            given["currency"] = found.currency
    scope = "product" if product is not None else "tag" if tag is not None else "all"
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
    if rule.scope == "product":
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


def changed_mark(moment: datetime) -> Write:
    """What to write with every change of a rule: a mark that was never there before."""
    mark = Watermark(**RULES_MARK, moment=moment, cursor=secrets.token_hex(8))
    return Write(WATERMARK, WATERMARK.row(mark))


async def fired_alerts(
    store: Store, *, limit: int = 50, cursor: str | None = None, clock: Clock = utc_now
) -> AlertPage:
    """One page of the alerts that fired in the last 400 days. Raises InvalidCursor."""
    below = _key_of(cursor) if cursor is not None else None
    alerts: list[Alert] = []
    async for row in _fired(store, clock(), below, limit + 1):
        alerts.append(ALERT.load(row))
        if len(alerts) > limit:
            return AlertPage(alerts[:limit], _cursor_of(alerts[limit - 1]))
    return AlertPage(alerts, None)


async def _fired(
    store: Store, now: datetime, below: tuple[Any, ...] | None, size: int
) -> AsyncIterator[Row]:
    from_month = month_of(now + timedelta(days=1))
    for month in _months_down(from_month):
        bound = below if below is not None and _month_of(below) == month else None
        if below is not None and month > _month_of(below):
            continue
        while rows := await store.scan(ALERT, {"month": month}, lt=bound, limit=min(size, _PAGE)):
            for row in rows:
                yield row
            bound = tuple(rows[-1][name] for name in ALERT.clustering)


def _month_of(key: Sequence[Any]) -> str:
    """The month that an alert with that key lies in."""
    return str(ALERT.key_of(uuid=key[0], rule_id=key[1], product_id=key[2])["month"])


def _months_down(month: str) -> list[str]:
    newest = int(month[:4]) * 12 + int(month[5:]) - 1
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(newest, newest - _KEPT_MONTHS - 1, -1)]


def _cursor_of(alert: Alert) -> str:
    key = [str(alert.uuid), alert.rule_id, alert.product_id]
    return base64.urlsafe_b64encode(orjson.dumps(key)).decode().rstrip("=")


def _key_of(cursor: str) -> tuple[Any, ...]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        uuid, rule_id, product_id = orjson.loads(base64.b64decode(padded, altchars=b"-_"))
        key = (UUID(uuid), str(rule_id), str(product_id))
        _month_of(key)
    except (binascii.Error, ValueError, TypeError, AttributeError) as error:
        raise InvalidCursor("that cursor was not handed out by this list; start again") from error
    return key


async def active_rule_ids(store: Store, product_id: str) -> set[str]:
    """The rules that have fired for a product and are not armed again yet."""
    rows = await store.scan(ALERT_STATE, {"product_id": product_id}, limit=_MOST_STATES)
    return {row["rule_id"] for row in rows if row["active"]}


async def list_deliveries(store: Store, *, state: str | None = None) -> list[Delivery]:
    """The messages of the last month, or those in one state; the newest first."""
    filters = None if state is None else {"state": state}
    found = [OUTBOX.load(row) async for row in every_row(store, OUTBOX, filters)]
    return sorted(found, key=lambda one: (one.created_at, one.delivery_id), reverse=True)


async def send_again(store: Store, delivery_id: str, *, clock: Clock = utc_now) -> None:
    """Try a message again that was given up, under its own id. Raises NotFound."""
    key = {"delivery_id": delivery_id}
    new: Row = {"state": "pending", "attempts": 0, "next_try": clock()}
    if not await store.compare_and_set(OUTBOX, key, {"state": "dead"}, new):
        raise NotFound(f"no message {delivery_id!r} was given up", among="alerts log")


def _valid(fields: dict[str, Any]) -> AlertRule:
    try:
        return AlertRule.model_validate(fields)
    except ValidationError as error:
        raise UsageError(summary_of(error)) from error


def _no_rule(rule_id: str) -> NotFound:
    return NotFound(f"no alert rule {rule_id!r}", among="alerts list")
