"""Best Buy in the United States and Canada.

Checked against pages of bestbuy.com of 2020 and 2021 (on sale, and sold out with a button that
says so), and against the public structure of later layouts and of bestbuy.ca. The button's state
is the only part that never contradicts what can be bought: JSON-LD may name the state of other
offers.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.rules import SiteRule, site_rule

_STATES = {
    "ADD_TO_CART": "in_stock",
    "IN_STORE_ONLY": "in_stock",
    "CHECK_STORES": "in_stock",
    "PRE_ORDER": "preorder",
    "SOLD_OUT": "out_of_stock",
    "SOLD_OUT_ONLINE": "out_of_stock",
    "COMING_SOON": "out_of_stock",
    "NOT_AVAILABLE": "out_of_stock",
}
_BUTTONS = (
    ".fulfillment-add-to-cart-button [data-button-state]",
    "[data-testid=add-to-cart] [data-button-state]",
    "button.add-to-cart-button[data-button-state]",
)


@site_rule
class BestBuy(SiteRule):
    """Reads product pages of Best Buy; the shop's own id is the SKU, seven or eight digits."""

    name = "bestbuy"
    hosts = ("bestbuy.com", "bestbuy.ca")
    item_in_url = re.compile(
        r"/(\d{7,8})\.p(?:[/?#]|$)|[?&]skuId=(\d{7,8})\b|/sku/(\d{7,8})(?:[/?#]|$)"
        r"|/(?:product|produit)/[^?#]*/(\d{7,8})(?:[/?#]|$)"
    )
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": (
            ".price-box .priceView-hero-price span[aria-hidden=true]",
            ".priceView-layout-large .priceView-hero-price span[aria-hidden=true]",
            "[data-testid=large-price] [data-testid=customer-price] span[aria-hidden=true]",
            "[data-testid=price-block-customer-price]",
        ),
        "list_price": (
            ".priceView-layout-large .pricing-price__regular-price",
            ".price-box .pricing-price__regular-price",
            "[data-testid=large-price] [data-testid=regular-price]",
            "[data-testid=price-block-regular-price-message-text]",
        ),
        "sku": (".sku .product-data-value",),
        "mpn": (".model .product-data-value",),
    }

    def read(self, doc: Document, out: Candidates) -> None:
        """Add what the page shows, and the state of the button that buys."""
        super().read(doc, out)
        for css in _BUTTONS:
            button = doc.tree.select_one(css)
            state = button.attr("data-button-state") if button is not None else None
            if state in _STATES:
                self.add(out, "availability", _STATES[state], css)
                return
