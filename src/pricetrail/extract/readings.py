"""What stands at one place, read as one field: shown text, an attribute, a machine value, a row."""

import re
from collections.abc import Callable
from typing import Any

from turbohtml import Element

from pricetrail.extract.availability import availability_of_schema, availability_of_text
from pricetrail.extract.currency import currency_code
from pricetrail.extract.document import Document
from pricetrail.extract.fields import (
    clean_brand,
    clean_gtin,
    clean_id,
    condition_of,
    parse_count,
    parse_rating,
)
from pricetrail.extract.labels import field_of, is_maker
from pricetrail.extract.money import Money, parse_money
from pricetrail.extract.nodes import price_text, text_of
from pricetrail.extract.offers import machine_money

_MAX_ORIGIN = 80
_MACHINE_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def of_element(field: str, element: Element, doc: Document) -> Any:
    """The value of `field` that an element's text gives; None where it gives none."""
    text = price_text(element) if "price" in field else text_of(element)
    return _of_text(field, text.strip(), doc)


def of_attribute(field: str, text: str, doc: Document) -> Any:
    """The value of `field` that an attribute gives, written for machines or for people."""
    text = text.strip()
    if field == "availability" or ("price" in field and _MACHINE_NUMBER.fullmatch(text)):
        return of_machine(field, text, doc)
    return _of_text(field, text, doc)


def of_machine(field: str, value: Any, doc: Document, currency: str | None = None) -> Any:
    """The value of `field` that a machine value means; a price of zero is none."""
    if field in {"price", "list_price"}:
        money = machine_money(value, currency_code(currency))
        return money if money is not None and money.amount else None
    if field == "availability":
        return availability_of_schema(value)
    if isinstance(value, str):
        return _of_text(field, value.strip(), doc)
    read = _MACHINE.get(field)
    return read(value) if read is not None else None


def of_detail(label: str, value: str) -> tuple[str, Any] | None:
    """Field and value of a row of a product's details; None where it is a row like any other."""
    field = field_of(label)
    read = _DETAILS.get(field or "")
    return (field, read(value)) if field and read is not None and not is_maker(label) else None


def _of_text(field: str, text: str, doc: Document) -> Any:
    read = _TEXTS.get(field)
    if not text:
        return None
    value = read(text, doc) if read is not None else text
    return None if isinstance(value, Money) and not value.amount and "0" in text else value


def _as_money(text: str, doc: Document) -> Money | None:
    return parse_money(text, lang=doc.lang, host=doc.host or None)


def _as_rating(value: object, *_: Document) -> Any:
    return next(iter(parse_rating(value) or ()), None) or None


def _as_origin(text: str) -> str | None:
    return text if len(text) <= _MAX_ORIGIN else None


_TEXTS: dict[str, Callable[[str, Document], Any]] = {
    "price": _as_money,
    "list_price": _as_money,
    "availability": lambda text, doc: availability_of_text(text, doc.lang),
    "condition": lambda text, _: condition_of(text),
    "brand": lambda text, _: clean_brand(text),
    "gtin": lambda text, _: clean_gtin(text),
    "sku": lambda text, _: clean_id(text),
    "mpn": lambda text, _: clean_id(text),
    "rating": _as_rating,
    "review_count": lambda text, _: parse_count(text),
    "image_url": lambda text, doc: doc.absolute(text),
}
_MACHINE: dict[str, Callable[[Any], Any]] = {
    "gtin": clean_gtin,
    "sku": clean_id,
    "mpn": clean_id,
    "rating": _as_rating,
    "review_count": parse_count,
}
_DETAILS: dict[str, Callable[[str], Any]] = {
    "brand": clean_brand,
    "gtin": clean_gtin,
    "mpn": clean_id,
    "country_of_origin": _as_origin,
}
