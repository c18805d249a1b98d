"""Whether a rule fires on what was just seen of a product. Pure functions.

A rule fires once per crossing: when what it waits for begins to hold, and not again before that
was clearly over (hysteresis): a price has to be 1% above a target, or to have taken back half of
a change, before the rule is armed again. Prices are compared in one currency only; what cannot be
told (no price, another currency, no word on stock) changes nothing.

`sight` is what is looked at, `standing` tells of each kind of rule how it is with what it waits
for, `evaluation` whether that makes it fire, and `words` says rules as people do.
"""

from pricetrail.alerts.evaluation import Evaluation, Fired, alert_of, evaluate
from pricetrail.alerts.sight import Needs, Offer, Sight, concerns_failures, needs_of
from pricetrail.alerts.words import rule_in_words

__all__ = [
    "Evaluation",
    "Fired",
    "Needs",
    "Offer",
    "Sight",
    "alert_of",
    "concerns_failures",
    "evaluate",
    "needs_of",
    "rule_in_words",
]
