"""The prices a visitor sees around the headline, and what each of them is."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from turbohtml import Element

from pricetrail.extract import blocks
from pricetrail.extract.amounts import Context
from pricetrail.extract.currency import currency_code, currency_of_text
from pricetrail.extract.document import Document, Words
from pricetrail.extract.folding import fold
from pricetrail.extract.money import Money, money_in, price_among
from pricetrail.extract.nodes import is_cents, marks, price_text, short_text, text_of
from pricetrail.extract.price_words import Role, means_free
from pricetrail.extract.seen import (
    Seen,
    with_dearer_old,
    with_dearer_regular,
    with_lonely_old,
    without_cards,
)
from pricetrail.extract.signs import has_symbol, may_have_sign

_MAX_PHRASE = 48
_SHORT = 16
_MAX_PRICES = 60
_BESIDE = 60
_MAX_ASIDES = 4
_CLOSE = 150
_SET_OFF = frozenset({"h1", "h2", "h3", "strong", "b", "ins"})
_FAR = 500
_PROSE = frozenset({"p", "blockquote", "figcaption"})
_PROSE_LENGTH = 70
_INLINE_DEPTH = 4
_HOLDERS = 5
_CENTS = 2
_TO = re.compile(r"[-–—~]|\b(?:to|bis|do|до|tot|til)\b")
_RANGE = re.compile(
    rf"\D{{0,12}}\d[\d.,'\s]*\D{{0,8}}(?:{_TO.pattern})\D{{0,12}}\d[\d.,'\s]*\D{{0,8}}"
)
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"(?=\S*[a-z])(?=\S*[A-Z])(?=\S*\d)[\w+/=-]{6,}$")
_INSTALMENT = re.compile(r"instal|financ|klarna|afterpay|\bemi\b|monthly|leasing|credit")
_DELIVERY = re.compile(r"shipping|deliver|postage|versand|liefer|livraison|freight|shipment")
_SAVING = re.compile(
    r"saving|discount(?!ed)|you-?save|cashback|voucher|coupon|points|deposit|pfand|gift-?card"
    r"|trade-?in|minimum|threshold"
)
_UNIT = re.compile(r"unit-?_?price|grundpreis|price-?per|per-?unit|ppu\b|pricepermeasure")
_MEMBER = re.compile(r"member|club|subscri|loyal|plus-?price|abo\b|sparabo|card-?price|tarjeta")
_NET = re.compile(
    r"tax-?excl|price-?excl|excl-?(?:tax|vat)|price-?net|net-?price|price-?tax\b|ex-?vat"
)
_REASONS = (
    ("a price per unit", _UNIT),
    ("an instalment", _INSTALMENT),
    ("delivery costs", _DELIVERY),
    ("a saving, not a price", _SAVING),
)


def prices(doc: Document, currency: str | None = None) -> list[Seen]:
    """The prices after the headline in page order; those before it where there are none after.

    `currency` is what the page's markup declares: it decides what signs of many currencies mean.
    """
    context = Context(currency_code(currency), doc.locale, doc.host or None)
    found = without_cards(doc, list(_prices(doc, doc.after.numbers, context)))
    if not any(price.is_current for price in found):
        found += without_cards(doc, list(_prices(doc, doc.before.numbers, context)))
    if not any(price.is_current for price in found):
        found += _free(doc, context)
    return with_lonely_old(with_dearer_regular(with_dearer_old(found)))


def _prices(doc: Document, numbers: list[Words], context: Context) -> Iterator[Seen]:
    done: set[Element] = set()
    signed: dict[Element, bool | None] = {}
    asides = count = 0
    settled = False
    for word in numbers:
        if count >= _MAX_PRICES or (settled and word.distance > _FAR):
            return
        if not _may_be_price(word.text):
            continue
        if doc.is_aside(word.element):
            asides += 1
            if asides > _MAX_ASIDES:
                continue
        phrase = _phrase(doc, word, signed)
        if phrase is None or phrase.element in done:
            continue
        done.add(phrase.element)
        for seen in _seen(doc, context, phrase, word.distance):
            count += 1
            yield seen
            settled = settled or (seen.is_current and not doc.is_card(seen.element))


def _free(doc: Document, context: Context) -> list[Seen]:
    """What stands in a price's place and says in words that it is nothing."""
    for word in doc.after.words:
        if word.distance > _FAR:
            break
        if len(word.text) > _SHORT or not any(map(blocks.is_price, _near(word.element, 1))):
            continue
        if means_free(fold(word.text)) and not doc.is_card(word.element):
            return _seen(doc, context, _Phrase(word.element, word.text), word.distance)
    return []


