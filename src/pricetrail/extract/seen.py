"""Prices seen on a page, and what they are to each other: cards in rows, old beside new."""

import re
from collections import defaultdict
from decimal import Decimal
from itertools import islice, pairwise
from typing import NamedTuple

from turbohtml import Element

from pricetrail.extract import blocks
from pricetrail.extract.currency import codes_of_sign
from pricetrail.extract.document import Document
from pricetrail.extract.folding import fold
from pricetrail.extract.items import same_page
from pricetrail.extract.money import Money
from pricetrail.extract.nodes import path_of, short_text, text_of
from pricetrail.extract.price_words import names_regular, only_labels, says_former

IN_A_ROW = "one in a row of products"
_IN_A_CARD = "in a card of another product"
_ROW = 4
_HOLDERS = 5
_MAX_NAMED_CARD = 200
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)(?:\?|$)", re.IGNORECASE)
_CARD_NAMES = frozenset({"h2", "h3", "h4", "h5"})
_DEEPEST_CUT = Decimal("0.3")
_SAME_PLACE = 4
_MAX_LABELLED = 60
_NEAR_EACH_OTHER = 60
_AMOUNT = re.compile(r"\d[\d.,'\s]*")


class Seen(NamedTuple):
    """A price as it stands on the page.

    `distance` counts nodes from the headline. `reason` says why it is not what a buyer pays for
    this product; `struck` that it is a price of the past.
    """

    money: Money
    element: Element
    distance: int
    score: int
    reason: str | None
    struck: bool

    @property
    def is_current(self) -> bool:
        """Whether this may be what a buyer pays now."""
        return self.reason is None and not self.struck


def without_cards(doc: Document, found: list[Seen]) -> list[Seen]:
    """The same prices, those in cards with links marked as of other products.

    Where there are many alike, a plain link in each is enough.
    """
    rows = _in_rows(doc, found)
    return [
        price
        if price.reason is not None
        else price._replace(reason=IN_A_ROW)
        if price.element in rows
        else price._replace(reason=_IN_A_CARD)
        if _is_in_card(doc, price)
        else price
        for price in found
    ]


def _in_rows(doc: Document, found: list[Seen]) -> set[Element]:
    """The elements of the prices that have enough others at places alike, most of them cards."""
    rows: set[Element] = set()
    if len(found) < _ROW:
        return rows
    alike: defaultdict[str, list[Seen]] = defaultdict(list)
    for price in found:
        alike[path_of(price.element)].append(price)
    for prices in alike.values():
        if len(prices) >= _ROW and _are_in_cards(doc, prices):
            rows.update(price.element for price in prices)
    return rows


def _are_in_cards(doc: Document, prices: list[Seen]) -> bool:
    half = len(prices) / 2
    return (
        sum(_is_in_card(doc, price) for price in prices) > half
        or sum(doc.is_card(price.element, linked="a[href]") for price in prices) > half
    )


def _is_in_card(doc: Document, price: Seen) -> bool:
    return doc.is_card(price.element) or _is_named_otherwise(doc, price)


def _is_named_otherwise(doc: Document, price: Seen) -> bool:
    """Whether a small block around a current price begins with the linked name of another product.

    Such a link holds a heading, or a picture with words, and leads to another page.
    """
    if not price.is_current:
        return False
    for holder in islice(price.element.ancestors, _HOLDERS):
        if not isinstance(holder, Element) or holder in doc.headline_path:
            return False
        if short_text(holder, _MAX_NAMED_CARD) is None:
            return False
        if holder.select_one("a[href]") is None:
            continue
        for inner in holder.iter_elements():
            if inner is price.element:
                break
            if inner.tag == "a" and _leads_elsewhere(doc, inner):
                return True
    return False


def _leads_elsewhere(doc: Document, link: Element) -> bool:
    reference = (link.attr("href") or "").strip()
    if not reference or reference.startswith(("#", "javascript:", "tel:", "mailto:")):
        return False
    if _PICTURE.search(reference) or same_page(doc.absolute(reference), doc.url):
        return False
    parent = link.parent
    if isinstance(parent, Element) and parent.tag in _CARD_NAMES:
        return True
    return link.select_one("h2,h3,h4") is not None or (
        link.select_one("img") is not None and len(text_of(link)) > 1
    )


def with_dearer_old(found: list[Seen]) -> list[Seen]:
    """The same prices; of two bare ones side by side in one block, a higher first one is old."""
    result = list(found)
    current = [i for i, price in enumerate(found) if price.is_current]
    for one, other in pairwise(current):
        if _is_reduced(found[one], found[other]):
            result[one] = result[one]._replace(struck=True)
    return result


def with_dearer_regular(found: list[Seen]) -> list[Seen]:
    """The same prices; one called regular or the maximum is old where a lower one stands near."""
    current = [price for price in found if price.is_current]
    if len(current) < 2:
        return found
    return [
        price._replace(struck=True)
        if price.is_current
        and names_regular(_labelled(price))
        and any(_is_lower(other, price) for other in current)
        else price
        for price in found
    ]


def _labelled(price: Seen) -> str:
    """A price as it stands, with the label before it where both are alone in one element."""
    parent = price.element.parent
    around = short_text(parent, _MAX_LABELLED) if isinstance(parent, Element) else None
    own = price.money.raw
    before, found, rest = " ".join((around or "").split()).partition(own)
    return f"{before} {own}" if found and not rest else own


def _is_lower(other: Seen, price: Seen) -> bool:
    return (
        _DEEPEST_CUT * price.money.amount < other.money.amount < price.money.amount
        and other.money.currency == price.money.currency
        and abs(other.distance - price.distance) <= _NEAR_EACH_OTHER
    )


def _is_reduced(first: Seen, second: Seen) -> bool:
    old, new = first.money, second.money
    alike = abs(first.score - second.score) <= _SAME_PLACE and old.currency == new.currency
    beside = first.element.parent is second.element.parent
    return (
        alike
        and beside
        and _is_bare(old)
        and _is_bare(new)
        and _DEEPEST_CUT * old.amount < new.amount < old.amount
    )


def _is_bare(money: Money) -> bool:
    """Whether an amount was written with nothing but its sign and words that label a price."""
    words = _AMOUNT.sub(" ", money.raw).split()
    return money.upper is None and all(codes_of_sign(w) or only_labels(fold(w)) for w in words)


def with_lonely_old(found: list[Seen]) -> list[Seen]:
    """The same prices; one that is only named old, without a newer one, is the present one.

    Themes name it so whether there is a newer one or not; words that say so are believed.
    """
    if any(price.is_current for price in found):
        return found
    for number, price in enumerate(found):
        crossed_out = blocks.is_crossed_out(price.element)
        if price.reason is None and not crossed_out and not says_former(_labelled(price)):
            current = price._replace(struck=False, score=price.score - 10)
            return [*found[:number], current, *found[number + 1 :]]
    return found
