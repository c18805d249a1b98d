"""What the peers read from a page: the same fields as pricetrail, the way their users do it.

JSON-LD first, selectors for what it lacks. `Select` is all that differs between parsers.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

FIELDS = (
    "name",
    "price",
    "currency",
    "availability",
    "brand",
    "sku",
    "gtin",
    "rating",
    "review_count",
    "image_url",
    "description",
)

Select = Callable[[str], list[str]]
"""A CSS selector → the texts of what it selects; ``selector@name``: of that attribute."""


def read(url: str, select: Select) -> dict[str, Any]:
    """The fields of a product page."""
    product = next(_products(select('script[type="application/ld+json"]')), {})
    offer, rating = product.get("offers") or {}, product.get("aggregateRating") or {}
    return {
        "url": url,
        "name": product.get("name") or _first(select("h1")),
        "price": offer.get("price") or _first(select(".price__current")),
        "currency": offer.get("priceCurrency"),
        "availability": str(offer.get("availability")).rpartition("/")[2],
        "brand": (product.get("brand") or {}).get("name") or _first(select(".product__brand")),
        "sku": product.get("sku"),
        "gtin": product.get("gtin13"),
        "rating": rating.get("ratingValue") or _first(select(".rating__value")),
        "review_count": rating.get("reviewCount"),
        "image_url": _first(select('meta[property="og:image"]@content')),
        "description": product.get("description")
        or _first(select("meta[name=description]@content")),
        "specs": dict(zip(select(".specs th"), select(".specs td"), strict=True)),
    }


def _products(scripts: list[str]) -> Iterator[dict[str, Any]]:
    for script in scripts:
        data = json.loads(script)
        if isinstance(data, dict) and data.get("@type") == "Product":
            yield data


def _first(texts: list[str]) -> str | None:
    return texts[0].strip() if texts else None


def with_parsel(selector: Any) -> Select:
    """Selects through a `parsel.Selector`."""

    def select(css: str) -> list[str]:
        path, _, name = css.partition("@")
        found: list[str] = selector.css(
            f"{path}::attr({name})" if name else f"{path}::text"
        ).getall()
        return found

    return select


def with_lexbor(body: bytes) -> Select:
    """Selects through selectolax's lexbor parser."""
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - there for the peers only

    tree = LexborHTMLParser(body)

    def select(css: str) -> list[str]:
        path, _, name = css.partition("@")
        nodes = tree.css(path)
        return [(node.attributes[name] if name else node.text()) or "" for node in nodes]

    return select
