"""Wayfair and its sisters AllModern, Birch Lane, Joss & Main and Perigold.

Checked against a page of jossandmain.com of 2020, on sale.
"""

import re

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Wayfair(SiteRule):
    """Reads product pages of the Wayfair shops; the shop's own id is the SKU in the address."""

    name = "wayfair"
    hosts = (
        "wayfair.*",
        "allmodern.com",
        "birchlane.com",
        "jossandmain.com",
        "perigold.com",
    )
    item_in_url = re.compile(r"-([a-z]{1,4}\d{3,12})\.html", re.IGNORECASE)
