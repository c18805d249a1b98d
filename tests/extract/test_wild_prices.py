"""Prices that are not what the product costs, on pages without any site rule."""

import pytest

from tests.support.wild import Wild

PAGES = {
    "wishlist count/cart total": Wild(
        title="Blue Cup",
        body="<div id=cart>Total: $0.00</div><h1>Blue Cup</h1><p>Sold out</p>",
        says={"price": None},
    ),
    "gift card upsell": Wild(
        title="Blue Cup",
        body=("<h1>Blue Cup</h1><p class=out>Out of stock</p><p>Give a $50 gift card instead</p>"),
        says={"price": None},
    ),
    "ship threshold banner": Wild(
        title="Blue Cup",
        body=(
            "<h1>Blue Cup</h1><p>Currently unavailable</p>"
            "<div class=promo>Free delivery over £40</div>"
        ),
        says={"price": None},
    ),
    "variants table": Wild(
        title="Blue Cup",
        body=(
            "<h1>Blue Cup</h1><table><tr><td>Small</td><td>€10.00</td></tr><tr><td>Large</td>"
            "<td>€14.00</td></tr></table><button>Add to cart</button>"
        ),
        says={"price": "10"},
    ),
    "tier prices": Wild(
        title="Blue Cup",
        body=(
            "<h1>Blue Cup</h1><div class=price>€12.00</div><table class=tier-prices><tr>"
            "<td>10+</td><td>€11.00</td></tr><tr><td>50+</td><td>€9.00</td></tr></table>"
            "<button>Add to cart</button>"
        ),
        says={"price": "12"},
    ),
    "accessories before price": Wild(
        title="Blue Cup",
        body=(
            "<h1>Blue Cup</h1><div class=addons><label><input type=checkbox> Gift wrap +€3.00"
            "</label></div><div class=price>€12.00</div><button>Add to cart</button>"
        ),
        says={"price": "12"},
    ),
    "warranty": Wild(
        title="Laptop 15",
        body=(
            "<h1>Laptop 15</h1><div class=price>$999.00</div><div>"
            "<label>2-year protection plan $129.99</label></div><button>Add to cart</button>"
        ),
        says={"price": "999"},
    ),
    "warranty first": Wild(
        title="Laptop 15",
        body=(
            "<h1>Laptop 15</h1><div><label>2-year protection plan</label><span>$129.99</span>"
            "</div><div class=price>$999.00</div><button>Add to cart</button>"
        ),
        says={"price": "999"},
    ),
    "save badge": Wild(
        title="Laptop 15",
        body=(
            "<h1>Laptop 15</h1><span class=badge>Save $100</span><span class=price>$899.00"
            "</span><button>Add to cart</button>"
        ),
        says={"price": "899"},
    ),
    "minus badge": Wild(
        title="Laptop 15",
        body=(
            "<h1>Laptop 15</h1><span class=badge>-$100</span><span class=price>$899.00</span>"
            "<button>Add to cart</button>"
        ),
        says={"price": "899"},
    ),
    "monthly big": Wild(
        title="Phone X",
        body=(
            "<h1>Phone X</h1><div class=price>$33.30/mo.</div>"
            "<div class=price>or $799 before trade-in</div><button>Add to cart</button>"
        ),
        says={"price": "799"},
    ),
    "coupon price": Wild(
        title="Blue Cup",
        body=(
            "<h1>Blue Cup</h1><span class=price>$20.00</span>"
            "<span class=coupon-price>$18.00 with coupon</span><button>Add to cart</button>"
        ),
        says={"price": "20"},
    ),
    "crossed after": Wild(
        title="Blue Cup",
        body=(
            '<h1>Blue Cup</h1><span class="price sale">$20.00</span> '
            '<span class="price regular-price">$25.00</span><button>Add to cart</button>'
        ),
        says={"price": "20", "list_price": "25"},
    ),
    "data-price hidden input": Wild(
        title="Blue Cup",
        body=(
            '<h1>Blue Cup</h1><input type=hidden name=price value="20.00">'
            "<span class=price>$20.00</span><button>Add to cart</button>"
        ),
        says={"price": "20"},
    ),
    "reviews price text": Wild(
        title="Blue Cup",
        body=("<h1>Blue Cup</h1><p>Out of stock</p><div class=reviews><p>Paid $15</p></div>"),
        says={"price": None},
    ),
    "recently viewed": Wild(
        title="Blue Cup",
        body=(
            "<h1>Blue Cup</h1><p>Sold out</p><section><h2>Recently viewed</h2><div>"
            "<a href=/a><img><span>Cup A</span></a><span>$5.00</span></div><div><a href=/b>"
            "<img><span>Cup B</span></a><span>$6.00</span></div></section>"
        ),
        says={"price": None},
    ),
    "you may also like 1": Wild(
        title="Blue Cup",
        body=(
            "<h1>Blue Cup</h1><p>Sold out</p><section><h2>You may also like</h2><div class=x>"
            "<a href=/a><img><span>Cup A</span></a><span>$5.00</span></div></section>"
        ),
        says={"price": None},
    ),
    "ko also": Wild(
        title="파란 컵",
        body=(
            "<h1>파란 컵</h1><p>품절</p><section><h2>추천 상품</h2><div class=x><a href=/a><img>"
            "<span>컵 A</span></a><span>5,000원</span></div></section>"
        ),
        lang="ko",
        says={"price": None},
    ),
    "article w/ price box": Wild(
        title="10 best cups",
        body=(
            "<article><h1>10 best cups</h1><p>We tested.</p><h2>1. Blue Cup</h2>"
            "<a class=btn href=https://amazon.example>$24.99 at Shop</a><p>It is nice.</p>"
            "<h2>2. Red</h2><a class=btn href=https://x.example>$14.99 at Shop</a></article>"
        ),
        head=(
            '<script type="application/ld+json">{"@type":"Article","headline":"10 best cups"}'
            "</script>"
        ),
        says={"kind": "other", "price": None},
    ),
    "blog w/out ld": Wild(
        title="How I bought a cup | My blog",
        body=(
            "<h1>How I bought a cup</h1><p class=meta>Posted on May 3</p><p>It cost me "
            "<strong>$20"
            "</strong>, which I found cheap since the shop was far away and nobody came.</p>"
        ),
        head='<meta property="og:type" content="article">',
        says={"kind": "other", "price": None},
    ),
    "pricing page SaaS": Wild(
        title="Pricing | App",
        body=(
            "<h1>Pricing</h1><div class=plan><h3>Basic</h3><span class=price>$9</span>/mo"
            "<button>Buy now</button></div><div class=plan><h3>Pro</h3><span class=price>$19"
            "</span>/mo<button>Buy now</button></div>"
        ),
        says={"price": None},
    ),
    "hotel": Wild(
        title="Hotel Sun",
        body="<h1>Hotel Sun</h1><p>from <b>€89</b> per night</p>",
        head=('<script type="application/ld+json">{"@type":"Hotel","name":"Hotel Sun"}</script>'),
        says={"price": None},
    ),
    "job": Wild(
        title="Clerk",
        body="<h1>Clerk</h1><p>Salary: $50,000</p>",
        head=('<script type="application/ld+json">{"@type":"JobPosting","title":"Clerk"}</script>'),
        says={"kind": "other", "price": None},
    ),
    "home page": Wild(
        title="Shop | Nice cups",
        body=(
            "<h1>Nice cups</h1><ul><li><a href=/p/3><img><h3>Cup 3</h3></a>"
            "<span class=price>€3.00</span><button>Add to cart</button></li><li><a href=/p/4>"
            "<img><h3>Cup 4</h3></a><span class=price>€4.00</span><button>Add to cart"
            "</button></li><li><a href=/p/5><img><h3>Cup 5</h3></a><span class=price>€5.00"
            "</span><button>Add to cart</button></li><li><a href=/p/6><img><h3>Cup 6</h3></a>"
            "<span class=price>€6.00</span><button>Add to cart</button></li><li><a href=/p/7>"
            "<img><h3>Cup 7</h3></a><span class=price>€7.00</span><button>Add to cart"
            "</button></li><li><a href=/p/8><img><h3>Cup 8</h3></a><span class=price>€8.00"
            "</span><button>Add to cart</button></li></ul>"
        ),
        url="https://www.shop.example/",
        says={"price": None},
    ),
    "category 2 products": Wild(
        title="Cups",
        body=(
            "<h1>Cups</h1><div class=item><a href=/p/1><img><h3>A</h3></a>"
            "<span class=price>€1.00</span></div><div class=item><a href=/p/2><img><h3>B</h3>"
            "</a><span class=price>€2.00</span></div>"
        ),
        url="https://www.shop.example/cups",
        says={"price": None},
    ),
    "category 1 product": Wild(
        title="Cups",
        body=(
            "<h1>Cups</h1><div class=grid><div class=item><a href=/p/1><img><h3>A cup</h3>"
            "</a><span class=price>€1.00</span></div></div>"
        ),
        url="https://www.shop.example/cups",
        says={"price": None},
    ),
    "category 1 product with button": Wild(
        title="Cups",
        body=(
            "<h1>Cups</h1><ul class=products><li class=item><a href=/p/1><img><h3>A cup</h3>"
            "</a><span class=price>€1.00</span><button>Add to cart</button></li></ul>"
        ),
        url="https://www.shop.example/cups",
        says={"price": None},
    ),
    "cart page": Wild(
        title="Your basket",
        body=(
            "<h1>Your basket</h1><table><tr><td>Blue Cup</td><td>€12.00</td></tr></table>"
            "<p>Total €12.00</p><button>Checkout</button>"
        ),
        url="https://www.shop.example/cart",
        says={"price": None},
    ),
    "compare page": Wild(
        title="Compare A vs B",
        body=(
            "<h1>Compare A vs B</h1><table><tr><td>Price</td><td>$10</td><td>$20</td></tr></table>"
        ),
        url="https://www.shop.example/compare",
        says={"price": None},
    ),
    "real estate": Wild(
        title="3 bed house",
        body=("<h1>3 bed house, Main St</h1><span class=price>€450,000</span><p>3 bed 2 bath</p>"),
        says={"price": "450000", "kind": "product"},
    ),
    "car ad": Wild(
        title="Golf 7 Variant",
        body=(
            "<h1>Golf 7 Variant</h1><div><span>€ 12.500</span></div><dl><dt>Kilometerstand"
            "</dt><dd>80.000 km</dd></dl>"
        ),
        lang="de",
        says={"price": "12500", "kind": "product"},
    ),
    "de vb": Wild(
        title="Altes Fahrrad",
        body="<h1>Altes Fahrrad</h1><h2>120 € VB</h2><p>Abholung</p>",
        lang="de",
        says={"price": "120", "currency": "EUR"},
    ),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_general_logic_reads_it(page: Wild) -> None:
    assert page.read == page.says
