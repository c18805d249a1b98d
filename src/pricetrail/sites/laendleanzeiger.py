"""Ländleanzeiger, classified ads of Vorarlberg.

Checked against two of its ads of 2020: everything but the number is plain text.
"""

import re

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Laendleanzeiger(SiteRule):
    """Reads single ads; the site's own id is the number of the ad."""

    name = "laendleanzeiger"
    hosts = ("laendleanzeiger.at",)
    item_in_url = re.compile(r"/c\d+a(\d{6,12})/")
