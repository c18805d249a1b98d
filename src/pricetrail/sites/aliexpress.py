"""AliExpress, every language.

Checked against the public form of its addresses and the structure of its pages of 2019 to 2024.
The prices of its variants are chosen by scripts; the page shows the range.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class AliExpress(SiteRule):
    """Reads product pages of AliExpress; the shop's own id is the item's number in the address."""

    name = "aliexpress"
    hosts = ("aliexpress.*",)
    item_in_url = re.compile(r"/item/(?:[^/?#]+/)?(\d{8,20})\.html")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "name": (
            "h1[data-pl=product-title]",
            "h1.product-title-text",
        ),
        "price": (
            ".product-price-current .product-price-value",
            "[class^=price--currentPriceText]",
        ),
        "list_price": (
            ".product-price-original .product-price-value",
            "[class^=price--originalText]",
        ),
    }
