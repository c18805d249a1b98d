"""Shopify, whichever shop runs on it.

Checked against the public conventions of its themes (the product as JSON for the theme's scripts,
``product.json``, ``ShopifyAnalytics.meta``) and two pages of mediamarkt.pt of 2021. Whole numbers
in these are hundredths in every currency. The page shows the variant that its address names, else
the first that can be bought.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from pricetrail.extract import lenient
from pricetrail.extract.candidates import Candidates
from pricetrail.extract.currency import currency_code
from pricetrail.extract.document import Document
from pricetrail.extract.money import minor_units
from pricetrail.extract.rules import SiteRule, site_rule
from pricetrail.extract.states import assigned, dig, listed
from pricetrail.schema import Kind

_PATH = re.compile(r"/products/([^/?#]+)")
_VARIANT = re.compile(r"[?&]variant=(\d{5,20})\b")
_ANALYTICS = "var meta"
_MAX_SCRIPT = 2_000_000


@site_rule
class Shopify(SiteRule):
    """Reads product pages of Shopify stores; the shop's own id is the product's, or variant's."""

    name = "shopify"
    priority = 20

    def reads(self, doc: Document) -> bool:
        """Whether it is a product's address in a store whose page loads Shopify's own parts."""
        if _PATH.search(doc.url or doc.canonical or "") is None:
            return False
        marks = ("shopify-digital-wallet", "shopify-checkout-api-token")
        parts = ("cdn.shopify.com", "/cdn/shop/", "myshopify.com", "shopifycdn")
        return any(m in doc.meta for m in marks) or any(part in doc.sources for part in parts)

    def read(self, doc: Document, out: Candidates) -> None:
        """Add what the product's JSON says of the variant on show."""
        product = _product(doc)
        variant = _variant(product, _asked(doc))
        if variant is None:
            return
        currency = dig(assigned(doc, "Shopify.currency"), "active")
        currency = currency_code(currency) or currency_code(doc.meta.get("og:price:currency"))
        named = variant if _asked(doc) else product
        self.claim(
            doc,
            out,
            "product JSON",
            currency,
            price=_amount(variant.get("price")),
            list_price=_amount(variant.get("compare_at_price")),
            availability=_available(named, variant),
            sku=variant.get("sku"),
            gtin=variant.get("barcode"),
        )
        out.add("brand", product.get("vendor"), f"rule {self.name}", "product JSON.vendor", 50)

    def kind(self, doc: Document) -> Kind | None:
        """A page that embeds the product of its own address is its page."""
        return "product" if _product(doc) else None

    def item_id(self, doc: Document) -> str | None:
        """The variant's id where the address names one, else the product's."""
        number = _asked(doc) or dig(_product(doc), "id") or _analysed(doc, "id")
        return str(number) if isinstance(number, int | str) and str(number).isdigit() else None

    def canonical(self, doc: Document) -> str | None:
        """The product's address, with the variant where one is asked for."""
        base, asked = doc.canonical, _asked(doc)
        return f"{base.partition('?')[0]}?variant={asked}" if base and asked else base


def _asked(doc: Document) -> str | None:
    found = _VARIANT.search(doc.url or "")
    return found.group(1) if found else None


def _analysed(doc: Document, key: str) -> Any:
    return dig(assigned(doc, _ANALYTICS), "product", key)


def _product(doc: Document) -> dict[str, Any]:
    """The page's own product, told from others by its handle or its id; empty where none is."""
    path = _PATH.search(urlsplit(doc.url or doc.canonical or "").path)
    handle = unquote(path.group(1)) if path else None
    own = _analysed(doc, "id")
    for product in _embedded(doc):
        if handle is not None and product.get("handle") == handle:
            return product
        if own is not None and str(product.get("id")) == str(own):
            return product
    return {}


def _embedded(doc: Document) -> Iterator[dict[str, Any]]:
    """The products that the page embeds as JSON, each with its variants."""
    for script in doc.scripts:
        kind = (script.attr("type") or "").lower()
        if "json" not in kind or "ld+json" in kind:
            continue
        text = script.text
        if '"variants"' not in text or len(text) > _MAX_SCRIPT:
            continue
        for value in lenient.loads(text):
            for product in (value, dig(value, "product")):
                if isinstance(product, dict) and isinstance(product.get("variants"), list):
                    yield product


def _variant(product: Mapping[str, Any], asked: str | None) -> dict[str, Any] | None:
    variants = [v for v in listed(product, "variants") if isinstance(v, dict)]
    if asked is not None:
        return next((v for v in variants if str(v.get("id")) == asked), None)
    there = (v for v in variants if v.get("available"))
    return next(there, variants[0] if variants else None)


def _available(named: Mapping[str, Any], variant: Mapping[str, Any]) -> bool | None:
    said = named.get("available", variant.get("available"))
    return said if isinstance(said, bool) else None


def _amount(value: Any) -> Any:
    """A whole number is hundredths, text is an amount."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return minor_units(value, None) if whole else value if isinstance(value, str) else None
