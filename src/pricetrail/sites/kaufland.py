"""The marketplace of Kaufland, every country.

Checked against the public form of its addresses and the structure of its pages.
"""

import re

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Kaufland(SiteRule):
    """Reads product pages of Kaufland; the shop's own id is the number in the address."""

    name = "kaufland"
    hosts = ("kaufland.*",)
    item_in_url = re.compile(r"/product/(\d{6,12})(?:[/?#]|$)")
