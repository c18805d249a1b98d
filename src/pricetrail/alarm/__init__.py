"""Alerts, from what was seen to what is delivered.

`rules` holds the rules in memory, `raising` evaluates them with an event or an attempt, `looking`
finds what only time brings, and `delivering` sends what fired.
"""

from pricetrail.alarm.delivering import Delivered, deliver_due, keep_delivering, send_test
from pricetrail.alarm.looking import look_around
from pricetrail.alarm.raising import Alarm, Raised
from pricetrail.alarm.rules import RuleBook

__all__ = [
    "Alarm",
    "Delivered",
    "Raised",
    "RuleBook",
    "deliver_due",
    "keep_delivering",
    "look_around",
    "send_test",
]
