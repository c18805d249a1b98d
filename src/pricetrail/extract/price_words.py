"""What the words around an amount say it is: the price, or something beside the price."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, cast

from pricetrail.extract.folding import fold
from pricetrail.extract.words import beside_price, phrases_of

Role = Literal[
    "price", "was", "save", "unit", "instalment", "extra", "conditional", "regular", "net", "gross"
]  # fmt: skip
"""``was``: a former or recommended price; ``save``: a reduction, voucher or bonus; ``unit``: per
quantity; ``instalment``: one of several or repeated payments; ``extra``: shipping, deposit, a
threshold, what another paid; ``conditional``: for members, with a coupon, by one way of paying;
``regular``: before a reduction, where there is one; ``net`` and ``gross``: without and with VAT,
where the words say so."""

_REACH = 60
_MAX_WORDS = 7
_MAX_CHARACTERS = 12
_NO_SPACES = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_UNIT = (
    r"kgs?|kilos?|kilogramm?s?|kilogramo|gr?|grams?|gramm|mg|lt?|ltr|liter|litre|litro|litr|[mcd]l"
    r"|m[23]?|mtr|meter|metre|metro|mb|lm|lfm|qm|sqm|sq ?m|sq ?ft|sqft|ft|cm|mm|lbs?|fl\.? ?oz|oz"
    r"|ounce|pound|gal|pint|cubic|wash(?:load)?|wl|waschladung|count|ct|кг|г|л|мл|м[23]?"
    r"|كجم|كغ|لتر|公斤|千克|克|斤|升"
)
_PER = r"(?:/|per|pro|je|par|por|al|za|na|le|au|à|for|о|за)"
_UNIT_BEHIND = re.compile(
    rf"\s*\)?\s*{_PER}\s*\(?\s*(?:(?:\d[\d.,]{{0,8}}\s?)?(?:{_UNIT})\b|\d[\d.,]{{0,8}}\s?[^\W\d])",
    re.IGNORECASE,
)
_UNIT_AHEAD = re.compile(
    rf"\b(?:{_UNIT})\s?[=:]\s?\(?$"
    rf"|(?:^|\s)(?:per|pro|je|za|por|par)\s(?:\d[\d.,]{{0,8}}\s?)?(?:{_UNIT})\s?[:=]?\s?$",
    re.IGNORECASE,
)
_REPEATED = re.compile(
    r"(?:\s?/|\s(?:per|pro|par|por|al|na|za|i|om)\b)\s?(?:mo|mth|month|monat|mois|mes|mese|mnd|maand|mies|mc|m[eě]s|мес|ay|man|wk|week|yr"
    r"|year|jahr|an|a[ñn]o|rok|day|tag|jour|d[ií]a|night|nacht|nuit|noche|user|hr?|hour|月|월|kk"
    r"|md|h[oó])\b|\s?[x×]\s?\d",
    re.IGNORECASE,
)
_TIMES_AHEAD = re.compile(r"^\s?[x×]\s?(?:de|of|à|a|von|por|da|di)?\s?\W{0,3}$", re.IGNORECASE)
_SEVERAL_FOR = re.compile(r" (?:for|für|pour|por|per|voor|za|за) ?", re.IGNORECASE)
_PLUS_TAX = re.compile(
    r"\s?\+\s?(?:iva|kdv|vat|gst|hst|tax|tva|mwst|ust|btw|dph|moms|ндс|pdv|ddv)\b", re.IGNORECASE
)
_BEHIND: dict[Role, re.Pattern[str]] = {
    "unit": _UNIT_BEHIND,
    "instalment": _REPEATED,
    "net": _PLUS_TAX,
}
_GROSS = re.compile(r"\b(?:brutto|inkl|incl?|including|ttc|mit|with|gross)\b")
_CONNECTOR = re.compile(
    r"(?:(?:^| )(?:from|of|only|just|up to|ab|von|nur|bis zu|de|des|da|od|az|desde|a partir de"
    r"|jusqu a|hasta|fino a|от|до|about|ca|approx))+$"
)
_PRICE_WORDS = frozenset({
    "price", "preis", "prix", "precio", "prezzo", "preco", "prijs", "cena", "pret", "цена",
    "fiyat", "pris", "now",
})  # fmt: skip
_DIGIT = re.compile(r"\d")
_NEW_STATEMENT = frozenset("+|;,&·•-–—")
_PAIRED = {"de": "por", "van": "voor"}

# What behind an amount names another one as often: it counts only where nothing follows.
_ALONE = frozenset({"was", "extra"})
_TAXED = frozenset({"net", "gross"})
_FEE = re.compile(r" (?:fees?|costs?|charges?)$")


def means_free(folded: str) -> bool:
    """Whether the whole text, folded, says that the price is nothing."""
    if folded in _free():
        return True
    label, _, rest = folded.partition(" ")
    return label in _labels() and rest in _free()


def only_labels(folded: str) -> bool:
    """Whether folded text has nothing but words that label a price."""
    return all(word in _labels() for word in folded.split())


def names_regular(text: str) -> bool:
    """Whether `text` begins by calling its first amount the regular or the most one may ask."""
    digit = _DIGIT.search(text)
    label = text[: digit.start()].rstrip("₹$€£ ") if digit else ""
    return bool(label) and _closing_role(fold(label)) == "regular"


def says_former(text: str) -> bool:
    """Whether `text` begins by saying that its first amount was the price at another time."""
    digit = _DIGIT.search(text)
    label = fold(text[: digit.start()]) if digit else ""
    return any(label.endswith(f" {phrase}") or label == phrase for phrase in _former())


def roles_of(surroundings: Sequence[tuple[str, str]]) -> list[Role]:
    """What each amount of a text is, from the text before and after it (signs taken off).

    `before` reaches back to the previous number, `after` on for some words. What stands directly
    behind an amount counts first (``£20 off``, ``9,99 € / Monat``, ``0,99 €/100 g``), then the
    label ahead. Words that one amount used as its own are no label of the next.
    """
    roles: list[Role] = []
    used = ""
    for before, after in surroundings:
        label = fold(before[-_REACH:]).removeprefix(used).strip()
        behind = _role_behind(after, label) if after else None
        used = behind[1] if behind else ""
        if not roles and _SEVERAL_FOR.fullmatch(before):
            roles.append("extra")  # 2 for £10
        else:
            roles.append(behind[0] if behind else _role_ahead(before, label))
    for i, (first, second) in enumerate(pairwise(surroundings)):
        closing = _PAIRED.get(fold(first[0]).rpartition(" ")[2])
        if closing and closing == fold(second[0]).rpartition(" ")[2]:
            roles[i] = "was"
    return roles


def _role_behind(after: str, label: str) -> tuple[Role, str] | None:
    """The role that the text behind an amount gives it, and the words that said so."""
    for role, pattern in _BEHIND.items():
        if pattern.match(after):
            return role, ""
    lead = after.lstrip()[:1]
    if not lead or lead in _NEW_STATEMENT:
        return None
    digit = _DIGIT.search(after)
    segment = after[: digit.start()] if digit else after
    if digit and lead == "(" and ")" not in segment:
        return None
    words = fold(segment)
    found = _leading_phrase(words)
    if found is None:
        return None
    role, phrase = found
    if role in _ALONE:
        alone = not digit and lead != "(" and phrase in {words, _FEE.sub("", words)}
        return (role, "") if alone else None
    if digit and label and (role not in _TAXED or _GROSS.search(label)):
        return None
    return role, phrase


def _role_ahead(before: str, label: str) -> Role:
    if not before:
        return "price"
    if _UNIT_AHEAD.search(before[-30:]):
        return "unit"
    if _TIMES_AHEAD.search(before):
        return "instalment"
    if before.rstrip().endswith("+"):
        return "extra"
    if not label:
        return "price"
    core = _CONNECTOR.sub("", label)
    role = _closing_role(core) or (_closing_role(label) if core != label else None)
    if role is None and not _carriage().isdisjoint(label.split()) and not _ends_as_price(label):
        role = "extra"
    return role or "price"


def _ends_as_price(label: str) -> bool:
    """Whether a label that speaks of carriage ends by naming the price after all."""
    return label.rpartition(" ")[2] in _PRICE_WORDS


def _leading_phrase(words: str) -> tuple[Role, str] | None:
    """The longest known phrase that `words` start with, and its role."""
    roles = _roles(behind=True)
    parts = words.split()
    for size in range(min(len(parts), _MAX_WORDS), 0, -1):
        phrase = " ".join(parts[:size])
        if phrase in roles:
            return roles[phrase], phrase
    if _NO_SPACES.search(words[:2]):
        for size in range(min(len(words), _MAX_CHARACTERS), 0, -1):
            if words[:size] in roles and _NO_SPACES.search(words[:size]):
                return roles[words[:size]], words[:size]
    return None


def _closing_role(words: str) -> Role | None:
    """The role of the longest known phrase that `words` end with."""
    roles = _roles(behind=False)
    parts = words.split()
    for size in range(min(len(parts), _MAX_WORDS), 0, -1):
        role = roles.get(" ".join(parts[-size:]))
        if role:
            return role
    if _NO_SPACES.search(words[-2:]):
        for size in range(min(len(words), _MAX_CHARACTERS), 0, -1):
            role = roles.get(words[-size:])
            if role and _NO_SPACES.search(words[-size:]):
                return role
    return None


@lru_cache(maxsize=2)
def _roles(*, behind: bool) -> Mapping[str, Role]:
    blocks = beside_price.BEHIND if behind else beside_price.AHEAD
    return {
        fold(phrase): cast("Role", role)
        for role, block in blocks.items()
        for phrase in phrases_of(block)
    }


@lru_cache(maxsize=1)
def _free() -> frozenset[str]:
    return frozenset(map(fold, phrases_of(beside_price.FREE)))


@lru_cache(maxsize=1)
def _former() -> frozenset[str]:
    return frozenset(map(fold, phrases_of(beside_price.FORMER)))


@lru_cache(maxsize=1)
def _carriage() -> frozenset[str]:
    return frozenset(map(fold, phrases_of(beside_price.CARRIAGE)))


@lru_cache(maxsize=1)
def _labels() -> frozenset[str]:
    return frozenset(map(fold, phrases_of(beside_price.LABELS)))
