"""Whether a product can be bought: from markup's terms, from a page's words, from its buttons."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from pricetrail.extract.folding import fold
from pricetrail.extract.words import phrases_of
from pricetrail.extract.words.available import AVAILABLE
from pricetrail.extract.words.ordering import ADD_TO_CART, PREORDER
from pricetrail.extract.words.sold_out import ASIDES, LONE, SOLD_OUT
from pricetrail.schema import Availability

_MAX_TEXT = 160
_MAX_WORDS = 24
_MAX_BUTTON = 60
_MAX_LONE = 16
_EDGES = " !.*·•()[]"
_MAX_TERM = 200
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"\d+(?: \d+)*")
_NO_SPACES = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_NOT_TERM = re.compile(r"[^a-z]+")

_TERMS: dict[str, Availability] = {
    **dict.fromkeys(
        ("instock", "limitedavailability", "onlineonly", "instoreonly", "madetoorder", "available",
         "availablefororder", "limited", "limitedstock", "lowstock", "instockonline", "new", "true",
         "yes", "is", "instoc", "onstock", "availableinstock", "availableonline", "purchasable"),
        "in_stock",
    ),
    **dict.fromkeys(
        ("outofstock", "soldout", "discontinued", "reserved", "oos", "unavailable", "notavailable",
         "notinstock", "outstock", "nostock", "false", "no", "ended", "outofstocks", "outofprint",
         "temporarilyoutofstock", "temporarilyunavailable", "currentlyunavailable",),
        "out_of_stock",
    ),
    **dict.fromkeys(
        ("preorder", "backorder", "presale", "preordered", "backordered", "onbackorder",
         "availableforpreorder", "comingsoonpreorder", "availableonbackorder"),
        "preorder",
    ),
    **dict.fromkeys(("pending", "unknown"), "unknown"),
}  # fmt: skip


def availability_of_schema(value: object) -> Availability | None:
    """What a machine value says: schema.org and OpenGraph terms in any spelling, flags, counts.

    Back orders and presales are `preorder`; reserved and discontinued are `out_of_stock`. A list
    counts where its members agree. Words in other languages are read as text. None: says nothing.
    """
    if isinstance(value, bool):
        return "in_stock" if value else "out_of_stock"
    if isinstance(value, int | float):
        return "in_stock" if value > 0 else "out_of_stock" if value == 0 else None
    if isinstance(value, Mapping):
        inner = next((value[k] for k in ("@id", "@value", "name", "url") if value.get(k)), None)
        return availability_of_schema(inner) if isinstance(inner, str) else None
    if isinstance(value, list | tuple):
        found = {availability_of_schema(v) for v in value[:20] if isinstance(v, str)} - {None}
        return found.pop() if len(found) == 1 else None
    if not isinstance(value, str) or not value or len(value) > _MAX_TERM:
        return None
    term = value.strip().rstrip("/").rpartition("/")[2].rpartition("#")[2]
    term = term.rpartition("schema:")[2]
    known = _TERMS.get(_NOT_TERM.sub("", term.lower()))
    if known and not any(map(str.isdigit, term)):
        return known
    return availability_of_text(value) if "://" not in value else None


_Kind = Literal["ignored", "out_of_stock", "preorder", "in_stock"]


class _Lexicon(NamedTuple):
    """The phrases of some languages with what they say, each under one of its words.

    Phrases in scripts without spaces are found under their first character.
    """

    phrases: Mapping[str, tuple[tuple[str, _Kind], ...]]
    cart: frozenset[str]

    def in_text(self, words: str) -> list[tuple[str, _Kind]]:
        """The phrases that stand in `words`, longest first."""
        keys = self.phrases.keys() & words.split()
        if not words.isascii() and _NO_SPACES.search(words):
            keys |= self.phrases.keys() & words
        if not keys:
            return []
        entries = [entry for key in keys for entry in self.phrases[key] if entry[0] in words]
        return sorted(entries, key=_by_length, reverse=True)


def _by_length(entry: tuple[str, _Kind]) -> int:
    return len(entry[0])


def availability_of_text(text: str, lang: str | None = None) -> Availability | None:
    """What a text beside the price says; None where it says nothing, contradicts itself or is long.

    Understands over thirty languages; with `lang` only that one and English are looked for.
    Negations win over the positive words in them (``not in stock``, ``nicht lieferbar``); what can
    be ordered ahead although it is not there is `preorder`.
    """
    if not text or len(text) > _MAX_TEXT:
        return None
    return _said(_shape(text), _lexicon(_language(lang)))


def says_sold(text: str) -> bool:
    """Whether a text is nothing but a word such as "Sold", as classified ads are marked with."""
    return len(text) <= _MAX_LONE and text.strip(_EDGES).casefold() in _lone()


@lru_cache(maxsize=1)
def _lone() -> frozenset[str]:
    return frozenset(phrases_of(LONE))


def availability_of_button(text: str, lang: str | None = None) -> Availability | None:
    """What a button says by its offer: to buy, to order ahead, or to be told when available."""
    if not text or len(text) > _MAX_BUTTON:
        return None
    words, lexicon = _shape(text), _lexicon(_language(lang))
    said = _said(words, lexicon)
    if said in {"out_of_stock", "preorder"}:
        return said
    return "in_stock" if words.strip() in lexicon.cart else None


def _said(words: str, lexicon: _Lexicon) -> Availability | None:
    phrases = lexicon.in_text(words)
    if not phrases or words.count(" ") > _MAX_WORDS:
        return None
    said: set[_Kind] = set()
    for phrase, kind in phrases:
        if phrase in words:  # cut out, so that what it contains says nothing by itself
            words = words.replace(phrase, " | ")
            said.add(kind)
    if "preorder" in said:
        return "preorder"
    if "out_of_stock" in said:
        return None if "in_stock" in said else "out_of_stock"
    return "in_stock" if "in_stock" in said else None


def _shape(text: str) -> str:
    """Folded words with a space around each, and every number as ``#``; zero stays ``0``."""
    words = fold(text)
    if _DIGIT.search(words):
        words = " ".join(_NUMBER.sub(_number, words).split())
    return f" {words} "


