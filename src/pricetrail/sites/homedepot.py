"""The Home Depot in the United States and Canada.

Checked against the public form of its addresses and the structure of its pages since 2019.
"""

import re

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class HomeDepot(SiteRule):
    """Reads product pages of The Home Depot; the shop's own id is the number in the address."""

    name = "homedepot"
    hosts = (
        "homedepot.com",
        "homedepot.ca",
    )
    item_in_url = re.compile(r"/(?:p|product)/(?:[^/?#]+/)?(\d{9,10})(?:[/?#]|$)")
