"""Product links of a listing page, and the addresses of a sitemap."""

import html
import re
from urllib.parse import urlsplit

from turbohtml import Element

from pricetrail.errors import InvalidURL
from pricetrail.extract import blocks
from pricetrail.extract.bodies import opened
from pricetrail.extract.document import Document
from pricetrail.extract.items import first_text, found
from pricetrail.schema import Page
from pricetrail.urls import normalise_url, shop_of

_LOC = re.compile(
    rb"<(?!image:|video:)(?:\w+:)?loc\b[^>]*>\s*(?:<!\[CDATA\[)?([^<\]]{1,4000})", re.IGNORECASE
)
_PRODUCT_PATH = re.compile(
    r"/(?:products?|p|pd|pdp|dp|itm|item|produkte?|productos?|produits?|artikel"
    r"|prodotti|listing|gp/product)/[^/]"
    r"|[-_/]p?\d{4,}(?:\.html?)?$|\.p$|-p-\d+|/catalogue/[^/]+/index\.html$",
    re.IGNORECASE,
)
_NOT_PRODUCT = re.compile(
    r"/(?:cart|basket|checkout|login|account|wishlist|help|faq|contact|about|blog|news"
    r"|search|category|categories"
    r"|collections?/[^/]+/?$|tag|legal|privacy|terms|customer|page)(?:/|$|\?)",
    re.IGNORECASE,
)
_PRICE_HINT = re.compile(r"\d[.,]\d{2}|[$€£¥₹₽₩]\s?\d|\d\s?(?:€|zł|kr|Kč|lei|Ft|₽|円|元)")
_CARD_DEPTH = 6
_MAX_CARD_TEXT = 1200
_MAX_LINKS = 20_000


def product_links(page: Page) -> list[str]:
    """The URLs of the products that a page lists, normalised, in page order without repeats.

    From its schema.org item list where it has one, else the links of its product cards: links
    of the same shop that look like a product's, or share a small block with a price.
    """
    doc = Document(page)
    listed = [first_text(f.item, "url", "@id") for f in found(doc.json_ld + doc.microdata)]
    urls = [doc.absolute(url) for url in (*listed, *_item_list_urls(doc)) if url]
    if len(urls) < 2:
        urls += [_card_url(doc, link) for link in doc.tree.select("a[href]")[:_MAX_LINKS]]
    return _unique(doc, [url for url in urls if url])


def sitemap_urls(page: Page) -> list[str]:
    """Every ``<loc>`` of an XML sitemap or sitemap index, in order without repeats.

    The body may still be gzip-compressed. Read as text, not as XML: no entity beyond the
    predefined five is ever resolved and no document type is looked at. Lines of a plain-text
    sitemap count too.
    """
    body = opened(page.body)
    found_urls = [
        html.unescape(raw.decode("utf-8", "replace")).strip() for raw in _LOC.findall(body)
    ]
    if not found_urls and body.lstrip().startswith(b"http"):
        found_urls = body.decode("utf-8", "replace").split()
    return list(dict.fromkeys(url for url in found_urls if url.startswith(("http://", "https://"))))


def likely_products(urls: list[str]) -> list[str]:
    """Of the pages of a sitemap those whose path looks like a product's.

    Where not one does, all that are not plainly something else.
    """
    pages = [(url, urlsplit(url).path) for url in urls]
    pages = [
        (url, path) for url, path in pages if path.strip("/") and not _NOT_PRODUCT.search(path)
    ]
    return [url for url, path in pages if _PRODUCT_PATH.search(path)] or [url for url, _ in pages]


def _item_list_urls(doc: Document) -> list[str]:
    urls: list[str] = []
    for value in doc.json_ld:
        nodes = value if isinstance(value, list) else [value]
        for node in nodes:
            entries = node.get("itemListElement") if isinstance(node, dict) else None
            if isinstance(entries, list) and "BreadcrumbList" not in str(node.get("@type")):
                urls += [
                    e["url"]
                    for e in entries
                    if isinstance(e, dict) and isinstance(e.get("url"), str)
                ]
    return urls


def _card_url(doc: Document, link: Element) -> str | None:
    url = doc.absolute(link.attr("href"))
    if url is None or not doc.host or shop_of(url) != shop_of(doc.url or url):
        return None
    path = urlsplit(url).path
    if path in {"", "/"} or _NOT_PRODUCT.search(path):
        return None
    if any(isinstance(e, Element) and e.tag in {"nav", "footer", "header"} for e in link.ancestors):
        return None
    return url if _PRODUCT_PATH.search(path) or _has_price(link) else None


def _has_price(link: Element) -> bool:
    """Whether the link's own card shows a price: the nearest block that is small and has one."""
    node = link
    for _ in range(_CARD_DEPTH):
        text = node.text
        if len(text) > _MAX_CARD_TEXT:
            return False
        if _PRICE_HINT.search(text):
            return len(node.select("a[href]")) <= 8
        parent = node.parent
        if not isinstance(parent, Element) or blocks.is_aside(parent):
            return False
        node = parent
    return False


def _unique(doc: Document, urls: list[str]) -> list[str]:
    own = _normal(doc.url) if doc.url else None
    seen: dict[str, None] = {}
    for url in urls:
        normal = _normal(url)
        if normal is not None and normal != own:
            seen.setdefault(normal)
    return list(seen)


def _normal(url: str) -> str | None:
    try:
        return normalise_url(url)
    except InvalidURL:
        return None
