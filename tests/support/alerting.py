"""Rules, observations and what is seen of a product, for tests of alerts."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from pricetrail.alert_records import AlertRule
from pricetrail.alerts import Sight
from pricetrail.clock import time_uuid
from pricetrail.schema import Observation, Product, ProductDay

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)
KETTLE = "shop.test:1"


def rule(kind: str, **given: Any) -> AlertRule:
    """A rule for the kettle; amounts are in euros."""
    if "amount" in given:
        given.setdefault("currency", "EUR")
    known = {"rule_id": "a" * 12, "scope": "product", "subject": KETTLE, "created_at": NOON}
    return AlertRule.model_validate({**known, "kind": kind, **given})


def seen(price: str | None = None, currency: str = "EUR", stock: str | None = None) -> Observation:
    """What a page said."""
    amount = None if price is None else Decimal(price)
    return Observation(price=amount, currency=currency, availability=stock)


def day(back: int, low: str, average: str | None = None, currency: str = "EUR") -> ProductDay:
    """A day so many days before the last of March."""
    prices = {"low": low, "high": low, "average": average or low, "last": low}
    facts = {"currency": currency, "events": 1, "in_stock": 1, "out_of_stock": 0}
    when: date = NOON.date() - timedelta(days=back)
    return ProductDay(product_id=KETTLE, day=when, **prices, **facts)


def sight(now: Observation | None = None, **given: Any) -> Sight:
    """What is seen of the kettle at noon, or `hours` later."""
    moment = NOON + timedelta(hours=given.pop("hours", 0))
    product = Product(product_id=KETTLE, shop="shop.test", kind="product", name="A kettle")
    return Sight(product, time_uuid(moment), moment, now, **given)
