"""Alerts: the rules, what fired, and the messages on their way.

Channels that are URLs may hold secrets: they can be set, and are never answered whole.
"""

from typing import Annotated

from fastapi import Path, Query
from pydantic import BaseModel, Field

from pricetrail import alarm
from pricetrail.alarm.shown import ShownDelivery, ShownRule, shown_delivery, shown_rule
from pricetrail.alert_records import (
    Against,
    Alert,
    AlertKind,
    Channel,
    DeliveryState,
    Percent,
)
from pricetrail.api.asked import Asked
from pricetrail.api.deps import ClockDep, Cursor, JsonOnly, Limit, ServicesDep, StoreDep
from pricetrail.api.direct import api_router
from pricetrail.api.problems import responses
from pricetrail.crud import alert_log, alert_rules
from pricetrail.urls import MAX_URL_LENGTH
from pricetrail.values import Amount, Currency, Line, Word

router = api_router("alerts", "/alerts")

RuleId = Annotated[str, Path(max_length=64, description="A rule's id.")]
_Channels = Annotated[tuple[Channel, ...], Field(max_length=20, fail_fast=True)]
_CHANGES = responses(404, 413, 415)


class NewRule(Asked):
    """A rule to set: for a product, a tag, a shop, or, with none of them, for all."""

    kind: AlertKind = Field(description="What has to happen.", examples=["below"])
    product: Annotated[str, Field(max_length=MAX_URL_LENGTH)] | None = Field(
        None, description="Any name of a product."
    )
    tag: Word | None = Field(None, description="A tag.")
    shop: Word | None = Field(None, description="`shop_broke`: host of the shop.")
    amount: Amount | None = Field(None, description="The target, or the least change.")
    currency: Currency | None = Field(None, description="Of the amount; else the product's.")
    percent: Percent | None = Field(None, description="The least change in per cent.")
    against: Against | None = Field(None, description="What a change is from; else `previous`.")
    days: Annotated[int, Field(ge=1, le=36_600)] | None = Field(
        None, description="`low`: of so many days; null: of all time."
    )
    after_s: Annotated[int, Field(ge=0, le=366 * 86_400)] | None = Field(
        None, description="`blocked`, `stale`: after so many seconds; else a day."
    )
    channels: _Channels = Field((), description="Where to tell it: names, or URLs.")
    note: Line = Field(None, description="Sent along.")


class RuleChange(Asked):
    """What to change of a rule; what is absent or null stays as it is."""

    enabled: bool | None = Field(None, description="False: it does not fire.")
    channels: _Channels | None = Field(None, description="Where it is told from now on.")
    note: Line = Field(None, description="Sent along from now on.")


class Rules(BaseModel):
    """One page of rules."""

    items: list[ShownRule]
    next: str | None


class Alerts(BaseModel):
    """One page of alerts that fired, newest first."""

    items: list[Alert]
    next: str | None


class Deliveries(BaseModel):
    """One page of messages."""

    items: list[ShownDelivery]
    next: str | None


class Sample(Asked):
    """Where to send a sample."""

    channel: Channel = Field(description="A name, or a URL.", examples=["phone"])


@router.get("/rules", responses=responses(400))
async def list_rules(store: StoreDep, *, cursor: Cursor = None, limit: Limit = 100) -> Rules:
    """Rules, in the store's stable order."""
    page = await alert_rules.rules_page(store, limit=limit, cursor=cursor)
    return Rules(items=[shown_rule(rule) for rule in page.rules], next=page.cursor)


@router.post(
    "/rules", status_code=201, responses=responses(404, 409, 413, 415), dependencies=[JsonOnly]
)
async def add_rule(order: NewRule, services: ServicesDep) -> ShownRule:
    """Set a rule; it is looked at with the next scrape of what it is for."""
    for channel in order.channels:
        services.notifier.check(channel)
    given = dict(order)
    rule = await alert_rules.add_rule(services.store, clock=services.clock, **given)
    services.alarm.rules.look_again()
    return shown_rule(rule)


@router.get("/rules/{rule_id}", responses=responses(404))
async def get_rule(rule_id: RuleId, store: StoreDep) -> ShownRule:
    """One rule."""
    return shown_rule(await alert_rules.get_rule(store, rule_id))


@router.patch("/rules/{rule_id}", responses=_CHANGES, dependencies=[JsonOnly])
async def change_rule(rule_id: RuleId, change: RuleChange, services: ServicesDep) -> ShownRule:
    """Turn a rule on or off, or change where it is told."""
    for channel in change.channels or ():
        services.notifier.check(channel)
    rule = await alert_rules.change_rule(
        services.store, rule_id, clock=services.clock, **dict(change)
    )
    services.alarm.rules.look_again()
    return shown_rule(rule)


@router.delete("/rules/{rule_id}", status_code=204, responses=responses(404))
async def remove_rule(rule_id: RuleId, services: ServicesDep) -> None:
    """Remove a rule; what it has told stays."""
    await alert_rules.remove_rule(services.store, rule_id, clock=services.clock)
    services.alarm.rules.look_again()


@router.get("/fired", responses=responses(400))
async def list_fired(
    store: StoreDep, clock: ClockDep, *, cursor: Cursor = None, limit: Limit = 50
) -> Alerts:
    """What fired in the last 400 days, newest first, each with the event that caused it."""
    page = await alert_log.fired_alerts(store, limit=limit, cursor=cursor, clock=clock)
    return Alerts(items=page.alerts, next=page.cursor)


@router.get("/outbox", responses=responses(400))
async def list_outbox(
    store: StoreDep,
    *,
    state: Annotated[DeliveryState | None, Query(description="Only those in it.")] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Deliveries:
    """The messages of the last month, and how their delivery went; in the store's stable order."""
    page = await alert_log.deliveries_page(store, state=state, limit=limit, cursor=cursor)
    return Deliveries(items=[shown_delivery(one) for one in page.deliveries], next=page.cursor)


@router.post("/outbox/{delivery_id}/resend", status_code=202, responses=responses(404))
async def resend(
    delivery_id: Annotated[str, Path(max_length=64)], store: StoreDep, clock: ClockDep
) -> None:
    """Try a message again that was given up, under its own id."""
    await alert_log.send_again(store, delivery_id, clock=clock)


@router.post("/test", status_code=204, responses=responses(413, 415, 502), dependencies=[JsonOnly])
async def send_sample(sample: Sample, services: ServicesDep) -> None:
    """Send a sample to a channel, now."""
    await alarm.send_test(services.notifier, sample.channel)
