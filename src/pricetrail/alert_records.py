"""What alerts are made of: the rules people set, what fired, and what is still to be delivered.

They are records like those of `schema`, with the same promises about their values.
"""

import re
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, computed_field, model_validator

from pricetrail.clock import moment_of
from pricetrail.schema import Model
from pricetrail.values import (
    Amount,
    Currency,
    Line,
    Moment,
    ProductId,
    Text,
    TimeUUID,
    WebAddress,
    Word,
)

AlertScope = Literal["product", "tag", "shop", "all"]
AlertKind = Literal[
    "below",
    "drop",
    "rise",
    "change",
    "low",
    "back_in_stock",
    "out_of_stock",
    "cheapest",
    "gone",
    "blocked",
    "stale",
    "shop_broke",
]
Against = Literal["previous", "median", "creation"]
DeliveryState = Literal["pending", "sent", "dead"]

MOVES = frozenset({"drop", "rise", "change"})
"""The kinds that compare a price with a former one."""
WAITS = frozenset({"blocked", "stale"})
"""The kinds that hold only after some time."""
TROUBLES = WAITS | {"gone"}
"""The kinds that concern attempts without an event."""

_LONGEST_WAIT_S = 366 * 86_400
_SHOP = re.compile(r"[0-9a-z_:][0-9a-z._~:-]{0,127}")


def _in_print(channel: str) -> str:
    if not channel.isprintable() or channel != channel.strip() or " " in channel:
        raise ValueError("a channel is a name or a URL, without spaces in it")
    return channel


Channel = Annotated[str, Field(min_length=1, max_length=2048), AfterValidator(_in_print)]
"""The name of a channel that the settings list, or a URL, which may hold a secret."""
Percent = Annotated[Amount, Field(gt=0, le=1000)]


class AlertRule(Model):
    """What a person wants to be told of."""

    rule_id: Word = Field(description="12 hexadecimal digits; never changes.")
    scope: AlertScope = Field(
        description="What it is about: one product, a tag, a shop, or all of them."
    )
    subject: Word | None = Field(None, description="The product's id, the tag, or the shop.")
    kind: AlertKind = Field(description="What has to happen.")
    amount: Amount | None = Field(None, description="`below`: the target; else the least change.")
    currency: Currency | None = Field(
        None, description="ISO 4217 code of `amount`; prices in another one are not compared."
    )
    percent: Percent | None = Field(None, description="The least change, in per cent.")
    against: Against | None = Field(
        None,
        description=(
            "What a change is from: the `previous` price, the `median` of 30 days, "
            "or the price at the rule's `creation`."
        ),
    )
    days: Annotated[int, Field(ge=1, le=36_600)] | None = Field(
        None, description="`low`: the lowest price of so many days; null: of all time."
    )
    after_s: Annotated[int, Field(ge=0, le=_LONGEST_WAIT_S)] | None = Field(
        None, description="`blocked`, `stale`: after so many seconds."
    )
    channels: Annotated[tuple[Channel, ...], Field(max_length=20)] = Field(
        (), description="Where it is told: names from the settings, or URLs."
    )
    note: Line = Field(None, description="What the person notes with it; sent along.")
    enabled: bool = Field(True, description="False: it does not fire.")
    created_at: Moment = Field(description="When it was made.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.subject is None) != (self.scope == "all"):
            raise ValueError("a rule names its product, tag or shop, and one for all names none")
        if self.amount is not None and self.percent is not None:
            raise ValueError("give an amount or a percentage, not both")
        if (self.amount is None) != (self.currency is None):
            raise ValueError("an amount needs its currency, and a currency its amount")
        if (self.kind == "shop_broke") != (self.scope == "shop") and self.scope != "all":
            raise ValueError("`shop_broke` is for a shop or for all, and no other kind for a shop")
        if self.scope == "shop" and not _SHOP.fullmatch(self.subject or ""):
            raise ValueError("a shop is named by its host, such as shop.example")
        _check_parameters(self)
        return self

    @property
    def after(self) -> timedelta:
        """How long `blocked` and `stale` wait."""
        return timedelta(seconds=self.after_s or 0)


def _check_parameters(rule: AlertRule) -> None:
    """Refuse what the rule's kind has no use for, and what it lacks."""
    if rule.kind == "below" and rule.amount is None:
        raise ValueError("`below` needs an amount")
    allowed = {
        "amount": rule.kind == "below" or rule.kind in MOVES,
        "percent": rule.kind in MOVES,
        "against": rule.kind in MOVES,
        "days": rule.kind == "low",
        "after_s": rule.kind in WAITS,
    }
    for name, is_used in allowed.items():
        if not is_used and getattr(rule, name) is not None:
            raise ValueError(f"`{rule.kind}` has no use for `{name}`")


class AlertState(Model):
    """How a rule stands with a product, so that it fires once per crossing."""

    product_id: ProductId = Field(description="The product; of `shop_broke` the shop.")
    rule_id: Word = Field(description="The rule.")
    active: bool = Field(False, description="True: it has fired, and is not armed again yet.")
    since: Moment = Field(description="When that began.")
    price: Amount | None = Field(None, description="The price at which it fired last.")
    base_price: Amount | None = Field(None, description="The price at the rule's creation.")
    base_currency: Currency | None = Field(None, description="Its currency.")


class Alert(Model):
    """A rule that fired, with the event or the attempt that made it."""

    uuid: TimeUUID = Field(
        description="The event or attempt; of what only time brings, made of that moment."
    )
    rule_id: Word = Field(description="The rule that fired.")
    product_id: ProductId = Field(
        description="The product; of `shop_broke`, which is about none, the shop."
    )
    alert_id: Word = Field(description="Stable id: what two events at the same time cause has one.")
    kind: AlertKind = Field(description="What happened.")
    title: Line = Field(None, description="What happened, on one line.")
    text: Text = Field(None, description="The message.")
    name: Line = Field(None, description="The product's name.")
    url: WebAddress | None = Field(None, description="The product's URL.")
    price: Amount | None = Field(None, description="The price then.")
    before: Amount | None = Field(None, description="The price it was compared with.")
    currency: Currency | None = Field(None, description="ISO 4217 code of both.")

    @computed_field(description="When it fired: the UUID's own moment.")  # type: ignore[prop-decorator]
    @property
    def created(self) -> Moment:
        """When it fired, aware and UTC; the UUID's own moment."""
        return moment_of(self.uuid)


class Delivery(Model):
    """A message on its way to one channel, kept until well after it arrived."""

    delivery_id: Word = Field(description="Stable id: a receiver can tell a repeat by it.")
    state: DeliveryState = Field("pending", description="`dead`: given up after the last try.")
    channel: Channel = Field(description="Name or URL; a URL may hold a secret.")
    alert_id: Word = Field(description="The alert it tells of.")
    product_id: ProductId | None = Field(None, description="The alert's product.")
    title: Line = Field(None, description="What happened, on one line.")
    text: Text = Field(None, description="The message.")
    data: dict[str, str] | None = Field(None, description="The alert's fields, for programs.")
    attempts: int = Field(0, ge=0, description="How often it was tried.")
    next_try: Moment = Field(description="Not tried before that.")
    error: Line = Field(None, description="Why the last try failed.")
    created_at: Moment = Field(description="When the alert fired.")
