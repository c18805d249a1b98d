"""Zalando, every country.

Checked against pages of zalando.ie of 2021: sizes with prices of their own in JSON-LD and in the
state ``z-vegas-pdp-props``. The price is the lowest of the sizes that can be bought.
"""

import re
from typing import Any

from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.rules import SiteRule, site_rule
from pricetrail.extract.states import dig, json_script, listed
from pricetrail.schema import Kind


@site_rule
class Zalando(SiteRule):
    """Reads product pages of Zalando; the shop's own id is the article's number with its colour."""

    name = "zalando"
    hosts = ("zalando.*",)
    item_in_url = re.compile(r"-([a-z0-9]{9}-[a-z0-9]{3})\.html", re.IGNORECASE)

    def read(self, doc: Document, out: Candidates) -> None:
        """Add what the page's state says about the article."""
        article = _article(doc)
        prices = dig(article, "displayPrice")
        unit = _cheapest(dig(article, "units")) or prices
        self.claim(
            doc,
            out,
            "z-vegas-pdp-props",
            dig(unit, "price", "currency"),
            price=dig(unit, "price", "value"),
            list_price=dig(unit, "originalPrice", "value"),
            availability=dig(article, "available"),
            brand=dig(article, "brand", "name"),
            sku=dig(article, "id"),
            rating=dig(article, "averageStarRating"),
            review_count=dig(article, "reviewsCount"),
        )
        super().read(doc, out)

    def kind(self, doc: Document) -> Kind | None:
        """A page whose state holds one article is its page."""
        return "product" if dig(_article(doc), "id") else None

    def item_id(self, doc: Document) -> str | None:
        """The article's number in capitals, as the shop writes it."""
        found = super().item_id(doc)
        return found.upper() if found else None


def _article(doc: Document) -> Any:
    return dig(json_script(doc, "z-vegas-pdp-props"), "model", "articleInfo")


def _cheapest(units: Any) -> Any:
    """The size with the lowest price of those in stock; of all where none is."""
    priced = [u for u in listed(units) if isinstance(dig(u, "price", "value"), int | float)]
    there = [u for u in priced if dig(u, "available")]
    return min(there or priced, default=None, key=lambda u: float(u["price"]["value"]))