def _number(match: re.Match[str]) -> str:
    return " # " if match[0].strip("0") else " 0 "


@lru_cache(maxsize=512)
def _language(lang: str | None) -> str | None:
    language = (lang or "").strip("/").replace("_", "-").partition("-")[0].lower()
    language = _SAME.get(language, language)
    return language if language in AVAILABLE else None


_SAME = {"nb": "no", "nn": "no", "iw": "he", "sr": "hr", "bs": "hr", "in": "id", "ms": "id"}


@lru_cache(maxsize=64)
def _lexicon(language: str | None) -> _Lexicon:
    tables: tuple[tuple[_Kind, Mapping[str, str]], ...] = (
        ("in_stock", AVAILABLE),
        ("preorder", PREORDER),
        ("out_of_stock", SOLD_OUT),
        ("ignored", {"en": ASIDES}),
    )
    kinds: dict[str, _Kind] = {}
    for kind, table in tables:
        kinds.update(dict.fromkeys(_phrases(table, language), kind))
    index: dict[str, list[tuple[str, _Kind]]] = {}
    for phrase, kind in kinds.items():
        index.setdefault(_key_of(phrase), []).append((phrase, kind))
    cart = frozenset(each.strip() for each in _phrases(ADD_TO_CART, language))
    return _Lexicon({key: tuple(entries) for key, entries in index.items()}, cart)


@lru_cache(maxsize=4096)
def _key_of(phrase: str) -> str:
    """The longest of a phrase's words, as the rarest; its first character where it has none."""
    return max(phrase.split(), key=len) if phrase.startswith(" ") else phrase[0]


def _phrases(table: Mapping[str, str], language: str | None) -> set[str]:
    names = table if language is None else (language, "en")
    return {phrase for name in names if name in table for phrase in _in_block(table[name])}


@lru_cache(maxsize=256)
def _in_block(block: str) -> frozenset[str]:
    return frozenset(map(_phrase, phrases_of(block)))


def _phrase(written: str) -> str:
    """A phrase as it stands in shaped text: with its spaces, except in scripts without them."""
    words = _shape(written.replace("#", "7")).strip()
    return words if _NO_SPACES.search(words) else f" {words} "
