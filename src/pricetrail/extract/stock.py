"""Whether the product can be bought, as a visitor sees it: its button and the words near it."""

import re
from functools import lru_cache

from turbohtml import Element, query

from pricetrail.extract import blocks
from pricetrail.extract.availability import availability_of_button, availability_of_text, says_sold
from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document, Words
from pricetrail.extract.nodes import marks, path_of, text_of
from pricetrail.extract.signs import may_have_sign
from pricetrail.schema import Availability

_NEAR = 1200
_STATE = re.compile(
    r"stock|avail|inventory|deliver|dispo|liefer|sold|buy|cart|bag|basket|status|voorraad|lager"
)
_BUY_MARKS = re.compile(
    r"add-?_?(?:to|2)-?_?(?:cart|basket|bag|trolley)|button-?cart|btn-?_?cart|cart-?_?button|buy-?_?now"
    r"|buy-?_?button|btn-?_?buy|basket-?button|product-form__submit|add-?item"
)
_LIKE_BUTTON = ",".join(
    f"[{name}*={word} i]"
    for name in ("class", "id", "data-testid")
    for word in ("btn", "button", "cart", "buy", "basket", "bag")
)
_PRESSED = query.compile(
    f"button,input:is([type=submit],[type=button],[type=image]),a:is([role=button],{_LIKE_BUTTON})"
)
_BUTTONS = (
    "button",
    "input:is([type=submit],[type=button])",
    "a:is([role=button],[class*=cart i],[class*=buy i],[class*=btn i],[class*=basket i])",
)
_CHOICE = re.compile(
    r"(?:^|\s)(?:sizes?|swatch(?:es)?|variants?|options?|colou?rs?)(?:$|\s)"
    r"|(?:size|swatch|variant|colou?r)-?_?(?:picker|list|select|item|button|options?|swatch)"
)
_COUNT = re.compile(r"[\d.,]+\s?[^\W\d]{0,5}\.?\+?$")
_SELLER = re.compile(
    r"(?:by|von|durch|par|por|da|door|przez|de|av|af|for|für|pour|in|:)\b", re.IGNORECASE
)
_CHOICE_DEPTH = 3
_UNREAD = frozenset({"option", "label", "a"})
_MAX_BUTTONS = 400
_STATEMENT = 30
_CLOSE = 600


def read(doc: Document, out: Candidates) -> None:
    """Add the state that the buy button and the words after the headline show."""
    button = buy_button(doc)
    if button is not None:
        element, state = button
        out.add("availability", state, "visible", f"button {path_of(element)}", 50)
    _read_words(doc, out, can_buy=button is not None and button[1] != "out_of_stock")


def buy_button(doc: Document) -> tuple[Element, Availability] | None:
    """The button that buys the page's own product, with the state it shows by its words.

    A button that cannot be pressed shows nothing: it may wait for a choice of size.
    """
    near = _first_button(doc, _PRESSED.filter(doc.after.elements))
    if near is not None:
        return near
    looked_at = set(doc.after.elements)
    by_tag = (_first_button(doc, _elsewhere(doc, css, looked_at)) for css in _BUTTONS)
    found = [button for button in by_tag if button is not None]
    if len(found) < 2:
        return next(iter(found), None)
    return min(found, key=lambda button: doc.place_of(button[0]))


def _elsewhere(doc: Document, css: str, looked_at: set[Element]) -> list[Element]:
    found = [e for e in doc.tree.select(css)[:_MAX_BUTTONS] if e not in looked_at]
    return _PRESSED.filter(found)


def _first_button(doc: Document, elements: list[Element]) -> tuple[Element, Availability] | None:
    for element in elements:
        names = marks(element)
        state = _button_state(element, names, doc)
        if state is None or doc.is_aside(element) or doc.is_card(element):
            continue
        disabled = element.attr("disabled") is not None or "disabled" in names.split()
        if not (disabled and state == "in_stock"):
            return element, state
    return None


def _button_state(element: Element, names: str, doc: Document) -> Availability | None:
    text = text_of(element) or element.attr("value") or element.attr("aria-label") or ""
    state = availability_of_button(text, doc.lang)
    if state != "in_stock" and not _names_buying(f"{names} {(element.attr('name') or '').lower()}"):
        return None
    return state or "in_stock"


@lru_cache(maxsize=4096)
def _names_buying(names: str) -> bool:
    return _BUY_MARKS.search(names) is not None


def _is_choice(near: list[Element]) -> bool:
    """Whether a text belongs to one of several sizes or colours, not to the whole product."""
    return any(_CHOICE.search(marks(element)) for element in near[:_CHOICE_DEPTH])


def _is_labelled(words: list[Words], number: int) -> bool:
    """Whether a text is called the product's stock by a label before it: ``Availability: …``."""
    label, colon, _ = words[number].text.partition(":")
    if not colon and number:
        label, colon, rest = words[number - 1].text.partition(":")
        colon = "" if rest else colon
    return bool(colon) and len(label) <= _STATEMENT and _STATE.search(label.lower()) is not None


def _is_marked_sold(words: list[Words], number: int) -> bool:
    """Whether a text alone says that the one piece is sold, and does not count what was sold."""
    text, _, distance = words[number]
    if distance > _CLOSE or not says_sold(text):
        return False
    beside = words[max(0, number - 1) : number] + words[number + 1 : number + 2]
    return not any(
        _SELLER.match(word.text) or (_COUNT.match(word.text) and not may_have_sign(word.text))
        for word in beside
    )


def _read_words(doc: Document, out: Candidates, *, can_buy: bool) -> None:
    for number, word in enumerate(doc.after.words):
        if word.distance > _NEAR:
            return
        if not 2 <= len(word.text) <= 60 or word.element.tag in _UNREAD:
            continue
        state = availability_of_text(word.text, doc.lang)
        if state is None and _is_marked_sold(doc.after.words, number):
            state = "out_of_stock"
        if state in {None, "unknown"}:
            continue
        near = [word.element, *(e for e in word.element.ancestors if isinstance(e, Element))][:5]
        if any(blocks.is_hidden(e) for e in near) or doc.is_aside(word.element):
            continue
        if doc.is_card(word.element) or _is_choice(near):
            continue
        named = any(_STATE.search(marks(e)) for e in near[:4])
        named = named or _is_labelled(doc.after.words, number)
        score = 54 + 8 * named - min(word.distance // 100, 10)
        if state == "out_of_stock":
            plain = len(word.text) <= _STATEMENT and word.distance < _CLOSE
            score += -30 * (can_buy and not named) + 30 * (plain and not can_buy)
        out.add("availability", state, "visible", path_of(word.element), score)
        return
