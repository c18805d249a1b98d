"""John Lewis.

Checked against pages of johnlewis.com of 2020 and 2021, in stock and sold out: JSON-LD gives the
price and the stock number; the number in the address is that of the product with all its variants.
"""

import re

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class JohnLewis(SiteRule):
    """Reads product pages of John Lewis; the shop's own id is the number in the address."""

    name = "johnlewis"
    hosts = ("johnlewis.com",)
    item_in_url = re.compile(r"/p(\d{5,10})(?:[/?#]|$)")
