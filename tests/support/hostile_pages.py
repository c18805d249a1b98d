"""Pages made to cost a reader dearly, all of about the same size."""

import json
from collections.abc import Iterator

BAITS = {
    "digits and commas": "1,",
    "digits and spaces": "1 ",
    "digits": "7",
    "zeros and points": "0.",
    "commas": ",",
    "currency signs": "€",
    "currency signs and spaces": "$ ",
    "amounts": "$1 ",
    "ranges": "1-",
    "codes": "EUR ",
    "letters": "a",
    "words": "word ",
    "capitals": "Aa1",
    "white space": " ",
    "line breaks": "\n \t",
    "wide spaces": "\u00a0\u3000",
    "hyphens": "-",
    "spaced hyphens": " - ",
    "bars": " | ",
    "colons": "a: ",
    "labels": "EAN: ",
    "dots": "a.",
    "slashes": "/",
    "addresses": "http://a",
    "percent signs": "%",
    "entities": "&amp;",
    "quotes": "'",
    "brackets": "([{",
    "out of": "out of ",
    "ratings": "4 out of 5 ",
    "in stock": "in stock not ",
    "sold out": "ausverkauft ",
    "from": "from ",
    "instalments": "3x de 1,",
    "404s": "404 not ",
    "hidden": "hidden-",
    "old prices": "old-price ",
    "aside": "related-",
    "other digits": "٣٬",
    "ideographs": "価格",
    "accents": "e\u0301",
    "invisible": "\u200b",
    "superscripts": "1²",
    "assignments": "price={",
    "comments": "/*",
    "line comments": "//price\n",
    "escapes": "\\",
    "strings": '"price',
    "brands": "visit the ",
    "languages": "en-",
    "declarations": "charset=",
    "amounts in cents": "1 €",
}
"""What is written over and over."""

PLACES = {
    "title": "<title>{}</title><h1>Thing</h1>",
    "og:title": "<meta property=og:title content='{}'><h1>Thing</h1>",
    "heading": "<title>Thing</title><h1>{}</h1>",
    "price": "<title>Thing</title><h1>Thing</h1><p class=price>{}</p>",
    "text": "<title>Thing</title><h1>Thing</h1><p>9,99 € {}</p>",
    "many texts": "<title>Thing</title><h1>Thing</h1>{many}",
    "button": "<title>Thing</title><h1>Thing</h1><button>{}</button>",
    "button value": "<title>Thing</title><h1>Thing</h1><input type=submit value='{}'>",
    "class": "<title>Thing</title><h1>Thing</h1><p class='{}'>$ 1</p>",
    "id": "<title>Thing</title><h1>Thing</h1><p id='{}'>$ 1</p>",
    "style": "<title>Thing</title><h1>Thing</h1><p style='{}'>$ 1</p>",
    "test id": "<title>Thing</title><h1>Thing</h1><p data-testid='{}'>$ 1</p>",
    "link": "<title>Thing</title><h1>Thing</h1><a class=brand href='{}'>{}</a>",
    "canonical": "<link rel=canonical href='{}'><h1>Thing</h1>",
    "og:url": "<meta property=og:url content='http://{}'><h1>Thing</h1>",
    "image": "<meta property=og:image content='{}'><h1>Thing</h1>",
    "meta price": "<meta property=product:price:amount content='{}'><h1>Thing</h1>",
    "meta currency": "<meta property=product:price:currency content='{}'><h1>Thing</h1>",
    "meta availability": "<meta property=product:availability content='{}'><h1>Thing</h1>",
    "og:type": "<meta property=og:type content='{}'><h1>Thing</h1>",
    "table label": "<h1>Thing</h1><table><tr><th>{}</th><td>x</td></tr></table>",
    "table value": "<h1>Thing</h1><table><tr><th>EAN</th><td>{}</td></tr></table>",
    "definition": "<h1>Thing</h1><dl><dt>{}</dt><dd>{}</dd></dl>",
    "language": "<html lang='{}'><h1>Thing</h1><p>In stock",
    "microdata": (
        "<h1>Thing</h1><div itemscope itemtype=http://schema.org/Product>"
        "<p itemprop=name>Thing</p><p itemprop=sku>{}</p><p itemprop='{}'>x</p></div>"
    ),
    "script": "<title>Thing</title><h1>Thing</h1><script>{} price</script>",
    "state": "<title>Thing</title><h1>Thing</h1><script>window.state={{a:'{}', price: 1}}</script>",
    "JSON-LD itself": "<h1>Thing</h1><script type=application/ld+json>{}</script>",
    "broken JSON-LD": "<h1>Thing</h1><script type=application/ld+json>{{'a':\"{}</script>",
    "comment": "<h1>Thing</h1><!-- {} -->",
}
_FIELDS = (
    "name", "sku", "mpn", "gtin13", "brand", "image", "description", "url", "countryOfOrigin",
    "price", "lowPrice", "priceCurrency", "availability", "itemCondition", "ratingValue",
    "bestRating", "reviewCount", "@type",
)  # fmt: skip
_MANY = 2000


