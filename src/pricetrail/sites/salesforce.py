"""Salesforce Commerce Cloud (Demandware), whichever shop runs on it.

Checked against pages of paris.cl of 2020 (an older theme, where only the number is read) and the
public conventions of its reference theme: prices with their amount as ``content``, the former one
struck through.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from turbohtml import Element

from pricetrail.extract.document import Document
from pricetrail.extract.rules import SiteRule, site_rule

_PLAIN = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_PRICES = ".product-detail .prices .price"


@site_rule
class Salesforce(SiteRule):
    """Reads product pages of Commerce Cloud; the shop's own id is the product's or variant's."""

    name = "salesforce"
    priority = 20
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": (
            f"{_PRICES} > .sales .value@content",
            f"{_PRICES} > span > .sales .value@content",
        ),
        "list_price": (
            f"{_PRICES} .strike-through .value@content",
            f"{_PRICES} del .value@content",
        ),
    }

    def reads(self, doc: Document) -> bool:
        """Whether the page loads Commerce Cloud's parts and shows one product by its number."""
        return "/on/demandware" in doc.sources and _holder(doc) is not None

    def item_id(self, doc: Document) -> str | None:
        """The number of the product on show."""
        holder = _holder(doc)
        number = (holder.attr("data-pid") or "").strip() if holder is not None else ""
        return number if _PLAIN.fullmatch(number) else None


def _holder(doc: Document) -> Element | None:
    return doc.tree.select_one(".product-detail[data-pid],#pdpMain[data-pid]")
