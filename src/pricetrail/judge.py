"""What a fetched page means for its target. Pure functions."""

from typing import NamedTuple

from pricetrail.errors import InvalidURL
from pricetrail.extract import Extraction
from pricetrail.schema import Outcome, Page, Target
from pricetrail.urls import normalise_url, product_id_of, shop_of

_REFUSING = frozenset({401, 402, 403, 407, 429, 451})
_GONE = frozenset({404, 410})


class Verdict(NamedTuple):
    """An outcome and, unless it is ``ok``, the reason in words."""

    outcome: Outcome
    reason: str | None = None


def judge(page: Page, extraction: Extraction, target: Target) -> Verdict:
    """The outcome of an attempt that got `page`.

    Only ``ok`` may become an event: a page that is the product's own, served with a success
    status. A page that refuses us is ``blocked``, whatever else it shows.
    """
    kind, reason = extraction.record.kind, extraction.reason
    if kind == "blocked":
        return Verdict("blocked", reason or "the shop asks for a challenge")
    if page.status in _REFUSING:
        return Verdict("blocked", f"the shop refuses us: HTTP {page.status}")
    if page.status in _GONE:
        return Verdict("not_found", f"the shop says it is gone: HTTP {page.status}")
    if page.status >= 400:
        return Verdict("fetch_failed", f"the shop fails: HTTP {page.status}")
    if kind == "not_found":
        return Verdict("not_found", reason or "the page says that the product is gone")
    if kind != "product":
        return Verdict("not_a_product", _what_it_is(page, kind, reason))
    other = _other_product(page, extraction, target)
    if other is not None:
        return Verdict("not_found", f"redirected to another product: {other}")
    return Verdict("ok")


def identify(page: Page, extraction: Extraction) -> str:
    """The id of the product that `page` shows, for a target that has none yet.

    A page can only ever speak for the shop it came from: a canonical URL of another host is not
    believed. Raises InvalidURL where the page's own URL cannot be kept.
    """
    url = page.final_url
    canonical = extraction.canonical
    try:
        if canonical is not None and shop_of(canonical) == shop_of(url):
            url = normalise_url(canonical)
    except InvalidURL:
        pass  # a canonical URL that is none: the page's own stands
    return product_id_of(url, extraction.item_id)


def _other_product(page: Page, extraction: Extraction, target: Target) -> str | None:
    """The product a redirect led to, where the shop's own ids prove that it is another one."""
    if extraction.item_id is None or target.product_id is None or not _redirected(page):
        return None
    shown = identify(page, extraction)
    return shown if shown != target.product_id else None


def _what_it_is(page: Page, kind: str, reason: str | None) -> str:
    what = reason or ("a listing" if kind == "listing" else "not a product page")
    return f"redirected to {page.final_url}: {what}" if _redirected(page) else what


def _redirected(page: Page) -> bool:
    return normalise_url(page.final_url) != normalise_url(page.url)
