"""Newegg, all its countries, and its combo deals.

Checked against pages of newegg.com of 2020 and 2021: combos on sale and sold out (whose microdata
says "in stock"), a marketplace offer, and a page without an offer.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Newegg(SiteRule):
    """Reads product pages of Newegg; the shop's own id is the item number."""

    name = "newegg"
    hosts = ("newegg.*",)
    item_in_url = re.compile(
        r"/p/([0-9A-Z][0-9A-Z-]{8,24})(?:[/?#]|$)|[?&](?:Item|ItemList)=([\w.-]{8,30})",
        re.IGNORECASE,
    )
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": (
            ".product-buy-box .product-price .price-current",
            ".product-price .price-current",
            "#singleFinalPrice@content",
        ),
        "list_price": (
            ".product-buy-box .product-price .price-was",
            ".product-price .price-was-data",
            ".product-price .price-was",
            ".grpPricing .original span:not(.label)",
        ),
        "availability": (".product-inventory strong", ".grpDesc .note"),
    }
