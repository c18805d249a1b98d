"""Currys in the United Kingdom and Ireland.

Checked against pages of currys.ie of 2021, in stock and on sale: JSON-LD and tables say all but
the number in the address, which has two forms.
"""

import re

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Currys(SiteRule):
    """Reads product pages of Currys; the shop's own id is the number in the address."""

    name = "currys"
    hosts = (
        "currys.co.uk",
        "currys.ie",
    )
    item_in_url = re.compile(r"-(\d{8})(?:-pdt)?\.html")