def pages(size: int) -> Iterator[tuple[str, bytes]]:
    """Name and HTML of a page for each bait at each place, each of about `size` bytes."""
    for bait, unit in BAITS.items():
        text = unit * (size // len(unit.encode()))
        for place, frame in PLACES.items():
            many = "".join(f"<p>{unit * (size // _MANY // len(unit))}</p>" for _ in range(_MANY))
            page = frame.replace("{many}", many) if "{many}" in frame else frame.format(*[text] * 2)
            yield f"{bait} as {place}", page.encode()
        for field in _FIELDS:
            yield f"{bait} as schema.org's {field}", _of_product(field, text)


def _of_product(field: str, text: str) -> bytes:
    offer = {"price": "1.00", "priceCurrency": "EUR"}
    rating = {"ratingValue": "4", "reviewCount": "7"}
    product = {"@type": "Product", "name": "Thing", "offers": offer, "aggregateRating": rating}
    holder = next((part for part in (offer, rating) if field in part), product)
    holder |= {field: text}
    if field in {"lowPrice", "availability", "itemCondition"}:
        offer |= {field: text}
    data = json.dumps(product).replace("<", "\\u003c")
    return (
        f"<html><head><title>Thing</title><script type='application/ld+json'>{data}</script>"
        "</head><body><h1>Thing</h1></body></html>"
    ).encode()


def crowds(count: int) -> Iterator[tuple[str, bytes]]:
    """Name and HTML of pages with `count` of one thing, or nested that deep."""
    for name, (unit, frame) in CROWDS.items():
        yield name, frame.replace("{}", unit * count).encode()
    products = [{"@type": "Product", "name": "Thing", "offers": {"price": n}} for n in range(count)]
    offers = [{"@type": "Offer", "price": n} for n in range(count)]
    yield "many products", _with_data(products)
    yield "many offers", _with_data({"@type": "Product", "name": "Thing", "offers": offers})
    yield "many graphs", _with_data({"@graph": [{"@graph": products[:9]}] * (count // 9)})
    yield "many attributes", f"<p {' '.join(f'a{n}=1' for n in range(count))}>1 €".encode()
    yield "many ids", "".join(f"<p id=a{n}>" for n in range(count)).encode()
    yield "deep data", _script('{"a":' * count + "1" + "}" * count)
    yield "deep lists", _script("[" * count + "]" * count)
    yield "deep state", f"<h1>Thing</h1><script>price={'[' * count}</script>".encode()
    yield "deep literal", f"<h1>Thing</h1><script>price={{a:{'[' * count}</script>".encode()


_THING = "<title>Thing</title><h1>Thing</h1>"
CROWDS = {
    "divs": ("<div>", "{}"),
    "inline elements": ("<b><i>", f"{_THING}{{}}$1"),
    "prices": ("<p>$ 1</p>", f"{_THING}{{}}"),
    "named prices": ("<p class=price>1</p>", f"{_THING}{{}}"),
    "prices ahead": ("<p class=price>$1</p>", f"{{}}{_THING}"),
    "cards": ("<li><a href=/p/1><img><b>$1</b></a></li>", f"{_THING}<ul>{{}}"),
    "split prices": ("<b>1</b><sup>99</sup>", f"{_THING}<p class=price>€ {{}}"),
    "comments between": ("<!---->", f"{_THING}<p class=a>$1</p>{{}}<p class=a>$2</p>"),
    "headings": ("<h1>Thing</h1>", "<title>Thing</title>{}"),
    "other headings": ("<h2 class=title>Other</h2>", "<title>Thing</title>{}"),
    "nested headings": ("<h1><b class=name>", "<title>Thing</title>{}Thing"),
    "titles": ("<title>Thing</title>", "<svg>{}"),
    "rows": ("<tr><th>EAN<td>1", f"{_THING}<table>{{}}"),
    "rows of a broad table": ("<tr><td>x<td>y", f"<table><tr><td>{'x' * 500_000}<td>y{{}}"),
    "nested tables": ("<table><tr><td>x<td>y<tr><td>", "{}"),
    "cells": ("<td>x", f"{_THING}<table><tr>{{}}"),
    "terms": ("<dt>EAN<dd>1", f"{_THING}<dl>{{}}"),
    "lone terms": ("<dt>EAN", f"{_THING}<dl>{{}}"),
    "buttons": ("<button>Buy", f"{_THING}{{}}"),
    "carts": ("<a class=cart role=button>x</a>", f"{_THING}{{}}"),
    "metas": ("<meta property=og:title content=Thing>", "{}"),
    "scripts": ("<script>price={a:1}</script>", f"{_THING}{{}}"),
    "states": ("price={a:1};", f"{_THING}<script>{{}}</script>"),
    "open states": ("price={a:", f"{_THING}<script>{{}}</script>"),
    "named objects": ('{"name":"Thing"},', f"{_THING}<script>price=[{{}}0]</script>"),
    "data": ("<script type=application/ld+json>{}</script>", f"{_THING}{{}}"),
    "empty objects": ("{}", "<script type=application/ld+json>{}</script>"),
    "open objects": ('{"a":', "<script type=application/ld+json>{}</script>"),
    "open strings": ('{"a" "', "<script type=application/ld+json>{}</script>"),
    "scopes": ("<div itemscope itemprop=offers>", "{}"),
    "scopes of products": ("<p itemscope itemtype=Product><b itemprop=name>Thing</b></p>", "{}"),
    "properties": ("<p itemprop=price>1", "<div itemscope itemtype=Product>{}"),
    "nested properties": ("<b itemprop=name>", "<div itemscope itemtype=Product>{}Thing"),
    "RDFa": ("<p typeof=Product property=offers>", "{}"),
    "links": ("<link rel=canonical href='//['>", "{}"),
    "brands": ("<a class=brand>x</a>", f"{_THING}{{}}"),
    "price elements": ("<p class='price a'>x", "{}"),
    "options": ("<option>$1", f"{_THING}<select>{{}}"),
    "templates": ("<template>", f"{_THING}{{}}"),
    "texts": ("<br>EAN 123", f"{_THING}{{}}"),
}
"""What stands there over and over, and around it."""


def _with_data(data: object) -> bytes:
    return _script(json.dumps(data))


def _script(text: str) -> bytes:
    return f"{_THING}<script type=application/ld+json>{text}</script>".encode()
