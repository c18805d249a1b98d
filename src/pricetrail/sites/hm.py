"""H&M, every country.

Checked against the public form of its addresses and the structure of its pages.
"""

import re

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class HM(SiteRule):
    """Reads product pages of H&M; the shop's own id is the article's number in the address."""

    name = "hm"
    hosts = ("hm.com",)
    item_in_url = re.compile(r"/productpage\.(\d{10})\.html")
