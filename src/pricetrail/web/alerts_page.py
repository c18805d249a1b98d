"""The page of alerts in words: its rules, the form that sets one, and what fired."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from pricetrail.alarm.shown import shown_rule
from pricetrail.alert_records import Alert, AlertKind, AlertRule, Delivery
from pricetrail.alerts import rule_in_words
from pricetrail.notify.base import masked
from pricetrail.schema import Product
from pricetrail.states import Said, Tone
from pricetrail.web.render import link, product_path

KINDS: dict[AlertKind, str] = {
    "below": "the price is at or below an amount",
    "drop": "the price drops",
    "rise": "the price rises",
    "change": "the price changes",
    "low": "the price is the lowest",
    "back_in_stock": "it is back in stock",
    "out_of_stock": "it is sold out",
    "cheapest": "it is the cheapest of the linked shops",
    "gone": "it is gone from the shop",
    "blocked": "the shop blocks us",
    "stale": "its price could not be read",
    "shop_broke": "a shop breaks",
}
"""Kind → how the form says it."""
AGAINST = {
    "previous": "from the time before",
    "median": "from the median of 30 days",
    "creation": "since the rule was set",
}
_BAD_NEWS = frozenset({"out_of_stock", "gone", "blocked", "stale", "rise", "shop_broke"})
_STATES = {
    "pending": Said("on its way", "calm"),
    "sent": Said("sent", "good"),
    "dead": Said("given up", "bad"),
}


Text = Annotated[str, StringConstraints(max_length=2048, strip_whitespace=True)]


class RuleForm(BaseModel):
    """What the form that sets a rule sends, as it was typed."""

    kind: Annotated[str, Field(max_length=30)] = "below"
    product: Text = ""
    tag: Text = ""
    shop: Text = ""
    amount: Text = ""
    unit: Text = ""
    against: Text = ""
    days: Text = ""
    after: Text = ""
    channels: Text = ""
    note: Text = ""
    back: Annotated[str, Field(max_length=4000)] = "/alerts"


def badge(rules: Sequence[AlertRule]) -> Said:
    """The first of the rules that hold, and how many more there are."""
    first, *more = rules
    also = f" and {len(more)} more" if more else ""
    return Said(f"Alert: {rule_in_words(first)}{also}", _tone(first.kind))


def _tone(kind: AlertKind) -> Tone:
    return "warn" if kind in _BAD_NEWS else "good"


def alerts_page(
    rules: Sequence[AlertRule],
    products: Mapping[str, Product],
    fired: Sequence[Alert],
    outbox: Sequence[Delivery],
    *,
    older: str | None,
    total: int,
    channels: Sequence[str],
    tags: Sequence[str],
    shops: Sequence[str],
    form: RuleForm,
    problem: str | None = None,
) -> dict[str, Any]:
    """What the template shows; `form` is as it was sent, where that was no rule."""
    return {
        "rules": [_rule(rule, products.get(rule.subject or "")) for rule in rules],
        "total": total,
        "more_rules": f"The {len(rules)} newest are shown." if total > len(rules) else None,
        "fired": [_alert(alert) for alert in fired],
        "older": link("/alerts", cursor=older) + "#fired" if older else None,
        "outbox": [_delivery(one) for one in outbox],
        "form": {
            "kinds": list(KINDS.items()),
            "against": list(AGAINST.items()),
            "channels": channels,
            "tags": tags,
            "shops": shops,
            "sent": form,
            "problem": problem,
        },
    }


def _rule(rule: AlertRule, product: Product | None) -> dict[str, Any]:
    shown = shown_rule(rule)
    everything = "all shops" if rule.kind == "shop_broke" else "all products"
    named = {"all": everything, "tag": f"tag {rule.subject}"}
    href = None
    if rule.scope == "product" and rule.subject is not None:
        href = product_path(rule.subject)
    elif rule.scope == "tag":
        href = link("/", tag=rule.subject)
    elif rule.scope == "shop":
        href = link("/", shop=rule.subject)
    return {
        "rule_id": rule.rule_id,
        "subject": named.get(rule.scope) or (product and product.name) or rule.subject,
        "shop": product.shop if product is not None else None,
        "href": href,
        "words": shown.words,
        "channels": ", ".join(shown.channels) or "this page alone",
        "enabled": rule.enabled,
        "note": rule.note,
    }


def _alert(alert: Alert) -> dict[str, Any]:
    name = alert.name or alert.product_id
    title = (alert.title or "").removeprefix(f"{name}: ")
    return {
        "at": alert.created,
        "name": name,
        "words": Said(title, _tone(alert.kind)),
        "href": "/activity" if alert.kind == "shop_broke" else product_path(alert.product_id),
    }


def _delivery(one: Delivery) -> dict[str, Any]:
    return {
        "delivery_id": one.delivery_id,
        "title": one.title,
        "channel": masked(one.channel),
        "state": _STATES[one.state],
        "tries": one.attempts,
        "error": one.error,
        "dead": one.state == "dead",
        "at": one.created_at,
    }
