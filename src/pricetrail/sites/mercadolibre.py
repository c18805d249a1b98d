"""Mercado Libre and Mercado Livre, every country.

Checked against the public form of its addresses and the structure of its pages since 2020. The
price after a discount stands in the second line, the former one above it, instalments below.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.document import Document
from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class MercadoLibre(SiteRule):
    """Reads product pages of Mercado Libre; the shop's own id is like MLA12345678."""

    name = "mercadolibre"
    hosts = (
        "mercadolibre.*",
        "mercadolivre.com.br",
    )
    item_in_url = re.compile(r"/(M[A-Z]{2}-?\d{6,12})(?:[-/?#_]|$)")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "name": ("h1.ui-pdp-title",),
        "price": (
            ".ui-pdp-price__second-line meta[itemprop=price]@content",
            ".ui-pdp-price__second-line .andes-money-amount",
        ),
        "list_price": (".ui-pdp-price__main-container .ui-pdp-price__original-value",),
    }

    def item_id(self, doc: Document) -> str | None:
        """The number with its country's letters, which addresses write in two ways."""
        found = super().item_id(doc)
        return found.replace("-", "") if found else None
