"""Ozon.

Checked against the public form of its addresses and the structure of its pages.
"""

import re

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Ozon(SiteRule):
    """Reads product pages of Ozon; the shop's own id is the number in the address."""

    name = "ozon"
    hosts = (
        "ozon.ru",
        "ozon.by",
        "ozon.kz",
    )
    item_in_url = re.compile(r"/product/(?:[^/?#]*-)?(\d{6,12})(?:[/?#]|$)")
