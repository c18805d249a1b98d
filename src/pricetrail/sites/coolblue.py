"""Coolblue in the Netherlands, Belgium and Germany.

Checked against the public form of its addresses and the structure of its pages of 2019 to 2024.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Coolblue(SiteRule):
    """Reads product pages of Coolblue; the shop's own id is the number in the address."""

    name = "coolblue"
    hosts = ("coolblue.*",)
    item_in_url = re.compile(r"/(?:product|produkt|produit)/(\d{5,8})(?:[/?#]|$)")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": (".js-order-block .sales-price__current",),
        "list_price": (".js-order-block .sales-price__former",),
    }
