"""Argos.

Checked against pages of argos.co.uk of 2021, at the usual price and on sale: the price, the number
and the GTIN stand in microdata, the brand only in the state ``__data``.
"""

import re

from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.rules import SiteRule, site_rule
from pricetrail.extract.states import assigned, dig


@site_rule
class Argos(SiteRule):
    """Reads product pages of Argos; the shop's own id is the catalogue number, seven digits."""

    name = "argos"
    hosts = ("argos.co.uk", "argos.ie")
    item_in_url = re.compile(r"/product/(?:[^/?#]+/)?(\d{7})(?:[/?#]|$)")

    def read(self, doc: Document, out: Candidates) -> None:
        """Add the brand, and whether the article can be had at all."""
        product = dig(assigned(doc, "window.__data"), "productStore", "data", "attributes")
        gone = dig(product, "discontinued") is True or dig(product, "globallyOutOfStock") is True
        self.claim(
            doc,
            out,
            "__data productStore",
            brand=dig(product, "brand"),
            availability="out_of_stock" if gone else None,
        )
        super().read(doc, out)
