"""ASOS.

Checked against the public form of its addresses and the structure of its pages.
"""

import re

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Asos(SiteRule):
    """Reads product pages of ASOS; the shop's own id is the product's number in the address."""

    name = "asos"
    hosts = ("asos.com",)
    item_in_url = re.compile(r"/prd/(\d{6,10})(?:[/?#]|$)")
