"""Candidates out of schema.org data: which product is the page's own, and what is said of it."""

import html
from decimal import Decimal, InvalidOperation
from typing import Any

from turbohtml import parse_fragment

from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.fields import (
    clean_brand,
    clean_gtin,
    clean_id,
    parse_count,
    parse_rating,
)
from pricetrail.extract.items import Found, Item, first_text, found, same_page, values
from pricetrail.extract.labels import field_of
from pricetrail.extract.likeness import containment, similarity
from pricetrail.extract.nodes import text_of
from pricetrail.extract.offers import Offer, price_range, read_offers, selected, shipping_of
from pricetrail.schema import Availability

_GTINS = ("gtin", "gtin13", "gtin12", "gtin14", "gtin8", "ean", "isbn", "gtin-13")
_SAME_NAME = 0.9
_OWN_NAME = 0.5
_MAX_SPECS = 200


def products_of(doc: Document) -> dict[str, list[Found]]:
    """Source → the products it lists, in page order; sources without any are left out."""
    listed = {
        "json-ld": found(doc.json_ld),
        "microdata": found(doc.microdata),
        "rdfa": found(doc.rdfa),
    }
    return {source: products for source, products in listed.items() if products}


def read(doc: Document, out: Candidates, listed: dict[str, list[Found]]) -> bool:
    """Add what schema.org data says about the page's own product; whether there is one."""
    present = False
    for source, products in listed.items():
        main = main_product(products, doc)
        if main is not None:
            _Reader(doc, out, source, main).read(products)
            present = True
    return present


def main_product(products: list[Found], doc: Document) -> Found | None:
    """The product that the page is about; None where the page only mentions products."""
    candidates = [p for p in products if not doc.is_aside(p.item.get("@element"))]
    scored = [(_claim(p, doc), -i, p) for i, p in enumerate(candidates)]
    best = max(scored, default=None, key=lambda entry: entry[:2])
    if best is None:
        return None
    claim, _, product = best
    if claim >= _OWN_NAME * 10:
        return product
    alone = [p for p in candidates if p.role == "main"]
    return alone[0] if len(alone) == 1 and alone[0].item.get("offers") else None


def _claim(product: Found, doc: Document) -> float:
    """How strongly a product claims to be the page's own; from 5 on it is believed."""
    name = first_text(product.item, "name")
    match = max((_alike(name, said) for said in doc.own_names), default=0.0)
    own_url = same_page(first_text(product.item, "url", "@id"), doc.canonical or doc.url)
    if product.role == "listed" and not own_url:
        return 0.0
    claim = match * 10
    if claim >= _OWN_NAME * 10 or own_url:
        claim += 3 * bool(product.item.get("offers")) + 2 * (product.role == "main") + 2 * own_url
    return claim


def _alike(name: str | None, said: str) -> float:
    return max(similarity(name, said), 0.95 * containment(name, said))


