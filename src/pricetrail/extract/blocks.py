"""What the parts of a page are, told by their tags and by the names shops give them."""

import re
from functools import lru_cache

from turbohtml import Element

from pricetrail.extract.nodes import marks

_ASIDE = re.compile(
    r"related|recommend|recently|similar|cross-?_?sell|up-?_?sell|(?:^|[_-])also(?:[_-]|$)"
    r"|carousel|swiper|slick|slider|accessor|sponsored|mini-?_?(?:cart|basket|bag)"
    r"|(?<!card-)(?<!product-)footer|breadcrumb|(?<!p)review|comment|wish-?list|newsletter"
    r"|compar(?:e|ison)(?!-?_?(?:at|price))|mega-?menu|navigation|bundle|top-?bar"
    r"|^header$|(?:site|page|main|global|shop)-?_?header"
    r"|frequently|together|more-?(?:items|products)|other-?(?:items|products|sellers)"
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
    r"old-?_?(?:price|prc|value)|price-?_?old|was-?_?price|price-?_?was|list-?_?price(?!s)|price-?_?list(?![\w-])"
    r"|regular-?_?price|price-?_?regular|original-?_?price|price-?_?original|strike|crossed-?out"
    r"|compare-?_?at|compareprice|basis-?_?price|before-?_?price|price-?_?before|previous-?_?price|former-?_?price"
    r"|price-?_?prev|line-?through|\brrp|\buvp|\bmsrp|\bsrp\b|recommended-?price|retail-?_?price|rrp\b"
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


def is_aside(element: Element) -> bool:
    """Whether an element holds what is beside the product: others, menus, reviews, the cart."""
    if element.tag in _ASIDE_TAGS:
        return True
    if element.tag in {"body", "html", "main"}:
        return False
    return _names_aside(marks(element))


def is_hidden(element: Element) -> bool:
    """Whether an element itself is not shown, as far as its own markup says."""
    if element.attr("hidden") is not None or _names_hidden(marks(element)):
        return True
    style = element.attr("style")
    return bool(style and _HIDDEN_STYLE.search(style))


def is_crossed_out(element: Element) -> bool:
    """Whether an element's text is struck through, by its tag or its style."""
    if element.tag in {"del", "s", "strike"}:
        return True
    style = element.attr("style")
    return bool(style and _LINE_THROUGH.search(style))


def is_past(path: list[Element], names: list[str]) -> bool:
    """Whether an element (the first of `path`, then its parents) shows a price of the past.

    It is struck through, or named so; `names` are the `marks` of each. Words such as "was" or
    "list" mean a lot of things, so they count on the element itself alone.
    """
    if any(map(_names_struck, names)) or any(map(is_crossed_out, path)):
        return True
    return bool(_STRUCK_WORD.search(names[0]))


# Shops repeat the same class names over and over: each is looked at once.


@lru_cache(maxsize=8192)
def _names_aside(names: str) -> bool:
    return any(map(_is_aside_name, names.split()))


@lru_cache(maxsize=8192)
def _is_aside_name(name: str) -> bool:
    return _ASIDE.search(name) is not None


@lru_cache(maxsize=8192)
def _names_hidden(names: str) -> bool:
    return bool(_HIDDEN_MARKS.search(names)) and not _SHOWN_WHEN_WIDER.search(names)


@lru_cache(maxsize=8192)
def _names_struck(names: str) -> bool:
    return any(map(_is_struck_name, names.split()))


@lru_cache(maxsize=8192)
def _is_struck_name(name: str) -> bool:
    return _STRUCK.search(name) is not None


@lru_cache(maxsize=8192)
def names_price(names: str) -> bool:
    """Whether an element that calls itself so is named as a price."""
    return bool(_PRICE.search(names))
