"""Magento 1 and 2 (Adobe Commerce, OpenMage), whichever shop runs on it.

Checked against pages of mytek.tn of 2025 and the public conventions of the default themes: amounts
as ``data-price-amount`` with their kind, former prices beside; in version 1 the special price
beside the old one, prices with and without tax. Related products' boxes stand outside the main one.
"""

from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.document import Document
from pricetrail.extract.rules import SiteRule, site_rule
from pricetrail.schema import Kind

_BOX = ".product-info-main .product-info-price .price-box"
_OLD_BOX = ".product-shop .price-info .price-box"


@site_rule
class Magento(SiteRule):
    """Reads product pages of Magento; the shop's own id is the product's number in its form."""

    name = "magento"
    priority = 20
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": (
            f"{_BOX} [data-price-type=finalPrice] .price",
            f"{_BOX} [data-price-type=finalPrice]@data-price-amount",
            f"{_BOX} [data-price-type=minPrice] .price",
            f"{_OLD_BOX} .special-price .price-including-tax .price",
            f"{_OLD_BOX} .special-price .price",
            f"{_OLD_BOX} .price-including-tax .price",
            f"{_OLD_BOX} .regular-price .price",
        ),
        "list_price": (
            f"{_BOX} [data-price-type=oldPrice] .price",
            f"{_BOX} [data-price-type=oldPrice]@data-price-amount",
            f"{_OLD_BOX} .old-price .price",
        ),
        "availability": (
            ".product-info-main .product-info-stock-sku .stock",
            ".product-shop .extra-info .availability",
            ".product-shop .availability",
        ),
        "sku": (
            ".product-info-main .product.attribute.sku .value",
            ".product-shop .sku .value",
        ),
    }

    def reads(self, doc: Document) -> bool:
        """Whether the body's class is that of Magento's product page."""
        return "catalog-product-view" in doc.body_marks

    def kind(self, doc: Document) -> Kind | None:  # noqa: ARG002
        """A page that Magento calls the view of a product is one."""
        return "product"

    def item_id(self, doc: Document) -> str | None:
        """The product's number, out of the form that buys it."""
        form = "#product_addtocart_form,form[data-role=tocart-form]"
        field = doc.tree.select_one(f":is({form}) input[name=product][value]")
        number = (field.attr("value") or "") if field is not None else ""
        return number if number.isdigit() else None
