"""Flipkart.

Checked against the public structure of its pages: the state ``__INITIAL_STATE__`` (since 2019)
and the visible blocks of 2020 to 2023 and of 2024.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.rules import SiteRule, site_rule
from pricetrail.extract.states import assigned, dig
from pricetrail.schema import Kind


@site_rule
class Flipkart(SiteRule):
    """Reads product pages of Flipkart; the shop's own id is the item's code in the address."""

    name = "flipkart"
    hosts = ("flipkart.com",)
    item_in_url = re.compile(r"/p/(itm[0-9a-z]{8,16})(?:[/?#]|$)", re.IGNORECASE)
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "name": ("h1 .B_NuCI", ".B_NuCI", "h1 .VU-ZEz"),
        "price": ("._30jeq3._16Jk6d", ".Nx9bqj.CxhGGd", "._1vC4OE._3qQ9m1"),
        "list_price": ("._3I9_wc._2p6lqe", ".yRaY8j.A6\\+E6v", "._3auQ3N._1POkHg"),
        "availability": ("._16FRp0", ".Z8JjpR", "._9-sL7L"),
        "rating": (
            "._3LWZlK._3uSWvT",
            "[id^=productRating] ._3LWZlK",
            "[id^=productRating] .XQDdHH",
        ),
    }

    def read(self, doc: Document, out: Candidates) -> None:
        """Add what the page's state says, and what it shows."""
        context = _context(doc)
        pricing = dig(context, "pricing")
        self.claim(
            doc,
            out,
            "__INITIAL_STATE__ pageContext",
            "INR",
            price=dig(pricing, "finalPrice", "value"),
            list_price=dig(pricing, "mrp"),
            brand=dig(context, "brand"),
            sku=dig(context, "productId"),
            rating=dig(context, "rating", "average"),
            review_count=dig(context, "rating", "count"),
        )
        super().read(doc, out)

    def kind(self, doc: Document) -> Kind | None:
        """A page whose state holds one product is its page."""
        return "product" if dig(_context(doc), "productId") else None


def _context(doc: Document) -> Any:
    state = assigned(doc, "window.__INITIAL_STATE__")
    return dig(state, "pageDataV4", "page", "pageData", "pageContext")