def _may_be_price(text: str) -> bool:
    """A cheap look that lets go of nearly all texts with digits that are no price."""
    if len(text) <= _SHORT:
        return True
    if len(text) <= _MAX_PHRASE:
        return may_have_sign(text)
    return len(text) <= _MAX_PHRASE * 3 and has_symbol(text)


class _Phrase(NamedTuple):
    """An element with the text in it that may be a price, and whether that may have a sign."""

    element: Element
    text: str
    may_have_sign: bool = True


def _phrase(doc: Document, word: Words, signed: dict[Element, bool | None]) -> _Phrase | None:
    """The smallest element around a number that may read as a price on its own, with its text.

    A number without a currency sign is looked at together with its surroundings, as far as they
    are short: shops put sign, whole and cents into elements of their own. `signed` keeps what is
    known of elements looked at before.
    """
    element, text = word.element, word.text
    if may_have_sign(text):
        return _with_cents(element, text)
    if _TOKEN.match(text):
        return None
    for holder in islice((element, *element.ancestors), _HOLDERS):
        if not isinstance(holder, Element) or holder in doc.headline_path:
            break
        if holder not in signed:
            around = short_text(holder, _MAX_PHRASE * 4)
            signed[holder] = None if around is None else may_have_sign(around)
        if signed[holder] is None:
            break
        if signed[holder]:
            wider = price_text(holder)
            return (
                _Phrase(holder, wider)
                if len(wider) <= _MAX_PHRASE
                else _Phrase(element, text, False)
            )
    return _Phrase(element, text, False)


def _with_cents(element: Element, text: str) -> _Phrase:
    """A signed number with the cents, or the rest of its range, in elements of their own."""
    parent = element.parent
    if is_cents(element) and isinstance(parent, Element):
        return _wider(parent) or _Phrase(element, text)
    if element.select_one("*") is not None:
        whole = _wider(element)
        more = len(_DIGIT.findall(whole.text)) - len(_DIGIT.findall(text)) if whole else 0
        return whole if whole and 0 < more <= _CENTS else _Phrase(element, text)
    if isinstance(parent, Element) and _TO.search(short_text(parent, _MAX_PHRASE * 4) or ""):
        whole = _wider(parent)
        if whole and _RANGE.fullmatch(whole.text):
            return whole
    return _Phrase(element, text)


def _wider(element: Element) -> _Phrase | None:
    """An element with all of its text; None where that is too long for a price."""
    if short_text(element, _MAX_PHRASE * 4) is None:
        return None
    text = price_text(element)
    return _Phrase(element, text) if len(text) <= _MAX_PHRASE else None


