"""Pages as a large marketplace lays them out: nothing for machines, everything in known places."""

from html import escape

from pricetrail.demo.styles.view import Content, View, canonical


def marketplace(view: View) -> Content:
    """A product in a marketplace's blocks: title, byline, price block, tables with the ASIN."""
    item = view.item
    bullets = "".join(
        f'<li><span class="a-list-item">{escape(key)}: {escape(value)}</span></li>'
        for key, value in item.specs
    )
    main = (
        f'<div id="dp" class="product"><div id="imgTagWrapperId">{view.image}</div>\n'
        '<div id="centerCol"><div id="titleSection"><h1 id="title">'
        f'<span id="productTitle" class="a-size-large">  {view.name}  </span></h1></div>\n'
        f'<a id="bylineInfo" href="/c/all">Visit the {view.brand} Store</a>\n{_rating(view)}\n'
        f"{_price(view)}\n{_availability(view)}\n"
        f'<div id="feature-bullets"><ul>{bullets}</ul></div>\n'
        f'<div id="productDescription"><p>{escape(item.blurb)}</p></div>\n'
        f'<input type="hidden" id="ASIN" name="ASIN" value="{item.sku}">\n'
        f"{_tables(view)}</div></div>"
    )
    return Content(canonical(view), main)


def _rating(view: View) -> str:
    rating, count = view.item.rating, f"{view.item.review_count:,}"
    return (
        f'<div id="averageCustomerReviews"><span id="acrPopover" title="{rating} out of 5 stars">'
        f'<span class="a-icon-alt">{rating} out of 5 stars</span></span>'
        f'<span id="acrCustomerReviewText">{count} ratings</span></div>'
    )


def _price(view: View) -> str:
    if view.offer.availability == "out_of_stock":
        return ""
    whole, _, fraction = view.price.removeprefix("₹").partition(".")
    price = (
        f'<span class="a-price priceToPay"><span class="a-offscreen">{view.price}</span>'
        f'<span aria-hidden="true"><span class="a-price-symbol">₹</span>'
        f'<span class="a-price-whole">{whole}<span class="a-price-decimal">.</span></span>'
        f'<span class="a-price-fraction">{fraction}</span></span></span>'
    )
    return f'<div id="corePriceDisplay_desktop_feature_div">{price}\n{_list_price(view)}</div>'


def _list_price(view: View) -> str:
    if view.offer.list_price is None:
        return ""
    text = view.money(view.offer.list_price)
    return (
        '<span class="a-size-small basisPrice">M.R.P.: '
        f'<span class="a-price a-text-price" data-a-strike="true"><span class="a-offscreen">{text}'
        f'</span><span aria-hidden="true">{text}</span></span></span>'
    )


def _availability(view: View) -> str:
    if view.offer.availability == "out_of_stock":
        return (
            '<div id="availability"><span class="a-color-price">Currently unavailable.</span><br>'
            "We don't know when or if this item will be back in stock.</div>"
        )
    return (
        '<div id="availability"><span class="a-color-success">In stock</span></div>\n'
        f'<form id="addToCart" action="/checkout" method="get">{view.button}</form>'
    )


def _tables(view: View) -> str:
    technical = _rows((("Brand", view.item.brand), *view.item.specs))
    more = _rows((("ASIN", view.item.sku), ("Item model number", f"IN-{view.item.seed % 1000}")))
    return (
        '<h2>Technical Details</h2>\n<table id="productDetails_techSpec_section_1" class="specs">\n'
        f"{technical}</table>\n<h2>Additional Information</h2>\n"
        f'<table id="productDetails_detailBullets_sections1" class="specs">\n{more}</table>'
    )


def _rows(pairs: tuple[tuple[str, str], ...]) -> str:
    return "".join(
        f'<tr><th class="prodDetSectionEntry">{escape(key)}</th>'
        f'<td class="prodDetAttrValue">{escape(value)}</td></tr>\n'
        for key, value in pairs
    )
