"""Pages that describe their product in attributes, in meta elements, or in plain sight only."""

from html import escape

from pricetrail.demo.styles.view import SCHEMA_STOCK, Content, View, buy_box, canonical

_OPEN_GRAPH_STOCK = {
    "in_stock": "in stock",
    "out_of_stock": "out of stock",
    "preorder": "preorder",
}


def microdata(view: View) -> Content:
    """A Product in microdata."""
    item, offer = view.item, view.offer
    main = (
        '<div class="product" itemscope itemtype="https://schema.org/Product">\n'
        f'<div><link itemprop="image" href="{escape(item.image_url)}">{view.image}</div>\n'
        f'<div><h1 itemprop="name">{view.name}</h1>\n'
        f'<p>{escape(view.words.brand)}: <span itemprop="brand" itemscope itemtype='
        f'"https://schema.org/Brand"><span itemprop="name">{view.brand}</span></span></p>\n'
        f'<p>{escape(view.words.number)}: <span itemprop="sku">{escape(item.sku)}</span></p>\n'
        f'<meta itemprop="gtin13" content="{item.gtin}">\n'
        '<div itemprop="aggregateRating" itemscope '
        'itemtype="https://schema.org/AggregateRating">'
        f'<span itemprop="ratingValue">{item.rating}</span> / <span itemprop="bestRating">5</span> '
        f'(<span itemprop="reviewCount">{item.review_count}</span>)</div>\n'
        '<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">\n'
        f'<span class="price-now" itemprop="price" content="{offer.price}">{view.price}</span>'
        f'{view.was}\n<meta itemprop="priceCurrency" content="{offer.currency}">\n'
        f'<link itemprop="availability" href="{SCHEMA_STOCK[offer.availability]}">\n'
        f"{view.stock}\n{view.button}</div>\n"
        f'<p itemprop="description">{escape(item.blurb)}</p>\n{view.specs}</div></div>'
    )
    return Content(canonical(view), main)


def rdfa(view: View) -> Content:
    """A Product in RDFa."""
    item, offer = view.item, view.offer
    main = (
        '<div class="product" vocab="https://schema.org/" typeof="Product">\n'
        f'<div><link property="image" href="{escape(item.image_url)}">{view.image}</div>\n'
        f'<div><h1 property="name">{view.name}</h1>\n'
        f'<p>{escape(view.words.brand)}: <span property="brand" typeof="Brand">'
        f'<span property="name">{view.brand}</span></span></p>\n'
        f'<p>{escape(view.words.number)}: <span property="sku">{escape(item.sku)}</span></p>\n'
        f'<meta property="gtin13" content="{item.gtin}">\n'
        '<div property="offers" typeof="Offer">\n'
        f'<span class="price-now" property="price" content="{offer.price}">{view.price}</span>'
        f'{view.was}\n<meta property="priceCurrency" content="{offer.currency}">\n'
        f'<link property="availability" href="{SCHEMA_STOCK[offer.availability]}">\n'
        f"{view.stock}\n{view.button}</div>\n"
        f'<p property="description">{escape(item.blurb)}</p>\n{view.specs}</div></div>'
    )
    return Content(canonical(view), main)


def open_graph(view: View) -> Content:
    """A product that only its OpenGraph and product meta elements describe."""
    item, offer = view.item, view.offer
    pairs = [
        ("og:type", "product"),
        ("og:site_name", item.shop.title),
        ("og:title", item.name),
        ("og:description", item.blurb),
        ("og:url", item.url),
        ("og:image", item.image_url),
        ("product:brand", item.brand),
        ("product:retailer_item_id", item.sku),
        ("product:condition", "new"),
        ("product:availability", _OPEN_GRAPH_STOCK[offer.availability]),
    ]
    if offer.list_price is None:
        pairs.append(("product:price:amount", str(offer.price)))
    else:
        pairs.append(("product:price:amount", str(offer.list_price)))
        pairs.append(("product:sale_price:amount", str(offer.price)))
        pairs.append(("product:sale_price:currency", offer.currency))
    pairs.append(("product:price:currency", offer.currency))
    metas = "\n".join(f'<meta property="{key}" content="{escape(value)}">' for key, value in pairs)
    return Content(f"{canonical(view)}\n{metas}", buy_box(view))


def plain(view: View) -> Content:
    """A product that nothing but its visible page describes."""
    suffix = "（税込）" if view.offer.currency == "JPY" else ""
    main = (
        f'<div class="product"><div>{view.image}</div>\n<div class="product_main">\n'
        f'<h1>{view.name}</h1>\n<p class="price_color">{view.price}{suffix}</p>\n{view.was}\n'
        f"{view.stock}\n{view.button}\n<p>{escape(view.item.blurb)}</p>\n{view.specs}</div></div>"
    )
    return Content(canonical(view), main)
