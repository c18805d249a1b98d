"""IKEA, every country.

Checked against pages of ikea.com of Great Britain of 2020 (articles and combinations, in stock and
sold out), and against the public structure of the ``pip`` price module since. A price for members
stands beside the one that everybody pays, which is the price.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Ikea(SiteRule):
    """Reads product pages of IKEA; the shop's own id is the article number, eight digits."""

    name = "ikea"
    hosts = ("ikea.com", "ikea.*")
    item_in_url = re.compile(r"/p/(?:[^/?#]*-)?s?(\d{8})(?:[/?#]|$)")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": (
            ".js-sticky-cart-button-props@data-product-price",
            ".pip-temp-price-module__price .pip-temp-price__sr-text",
            ".pip-price-module__price .pip-price__sr-text",
        ),
        "list_price": (
            ".pip-temp-price-module__comparison .pip-temp-price__sr-text",
            ".pip-price-module__previous-price .pip-price__sr-text",
        ),
        "sku": (
            ".pip-product-identifier__value",
            ".range-revamp-product-identifier__number",
        ),
    }
