"""What the parts of a page are, told by their tags and by the names shops give them."""

import re
from collections.abc import Callable
from functools import lru_cache

from turbohtml import Element

from pricetrail.extract.nodes import NAMING

# Each alternative begins with one plain letter, which lets the search skip all others fast.
_ASIDE = re.compile(
    r"related|recommend|recently|similar|cross-?_?sell|up-?_?sell|also(?<![^_-]also)(?:[_-]|$)"
    r"|carousel|swiper|slick|slider|accessor|sponsored|mini-?_?(?:cart|basket|bag)"
    r"|footer(?<!card-footer)(?<!product-footer)|breadcrumb|review(?<!preview)|comment|wish-?list"
    r"|compar(?:e|ison)(?!-?_?(?:at|price))|newsletter|mega-?menu|navigation|bundle|top-?bar"
    r"|header(?<!.header)$|site-?_?header|page-?_?header|main-?_?header|global-?_?header"
    r"|shop-?_?header|frequently|together|more-?(?:items|products)|other-?(?:items|products|sellers)"
    r"|suggest(?!ed-?_?(?:retail|price))"
    r"|last-?seen|viewed|cookie|consent|modal|popup|empfehl|aehnlich|zubehoer|relacionad|associes"
    r"|advert|banner|filter|facet|refine"
)
_ASIDE_TAGS = frozenset({"footer", "nav", "option", "select", "noscript", "template", "dialog"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_MARKS = re.compile(
    r"(?:^|\s|is-|-)(?<!visually-)(?:hidden|hide|d-none|display-none|template)(?:$|\s)"
)
_SHOWN_WHEN_WIDER = re.compile(r":(?:block|flex|inline|grid)|d-\w\w-(?:block|flex|inline|grid)")
_STRUCK = re.compile(
    r"old-?_?(?:price|prc|value|amount)|price-?_?old|was-?_?price|price-?_?was|list-?_?price(?!s)|price-?_?list(?![\w-])"
    r"|regular-?_?price|price-?_?regular|original-?_?price|price-?_?original|strike|crossed-?out"
    r"|compare-?_?at|compareprice|basis-?_?price|before-?_?price|price-?_?before|previous-?_?price|former-?_?price"
    r"|price-?_?prev|line-?through|rrp(?<!\wrrp)|uvp(?<!\wuvp)|msrp(?<!\wmsrp)|srp(?<!\wsrp)\b|recommended-?price|retail-?_?price|rrp\b"
    r"|full-?_?price|prix-?_?barre|ancien-?prix|precio-?(?:anterior|antes|viejo)|streichpreis|statt-?preis"
    r"|alter-?preis|price-?_?cut\b|pri?ce?-?_?org\b|price-?strikethrough|price-?--?old"
)
_STRUCK_WORD = re.compile(
    r"(?:^|[\s_-])(?:old|was|before|rrp|uvp|msrp|regular|original|orig|crossed|striked|stroke|through"
    r"|previous|prev|former|statt|ancien|barre|antes)(?:$|[\s_-])"
)
_LINE_THROUGH = re.compile(r"line-through", re.IGNORECASE)
_PRICE = re.compile(
    r"price|prc|preis|prix|precio|preco|prezzo|prijs|cena|ceny|cen[ay]?(?:$|[\s_-])|pris(?:$|[\s_-])"
    r"|pret(?:$|[\s_-])|fiyat|hinta|amount|valor|kaina"
)

_MAX_NAMES = 1000


def is_aside(element: Element) -> bool:
    """Whether an element holds what is beside the product: others, menus, reviews, the cart."""
    if element.tag in _ASIDE_TAGS:
        return True
    if element.tag in {"body", "html", "main"}:
        return False
    return _calls_itself(element, _names_aside)


def is_hidden(element: Element) -> bool:
    """Whether an element itself is not shown, as far as its own markup says."""
    if element.attr("hidden") is not None or _calls_itself(element, _names_hidden):
        return True
    style = element.attr("style")
    return bool(style and _HIDDEN_STYLE.search(style))


def is_crossed_out(element: Element) -> bool:
    """Whether an element's text is struck through, by its tag or its style."""
    if element.tag in {"del", "s", "strike"}:
        return True
    style = element.attr("style")
    return bool(style and _LINE_THROUGH.search(style))


def is_struck_path(path: list[Element]) -> bool:
    """Whether an element (the first of `path`, then its parents) shows a price of the past.

    It is struck through, or named so. Words such as "was" or "list" mean a lot of things, so
    they count on the element itself alone.
    """
    if any(is_crossed_out(e) or _calls_itself(e, _names_struck) for e in path):
        return True
    return _calls_itself(path[0], _names_past)


def is_price(element: Element) -> bool:
    """Whether an element is named as a price."""
    return _calls_itself(element, _names_price)


def _calls_itself(element: Element, judge: Callable[[str], bool]) -> bool:
    """Whether one of an element's names, as they are written, is what `judge` looks for."""
    for attribute in NAMING:
        names = element.attr(attribute)
        if names and judge(names[:_MAX_NAMES]):
            return True
    return False


# Shops repeat the same class names over and over: each is looked at once.


@lru_cache(maxsize=8192)
def _names_aside(names: str) -> bool:
    return any(map(_is_aside_name, names.lower().split()))


@lru_cache(maxsize=8192)
def _is_aside_name(name: str) -> bool:
    return _ASIDE.search(name) is not None


@lru_cache(maxsize=8192)
def _names_hidden(names: str) -> bool:
    names = names.lower()
    return bool(_HIDDEN_MARKS.search(names)) and not _SHOWN_WHEN_WIDER.search(names)


@lru_cache(maxsize=8192)
def _names_struck(names: str) -> bool:
    return any(map(_is_struck_name, names.lower().split()))


@lru_cache(maxsize=8192)
def _is_struck_name(name: str) -> bool:
    return _STRUCK.search(name) is not None


@lru_cache(maxsize=8192)
def _names_past(names: str) -> bool:
    return _STRUCK_WORD.search(names.lower()) is not None


@lru_cache(maxsize=8192)
def _names_price(names: str) -> bool:
    return _PRICE.search(names.lower()) is not None
