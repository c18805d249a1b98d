"""What a page is: blocked beats all, then not found, then the weight of the evidence."""

import re
from collections import Counter
from typing import NamedTuple

from pricetrail.extract import state_fields
from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.items import LISTING_TYPES, Found, all_types
from pricetrail.extract.nodes import marks
from pricetrail.extract.prices import IN_A_ROW, Seen
from pricetrail.extract.walls import blocked_by
from pricetrail.schema import Kind

_GONE = frozenset({404, 410})
_NOT_FOUND = re.compile(
    r"^\W*404\b|\berror 404\b|\b404 (?:error|not)|page (?:was )?not found|(?:product|item|page"
    r"|listing)[^.]{0,30}(?:not (?:be )?found|no longer (?:exists?|available))"
    r"|(?:can't|cannot|couldn't|could not) (?:be )?f(?:ind|ound)|nicht gefunden"
    r"|existiert nicht|introuvable|n'existe (?:pas|plus)"
    r"|no (?:se )?(?:ha sido )?encontrad[ao]|no existe|non trovat[ao]|niet gevonden"
    r"|bestaat niet|nie (?:została )?znalezion\w"
    r"|não (?:foi )?encontrad[ao]|nu a fost găsit|nenalezena|nebola nájdená"
    r"|не найден\w?|не существует|bulunamadı"
    r"|ei löytynyt|hittades inte|ikke fundet|nem található|找不到|不存在"
    r"|見つかりません|찾을 수 없|غير موجودة|לא נמצא",
    re.IGNORECASE,
)
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
_ELSEWHERE = re.compile(r"^https?://[^/]+/?(?:\?|$)|/search(?:/|\?|$)|[?&](?:q|query|search|s)=")
_PRICE_ELEMENTS = "[class*=price i]"
_MAX_PRICE_ELEMENTS = 2000
_GRID = 8
_SHELL_TEXT = 250
_ENOUGH = 4
_PLAIN_STATE = 60


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
    if wall := blocked_by(doc, has_product=main):
        return Verdict("blocked", wall)
    weight = _product_weight(doc, candidates, seen, main)
    if missing := _not_found(doc, sells=main or _has_button(candidates)):
        return Verdict("not_found", missing)
    listing = _listing_reason(doc, products, seen, main)
    if weight >= _ENOUGH + 2 * (listing is not None):
        return Verdict("product", None)
    if listing is not None:
        return Verdict("listing", listing)
    if len(doc.text) < _SHELL_TEXT:
        return Verdict("other", "an empty shell whose content is made by scripts")
    return Verdict("other", "no product on the page")


def _product_weight(doc: Document, candidates: Candidates, seen: list[Seen], main: bool) -> int:
    og_type = doc.meta.get("og:type", "").lower()
    shown = [s for s in seen if s.is_current]
    said = [
        c
        for c in candidates.of("availability")
        if c.source == "visible" and not c.place.startswith("button")
    ]
    types = set(all_types(doc.json_ld))
    weight = 4 * main
    weight += 3 * bool(_PRODUCT_OG.search(og_type)) - 3 * (
        og_type in {"article", "profile", "blog"}
    )
    weight += 3 * any(c.source == "meta" for c in candidates.of("price"))
    weight += 3 * any(c.source == state_fields.SOURCE for c in candidates.of("price"))
    weight += 3 * _has_button(candidates)
    weight += max((1 + 2 * (c.score >= _PLAIN_STATE) for c in said), default=0)
    near = [s for s in shown if s.distance < 400 and not doc.is_card(s.element)]
    weight += 2 * bool(near) + 2 * (bool(near) and near[0].distance < 120)
    weight += 1 * bool(_PRODUCT_PATH.search(doc.url or ""))
    weight -= 4 * bool(_ELSEWHERE.search(doc.url or ""))
    weight -= 4 * (bool(types & _ARTICLE_TYPES) and not main)
    return weight


def _has_button(candidates: Candidates) -> bool:
    return any(c.place.startswith("button") for c in candidates.of("availability"))


def _not_found(doc: Document, *, sells: bool) -> str | None:
    if doc.page.status in _GONE:
        return f"the shop answered {doc.page.status}"
    headings = [text for _, text in doc.headings[:2]]
    for said in (doc.title, *headings):
        if not sells and said and len(said) < 200 and _NOT_FOUND.search(said):
            return f"the page says: {said[:80]}"
    return None


def _listing_reason(
    doc: Document, products: dict[str, list[Found]], seen: list[Seen], main: bool
) -> str | None:
    og_type = doc.meta.get("og:type", "").lower()
    if _LISTING_OG.search(og_type):
        return f"og:type {og_type}"
    types = set(all_types(doc.json_ld)) & LISTING_TYPES
    if types and not main:
        return f"json-ld {min(types)}"
    for source, listed in products.items():
        if len(listed) >= 3 and not main:
            return f"{len(listed)} products in {source}, none the page's own"
    cards = sum(1 for s in seen if s.reason == IN_A_ROW)
    if cards and not main and not any(s.is_current for s in seen):
        return f"{cards} prices in a row of products, none outside"
    return _grid_reason(doc) if not main and not any(s.is_current for s in seen) else None


def _grid_reason(doc: Document) -> str | None:
    """Whether the page shows many prices of one kind, wherever they stand, and nothing else."""
    counts = Counter(marks(e) for e in doc.tree.select(_PRICE_ELEMENTS)[:_MAX_PRICE_ELEMENTS])
    most = max(counts.values(), default=0)
    return f"{most} prices of one kind" if most >= _GRID else None
