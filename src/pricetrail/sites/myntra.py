"""Myntra.

Checked against the public form of its addresses and the state ``__myx`` of its pages since 2019.
"""

import re
from typing import Any

from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.rules import SiteRule, site_rule
from pricetrail.extract.states import assigned, dig
from pricetrail.schema import Kind


@site_rule
class Myntra(SiteRule):
    """Reads product pages of Myntra; the shop's own id is the style's number in the address."""

    name = "myntra"
    hosts = ("myntra.com",)
    item_in_url = re.compile(r"/(\d{5,9})/buy(?:[/?#]|$)")

    def read(self, doc: Document, out: Candidates) -> None:
        """Add what the page's state says."""
        product = _product(doc)
        flags = dig(product, "flags", "outOfStock")
        self.claim(
            doc,
            out,
            "__myx pdpData",
            "INR",
            name=dig(product, "name"),
            price=dig(product, "price", "discounted"),
            list_price=dig(product, "price", "mrp") or dig(product, "mrp"),
            availability=None if flags is None else not flags,
            brand=dig(product, "brand", "name"),
            sku=dig(product, "id"),
        )
        super().read(doc, out)

    def kind(self, doc: Document) -> Kind | None:
        """A page whose state holds one product is its page."""
        return "product" if dig(_product(doc), "name") else None


def _product(doc: Document) -> Any:
    return dig(assigned(doc, "window.__myx"), "pdpData")
