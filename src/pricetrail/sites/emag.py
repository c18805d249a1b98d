"""eMAG in Romania, Bulgaria and Hungary.

Checked against pages of emag.ro of 2020: the cents stand in ``<sup>``, recommended and former
prices beside the current one.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Emag(SiteRule):
    """Reads product pages of eMAG; the shop's own id is the product's code in its address."""

    name = "emag"
    hosts = ("emag.ro", "emag.bg", "emag.hu")
    item_in_url = re.compile(r"/pd/([A-Z0-9]{6,12})(?:[/?#]|$)")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": (
            ".main-product-form .product-new-price",
            ".product-page-pricing .product-new-price",
            ".product-highlights-wrapper .product-new-price",
        ),
        "list_price": (
            ".main-product-form .product-old-price s",
            ".product-page-pricing .product-old-price s",
            ".main-product-form .rrp-lp30d-content s",
        ),
        "availability": (
            ".main-product-form [class*=label-in_stock]",
            ".main-product-form [class*=label-limited_stock]",
            ".main-product-form [class*=label-out_of_stock]",
            ".main-product-form [class*=label-unavailable]",
            ".product-highlight .stock-and-genius .label",
        ),
    }
