"""Etsy, every language.

Checked against a page of etsy.com in Spanish of 2020: the buy box shows the price with tax in the
visitor's currency, while JSON-LD and OpenGraph give others; and against the public structure of
the buy box since.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule

_BOX = "[data-buy-box-region=price]"


@site_rule
class Etsy(SiteRule):
    """Reads listings of Etsy; the shop's own id is the listing's number."""

    name = "etsy"
    hosts = ("etsy.com",)
    item_in_url = re.compile(r"/listing/(\d{6,12})(?:[/?#]|$)")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "name": ("h1[data-buy-box-listing-title]",),
        "price": (
            f"{_BOX} .wt-text-title-largest",
            f"{_BOX} .wt-text-title-larger",
            f"{_BOX} .wt-text-title-03",
        ),
        "list_price": (
            f"{_BOX} .wt-text-strikethrough span:not(.wt-screen-reader-only)",
            f"{_BOX} .wt-text-strikethrough",
        ),
    }
