"""Product pages as shops send them: made here, the same in every run, each with its own product.

A page has what real ones of its size have (counted over some seventy captured pages): for 250 KB
about 2,000 elements, a third of the bytes in scripts and state, and five to one under gzip.
"""

import json
import zlib
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from random import Random
from struct import pack
from typing import Any

SIZES = {"30 KB": 30_000, "250 KB": 250_000}
"""The sizes that are measured, in bytes of HTML."""

_FAMILIES = 8
_OWN_BYTES = 3_700  # about what a page has of its own product
_GZIP_HEADER = b"\x1f\x8b\x08\0\0\0\0\0\0\x03"
_SYLLABLES = (
    "ba",
    "do",
    "fe",
    "gi",
    "ho",
    "ka",
    "le",
    "mi",
    "qui",
    "ro",
    "sta",
    "tu",
    "wen",
    "zim",
)
_BRANDS = ("Nordfell", "Kestrel & Co", "Brambleworks", "Ostara", "Vantor", "Halden", "Miravel")


@dataclass(frozen=True)
class Good:
    """What is true of product number `number`: what every crawler has to find on its page."""

    number: int

    @property
    def path(self) -> str:
        """The path of its page."""
        return f"/p/{self.slug}-{self.number}"

    @property
    def slug(self) -> str:
        """Its name as a path."""
        return self.name.lower().replace(" & ", "-").replace(" ", "-")

    @property
    def brand(self) -> str:
        """Its maker."""
        return _BRANDS[self.number % len(_BRANDS)]

    @property
    def name(self) -> str:
        """Its name, maker first."""
        return f"{self.brand} Trail Lantern {self.number}"

    @property
    def price(self) -> Decimal:
        """What it costs, in euros."""
        return Decimal(1999 + self.number * 37 % 90_000) / 100

    @property
    def gtin(self) -> str:
        """Its GTIN-13, with the right check digit."""
        body = f"400{self.number:09}"
        total = sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(body))
        return f"{body}{-total % 10}"

    def json_ld(self, origin: str) -> dict[str, Any]:
        """It as schema.org data."""
        return {
            "@context": "https://schema.org",
            "@type": "Product",
            "name": self.name,
            "sku": f"TL-{self.number:06}",
            "gtin13": self.gtin,
            "brand": {"@type": "Brand", "name": self.brand},
            "image": [f"{origin}/img/{self.number}-{i}.jpg" for i in range(4)],
            "description": f"The {self.name} lights the way home: warm, light and rainproof.",
            "aggregateRating": {
                "@type": "AggregateRating",
                "ratingValue": f"{3 + self.number % 20 / 10:.1f}",
                "bestRating": "5",
                "reviewCount": 10 + self.number % 900,
            },
            "offers": {
                "@type": "Offer",
                "url": f"{origin}{self.path}",
                "price": f"{self.price:.2f}",
                "priceCurrency": "EUR",
                "availability": "https://schema.org/InStock",
                "itemCondition": "https://schema.org/NewCondition",
            },
        }


