"""Zara, every country.

Checked against pages of zara.com of 2020 of Belgium, France, Ireland, Argentina and New Zealand:
JSON-LD has one product for each size, and of all the same price.
"""

import re

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Zara(SiteRule):
    """Reads product pages of Zara; the shop's own id is the number in the address."""

    name = "zara"
    hosts = ("zara.com",)
    item_in_url = re.compile(r"-p(\d{8})\.html")
