"""What markup and the state of scripts say, in the many ways to write it, without any site rule."""

from dataclasses import replace

import pytest

from tests.support.wild import Wild

PAGES = {
    "ProductGroup variants": Wild(
        title="Blue Mug",
        body="<h1>Blue Mug</h1><button>Add to cart</button>",
        head=(
            '<script type="application/ld+json">{"@type":"ProductGroup","name":"Blue Mug",'
            '"hasVariant":[{"@type":"Product","name":"Blue Mug S","sku":"S","offers":'
            '{"price":"10","priceCurrency":"EUR"}},{"@type":"Product","name":"Blue Mug L",'
            '"sku":"L","offers":{"price":"14","priceCurrency":"EUR"}}]}</script>'
        ),
        says={"price": "10", "price_max": "14", "name": "Blue Mug"},
    ),
    "WebPage mainEntity": Wild(
        title="Blue Mug",
        body="<h1>Blue Mug</h1>",
        head=(
            '<script type="application/ld+json">{"@type":"WebPage","mainEntity":'
            '{"@type":"Product","name":"Blue Mug",%OFFER%}}</script>'
        ),
        says={"price": "12"},
    ),
    "ItemPage wrapped list": Wild(
        title="Blue Mug",
        body="<h1>Blue Mug</h1>",
        head=(
            '<script type="application/ld+json">[{"@type":"BreadcrumbList"},[{"@type":"Product",'
            '"name":"Blue Mug",%OFFER%}]]</script>'
        ),
        says={"price": "12"},
    ),
    "related isRelatedTo": Wild(
        title="Blue Mug",
        body="<h1>Blue Mug</h1>",
        head=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Mug",%OFFER%,'
            '"isRelatedTo":[{"@type":"Product","name":"Red Mug","offers":{"price":"3",'
            '"priceCurrency":"EUR"}}]}</script>'
        ),
        says={"price": "12"},
    ),
    "offers outofstock first variant": Wild(
        title="Blue Mug",
        body="<h1>Blue Mug</h1><button>Add to cart</button>",
        head=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Mug",'
            '"offers":[{"price":"10","priceCurrency":"EUR","availability":"OutOfStock"},'
            '{"price":"12","priceCurrency":"EUR","availability":"InStock"}]}</script>'
        ),
        says={"price": "12", "availability": "in_stock"},
    ),
    "availability text de": Wild(
        title="Becher",
        body="<h1>Becher</h1>",
        head=(
            '<script type="application/ld+json">{"@type":"Product","name":"Becher","offers":'
            '{"price":"10","priceCurrency":"EUR","availability":"auf Lager"}}</script>'
        ),
        lang="de",
        says={"availability": "in_stock"},
    ),
    "https schema LimitedAvailability": Wild(
        title="Blue Mug",
        body="<h1>Blue Mug</h1>",
        head=(
            '<script type="application/ld+json">{"@type":"https://schema.org/Product",'
            '"name":"Blue Mug","offers":{"@type":"https://schema.org/Offer","price":10,'
            '"priceCurrency":"EUR","availability":"https://schema.org/LimitedAvailability"}}'
            "</script>"
        ),
        says={"availability": "in_stock", "price": "10"},
    ),
    "schema: prefix": Wild(
        title="Blue Mug",
        body="<h1>Blue Mug</h1>",
        head=(
            '<script type="application/ld+json">{"@context":{"schema":"https://schema.org/"},'
            '"@type":"schema:Product","schema:name":"Blue Mug","schema:offers":'
            '{"@type":"schema:Offer","schema:price":"10","schema:priceCurrency":"EUR"}}'
            "</script>"
        ),
        says={"price": "10"},
    ),
    "Vehicle/Car": Wild(
        title="Golf",
        body="<h1>Golf</h1>",
        head=(
            '<script type="application/ld+json">{"@type":"Car","name":"Golf","offers":'
            '{"@type":"Offer","price":"12500","priceCurrency":"EUR"}}</script>'
        ),
        says={"price": "12500", "kind": "product"},
    ),
    "Offer top-level itemOffered": Wild(
        title="Blue Mug",
        body="<h1>Blue Mug</h1>",
        head=(
            '<script type="application/ld+json">{"@type":"Offer","price":"12",'
            '"priceCurrency":"EUR","itemOffered":{"@type":"Product","name":"Blue Mug"}}'
            "</script>"
        ),
        says={"price": "12"},
    ),
    "priceCurrency lower": Wild(
        title="Blue Mug",
        body="<h1>Blue Mug</h1>",
        head=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Mug",'
            '"offers":{"price":"12","priceCurrency":"eur"}}</script>'
        ),
        says={"currency": "EUR"},
    ),
    "price with NBSP": Wild(
        title="Blue Mug",
        body="<h1>Blue Mug</h1>",
        head=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Mug",'
            '"offers":{"price":"1\xa0299,00","priceCurrency":"CZK"}}</script>'
        ),
        says={"price": "1299"},
    ),
    "reviews with aggregate in separate": Wild(
        title="Blue Mug",
        body="<h1>Blue Mug</h1>",
        head=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Mug",%OFFER%}'
            '</script><script type="application/ld+json">{"@type":"AggregateRating",'
            '"ratingValue":"4.4","reviewCount":"12","itemReviewed":{"@type":"Product",'
            '"name":"Blue Mug"}}</script>'
        ),
        says={"rating": "4.4", "review_count": 12, "price": "12"},
    ),
    "review array no aggregate": Wild(
        title="Blue Mug",
        body="<h1>Blue Mug</h1>",
        head=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Mug",'
            '"review":[{"reviewRating":{"ratingValue":"5"}}],%OFFER%}</script>'
        ),
        says={"rating": None},
    ),
    "review count from ratingCount": Wild(
        title="Blue Mug",
        body="<h1>Blue Mug</h1>",
        head=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Mug",'
            '"aggregateRating":{"ratingValue":4.4,"ratingCount":1200},%OFFER%}</script>'
        ),
        says={"review_count": 1200},
    ),
    "og title w shop only, ld name": Wild(
        title="Shop",
        body=" <h1>Blue Mug</h1>",
        head=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Mug",%OFFER%}'
            "</script>"
        ),
        says={"price": "12", "name": "Blue Mug"},
    ),
    "ld name differs from h1 variant": Wild(
        title="Blue Mug - Large | Shop",
        body="<h1>Blue Mug – Large</h1>",
        head=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Mug",%OFFER%}'
            "</script>"
        ),
        says={"price": "12"},
    ),
    "only one product ld name unrelated": Wild(
        title="Shop",
        body="<div id=root></div>",
        head=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Mug",%OFFER%}'
            "</script>"
        ),
        says={"price": "12", "kind": "product"},
    ),
    "microdata price content w currency sym": Wild(
        title="Blue Mug",
        body=(
            '<div itemscope itemtype="https://schema.org/Product"><h1 itemprop=name>Blue Mug'
            '</h1><span itemprop=offers itemscope itemtype="https://schema.org/Offer">'
            "<meta itemprop=priceCurrency content=GBP>£"
            '<span itemprop=price content="1299.00">1,299.00</span>'
            '<link itemprop=availability href="https://schema.org/InStock"></span>'
            '<div itemprop=aggregateRating itemscope itemtype="https://schema.org/AggregateRating">'
            "<span itemprop=ratingValue>4,5</span>/<span itemprop=bestRating>5</span> ("
            "<span itemprop=reviewCount>23</span>)</div></div>"
        ),
        says={
            "price": "1299",
            "currency": "GBP",
            "rating": "4.5",
            "review_count": 23,
            "availability": "in_stock",
        },
    ),
    "microdata related products in same page": Wild(
        title="Blue Mug",
        body=(
            '<div itemscope itemtype="https://schema.org/Product"><h1 itemprop=name>Blue Mug'
            '</h1><div itemprop=offers itemscope itemtype="https://schema.org/Offer">'
            "<span itemprop=price>12</span><meta itemprop=priceCurrency content=EUR></div>"
            '</div><ul><li itemscope itemtype="https://schema.org/Product">'
            "<a href=/3 itemprop=url><span itemprop=name>Mug 3</span></a>"
            '<div itemprop=offers itemscope itemtype="https://schema.org/Offer">'
            "<span itemprop=price>3</span><meta itemprop=priceCurrency content=EUR></div>"
            '</li><li itemscope itemtype="https://schema.org/Product">'
            "<a href=/4 itemprop=url><span itemprop=name>Mug 4</span></a>"
            '<div itemprop=offers itemscope itemtype="https://schema.org/Offer">'
            "<span itemprop=price>4</span><meta itemprop=priceCurrency content=EUR></div>"
            '</li><li itemscope itemtype="https://schema.org/Product">'
            "<a href=/5 itemprop=url><span itemprop=name>Mug 5</span></a>"
            '<div itemprop=offers itemscope itemtype="https://schema.org/Offer">'
            "<span itemprop=price>5</span><meta itemprop=priceCurrency content=EUR></div>"
            '</li><li itemscope itemtype="https://schema.org/Product">'
            "<a href=/6 itemprop=url><span itemprop=name>Mug 6</span></a>"
            '<div itemprop=offers itemscope itemtype="https://schema.org/Offer">'
            "<span itemprop=price>6</span><meta itemprop=priceCurrency content=EUR></div>"
            "</li></ul>"
        ),
        says={"price": "12"},
    ),
    "hydrogen json parse": Wild(
        title="Blue Mug",
        body=(
            '<div id=app></div><script>window.__STATE__ = JSON.parse("{\\"product\\":'
            '{\\"name\\":\\"Blue Mug\\",\\"price\\":12.5,\\"currency\\":\\"EUR\\",'
            '\\"brand\\":\\"Larch\\"}}")'
            "</script>"
        ),
        says={"price": "12.5", "brand": "Larch"},
    ),
    "hydrogen json parse single": Wild(
        title="Blue Mug",
        body=(
            '<div id=app></div><script>window.__STATE__ = JSON.parse(\'{"product":'
            '{"name":"Blue Mug","price":12.5,"currency":"EUR"}}\')</script>'
        ),
        says={"price": "12.5"},
    ),
    "woo variations form": Wild(
        title="Blue Mug",
        body=(
            "<h1>Blue Mug</h1><p class=price><span class=woocommerce-Price-amount>&euro;10.00"
            "</span> – <span class=woocommerce-Price-amount>&euro;14.00</span></p>"
            '<form class=variations_form data-product_variations="[{}]"></form>'
            "<button>Add to cart</button>"
        ),
        says={"price": "10", "price_max": "14"},
    ),
    "sold out, no price, ld no price": Wild(
        title="Blue Mug",
        body="<h1>Blue Mug</h1><p>Sold out</p>",
        head=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Mug",'
            '"offers":{"@type":"Offer","availability":"OutOfStock"}}</script>'
        ),
        says={"price": None, "availability": "out_of_stock", "kind": "product"},
    ),
    "meta product availability oos": Wild(
        title="Blue Mug",
        body="<h1>Blue Mug</h1>",
        head=(
            '<meta property="og:type" content="og:product">'
            '<meta property="product:price:amount" content="10">'
            '<meta property="product:price:currency" content="USD">'
            '<meta property="product:availability" content="oos">'
        ),
        says={"price": "10", "availability": "out_of_stock"},
    ),
    "condition refurb": Wild(
        title="Phone",
        body=("<h1>Phone (Refurbished)</h1><p class=price>$10.00</p><button>Add to cart</button>"),
        head=(
            '<script type="application/ld+json">{"@type":"Product","name":"Phone","offers":'
            '{"price":"10","priceCurrency":"USD",'
            '"itemCondition":"https://schema.org/RefurbishedCondition"}}</script>'
        ),
        says={"condition": "refurbished"},
    ),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_general_logic_reads_it(page: Wild) -> None:
    assert page.read == page.says


