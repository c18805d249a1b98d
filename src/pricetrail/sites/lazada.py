"""Lazada, every country.

Checked against the public form of its addresses and the structure of its pages since 2018.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Lazada(SiteRule):
    """Reads product pages of Lazada; the shop's own id is the item's number in the address."""

    name = "lazada"
    hosts = ("lazada.*",)
    item_in_url = re.compile(r"-i(\d{6,12})(?:-s\d+)?\.html")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "name": ("h1.pdp-mod-product-badge-title",),
        "price": ("#module_product_price_1 .pdp-price_type_normal",),
        "list_price": ("#module_product_price_1 .pdp-price_type_deleted",),
        "brand": (".pdp-product-brand__brand-link",),
    }
