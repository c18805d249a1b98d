"""Candidates out of ``<meta>``: OpenGraph's product properties and their relatives."""

from collections.abc import Callable
from typing import Any

from pricetrail.extract.availability import availability_of_schema
from pricetrail.extract.candidates import Candidates
from pricetrail.extract.currency import currency_code
from pricetrail.extract.document import Document
from pricetrail.extract.fields import (
    clean_brand,
    clean_gtin,
    clean_id,
    clean_name,
    condition_of,
)
from pricetrail.extract.folding import fold
from pricetrail.extract.offers import machine_money
from pricetrail.extract.price_words import only_labels

_PRICE = ("og:price:amount", "product:price:amount", "product:price", "og:price")
_LABELLED = (("twitter:label1", "twitter:data1"), ("twitter:label2", "twitter:data2"))
_SALE_PRICE = ("product:sale_price:amount", "og:sale_price:amount")
_LIST_PRICE = (
    "product:original_price:amount",
    "og:price:standard_amount",
    "product:pretax_price:amount",
)
_CURRENCY = ("product:price:currency", "og:price:currency", "product:sale_price:currency")
_UNSCOPED = ",".join(
    f"{tag}[itemprop={name} i]"
    for tag in ("meta", "link")
    for name in ("price", "priceCurrency", "availability")
)
_MAX_UNSCOPED = 60
_SOURCE = "meta"
_VALUES: tuple[tuple[str, str, Callable[[str], Any], int], ...] = (
    ("product:brand", "brand", clean_brand, 62),
    ("og:brand", "brand", clean_brand, 62),
    ("brand", "brand", clean_brand, 62),
    ("product:retailer_item_id", "sku", clean_id, 45),
    ("product:retailer_part_no", "sku", clean_id, 45),
    ("product:mfr_part_no", "mpn", clean_id, 55),
    ("product:ean", "gtin", clean_gtin, 60),
    ("product:upc", "gtin", clean_gtin, 60),
    ("product:isbn", "gtin", clean_gtin, 60),
    ("product:gtin", "gtin", clean_gtin, 60),
    ("product:availability", "availability", availability_of_schema, 60),
    ("og:availability", "availability", availability_of_schema, 60),
    ("product:condition", "condition", condition_of, 55),
    ("og:description", "description", str, 50),
    ("description", "description", str, 40),
)
"""Property, the field it speaks of, how it is read, and how far it is trusted."""


def read(doc: Document, out: Candidates) -> None:
    """Add what the page's meta elements say."""
    _read_price(doc, out)
    meta = doc.meta
    out.add("name", clean_name(meta.get("og:title", ""), _shop(doc)), _SOURCE, "og:title", 55)
    out.add("image_url", doc.absolute(meta.get("og:image")), _SOURCE, "og:image", 60)
    for key, field, read_as, score in _VALUES:
        if key in meta:
            out.add(field, read_as(meta[key]), _SOURCE, key, score)
    if "price" in meta:
        _read_without_scope(doc, out)


def _read_without_scope(doc: Document, out: Candidates) -> None:
    """Add what ``<meta itemprop>`` says that stands in no item, where all agree: one product's."""
    said: dict[str, set[str]] = {}
    for element in doc.tree.select(_UNSCOPED)[:_MAX_UNSCOPED]:
        if element.closest("[itemscope]") is None and not doc.is_aside(element):
            value = element.attr("content") or element.attr("href") or ""
            said.setdefault((element.attr("itemprop") or "").lower(), set()).add(value.strip())
    only = {name: next(iter(values)) for name, values in said.items() if len(values) == 1}
    if "price" in only:
        currency = currency_code(only.get("pricecurrency"))
        price = machine_money(only["price"], currency)
        out.add("price", price, _SOURCE, "itemprop=price", 58)
        out.add("currency", currency, _SOURCE, "itemprop=priceCurrency", 58)
        state = availability_of_schema(only.get("availability"))
        out.add("availability", state, _SOURCE, "itemprop=availability", 58)


def _read_price(doc: Document, out: Candidates) -> None:
    meta = doc.meta
    currency = next((c for c in (currency_code(meta.get(k)) for k in _CURRENCY) if c), None)
    out.add("currency", currency, _SOURCE, "price:currency", 60)
    on_sale = next((k for k in _SALE_PRICE if k in meta), None)
    if on_sale is not None:
        out.add("price", machine_money(meta[on_sale], currency), _SOURCE, on_sale, 66)
    for key in _PRICE:
        if key in meta:
            field, score = ("price", 60) if on_sale is None else ("list_price", 50)
            out.add(field, machine_money(meta[key], currency), _SOURCE, key, score)
    for label, key in _LABELLED:
        if key in meta and only_labels(fold(meta.get(label, "?"))):
            out.add("price", machine_money(meta[key], currency), _SOURCE, key, 58)
    for key in _LIST_PRICE:
        if key in meta:
            out.add("list_price", machine_money(meta[key], currency), _SOURCE, key, 55)


def _shop(doc: Document) -> str | None:
    return doc.meta.get("og:site_name") or doc.host or None
