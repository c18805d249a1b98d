"""BigCommerce, whichever shop runs on it.

Checked against the public conventions of its Stencil themes: the product's attributes in
``BCData``, prices as ``data-product-price-*`` in ``productView``.
"""

from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.rules import SiteRule, site_rule
from pricetrail.extract.states import assigned, dig

_VIEW = ".productView-price"


@site_rule
class BigCommerce(SiteRule):
    """Reads product pages of BigCommerce; the shop's own id is the product's number."""

    name = "bigcommerce"
    priority = 20
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": (
            f"{_VIEW} [data-product-price-with-tax]",
            f"{_VIEW} [data-product-price-without-tax]",
        ),
        "list_price": (
            f"{_VIEW} [data-product-non-sale-price-with-tax]",
            f"{_VIEW} [data-product-non-sale-price-without-tax]",
            f"{_VIEW} [data-product-rrp-with-tax]",
            f"{_VIEW} [data-product-rrp-without-tax]",
        ),
        "sku": (".productView [data-product-sku]",),
        "brand": (".productView-brand",),
    }

    def reads(self, doc: Document) -> bool:
        """Whether the page loads its parts from BigCommerce and shows one product."""
        known = "bigcommerce.com/" in doc.sources
        return known and doc.tree.select_one(".productView") is not None

    def read(self, doc: Document, out: Candidates) -> None:
        """Add what the product's attributes say, and what the page shows."""
        said = dig(assigned(doc, "var BCData"), "product_attributes")
        price = dig(said, "price", "with_tax") or dig(said, "price", "without_tax")
        self.claim(
            doc,
            out,
            "BCData",
            dig(price, "currency"),
            price=dig(price, "value"),
            availability=dig(said, "instock"),
            sku=dig(said, "sku"),
            gtin=dig(said, "gtin") or dig(said, "upc"),
            mpn=dig(said, "mpn"),
        )
        super().read(doc, out)

    def item_id(self, doc: Document) -> str | None:
        """The product's number, out of the form that buys it."""
        field = doc.tree.select_one("form input[name=product_id][value]")
        number = (field.attr("value") or "") if field is not None else ""
        return number if number.isdigit() else None
