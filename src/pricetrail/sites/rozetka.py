"""Rozetka.

Checked against the public form of its addresses and the structure of its pages of 2020 to 2023.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Rozetka(SiteRule):
    """Reads product pages of Rozetka; the shop's own id is the number in the address."""

    name = "rozetka"
    hosts = (
        "rozetka.com.ua",
        "rozetka.pl",
    )
    item_in_url = re.compile(r"/p(\d{5,12})(?:[/?#]|$)")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": (
            ".product-about__right .product-price__big",
            ".product-main .product-price__big",
        ),
        "list_price": (
            ".product-about__right .product-price__small",
            ".product-main .product-price__small",
        ),
        "availability": (
            ".product-main .status-label",
            ".product-about__right .status-label",
        ),
    }