_ABROAD = (
    '<meta property="og:price:amount" content="48.00">'
    '<meta property="og:price:currency" content="USD">'
)
CURRENCIES = {
    "meta in the shop's currency, the page in the visitor's": Wild(
        title="Blue Cup",
        body="<h1>Blue Cup</h1><p>53,11 €</p><button>Add to cart</button>",
        head=_ABROAD,
        says={"price": "53.11", "currency": "EUR"},
    ),
    "the same amount in both": Wild(
        title="Blue Cup",
        body="<h1>Blue Cup</h1><p>$48.00</p><p>44,20 €</p><button>Add to cart</button>",
        head=_ABROAD,
        says={"price": "48", "currency": "USD"},
    ),
}


@pytest.mark.parametrize("page", CURRENCIES)
def test_takes_the_currency_that_the_visitor_sees(page: str) -> None:
    assert CURRENCIES[page].read == CURRENCIES[page].says


HEADINGS = {
    "a title that names the shop alone": Wild(
        title="Acme",
        body="<h1>Blue Cup</h1><div class=price>€12.00</div><button name=add>Add to cart</button>",
        says={"price": "12", "name": "Blue Cup", "kind": "product"},
    ),
    "a cart": Wild(
        title="Your cart",
        body="<h1>Shopping bag</h1><div>Total $12.00</div><button>Checkout</button>",
        says={"price": None},
    ),
}


