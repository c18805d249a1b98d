"""Rules and messages as they may be shown: in words, and without the secrets of channels."""

from pydantic import Field

from pricetrail.alert_records import AlertRule, Delivery
from pricetrail.alerts import rule_in_words
from pricetrail.notify.base import masked


class ShownRule(AlertRule):
    """A rule as it may be shown; of a channel that is a URL, no more than where it leads."""

    words: str = Field(description="What it waits for, in words.")


class ShownDelivery(Delivery):
    """A message as it may be shown; of a channel that is a URL, no more than where it leads."""


def shown_rule(rule: AlertRule) -> ShownRule:
    """A rule for lists, logs and answers."""
    channels = tuple(masked(one) for one in rule.channels)
    return ShownRule.model_construct(
        **{**dict(rule), "channels": channels, "words": rule_in_words(rule)}
    )


def shown_delivery(delivery: Delivery) -> ShownDelivery:
    """A message for lists, logs and answers."""
    return ShownDelivery.model_construct(**{**dict(delivery), "channel": masked(delivery.channel)})


def without_urls(rule: AlertRule) -> AlertRule:
    """A rule for exports: channels by name stay, those that are URLs are left out."""
    named = tuple(one for one in rule.channels if "://" not in one)
    return rule.model_copy(update={"channels": named})
