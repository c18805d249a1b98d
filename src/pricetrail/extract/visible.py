"""Candidates out of what a visitor sees: names, brand, prices and stock around the headline."""

import re

from turbohtml import Element, query

from pricetrail.extract import prices, reviews, specs, stock
from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.fields import clean_brand, clean_name
from pricetrail.extract.likeness import containment
from pricetrail.extract.nodes import path_of, shown_text, text_of
from pricetrail.extract.seen import Seen

_SOURCE = "visible"
_BRAND_LINK = re.compile(r"/brands?/|/marca|/marque|/marke")
_LIKE_BRAND = query.compile(
    "[class*=brand i],[data-testid*=brand i]"
    ",a:is([href*='/brand'],[href*='/marca'],[href*='/marque'],[href*='/marke'])"
)
_NEAR = 400


def read(doc: Document, out: Candidates, *, judged: bool = False) -> list[Seen]:
    """Add what the visible page says; answers with the prices seen around its headline.

    Nothing is looked for that is settled. Prices tell the page's kind too: they are passed over
    only where that is `judged` already.
    """
    if not out.settled("name"):
        _read_names(doc, out)
    if not out.settled("brand") and out.best("brand") is None:
        _read_brand(doc, out)
    if not out.settled(*specs.FIELDS):
        specs.read(doc, out)
    if doc.headline is None:
        return []
    seen = [] if judged and out.settled("price", "list_price") else _read_prices(doc, out)
    if not out.settled("availability"):
        stock.read(doc, out)
    if not out.settled("rating", "review_count") and out.best("rating") is None:
        reviews.read(doc, out)
    return seen


def _read_prices(doc: Document, out: Candidates) -> list[Seen]:
    declared = out.best("currency")
    seen = prices.prices(doc, declared.value if declared else None)
    for price in seen:
        if price.reason is None:
            name = "list_price" if price.struck else "price"
            out.add(name, price.money, _SOURCE, path_of(price.element), price.score)
    return seen


def _read_names(doc: Document, out: Candidates) -> None:
    shop = doc.meta.get("og:site_name") or doc.host or None
    if doc.headline is not None:
        name = clean_name(shown_text(doc.headline), shop)
        out.add("name", name, _SOURCE, path_of(doc.headline), 62)
    out.add("name", clean_name(doc.title, shop), _SOURCE, "title", 50)


def _read_brand(doc: Document, out: Candidates) -> None:
    """A brand element counts where the page's own names begin with its text or hold it whole."""
    near = (*doc.before.elements, *doc.after.elements[:_NEAR])
    for element in filter(_is_named_brand, _LIKE_BRAND.filter(near)):
        text = text_of(element)
        if not 1 < len(text) <= 40 or doc.is_aside(element):
            continue
        if any(containment(text, name) == 1.0 for name in doc.own_names):
            out.add("brand", clean_brand(text), _SOURCE, path_of(element), 45)
            return


def _is_named_brand(element: Element) -> bool:
    names = element.attr("class") or element.attr("data-testid") or ""
    if "brand" in names or "Brand" in names:
        return True
    return element.tag == "a" and _BRAND_LINK.search(element.attr("href") or "") is not None
