"""Pages that carry their product as data for a script, or are empty until one has run."""

from decimal import Decimal
from html import escape
from typing import Any

from pricetrail.demo.prices import shown
from pricetrail.demo.styles.view import Content, View, buy_box, canonical, exact, script_json


def next_data(view: View) -> Content:
    """A page rendered on the server that repeats its data in ``__NEXT_DATA__``."""
    data = {
        "props": {"pageProps": {"product": api_data(view), "locale": view.item.shop.lang}},
        "page": "/p/[slug]",
        "query": {"slug": view.item.slug},
        "buildId": "demo",
    }
    script = f'<script id="__NEXT_DATA__" type="application/json">{script_json(data)}</script>'
    return Content(canonical(view), f'<div id="__next">{buy_box(view)}</div>\n{script}')


def storefront(view: View) -> Content:
    """A hosted storefront's theme: OpenGraph prices, and the product's JSON in cents."""
    item, offer = view.item, view.offer
    variant = {
        "id": 40_000_000 + item.seed % 1_000_000,
        "title": "Default Title",
        "sku": item.sku,
        "barcode": item.gtin,
        "available": offer.availability == "in_stock",
        "price": _cents(offer.price),
        "compare_at_price": None if offer.list_price is None else _cents(offer.list_price),
    }
    product = {
        "id": 70_000_000 + item.seed % 1_000_000,
        "title": item.name,
        "handle": item.slug,
        "vendor": item.brand,
        "type": "Toys",
        "price": variant["price"],
        "compare_at_price": variant["compare_at_price"],
        "available": variant["available"],
        "variants": [variant],
    }
    head = (
        f"{canonical(view)}\n"
        '<meta property="og:type" content="product">\n'
        f'<meta property="og:title" content="{view.name}">\n'
        f'<meta property="og:url" content="{escape(item.url)}">\n'
        f'<meta property="og:image" content="{escape(item.image_url)}">\n'
        f'<meta property="og:price:amount" content="{offer.price}">\n'
        f'<meta property="og:price:currency" content="{offer.currency}">\n'
        '<script>window.Shopify=window.Shopify||{};Shopify.shop="tin-drum-demo";'
        f'Shopify.currency={{"active":"{offer.currency}","rate":"1.0"}};</script>'
    )
    data = (
        f'<script type="application/json" id="ProductJson-template" data-product-json>'
        f"{script_json(product)}</script>"
    )
    return Content(head, f"{buy_box(view)}\n{data}")


def script_shell(view: View) -> Content:
    """An empty page whose script renders the data that came along with it."""
    state = {"route": view.item.path, "product": {"current": api_data(view)}}
    script = (
        f"<script>window.__INITIAL_STATE__={script_json(state)};</script>\n"
        f"<script>(function(){{var p=window.__INITIAL_STATE__.product.current;{_RENDER}}})();"
        "</script>"
    )
    return Content(canonical(view), f'<div id="app"></div>\n{script}')


def api_shell(view: View) -> Content:
    """An empty page whose script asks ``/api/products/…`` for the data."""
    script = (
        f'<script>fetch("/api/products/{view.item.slug}").then(function(r){{return r.json();}})'
        f".then(function(p){{{_RENDER}}});</script>"
    )
    return Content(
        "", f'<div id="app"><noscript>This page needs JavaScript.</noscript></div>\n{script}'
    )


def api_data(view: View) -> dict[str, Any]:
    """The product as the shop's own scripts know it."""
    item, offer = view.item, view.offer
    return {
        "id": item.seed,
        "sku": item.sku,
        "gtin": item.gtin,
        "name": item.name,
        "slug": item.slug,
        "brand": {"name": item.brand},
        "price": {"amount": exact(offer.price), "currency": offer.currency},
        "listPrice": None if offer.list_price is None else exact(offer.list_price),
        "formattedPrice": shown(offer.price, offer.currency),
        "inStock": offer.availability == "in_stock",
        "availability": {"in_stock": "InStock", "out_of_stock": "OutOfStock"}.get(
            offer.availability, "PreOrder"
        ),
        "availabilityText": view.words.stock[offer.availability],
        "image": item.image_url,
        "description": item.blurb,
        "rating": {"average": exact(item.rating), "count": item.review_count},
    }


_RENDER = (
    'var a=document.getElementById("app"),e=function(t,c,x){var n=document.createElement(t);'
    "n.className=c;n.textContent=x;a.appendChild(n);};document.title=p.name;"
    'e("h1","",p.name);e("p","price-now",p.formattedPrice);e("p","stock",p.availabilityText);'
    'e("p","",p.description);'
)


def _cents(amount: Decimal) -> int:
    return int(amount * 100)
