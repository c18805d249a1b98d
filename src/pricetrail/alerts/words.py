"""Rules in words."""

from datetime import timedelta

from pricetrail.alert_records import MOVES, AlertKind, AlertRule
from pricetrail.alerts.sight import MEDIAN_DAYS
from pricetrail.in_words import money


def rule_in_words(rule: AlertRule) -> str:
    """What a rule waits for, as a person would say it."""
    said: dict[AlertKind, str] = {
        "below": f"at or below {amount_of(rule)}",
        "low": "all-time low" if rule.days is None else f"lowest in {days_in_words(rule.days)}",
        "back_in_stock": "back in stock",
        "out_of_stock": "sold out",
        "cheapest": "cheapest of the linked shops",
        "gone": "gone from the shop",
        "blocked": f"blocked for {_span(rule.after)}",
        "stale": f"no price read for {_span(rule.after)}",
        "shop_broke": "does clearly worse than before",
    }
    if rule.kind not in MOVES:
        return said[rule.kind]
    verb = {"drop": "drops", "rise": "rises", "change": "changes"}[rule.kind]
    least = f" by {rule.percent:f}%" if rule.percent is not None else ""
    least = f" by {amount_of(rule)}" if rule.amount is not None else least
    return f"price {verb}{least} {_AGAINST[rule.against or 'previous']}"


_AGAINST = {
    "previous": "from the time before",
    "median": f"from the median of {MEDIAN_DAYS} days",
    "creation": "since the rule was made",
}


def amount_of(rule: AlertRule) -> str:
    """A rule's amount with its currency; nothing where it has none."""
    return "" if rule.amount is None else money(rule.amount, rule.currency)


def days_in_words(number: int) -> str:
    """So many days."""
    return "a day" if number == 1 else f"{number} days"


def _span(wait: timedelta) -> str:
    hours, rest = divmod(int(wait.total_seconds()), 3600)
    if rest:
        return f"{int(wait.total_seconds()) // 60} minutes"
    if hours and hours % 24 == 0:
        return days_in_words(hours // 24)
    return f"{hours} h"
