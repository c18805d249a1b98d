"""What the peers do with a page: ``python -m benchmarks.extracting.peers extruct|parsel|zyte``.

They read what they can: extruct all structured data, without choosing or parsing values; parsel
texts by selectors that many shops fit; zyte-parsers the fields it knows, at such places.
"""

import json
import sys
from contextlib import suppress
from typing import Any

import extruct
import zyte_parsers
from parsel import Selector

from benchmarks.extracting.turn import Reader, take_turn

_SYNTAXES = ["json-ld", "microdata", "opengraph"]
_URL = "https://lanterns.example/"
_PRICE = "[itemprop=price],[class*=price],[data-testid*=price]"
_BRAND = "[itemprop=brand],[class*=brand]"
_RATING = "[itemprop=ratingValue],[class*=rating]"
_REVIEWS = "[itemprop=reviewCount],[class*=review]"
_SELECTORS = {
    "name": ("h1::text", "meta[property='og:title']::attr(content)", "title::text"),
    "price": (
        "[itemprop=price]::attr(content)",
        "meta[property='product:price:amount']::attr(content)",
        "[class*=price]::text",
    ),
    "currency": (
        "[itemprop=priceCurrency]::attr(content)",
        "meta[property='product:price:currency']::attr(content)",
    ),
    "availability": ("[itemprop=availability]::attr(href)", "[class*=stock]::text"),
    "brand": ("[itemprop=brand] [itemprop=name]::text", "[class*=brand]::text"),
    "sku": ("[itemprop=sku]::attr(content)", "[itemprop=sku]::text"),
    "gtin": ("[itemprop^=gtin]::attr(content)", "[itemprop^=gtin]::text"),
    "rating": ("[itemprop=ratingValue]::attr(content)", "[class*=rating]::text"),
    "review_count": ("[itemprop=reviewCount]::attr(content)", "[class*=review]::text"),
    "image_url": ("meta[property='og:image']::attr(content)",),
    "description": ("meta[name=description]::attr(content)",),
}


def with_extruct(body: bytes) -> object:
    """All structured data of the page."""
    return extruct.extract(body, base_url=_URL, syntaxes=_SYNTAXES, errors="ignore")


def with_parsel(body: bytes) -> object:
    """Each field's first text, and the JSON-LD."""
    page = Selector(text=body.decode("utf-8", "replace"))
    data: list[Any] = []
    for script in page.css("script[type='application/ld+json']::text").getall():
        with suppress(ValueError):
            data.append(json.loads(script))
    fields = {
        field: next(filter(None, (page.css(css).get() for css in selectors)), None)
        for field, selectors in _SELECTORS.items()
    }
    return data, fields


def with_zyte_parsers(body: bytes) -> object:
    """Price, brand, rating, reviews, GTIN and breadcrumbs: all that there are parsers for."""
    page = Selector(text=body.decode("utf-8", "replace"))
    return [
        [zyte_parsers.extract_price(node) for node in page.css(_PRICE)[:1]],
        [zyte_parsers.extract_brand_name(node) for node in page.css(_BRAND)[:1]],
        [zyte_parsers.extract_rating(node) for node in page.css(_RATING)[:1]],
        [zyte_parsers.extract_review_count(node) for node in page.css(_REVIEWS)[:1]],
        [zyte_parsers.extract_gtin(node) for node in page.css("[itemprop^=gtin]")[:1]],
        [
            zyte_parsers.extract_breadcrumbs(node, base_url=_URL)
            for node in page.css("[class*=breadcrumb]")[:1]
        ],
    ]


READERS: dict[str, Reader] = {
    "extruct": with_extruct,
    "parsel": with_parsel,
    "zyte": with_zyte_parsers,
}

if __name__ == "__main__":
    take_turn(READERS[sys.argv[1]])
