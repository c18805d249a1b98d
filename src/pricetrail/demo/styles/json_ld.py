"""Pages that describe their product in JSON-LD (schema.org), in its common shapes."""

from typing import Any

from pricetrail.demo.styles.view import (
    SCHEMA_STOCK,
    Content,
    View,
    buy_box,
    canonical,
    exact,
    script_json,
)

_SIZES = ("S", "M", "L")


def json_ld(view: View) -> Content:
    """One Product with one Offer, its struck price as a price specification."""
    offer = _offer(view)
    if view.offer.list_price is not None:
        offer["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "priceType": "https://schema.org/ListPrice",
            "price": str(view.offer.list_price),
            "priceCurrency": view.offer.currency,
        }
    return _content(view, {"@context": "https://schema.org", **_product(view), "offers": offer})


def json_ld_graph(view: View) -> Content:
    """An @graph in which the Product is one node among others, with a list of offers."""
    shop = view.item.shop
    nodes = [
        {"@type": "WebSite", "@id": f"{shop.url}#site", "url": shop.url, "name": shop.title},
        {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": 1, "name": view.words.home, "item": shop.url},
                {"@type": "ListItem", "position": 2, "name": view.item.name},
            ],
        },
        {"@type": "WebPage", "@id": f"{view.item.url}#page", "name": view.item.name},
        {
            **_product(view),
            "@id": f"{view.item.url}#product",
            "offers": [{**_offer(view), "price": exact(view.offer.price)}],
        },
    ]
    return _content(view, {"@context": "https://schema.org", "@graph": nodes})


def product_group(view: View) -> Content:
    """A ProductGroup whose variants differ in size and price."""
    low, high = view.offer.price, view.offer.price_max or view.offer.price
    middle = (low + (high - low) / 2).quantize(low)
    variants = [
        {
            "@type": "Product",
            "name": f"{view.item.name} {size}",
            "sku": f"{view.item.sku}-{size}",
            "size": size,
            "offers": {**_offer(view), "price": str(amount), "url": f"{view.item.url}?size={size}"},
        }
        for size, amount in zip(_SIZES, (low, middle, high), strict=True)
    ]
    group = {
        "@context": "https://schema.org",
        "@type": "ProductGroup",
        "name": view.item.name,
        "productGroupID": view.item.sku,
        "brand": {"@type": "Brand", "name": view.item.brand},
        "image": view.item.image_url,
        "description": view.item.blurb,
        "variesBy": "https://schema.org/size",
        "hasVariant": variants,
    }
    return _content(view, group)


def aggregate_offer(view: View) -> Content:
    """A Product whose sellers are summed up in an AggregateOffer."""
    offers = {
        "@type": "AggregateOffer",
        "lowPrice": str(view.offer.price),
        "highPrice": str(view.offer.price_max or view.offer.price),
        "priceCurrency": view.offer.currency,
        "offerCount": 7,
        "availability": SCHEMA_STOCK[view.offer.availability],
    }
    return _content(view, {"@context": "https://schema.org", **_product(view), "offers": offers})


def member_price(view: View) -> Content:
    """An Offer with two price specifications, the lower one for members of a club."""
    prices: list[dict[str, Any]] = [
        {
            "@type": "UnitPriceSpecification",
            "price": str(view.offer.price),
            "priceCurrency": view.offer.currency,
        },
        {
            "@type": "UnitPriceSpecification",
            "price": str(view.offer.member_price),
            "priceCurrency": view.offer.currency,
            "validForMemberTier": {"@type": "MemberProgramTier", "name": "Club"},
        },
    ]
    offer = {
        "@type": "Offer",
        "url": view.item.url,
        "availability": SCHEMA_STOCK[view.offer.availability],
        "priceSpecification": prices,
    }
    return _content(view, {"@context": "https://schema.org", **_product(view), "offers": offer})


def _product(view: View) -> dict[str, Any]:
    item = view.item
    return {
        "@type": "Product",
        "name": item.name,
        "sku": item.sku,
        "gtin13": item.gtin,
        "brand": {"@type": "Brand", "name": item.brand},
        "image": [item.image_url],
        "description": item.blurb,
        "aggregateRating": {
            "@type": "AggregateRating",
            "ratingValue": str(item.rating),
            "bestRating": "5",
            "reviewCount": item.review_count,
        },
    }


def _offer(view: View) -> dict[str, Any]:
    return {
        "@type": "Offer",
        "url": view.item.url,
        "price": str(view.offer.price),
        "priceCurrency": view.offer.currency,
        "availability": SCHEMA_STOCK[view.offer.availability],
        "itemCondition": "https://schema.org/NewCondition",
    }


def _content(view: View, data: dict[str, Any]) -> Content:
    block = f'<script type="application/ld+json">{script_json(data)}</script>'
    return Content(f"{canonical(view)}\n{block}", buy_box(view))
