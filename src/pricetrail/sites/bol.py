"""bol, the Netherlands and Belgium.

Checked against the public form of its addresses and the structure of its pages.
"""

import re

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Bol(SiteRule):
    """Reads product pages of bol; the shop's own id is the number in the address."""

    name = "bol"
    hosts = ("bol.com",)
    item_in_url = re.compile(r"/p/(?:[^/?#]+/)?(\d{13,16})(?:[/?#]|$)")
