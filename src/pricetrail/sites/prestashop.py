"""PrestaShop, whichever shop runs on it.

Checked against the public conventions of its default themes: since 1.7 the product with the chosen
combination as JSON in ``#product-details``, in 1.6 elements with known ids.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from pricetrail.extract import lenient
from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.rules import SiteRule, site_rule
from pricetrail.extract.states import dig
from pricetrail.schema import Kind

_STATES = {
    "available": "in_stock",
    "last_remaining_items": "in_stock",
    "in_stock": "in_stock",
    "unavailable": "out_of_stock",
}
_COMBINATION = re.compile(r"/(\d+)-(\d+)-[^/]*(?:\.html)?(?:[?#]|$)")


@site_rule
class PrestaShop(SiteRule):
    """Reads product pages of PrestaShop; the shop's own id is the product's number."""

    name = "prestashop"
    priority = 20
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": (
            ".product-prices .current-price-value@content",
            ".product-prices .current-price [itemprop=price]@content",
            "#our_price_display",
        ),
        "list_price": (".product-prices .product-discount .regular-price", "#old_price_display"),
        "sku": (
            "#product_reference [itemprop=sku]@content",
            "#product_reference [itemprop=sku]",
            ".product-reference span",
        ),
        "brand": (".product-manufacturer img@alt", ".product-manufacturer span a"),
    }

    def reads(self, doc: Document) -> bool:
        """Whether the body is that of PrestaShop's product page."""
        if "product" not in doc.body_marks:
            return False
        numbered = any(mark.startswith("product-id-") for mark in doc.body_marks)
        return numbered or "PrestaShop" in doc.meta.get("generator", "")

    def read(self, doc: Document, out: Candidates) -> None:
        """Add what the product's JSON says of the chosen combination, and what the page shows."""
        product = _details(doc)
        reduced = bool(dig(product, "has_discount"))
        self.claim(
            doc,
            out,
            "#product-details",
            _currency(doc),
            price=dig(product, "price_amount"),
            list_price=dig(product, "regular_price_amount") if reduced else None,
            availability=_STATES.get(str(dig(product, "availability"))),
            sku=dig(product, "reference_to_display") or dig(product, "reference"),
            gtin=dig(product, "ean13"),
            brand=dig(product, "manufacturer_name"),
        )
        super().read(doc, out)

    def kind(self, doc: Document) -> Kind | None:  # noqa: ARG002
        """A page that PrestaShop calls a product's is one."""
        return "product"

    def item_id(self, doc: Document) -> str | None:
        """The product's number, with the combination's where the address names one."""
        named = _COMBINATION.search(doc.url or "")
        field = doc.tree.select_one("#product_page_product_id[value],input[name=id_product][value]")
        number = (field.attr("value") or "") if field is not None else ""
        if not number.isdigit():
            return None
        chosen = named.group(2) if named and named.group(1) == number else None
        return f"{number}-{chosen}" if chosen else number


def _currency(doc: Document) -> str | None:
    """The currency that the body's class names (``currency-eur``), else ``<meta>``."""
    marks = (mark.removeprefix("currency-") for mark in doc.body_marks if "currency-" in mark)
    return next(marks, None) or doc.meta.get("product:price:currency")


def _details(doc: Document) -> Any:
    element = doc.tree.select_one("#product-details[data-product],[data-product].product-details")
    text = element.attr("data-product") if element is not None else None
    return next(iter(lenient.loads(text)), None) if text else None