class _Reader:
    """Reads one source's product into candidates."""

    def __init__(self, doc: Document, out: Candidates, source: str, main: Found) -> None:
        self.doc = doc
        self.out = out
        self.source = source
        self.item = main.item
        self.place = main.place
        self.score = {"json-ld": 80, "microdata": 76, "rdfa": 72}[source]

    def read(self, products: list[Found]) -> None:
        """Add candidates for every field the product has."""
        self._read_names()
        self._read_numbers()
        self._read_rating(products)
        self._read_texts()
        self._read_offers(self._siblings(products))

    def _add(self, field: str, value: Any, key: str, less: int = 0) -> None:
        if value is not None:
            self.out.add(field, value, self.source, f"{self.place}.{key}", self.score - less)

    def _siblings(self, products: list[Found]) -> list[Found]:
        """The product and its variants: products of the same name, each with its own offer."""
        name = first_text(self.item, "name")
        return [
            p
            for p in products
            if p.item is self.item
            or (p.role == "main" and similarity(first_text(p.item, "name"), name) >= _SAME_NAME)
        ]

    def _read_names(self) -> None:
        self._add("name", plain(first_text(self.item, "name")), "name")
        for key, less in (("brand", 0), ("manufacturer", 20)):
            self._add("brand", _brand(plain(first_text(self.item, key))), key, less)

    def _read_numbers(self) -> None:
        self._add("sku", clean_id(first_text(self.item, "sku")), "sku")
        for key in ("productID", "productId", "identifier"):
            self._add("sku", clean_id(_without_scheme(first_text(self.item, key))), key, 10)
        self._add("mpn", clean_id(first_text(self.item, "mpn", "model")), "mpn")
        for key in _GTINS:
            if key in self.item:
                self._add("gtin", clean_gtin(first_text(self.item, key)), key)
        for offer in values(self.item, "offers")[:1]:
            if isinstance(offer, dict):
                self._add("sku", clean_id(first_text(offer, "sku")), "offers.sku", 20)
                self._add("gtin", clean_gtin(first_text(offer, *_GTINS)), "offers.gtin", 5)

    def _ratings(self, products: list[Found]) -> list[Any]:
        """The product's ratings; where it has none, those that stand apart and name it."""
        own = values(self.item, "aggregateRating")
        name = first_text(self.item, "name")
        apart = (p.item for p in products if p.role == "reviewed")
        named = (p for p in apart if similarity(first_text(p, "name"), name) >= _SAME_NAME)
        return own or [rating for p in named for rating in values(p, "aggregateRating")]

    def _read_rating(self, products: list[Found]) -> None:
        for rating in self._ratings(products):
            if not isinstance(rating, dict):
                continue
            count = parse_count(first_text(rating, "reviewCount", "ratingCount"))
            if count is None:
                count = parse_count(first_text(rating, "ratingCount"))
            said = _rating(first_text(rating, "ratingValue"))
            if said is not None and count != 0:
                self._add("rating", said[0], "aggregateRating.ratingValue")
                best = _rating(first_text(rating, "bestRating"))
                best_value = best[0] if best is not None else said[1]
                self._add("rating_best", best_value, "aggregateRating.bestRating")
            self._add("review_count", count, "aggregateRating.reviewCount")

    def _read_texts(self) -> None:
        image = first_image(self.item)
        self._add("image_url", self.doc.absolute(image), "image")
        self._add("description", plain(first_text(self.item, "description")), "description")
        self._add("country_of_origin", first_text(self.item, "countryOfOrigin"), "countryOfOrigin")
        specs: dict[str, str] = {}
        for prop in values(self.item, "additionalProperty")[:_MAX_SPECS]:
            if isinstance(prop, dict):
                name, value = first_text(prop, "name"), first_text(prop, "value")
                if name and value:
                    specs.setdefault(plain(name) or name, plain(value) or value)
        self._add("specs", specs, "additionalProperty")

    def _read_offers(self, products: list[Found]) -> None:
        listed = [offer for p in products for offer in read_offers(p.item, p.place)]
        offers = selected(listed, self.doc.url, first_text(self.item, "sku"))
        priced = price_range(offers)
        if priced is not None:
            money, place = priced
            self.out.add("price", money, self.source, place, self.score)
            sent = shipping_of(offers, money)
            if sent is not None:
                self.out.add("shipping", sent[0], self.source, sent[1], self.score)
        first = next(iter(offers), None)
        if first is None:
            return
        reduced = next((o for o in offers if o.list_price), None)
        if reduced is not None:
            place = f"{reduced.place.rsplit('.', 1)[0]}.priceSpecification"
            self.out.add("list_price", reduced.list_price, self.source, place, self.score)
        currency = next((o.currency for o in offers if o.currency), None)
        self.out.add("currency", currency, self.source, first.place, self.score)
        self._read_state(offers)

    def _read_state(self, offers: list[Offer]) -> None:
        where = offers[0].place.rsplit(".", 1)[0]
        state = best_state([o.availability for o in offers if o.availability])
        self.out.add("availability", state, self.source, f"{where}.availability", self.score)
        condition = next((o.condition for o in offers if o.condition), None)
        self.out.add("condition", condition, self.source, f"{where}.itemCondition", self.score)


def best_state(states: list[Availability]) -> Availability | None:
    """The state of a product whose offers have these: it can be bought if one of them can."""
    order: tuple[Availability, ...] = ("in_stock", "preorder", "out_of_stock", "unknown")
    return next((state for state in order if state in states), None)


def first_image(item: Item) -> str | None:
    """The URL of the item's first image."""
    for value in values(item, "image"):
        said = first_text(value, "url", "contentUrl", "@id") if isinstance(value, dict) else value
        if isinstance(said, str) and said.strip():
            return said.replace("&amp;", "&")  # JSON-LD has no entities, but shops write them
    return None


def plain(text: str | None) -> str | None:
    """A text as a reader sees it: entities resolved, also those written twice; tags removed."""
    if not text:
        return None
    text = html.unescape(html.unescape(text)) if "&" in text else text
    if "<" in text and ">" in text:
        text = text_of(parse_fragment(text))
    return text.strip() or None


def _brand(text: str | None) -> str | None:
    """The brand in a text; a label such as "more of the brand:" in front of it is no part of it."""
    label, _, value = (text or "").rpartition(":")
    named = field_of(label.split()[-1]) == "brand" if label.split() else False
    return clean_brand(value if named else text or "")


def _rating(text: str | None) -> tuple[Decimal, Decimal | None] | None:
    """A rating and its best; machines may write it with any number of decimals."""
    try:
        return parse_rating(round(Decimal(text or ""), 4))
    except InvalidOperation:
        return parse_rating(text)


def _without_scheme(text: str | None) -> str | None:
    return text.split(":", 1)[-1] if text and text.lower().startswith(("sku:", "mpn:")) else text
