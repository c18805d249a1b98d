"""Trendyol.

Checked against the public form of its addresses and the structure of its pages of 2020 to 2024.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Trendyol(SiteRule):
    """Reads product pages of Trendyol; the shop's own id is the number in the address."""

    name = "trendyol"
    hosts = ("trendyol.com",)
    item_in_url = re.compile(r"-p-(\d{5,12})(?:[/?#]|$)")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": (".product-price-container .prc-dsc",),
        "list_price": (".product-price-container .prc-org",),
    }
