"""What a page is: blocked beats all, then not found, then the weight of the evidence."""

import re
from collections import Counter
from itertools import islice
from typing import NamedTuple

from turbohtml import Element

from pricetrail.extract import blocks, state_fields
from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.items import LISTING_TYPES, Found, all_types
from pricetrail.extract.nodes import marks
from pricetrail.extract.sayings import says_not_found, says_search
from pricetrail.extract.seen import IN_A_ROW, Seen
from pricetrail.extract.shells import is_empty_shell
from pricetrail.extract.walls import blocked_by
from pricetrail.schema import Kind

_GONE = frozenset({404, 410})
_PRODUCT_OG = re.compile(r"(?:^|[:.])(?:product|product\.item|item|book)$")
_LISTING_OG = re.compile(r"product\.group|category|collection|list")
_ARTICLE_TYPES = frozenset(
    {
        "article",
        "newsarticle",
        "blogposting",
        "reportagenewsarticle",
        "recipe",
        "event",
        "musicevent",
        "musicgroup",
        "jobposting",
        "person",
        "videoobject",
        "profilepage",
        "webapplication",
        "newsmediaorganization",
    }
)
_PRODUCT_PATH = re.compile(
    r"/(?:products?|p|pd|dp|itm|item|produkt|producto|produit|artikel|listing)/|-p\d{4,}|\.p$"
)
_SEARCH_URL = re.compile(
    r"/(?:search|suche|recherche|busca|buscar|busqueda|cerca|szukaj|hledej|zoeken|arama)(?:/|\?|$)"
    r"|[?&](?:q|query|search|s|search_query|keywords?|searchterm|text)=[^&]",
    re.IGNORECASE,
)
_ELSEWHERE_URL = re.compile(
    r"^https?://[^/]+/?(?:\?|$)"
    r"|/(?:cart|basket|bag|checkout|warenkorb|kasse|panier|carrito|carrello|carrinho|winkelwagen"
    r"|koszyk|kosik|sepet|login|signin|account|wishlist|compare|faq|about|contact)(?:/|\.\w+|\?|$)",
    re.IGNORECASE,
)
_LEADING_404 = re.compile(r"\W*404\b(?! ?\w+ \w+)")
_PRICE_ELEMENTS = "[class*=price i]"
_MAX_PRICE_ELEMENTS = 2000
_GRID = 8
_LITTLE_TEXT = 1500
_MAX_TITLE = 200
_NEAR = 400
_ENOUGH = 4
_PLAIN_STATE = 60
_HOLDERS = 3


class Verdict(NamedTuple):
    """A page's kind and, unless it is a product, the reason in words."""

    kind: Kind
    reason: str | None


def judge(
    doc: Document,
    candidates: Candidates,
    seen: list[Seen],
    products: dict[str, list[Found]],
    main: bool,
) -> Verdict:
    """What the page is, and why; `main` says that schema.org data name the page's own product."""
    sells = main or _has_button(candidates)
    if wall := blocked_by(doc, sells=sells or any(_is_near(doc, s) for s in seen)):
        return Verdict("blocked", wall)
    search = _search(doc)
    if missing := _not_found(doc, sells=sells or search is not None):
        return Verdict("not_found", missing)
    weight = _product_weight(doc, candidates, seen, main)
    listing = _listing_reason(doc, candidates, products, seen, main) or search
    if weight >= _ENOUGH + 2 * (listing is not None):
        return Verdict("product", None)
    if listing is not None:
        return Verdict("listing", listing)
    if len(doc.text) < _LITTLE_TEXT and not sells and (missing := says_not_found(doc.text)):
        return Verdict("not_found", f"the page says: {missing}")
    return Verdict("other", _other_reason(doc))


def _other_reason(doc: Document) -> str:
    if doc.meta.get("og:type", "").lower() == "article":
        return "an article, no product"
    if is_empty_shell(doc):
        return "an empty shell whose content is made by scripts"
    return "no product on the page" if doc.text else "an empty page"


