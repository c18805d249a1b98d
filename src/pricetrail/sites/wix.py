"""Wix Stores, whichever shop runs on it.

Checked against the public conventions of its product page: parts named by ``data-hook``.
"""

from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.document import Document
from pricetrail.extract.rules import SiteRule, site_rule

_PAGE = "[data-hook=product-page]"


@site_rule
class Wix(SiteRule):
    """Reads product pages of Wix Stores."""

    name = "wix"
    priority = 20
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "name": (f"{_PAGE} [data-hook=product-title]",),
        "price": (f"{_PAGE} [data-hook=formatted-primary-price]",),
        "list_price": (f"{_PAGE} [data-hook=formatted-secondary-price]",),
        "sku": (f"{_PAGE} [data-hook=sku]",),
    }

    def reads(self, doc: Document) -> bool:
        """Whether the page is made by Wix and shows a product."""
        made = doc.meta.get("generator", "").startswith("Wix.com")
        return made and doc.tree.select_one(_PAGE) is not None
