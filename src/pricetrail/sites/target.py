"""Target.

Checked against the public form of its addresses and the structure of its pages since 2021.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Target(SiteRule):
    """Reads product pages of Target; the shop's own id is the TCIN in the address."""

    name = "target"
    hosts = ("target.com",)
    item_in_url = re.compile(r"/A-(\d{6,10})(?:[/?#]|$)")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "name": ("h1[data-test=product-title]",),
        "price": ("[data-module-type=ProductDetailPrice] [data-test=product-price]",),
        "list_price": ("[data-module-type=ProductDetailPrice] [data-test=product-regular-price]",),
    }
