"""Costco, every country.

Checked against a page of costco.com of 2020, whose price stands in ``<meta>`` alone, and against
the public structure of its other countries' shops.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Costco(SiteRule):
    """Reads product pages of Costco; the shop's own id is the product's number in its address."""

    name = "costco"
    hosts = ("costco.*",)
    item_in_url = re.compile(r"\.product\.(\d{6,12})\.html|/p/(\d{4,9})(?:[/?#]|$)")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": (
            "[automation-id=productPriceOutput]",
            "sip-product-details .product-price-amount .notranslate",
            ".product-price-container .price-value .notranslate",
        ),
    }
