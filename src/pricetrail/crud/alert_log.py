"""The alerts that fired, how rules stand with a product, and the messages on their way."""

import base64
import binascii
import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from pricetrail.alert_records import Alert, Delivery
from pricetrail.clock import Clock, month_of, utc_now
from pricetrail.errors import InvalidCursor, NotFound
from pricetrail.schema import Watermark
from pricetrail.store.base import Store, Write, every_row
from pricetrail.store.tables import ALERT, ALERT_RULE, ALERT_STATE, OUTBOX, WATERMARK, Row

RULES_MARK = {"name": "alert_rules"}

_PAGE = 500
_MOST_STATES = 1_000_000
_KEPT_MONTHS = 14


class AlertPage(NamedTuple):
    """One page of alerts that fired, newest first; `cursor` leads to the next one."""

    alerts: list[Alert]
    cursor: str | None


class DeliveryPage(NamedTuple):
    """One page of messages; `cursor` leads to the next one, None at the end."""

    deliveries: list[Delivery]
    cursor: str | None


async def fired_alerts(
    store: Store, *, limit: int = 50, cursor: str | None = None, clock: Clock = utc_now
) -> AlertPage:
    """One page of the alerts that fired in the last 400 days. Raises InvalidCursor.

    What two events at the same time made fire is one alert: the newer one's.
    """
    below = _key_of(cursor) if cursor is not None else None
    alerts: dict[str, Alert] = {}
    async for row in _fired(store, clock(), below, limit + 1):
        alerts.setdefault(row["alert_id"], ALERT.load(row))
        if len(alerts) > limit:
            *page, _ = alerts.values()
            return AlertPage(page, _cursor_of(page[-1]))
    return AlertPage(list(alerts.values()), None)


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


async def deliveries_page(
    store: Store, *, state: str | None = None, limit: int, cursor: str | None = None
) -> DeliveryPage:
    """One page of the messages, in the store's stable order. Raises InvalidCursor."""
    filters = None if state is None else {"state": state}
    page = await store.list(OUTBOX, filters, limit=limit, cursor=cursor)
    return DeliveryPage([OUTBOX.load(row) for row in page.rows], page.cursor)


def changed_mark(moment: datetime) -> Write:
    """What to write with every change of a rule: a mark that was never there before."""
    mark = Watermark(**RULES_MARK, moment=moment, cursor=secrets.token_hex(8))
    return Write(WATERMARK, WATERMARK.row(mark))


async def forget_alerts(store: Store, product_id: str, now: datetime) -> None:
    """Remove the rules for a product alone, what it fired, and its messages, for good."""
    async for row in every_row(store, ALERT_RULE):
        if row["scope"] == "product" and row["subject"] == product_id:
            await store.delete(ALERT_RULE, {"rule_id": row["rule_id"]})
            await store.put([changed_mark(now)])
    async for row in _fired(store, now, None, _PAGE):
        if row["product_id"] == product_id:
            await store.delete(ALERT, ALERT.key_of(**row))
    async for row in every_row(store, OUTBOX):
        if row["product_id"] == product_id:
            await store.delete(OUTBOX, {"delivery_id": row["delivery_id"]})