@pytest.mark.parametrize("page", HEADINGS)
def test_the_only_heading_is_the_product_of_a_page_that_sells(page: str) -> None:
    assert HEADINGS[page].read == HEADINGS[page].says


SPELLINGS = {
    "a word for screen readers in the headline": Wild(
        title="Blue Cup",
        body="<h1>Blue Cup<span class=sr-only> Details</span></h1><div>€12.00</div>%BUY%",
        says={"name": "Blue Cup"},
    ),
    "a headline that is hidden whole": Wild(
        title="Blue Cup",
        body="<h1><span class=visually-hidden>Blue Cup</span></h1><div>€12.00</div>%BUY%",
        says={"name": "Blue Cup"},
    ),
    "the number of the address with its dots": Wild(
        title="Blue Cup",
        body="<h1>Blue Cup</h1><div>€12.00</div>%BUY%<p>002.937.72</p>",
        url="https://www.shop.example/p/blue-cup-00293772/",
        says={"sku": "002.937.72"},
    ),
    "the maker's number of the model": Wild(
        title="Blue Cup",
        body=(
            "<h1>Blue Cup</h1><div>€12.00</div>%BUY%"
            "<table><tr><td>Model Number</td><td>BX80</td></tr></table>"
        ),
        says={"sku": None, "mpn": "BX80"},
    ),
}


@pytest.mark.parametrize("page", SPELLINGS)
def test_takes_names_and_numbers_as_they_are_shown(page: str) -> None:
    wild = SPELLINGS[page]
    body = wild.body.replace("%BUY%", "<button>Add to cart</button>")
    assert replace(wild, body=body).read == wild.says