class PageMaker:
    """Makes the pages of one size; what surrounds the product comes in a few families."""

    def __init__(self, size: int, origin: str) -> None:
        self._origin = origin
        self._families = [_Surroundings(Random(seed), size) for seed in range(_FAMILIES)]

    def page(self, good: Good) -> bytes:
        """The HTML of a product's page, UTF-8."""
        around = self._around(good)
        return f"{self._head(good)}{around.above}{self._buy_box(good)}{around.below}".encode()

    def gzipped(self, good: Good) -> bytes:
        """The page as a server sends it, one gzip member; what pages share is compressed once."""
        around, head, box = self._around(good), self._head(good), self._buy_box(good)
        page = f"{head}{around.above}{box}{around.below}".encode()
        stream = (_deflate(head), around.above_deflated, _deflate(box), around.below_deflated)
        return b"".join((_GZIP_HEADER, *stream, pack("<II", zlib.crc32(page), len(page))))

    def _around(self, good: Good) -> "_Surroundings":
        return self._families[good.number % _FAMILIES]

    def _head(self, good: Good) -> str:
        url, name = f"{self._origin}{good.path}", escape(good.name)
        data = json.dumps(good.json_ld(self._origin))
        return (
            "<!DOCTYPE html>\n<html lang=en class='no-js theme-light'><head>"
            f"<meta charset=utf-8><title>{name} | Lanternhouse</title>"
            f'<link rel="canonical" href="{url}"><meta name="robots" content="index">'
            f'<meta property="og:type" content="product">'
            f'<meta property="og:title" content="{name}">'
            f'<meta property="og:url" content="{url}">'
            f'<meta property="og:image" content="{self._origin}/img/{good.number}-0.jpg">'
            f'<meta property="product:price:amount" content="{good.price:.2f}">'
            '<meta property="product:price:currency" content="EUR">'
            f'<meta name="description" content="Buy the {name} at Lanternhouse.">'
            f'<script type="application/ld+json">{data}</script>'
        )

    def _buy_box(self, good: Good) -> str:
        rating = good.json_ld("")["aggregateRating"]
        return (
            '<main id="content"><nav class="breadcrumb" aria-label="Breadcrumb"><ol>'
            '<li><a href="/">Home</a></li><li><a href="/c/light">Light</a></li>'
            '<li><a href="/c/light/lanterns">Lanterns</a></li></ol></nav>'
            '<section class="product product--main"><div class="product__gallery">'
            f'<img src="/img/{good.number}-0.jpg" alt="{escape(good.name)}" width="900"></div>'
            f'<div class="product__info"><h1 class="product__title">{escape(good.name)}</h1>'
            f'<a class="product__brand" href="/b/{good.number % 7}">{escape(good.brand)}</a>'
            f'<div class="rating"><span class="rating__value">{rating["ratingValue"]}</span>'
            f'<a href="#reviews">{rating["reviewCount"]} reviews</a></div>'
            f'<div class="price"><span class="price__current">€{good.price:,.2f}</span>'
            '<span class="price__note">incl. VAT, plus shipping</span></div>'
            '<p class="stock stock--in">In stock, with you in 2 days</p>'
            '<form action="/cart" method="post"><select name="qty"><option>1<option>2<option>3'
            '</select><button type="submit" class="btn btn--buy">Add to basket</button></form>'
            "</div></section>"
        )


def _deflate(part: str, end: int = zlib.Z_FULL_FLUSH) -> bytes:
    """A part of a raw deflate stream that stands by itself, so that parts can be put together."""
    compressor = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return compressor.compress(part.encode()) + compressor.flush(end)