def _seen(doc: Document, context: Context, phrase: _Phrase, distance: int) -> list[Seen]:
    """The present price and the price of the past in one phrase, as far as it has them."""
    element = phrase.element
    closest = _near(element, 2)
    named = element.attr("itemprop") == "price" or any(map(blocks.is_price, closest))
    if not named and not _is_signed(phrase, context):
        return []
    said = money_in(phrase.text, context, split_cents=element.select_one("*") is not None)
    present = _in_one_currency([money for money, role in said if role == "price"], context.currency)
    past = [money for money, role in said if role in {"was", "regular"}]
    if blocks.is_struck_path(closest):
        present, past = [], present or past
    if not (present or past):
        return []
    near = _near(element, 5)
    names = " ".join(map(marks, closest))
    score = _score(element, names, distance, named=named)
    is_past = not present
    reason = _reason(doc, element, near, marks(element) if is_past else names)
    amount = (present or past)[0].amount
    if reason is None:
        role = _role_beside(doc, context, element, amount, is_past=is_past)
        if role == "was":
            present, past = [], present or past
        elif role is None:
            reason = "called something else by the words beside it"
    if reason is None and not named and _is_in_prose(near):
        reason = "in the middle of a longer text"
    return [
        Seen(monies[0], element, distance, score, reason, struck)
        for monies, struck in ((present, False), (past, True))
        if len({(m.amount, m.upper) for m in monies}) == 1
    ]


def _is_signed(phrase: _Phrase, context: Context) -> bool:
    """Whether a phrase names one currency, so that it is a price wherever it stands."""
    if not phrase.may_have_sign or len(phrase.text) > _MAX_PHRASE:
        return False
    currency, lang, host = context
    return currency_of_text(phrase.text, currency=currency, lang=lang, host=host) is not None


def _in_one_currency(monies: list[Money], declared: str | None) -> list[Money]:
    """Of one price in several currencies (``129 лв. / 65,96 €``) the declared, else the first."""
    currencies = {money.currency for money in monies}
    if len(monies) > 1 and len(currencies) == len(monies):
        return [next((m for m in monies if m.currency == declared), monies[0])]
    return monies


def _score(element: Element, names: str, distance: int, *, named: bool) -> int:
    """How well a price is placed: near the headline, named as a price, set off by its tag."""
    score = 52 + 8 * named - min(distance // 40, 20)
    score -= 12 * bool(_MEMBER.search(names)) + 15 * bool(_NET.search(names))
    score += 4 * (element.tag in _SET_OFF and distance < _CLOSE)
    score += 4 * (element.attr("itemprop") == "price")
    return max(score, 5)


def _reason(doc: Document, element: Element, near: list[Element], names: str) -> str | None:
    if any(blocks.is_hidden(e) for e in near):
        return "hidden"
    if doc.is_aside(element):
        return "of something else on the page"
    return _reason_in(names)


@lru_cache(maxsize=2048)
def _reason_in(names: str) -> str | None:
    """What else than a price an element is by what it calls itself."""
    return next((reason for reason, pattern in _REASONS if pattern.search(names)), None)


def _is_in_prose(near: list[Element]) -> bool:
    """Whether an element (the first of `near`, then its parents) is part of a long paragraph."""
    paragraph = next((e for e in near[:_INLINE_DEPTH] if e.tag in _PROSE), None)
    return paragraph is not None and short_text(paragraph, _PROSE_LENGTH) is None


def _role_beside(
    doc: Document, context: Context, element: Element, amount: Decimal, *, is_past: bool
) -> Role | None:
    """What the words beside a price, in a short parent, let it be; None for no price at all."""
    parent = element.parent
    if not isinstance(parent, Element) or parent in doc.headline_path:
        return "price"
    around = short_text(parent, _BESIDE * 4)
    if around is None or around.strip() == element.text.strip():
        return "price"
    wider, own = text_of(parent), text_of(element)
    if not len(own) < len(wider) <= _BESIDE:
        return "price"
    said = money_in(wider, context)
    roles = {role for _, role in said}
    if len(_DIGIT.findall(wider)) > len(_DIGIT.findall(own)):
        is_net = any(role == "net" and money.amount == amount for money, role in said)
        return None if is_net else "price"
    if is_past:
        return "was" if roles & {"was", "price"} else None
    if price_among(said, context) is not None:
        return "price"
    return "was" if roles == {"was"} else None


def _near(element: Element, above: int) -> list[Element]:
    """An element and those that hold it, `above` at most."""
    return [e for e in (element, *islice(element.ancestors, above)) if isinstance(e, Element)]
