"""Shopware 5 and 6, whichever shop runs on it.

Checked against the public conventions of its default themes: the buy box with prices as microdata,
the former price struck through beside it, the order number, and the line that says when it is sent.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.document import Document
from pricetrail.extract.nodes import text_of
from pricetrail.extract.rules import SiteRule, site_rule
from pricetrail.schema import Kind

_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,60}")


@site_rule
class Shopware(SiteRule):
    """Reads product pages of Shopware; the shop's own id is the order number."""

    name = "shopware"
    priority = 20
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": (
            ".product-detail-buy .product-detail-price",
            ".product--buybox .product--price .price--content",
        ),
        "list_price": (
            ".product-detail-buy .list-price-price",
            ".product-detail-buy .product-detail-list-price-wrapper",
            ".product--buybox .price--discount .price--line-through",
            ".product--buybox .content--discount .price--line-through",
        ),
        "sku": (".product-detail-ordernumber", ".product--base-info .entry--sku .entry--content"),
        "brand": (".product-detail-manufacturer-link@title", ".product--supplier a@title"),
        "availability": (
            ".product-detail-buy .delivery-information",
            ".product--buybox .delivery--information .delivery--text",
        ),
    }

    def reads(self, doc: Document) -> bool:
        """Whether the body's class is that of Shopware's product page."""
        return bool(doc.body_marks & {"is-ctl-product", "is--ctl-detail"})

    def kind(self, doc: Document) -> Kind | None:  # noqa: ARG002
        """A page that Shopware calls a product's is one."""
        return "product"

    def item_id(self, doc: Document) -> str | None:
        """The order number, without what an address must not hold."""
        for css in self.selectors["sku"]:
            element = doc.tree.select_one(css)
            number = text_of(element)
            if _PLAIN.fullmatch(number):
                return number
        return None