class _Surroundings:
    """Everything on a page but its product: menus, styles, scripts, reviews, other products."""

    def __init__(self, random: Random, size: int) -> None:
        self._random = random
        self._words = [self._word() for _ in range(600)]
        share = size / 250_000
        self.above = (
            f"{self._styles(int(120 * share))}{self._scripts(int(240 * share))}</head>"
            f"<body class='pdp layout-wide' data-page=product>{self._menu(int(200 * share))}"
        )
        self.below = self._below(size, share)
        self.above_deflated = _deflate(self.above)
        self.below_deflated = _deflate(self.below, zlib.Z_FINISH)

    def _word(self) -> str:
        return "".join(self._random.choices(_SYLLABLES, k=self._random.randint(1, 4)))

    def _text(self, words: int) -> str:
        return " ".join(self._random.choices(self._words, k=words)).capitalize()

    def _hash(self) -> str:
        return f"{self._random.getrandbits(64):016x}"

    def _styles(self, rules: int) -> str:
        made = (
            f".{self._word()}-{i}{{margin:{i % 17}px;color:#{self._hash()[:6]};float:left}}"
            f"@media(min-width:{400 + i}px){{.{self._text(1)}{{grid-template-columns:1fr 2fr}}}}"
            for i in range(rules)
        )
        return f"<style>{''.join(made)}</style>"

    def _scripts(self, records: int) -> str:
        state = [
            {
                "id": self._hash(),
                "component": self._text(2),
                "flags": {"lazy": i % 3 == 0, "slot": i, "variant": self._hash()[:8]},
                "label": self._text(9),
                "href": f"/{self._text(1)}/{self._hash()}",
            }
            for i in range(records)
        ]
        chunks = "".join(
            f'<script src="/static/{self._hash()}.js" defer></script>' for _ in range(records // 10)
        )
        code = "".join(
            f"function {self._word()}{i}(a,b){{if(a<b&&a!==null){{return a+b}}var c=document."
            f"querySelector('.{self._word()}');return c?c.dataset.{self._word()}:'{self._hash()}'}}"
            for i in range(records)
        )
        return f"<script>{code};window.__UI__={json.dumps(state)};</script>{chunks}"

    def _menu(self, links: int) -> str:
        made = (
            f'<li class="nav__item nav__item--level-{i % 3}" role="none"><a class="nav__link link '
            f'link--plain" role="menuitem" href="/c/{self._text(1)}/{self._hash()[:8]}" '
            f'data-track="nav:{i}:{self._hash()[:6]}">{self._text(2)}</a></li>'
            for i in range(links)
        )
        return (
            f'<header class="site-header"><nav><ul class="nav">{"".join(made)}</ul></nav></header>'
        )

    def _below(self, size: int, share: float) -> str:
        parts = [self._specs(int(6 + 24 * share)), self._others(int(24 * share) + 2)]
        parts.append('<section id="reviews" class="reviews"><h2>Reviews</h2>')
        footer = self._footer(int(60 * share))
        room = size - _OWN_BYTES - sum(map(len, (self.above, *parts, footer)))
        while room > 0:
            parts.append(self._review())
            room -= len(parts[-1])
        return "".join((*parts, "</section></main>", footer, "</body></html>\n"))

    def _specs(self, rows: int) -> str:
        made = (
            f'<tr class="spec"><th scope="row">{self._text(2)}</th><td>{self._text(3)}</td></tr>'
            for _ in range(rows)
        )
        return f'<table class="specs"><caption>Details</caption>{"".join(made)}</table>'

    def _others(self, cards: int) -> str:
        made = (
            f'<li class="card card--compact"><a href="/p/{self._text(1)}-{self._hash()[:8]}" '
            f'class="card__link" data-id="{self._hash()}"><img loading="lazy" '
            f'src="/img/{self._hash()}.jpg" srcset="/img/{self._hash()}@2x.jpg 2x" alt="">'
            f'<span class="card__title">{self._text(4)}</span><span class="card__price">'
            f"€{self._random.randint(5, 400)}.99</span></a></li>"
            for _ in range(cards)
        )
        return (
            '<section class="carousel recommendations"><h2>You may also like</h2>'
            f'<ul class="carousel__track">{"".join(made)}</ul></section>'
        )

    def _review(self) -> str:
        stars = (
            '<svg class="icon icon--star" viewBox="0 0 24 24" aria-hidden="true"><path '
            'd="M12 2l3 7h7l-5.500 4.500 2 7L12 16l-6.500 4.500 2-7L2 9h7z"/></svg>'
        )
        return (
            f'<article class="review review--verified" id="r-{self._hash()}">'
            f'<header class="review__head"><span class="review__author">{self._text(1)}</span>'
            f'<span class="review__stars" aria-label="4 of 5">{stars * 5}</span>'
            f'<time class="review__date" datetime="2025-0{self._random.randint(1, 9)}">then</time>'
            f'</header><h3 class="review__title">{self._text(4)}</h3><div class="review__body">'
            f"<p>{self._text(20)}.</p><p>{self._text(8)}.</p></div><footer "
            f'class="review__foot"><button class="btn btn--ghost" data-review="{self._hash()}">'
            "Helpful</button><button class='btn btn--ghost'>Report</button></footer></article>"
        )

    def _footer(self, links: int) -> str:
        made = (
            f'<li><a class="footer__link" href="/i/{self._hash()[:10]}">{self._text(2)}</a></li>'
            for _ in range(links)
        )
        return f'<footer class="site-footer"><ul>{"".join(made)}</ul><p>© Lanternhouse</p></footer>'
