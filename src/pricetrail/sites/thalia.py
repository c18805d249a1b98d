"""Thalia in Germany, Austria and Switzerland.

Checked against the public form of its addresses and the structure of its pages.
"""

import re

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Thalia(SiteRule):
    """Reads product pages of Thalia; the shop's own id is the number in the address."""

    name = "thalia"
    hosts = (
        "thalia.de",
        "thalia.at",
        "orellfuessli.ch",
    )
    item_in_url = re.compile(r"/(?:ID|A)(\d{5,12})(?:\.html|[/?#]|$)")
