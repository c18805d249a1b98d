"""Otto.

Checked against pages of otto.de of 2020 (at the usual price and on sale, microdata and the state
``productDataJson``), and against the public structure of the ``pdp_price`` blocks since 2022.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.rules import SiteRule, site_rule
from pricetrail.extract.states import dig, json_script

_VARIATION = re.compile(r"variationId=(\w+)")


@site_rule
class Otto(SiteRule):
    """Reads product pages of Otto; the shop's own id is the product's number in its address."""

    name = "otto"
    hosts = ("otto.de",)
    item_in_url = re.compile(r"/p/[^?#]*-(\d{6,12}|[CS][0-9A-Z]{7,9})(?:[/?#]|$)")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": (
            ".js_pdp_price__retail-price__value_",
            ".pdp_price__price-parts .pdp_price__retail-price",
        ),
        "list_price": (
            ".js_pdp_price__suggested-retail-price__value_",
            ".pdp_price__price-parts .pdp_price__strike-price",
        ),
    }

    def read(self, doc: Document, out: Candidates) -> None:
        """Add what the state says of the variation on show, and what the page shows."""
        product = json_script(doc, "productDataJson")
        variation = _variation(product, doc.url or "")
        prices = dig(variation, "displayPrice")
        reduced = dig(prices, "hasSuggestedRetailPrice")
        self.claim(
            doc,
            out,
            "productDataJson",
            "EUR",
            price=dig(prices, "techPriceAmount"),
            list_price=dig(prices, "comparativePriceAmount") if reduced else None,
            availability=dig(variation, "availability", "orderable"),
            brand=dig(product, "brand"),
            sku=dig(variation, "articleNumberWithPromotion"),
            gtin=dig(variation, "ean"),
        )
        super().read(doc, out)


def _variation(product: Any, url: str) -> Any:
    """The variation that the address names, else the first."""
    named = _VARIATION.search(url)
    chosen = dig(product, "variations", named.group(1)) if named else None
    first = dig(product, "sortedVariationIds", 0)
    return chosen or dig(product, "variations", first or "")
