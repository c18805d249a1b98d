"""The smaller fields of a record, from text and markup: numbers of products, condition, ids."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from pricetrail.extract.folding import fold, plain
from pricetrail.extract.names import clean_brand, clean_name
from pricetrail.extract.ratings import parse_count, parse_rating
from pricetrail.extract.words import phrases_of
from pricetrail.extract.words.condition import CONDITION_LABELS, CONDITIONS
from pricetrail.schema import Condition
from pricetrail.values import gtin_is_valid

__all__ = [
    "clean_brand",
    "clean_gtin",
    "clean_id",
    "clean_name",
    "condition_of",
    "parse_count",
    "parse_rating",
]

_MAX_TEXT = 200
_MAX_ID = 80

_GTIN_LABEL = re.compile(
    r"^(?:urn:)?(?:gtin|ean|upc|isbn|jan|barcode)[\w ./-]{0,8}?[:#\s]{1,4}", re.IGNORECASE
)
_GTIN = re.compile(r"\d{8}|\d{12,14}")
_ISBN_10 = re.compile(r"\d{9}[\dXx]")
_PLACEHOLDERS = frozenset(
    {"12345670", "123456789012", "1234567890128", "123456789104", "1234567890005"}
)

_ID_LABEL = re.compile(
    r"^(?:sku|mpn|asin|item(?: ?(?:no|number|code|model number|id|nr))?"
    r"|product ?(?:code|id|no|number)|model(?: ?(?:no|number|name|nr))?|part ?(?:no|number)?"
    r"|style(?: ?(?:no|number|code))?|ref(?:erence)?|bestell-?(?:nr|nummer)|artikelnummer"
    r"|art(?:icle|ikel)?(?:[. -]*(?:nr|no|number|nummer|num))?|modellnummer|produktnummer"
    r"|hersteller-?nr|r[ée]f[ée]rence|referencia|refer[êe]ncia|codice|c[óo]digo|model[lo]?o"
    r"|mod[eè]le|catalog(?:ue)?(?: ?(?:no|number))?|kod(?: produktu)?|k[óo]d|web-?id"
    r"|артикул|код(?: товара)?|品番|型番|商品コード|货号|貨號|商品编号|商品編號)"
    r"\s?(?:[.:#№]\s?){1,3}",
    re.IGNORECASE,
)
_NO_VALUE = frozenset({
    "null", "none", "undefined", "nan", "n a", "na", "nil", "unknown", "tbd", "tba", "default",
    "not applicable", "does not apply", "not available", "not specified", "unspecified",
    "keine angabe", "nicht zutreffend", "no aplica", "empty", "false", "true", "object object",
})  # fmt: skip
_MAX_CONDITION_WORDS = 6

_CONDITION_TERMS: dict[str, Condition] = {
    "newcondition": "new",
    "usedcondition": "used",
    "refurbishedcondition": "refurbished",
    "damagedcondition": "damaged",
}


def clean_gtin(value: object) -> str | None:
    """A GTIN of 8, 12, 13 or 14 digits with its check digit right, or None.

    Spaces, hyphens and a label are taken off; an ISBN-10 becomes its ISBN-13. Zeros, sequences and
    repeated digits, which shops use as filler, are none. Leading zeros stay as the page has them.
    """
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value) if not isinstance(value, int) or 0 <= value < 10**14 else ""
    if not 8 <= len(text) <= 60:
        return None
    digits = re.sub(r"[\s\-‐‑–()]", "", _GTIN_LABEL.sub("", plain(text)))
    if _ISBN_10.fullmatch(digits):
        return _isbn_13(digits)
    if not _GTIN.fullmatch(digits) or not gtin_is_valid(digits) or _is_filler(digits):
        return None
    return digits


def _isbn_13(isbn: str) -> str | None:
    """The ISBN-13 of an ISBN-10 whose check character is right. Source: ISO 2108, annex A."""
    values = [10 if c in "Xx" else int(c) for c in isbn]
    if sum(weight * v for weight, v in zip(range(10, 0, -1), values, strict=True)) % 11:
        return None
    body = "978" + isbn[:9]
    total = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(body))
    return None if _is_filler(isbn) else body + str(-total % 10)


def _is_filler(digits: str) -> bool:
    core = digits.lstrip("0")
    return core in _PLACEHOLDERS or len(core) < 5 or len(set(core[:-1])) == 1


def clean_id(value: object) -> str | None:
    """A shop's or maker's number without its label and white space; None for placeholders."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value) if not isinstance(value, int) or abs(value) < 10**40 else ""
    if not text or len(text) > _MAX_TEXT:
        return None
    text = _ID_LABEL.sub("", plain(text)).strip(" #:;,")
    words = fold(text)
    if not words or len(text) > _MAX_ID or words in _NO_VALUE:
        return None
    return text if words.strip("0 ") else None


def condition_of(value: object) -> Condition | None:
    """The condition that a schema.org term or a short text names; None: none, or not understood."""
    if not isinstance(value, str) or not value or len(value) > _MAX_TEXT:
        return None
    term = value.strip().rstrip("/").rpartition("/")[2].rpartition(":")[2].replace("_", "").lower()
    if term in _CONDITION_TERMS:
        return _CONDITION_TERMS[term]
    if "://" in value:
        return None
    words = _without_label(fold(value))
    named = _conditions().get(words)
    parts = words.split()
    if named or len(parts) > _MAX_CONDITION_WORDS:
        return named
    for size in (3, 2, 1):
        named = _conditions().get(" ".join(parts[:size]))
        if named and (size > 1 or _ends_statement(value)):
            return named
    return None


def _without_label(words: str) -> str:
    for label in _condition_labels():
        if words.startswith(f"{label} "):
            return words.removeprefix(label).strip()
    return words


@lru_cache(maxsize=1)
def _conditions() -> Mapping[str, Condition]:
    return {
        fold(word): cast("Condition", condition)
        for condition, block in CONDITIONS.items()
        for word in phrases_of(block)
    }


@lru_cache(maxsize=1)
def _condition_labels() -> tuple[str, ...]:
    return tuple(sorted(map(fold, phrases_of(CONDITION_LABELS)), key=len, reverse=True))


def _ends_statement(value: str) -> bool:
    """Whether punctuation follows the first words: ``Used - Very Good`` against ``New York``."""
    return re.match(r"\s*(?:[\w ]+?:\s*)?[^\W\d]+\s*[-–—:;,.(/]", value) is not None
