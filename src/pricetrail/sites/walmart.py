"""Walmart in the United States, Canada and Mexico.

Checked against a bot wall of walmart.ca, and against the public structure of product pages: the
state in ``__NEXT_DATA__`` (since 2021), in ``script#item`` (2018 to 2021), and the visible price
blocks of both. Sold by anybody: the price is that of the offer in the buy box.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.rules import SiteRule, site_rule
from pricetrail.extract.states import dig, json_script, listed
from pricetrail.schema import Kind

_STATUS = {
    "IN_STOCK": "in_stock",
    "LIMITED_STOCK": "in_stock",
    "OUT_OF_STOCK": "out_of_stock",
    "RETIRED": "out_of_stock",
    "NOT_PUBLISHED": "out_of_stock",
    "PREORDER": "preorder",
    "PRE_ORDER": "preorder",
}


@site_rule
class Walmart(SiteRule):
    """Reads product pages of Walmart; the shop's own id is the item's number in the address."""

    name = "walmart"
    hosts = ("walmart.com", "walmart.ca", "walmart.com.mx")
    item_in_url = re.compile(r"/ip/(?:[^/?#]+/)?([0-9A-Z]{6,14})(?:[/?#]|$)")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "name": ("h1#main-title", "h1[itemprop=name]", "h1.prod-ProductTitle"),
        "price": (
            "[data-testid=price-wrap] [itemprop=price]",
            "[data-fs-element=price]",
            "#price .price-characteristic@content",
            ".prod-PriceHero .price-characteristic@content",
            "[data-automation=buybox-price]",
        ),
        "list_price": (
            "[data-testid=price-wrap] [data-seo-id=strike-through-price]",
            "[data-testid=strike-through-price]",
            ".prod-PriceHero .price-old .visuallyhidden",
            "[data-automation=was-price]",
        ),
    }

    def read(self, doc: Document, out: Candidates) -> None:
        """Add what the page's state says, and what it shows."""
        data = _data(doc)
        product = dig(data, "product")
        if isinstance(product, dict):
            self._read_product(doc, out, product)
            rows = dig(data, "idml", "specifications")
            self.add_details(out, _specifications(rows), "__NEXT_DATA__ specifications")
        else:
            self._read_buy_box(doc, out)
        super().read(doc, out)

    def kind(self, doc: Document) -> Kind | None:
        """A page whose state holds one product is that product's."""
        return "product" if dig(_data(doc), "product", "name") else None

    def _read_product(self, doc: Document, out: Candidates, product: dict[str, Any]) -> None:
        prices = product.get("priceInfo")
        now = dig(prices, "currentPrice", "price")
        was = dig(prices, "wasPrice", "price") or dig(prices, "listPrice", "price")
        self.claim(
            doc,
            out,
            "__NEXT_DATA__ product",
            dig(prices, "currentPrice", "currencyUnit"),
            name=product.get("name"),
            price=now if now is not None else dig(prices, "priceRange", "minPrice"),
            list_price=was,
            availability=_STATUS.get(str(product.get("availabilityStatus"))),
            condition=product.get("conditionType"),
            brand=product.get("brand"),
            sku=product.get("usItemId"),
            mpn=product.get("model"),
            gtin=product.get("upc"),
            rating=product.get("averageRating"),
            review_count=product.get("numberOfReviews"),
            image_url=dig(product, "imageInfo", "thumbnailUrl"),
        )

    def _read_buy_box(self, doc: Document, out: Candidates) -> None:
        item = dig(json_script(doc, "item"), "item", "product", "buyBox", "products", 0)
        prices = dig(item, "priceMap")
        self.claim(
            doc,
            out,
            "script#item buyBox",
            dig(prices, "currencyUnit"),
            name=dig(item, "productName"),
            price=dig(prices, "price"),
            list_price=dig(prices, "wasPrice") or dig(prices, "listPrice"),
            availability=_STATUS.get(str(dig(item, "availabilityStatus"))),
            brand=dig(item, "brandName"),
            sku=dig(item, "usItemId"),
            mpn=dig(item, "model"),
            gtin=dig(item, "upc"),
        )


def _data(doc: Document) -> Any:
    state = json_script(doc, "__NEXT_DATA__")
    return dig(state, "props", "pageProps", "initialData", "data")


def _specifications(rows: Any) -> dict[str, str]:
    pairs = [(dig(row, "name"), dig(row, "value")) for row in listed(rows)]
    return {k: v for k, v in pairs if isinstance(k, str) and isinstance(v, str)}