def _product_weight(doc: Document, candidates: Candidates, seen: list[Seen], main: bool) -> int:
    og_type = doc.meta.get("og:type", "").lower()
    shown = [s for s in seen if s.is_current]
    said = [
        c
        for c in candidates.of("availability")
        if c.source == "visible" and not c.place.startswith("button")
    ]
    weight = 4 * main
    weight += 3 * bool(_PRODUCT_OG.search(og_type)) - 3 * (
        og_type in {"article", "profile", "blog"}
    )
    weight += 3 * any(c.source == "meta" for c in candidates.of("price"))
    weight += 2 * any(c.source == state_fields.SOURCE for c in candidates)
    weight += 1 * any(c.source == state_fields.SOURCE for c in candidates.of("price"))
    weight += 3 * _has_button(candidates)
    weight += max((1 + 2 * (c.score >= _PLAIN_STATE) for c in said), default=0)
    near = [s for s in shown if _is_near(doc, s)]
    close = bool(near) and near[0].distance < 120
    weight += 2 * bool(near) + 2 * (close and not _is_told(doc, near[0]))
    weight += 1 * bool(_PRODUCT_PATH.search(doc.url or ""))
    weight -= 4 * bool(_ELSEWHERE_URL.search(doc.url or "") or _SEARCH_URL.search(doc.url or ""))
    weight -= 4 * (not main and not _ARTICLE_TYPES.isdisjoint(all_types(doc.json_ld)))
    return weight


def _is_near(doc: Document, price: Seen) -> bool:
    """Whether a price may be what the page's own product costs, by its place."""
    return price.is_current and price.distance < _NEAR and not doc.is_card(price.element)


def _is_told(doc: Document, price: Seen) -> bool:
    """Whether a price stands in the text of an article, and nothing there calls it a price."""
    around = (e for e in doc.headline_path if isinstance(e, Element) and e.tag == "article")
    if not any("product" not in marks(article) for article in around):
        return False
    holders = [e for e in islice(price.element.ancestors, _HOLDERS) if isinstance(e, Element)]
    return not any(map(blocks.is_price, (price.element, *holders)))


def _has_button(candidates: Candidates) -> bool:
    return any(c.place.startswith("button") for c in candidates.of("availability"))


def _not_found(doc: Document, *, sells: bool) -> str | None:
    if doc.page.status in _GONE:
        return f"the shop answered {doc.page.status}"
    headings = [text for _, text in doc.headings[:2]]
    for said in (doc.title, *headings):
        if not sells and said and len(said) < _MAX_TITLE and _misses(said):
            return f"the page says: {said[:80]}"
    return None


def _misses(said: str) -> bool:
    return _LEADING_404.match(said) is not None or says_not_found(said) is not None


def _search(doc: Document) -> str | None:
    """Why the page is the answer to a search, by its address or by its title and headings."""
    if _SEARCH_URL.search(doc.url or ""):
        return "the address asks for a search"
    said = next(
        filter(None, map(says_search, [doc.title, *(t for _, t in doc.headings[:2])])), None
    )
    return f"the page says: {said}" if said else None


def _is_span(candidates: Candidates) -> bool:
    """Whether all that is said of the price is the span of many offers, as of a whole category."""
    prices = candidates.of("price")
    return bool(prices) and all(c.place.endswith("lowPrice") for c in prices)


def _listing_reason(
    doc: Document,
    candidates: Candidates,
    products: dict[str, list[Found]],
    seen: list[Seen],
    main: bool,
) -> str | None:
    og_type = doc.meta.get("og:type", "").lower()
    if _LISTING_OG.search(og_type):
        return f"a list of products: its og:type is {og_type}"
    shows = any(s.is_current for s in seen)
    if main and (shows or _has_button(candidates) or not _is_span(candidates)):
        return None
    if not main and (types := LISTING_TYPES.intersection(all_types(doc.json_ld))):
        return f"a list of products: its JSON-LD is of type {min(types)}"
    for source, listed in products.items():
        if len(listed) >= 3 and not main:
            return f"a list of products: {len(listed)} in {source}, none the page's own"
    cards = sum(1 for s in seen if s.reason == IN_A_ROW)
    if cards and not shows:
        return f"a list of products: {cards} prices in a row, none outside"
    return None if shows else _grid_reason(doc)


def _grid_reason(doc: Document) -> str | None:
    """Whether the page shows many prices of one kind, wherever they stand, and nothing else."""
    counts = Counter(marks(e) for e in doc.tree.select(_PRICE_ELEMENTS)[:_MAX_PRICE_ELEMENTS])
    most = max(counts.values(), default=0)
    return f"a list of products: {most} prices of one kind" if most >= _GRID else None
