"""Pages as shops write them, without any site rule: names, prices, numbers, ratings."""

import pytest

from tests.support.wild import Wild

PAGES = {
    "added to basket h1": Wild(
        title="Blue Cup | Shop",
        body=(
            "<h1>Added to basket</h1><div class=modal></div><h1>Blue Cup</h1>"
            "<p class=price>€12.00</p><button>Add to cart</button>"
        ),
        says={"name": "Blue Cup", "price": "12"},
    ),
    "h1 logo": Wild(
        title="Blue Cup - Fine Shop",
        body=(
            "<header><h1><a href=/>Fine Shop</a></h1></header><h2>Blue Cup</h2>"
            "<p class=price>€12.00</p><button>Add to cart</button>"
        ),
        says={"name": "Blue Cup", "price": "12"},
    ),
    "title suffix": Wild(
        title="Blue Cup | Kitchen | Shop",
        body=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Cup",%OFFER%}'
            "</script>"
        ),
        says={"name": "Blue Cup", "price": "12", "availability": "in_stock"},
    ),
    "buy x online": Wild(
        title="Buy Blue Cup Online at Best Price in India | Shop",
        body=(
            "<div class=pdp><div class=pname>Blue Cup</div><div class=price>₹12</div>"
            "<button>Add to cart</button></div>"
        ),
        says={"name": "Blue Cup"},
    ),
    "graph with WebPage": Wild(
        title="Blue Cup",
        body=(
            '<script type="application/ld+json">{"@context":"x","@graph":[{"@type":"WebPage",'
            '"name":"Blue Cup"},{"@type":"BreadcrumbList",'
            '"itemListElement":[]},{"@type":"Product","name":"Blue Cup",%OFFER%}]}</script>'
            "<h1>Blue Cup</h1>"
        ),
        says={"price": "12", "name": "Blue Cup"},
    ),
    "two products same ld": Wild(
        title="Blue Cup",
        body=(
            '<script type="application/ld+json">{"@type":"Product","name":"Red Cup",'
            '"offers":{"price":5,"priceCurrency":"EUR"}}</script>'
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Cup",%OFFER%}'
            "</script><h1>Blue Cup</h1>"
        ),
        says={"price": "12", "name": "Blue Cup"},
    ),
    "array of types": Wild(
        title="Blue Cup",
        body=(
            '<script type="application/ld+json">[{"@type":["Product","Thing"],'
            '"name":"Blue Cup",%OFFER%}]</script><h1>Blue Cup</h1>'
        ),
        says={"price": "12"},
    ),
    "brand as list": Wild(
        title="Blue Cup",
        body=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Cup",'
            '"brand":[{"@type":"Brand","name":"Larch"}],%OFFER%}</script><h1>Blue Cup</h1>'
        ),
        says={"brand": "Larch"},
    ),
    "brand str html": Wild(
        title="Blue Cup",
        body=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue &amp; White Cup",'
            '"brand":"Larch &amp; Co",%OFFER%}</script><h1>Blue &amp; White Cup</h1>'
        ),
        says={"brand": "Larch & Co", "name": "Blue & White Cup"},
    ),
    "offers dict of price dict": Wild(
        title="Blue Cup",
        body=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Cup",'
            '"offers":{"@type":"Offer","price":{"@value":"12.00"},"priceCurrency":"EUR"}}'
            "</script><h1>Blue Cup</h1>"
        ),
        says={"price": "12"},
    ),
    "aggregate lowprice str": Wild(
        title="Blue Cup",
        body=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Cup",'
            '"offers":{"@type":"AggregateOffer","lowPrice":"12,50","highPrice":"18,00",'
            '"priceCurrency":"EUR"}}</script><h1>Blue Cup</h1>'
        ),
        says={"price": "12.5", "price_max": "18"},
    ),
    "gtin zeros": Wild(
        title="Blue Cup",
        body=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Cup",'
            '"gtin13":"0000000000000","sku":"0",%OFFER%}</script><h1>Blue Cup</h1>'
        ),
        says={"gtin": None},
    ),
    "ld comment": Wild(
        title="Blue Cup",
        body=(
            '<script type="application/ld+json">/* x */ {'
            '"@type":"Product",// y\n"name":"Blue Cup",%OFFER%,}'
            "</script><h1>Blue Cup</h1>"
        ),
        says={"price": "12"},
    ),
    "ld single quotes": Wild(
        title="Blue Cup",
        body=(
            "<script type=\"application/ld+json\">{'@type':'Product','name':'Blue Cup',"
            "'offers':{'price':'12.00','priceCurrency':'EUR'}}"
            "</script><h1>Blue Cup</h1>"
        ),
        says={"price": "12"},
    ),
    "ld raw newline in desc + unescaped quotes": Wild(
        title="Blue Cup",
        body=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Cup",'
            '"description":"a 5" cup\nnice",%OFFER%}</script><h1>Blue Cup</h1>'
        ),
        says={"price": "12"},
    ),
    "ld template var": Wild(
        title="Blue Cup",
        body=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Cup",'
            '"sku":,%OFFER%}</script><h1>Blue Cup</h1>'
        ),
        says={"price": "12"},
    ),
    "ld NaN": Wild(
        title="Blue Cup",
        body=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Cup",'
            '"weight":NaN,%OFFER%}</script><h1>Blue Cup</h1>'
        ),
        says={"price": "12"},
    ),
    "microdata link avail": Wild(
        title="Blue Cup",
        body=(
            '<div itemscope itemtype="http://schema.org/Product"><h1 itemprop=name>Blue Cup</h1>'
            '<div itemprop=offers itemscope itemtype="http://schema.org/Offer">'
            "<span itemprop=price>12,00</span> <span itemprop=priceCurrency>€</span>"
            '<link itemprop=availability href="http://schema.org/OutOfStock"></div></div>'
        ),
        says={"price": "12", "currency": "EUR", "availability": "out_of_stock"},
    ),
    "meta product": Wild(
        title="Blue Cup",
        body="<h1>Blue Cup</h1>",
        head=(
            '<meta property="og:type" content="product">'
            '<meta property="product:price:amount" content="1.299,00">'
            '<meta property="product:price:currency" content="EUR">'
            '<meta property="product:availability" content="in stock">'
        ),
        says={"price": "1299", "availability": "in_stock"},
    ),
    "twitter data": Wild(
        title="Blue Cup",
        body="<h1>Blue Cup</h1><button>Add to cart</button>",
        head=(
            '<meta name="twitter:label1" content="Price">'
            '<meta name="twitter:data1" content="€12.00">'
        ),
        says={"price": "12"},
    ),
    "gtm datalayer": Wild(
        title="Blue Cup",
        body=(
            "<h1>Blue Cup</h1><button>Add to cart</button>"
            "<script>dataLayer.push({ecommerce:{detail:"
            '{products:[{name:"Blue Cup",id:"123",price:"12.00",brand:"Larch",currency:"EUR"}]}}})'
            ";"
            "</script>"
        ),
        says={"price": "12", "brand": "Larch"},
    ),
    "next data price only": Wild(
        title="Blue Cup",
        body=(
            "<div id=__next></div>"
            '<script id=__NEXT_DATA__ type="application/json">{"props":{"pageProps":{'
            '"product":{"title":"Blue Cup",'
            '"price":12.5,"currency":"EUR","inStock":true,"sku":"BC1"}}}}</script>'
        ),
        says={"price": "12.5", "availability": "in_stock", "kind": "product"},
    ),
    "next minor cents": Wild(
        title="Blue Cup",
        body=(
            "<div id=__next></div>"
            '<script id=__NEXT_DATA__ type="application/json">{"props":{"pageProps":{'
            '"product":{"title":"Blue Cup",'
            '"price":{"centAmount":1250,"currencyCode":"EUR"}}}}}</script>'
        ),
        says={"price": "12.5"},
    ),
    "price in data attribute": Wild(
        title="Blue Cup",
        body=(
            '<h1>Blue Cup</h1><div class=product data-price="12.00" data-currency="EUR">…</div>'
            "<button>Add to cart</button>"
        ),
        says={"price": None},
    ),
    "price before headline": Wild(
        title="Blue Cup",
        body=(
            "<div class=gallery></div><p class=product-price>€12.00</p><h1>Blue Cup</h1>"
            "<button>Add to cart</button>"
        ),
        says={"price": "12"},
    ),
    "sticky bar dup": Wild(
        title="Blue Cup",
        body=(
            "<div class=sticky><span>Blue Cup</span><span class=price>€12.00</span></div>"
            "<h1>Blue Cup</h1><div class=buy><span class=price>€12.00</span><button>Add to cart"
            "</button></div>"
        ),
        says={"price": "12"},
    ),
    "call for price": Wild(
        title="Blue Cup",
        body="<h1>Blue Cup</h1><p class=price>Price on request</p><p>Tel. 012 345 678</p>",
        head='<meta property="og:type" content="product">',
        says={"price": None, "kind": "product"},
    ),
    "phone numbers": Wild(
        title="Blue Cup",
        body=("<h1>Blue Cup</h1><p class=price>Call 1800 123 456</p><button>Add to cart</button>"),
        says={"price": None},
    ),
    "dutch auction from": Wild(
        title="Rode fiets",
        body="<h1>Rode fiets</h1><p class=price>€ 120,00</p><p>Bieden vanaf € 100,00</p>",
        lang="nl",
        says={"price": "120"},
    ),
    "bids only": Wild(
        title="Old lamp",
        body="<h1>Old lamp</h1><p>Starting bid <b>€ 50</b></p><button>Place bid</button>",
        says={"price": "50", "kind": "product"},
    ),
    "book": Wild(
        title="Some Novel",
        body=(
            "<h1>Some Novel</h1><p>by <a class=author>A. Writer</a></p><p>ISBN 978-3-16-148410-0"
            "</p><span class=price>£9.99</span><button>Add to basket</button>"
        ),
        says={"price": "9.99", "gtin": "9783161484100"},
    ),
    "ru page": Wild(
        title="Чайник Свет купить в Москве - цена, отзывы | Магазин",
        body=(
            '<h1>Чайник Свет</h1><div class="product-price">2 490 ₽</div><button>В корзину</button>'
        ),
        lang="ru",
        says={
            "name": "Чайник Свет",
            "price": "2490",
            "currency": "RUB",
            "availability": "in_stock",
        },
    ),
    "ja": Wild(
        title="青いカップ｜お店",
        body=(
            "<h1>青いカップ</h1><p>販売価格</p><p><span>2,480</span>円<small>（税込）</small></p>"
            "<button>カートに入れる</button>"
        ),
        lang="ja",
        says={"price": "2480", "currency": "JPY"},
    ),
    "zh tw": Wild(
        title="藍色杯子 - 商店",
        body=(
            "<h1>藍色杯子</h1><div class=prices><del>NT$1,280</del><span>NT$990</span></div>"
            "<button>加入購物車</button>"
        ),
        lang="zh-TW",
        says={"price": "990", "list_price": "1280", "currency": "TWD"},
    ),
    "ar": Wild(
        title="كوب أزرق",
        body=("<h1>كوب أزرق</h1><span class=price>١٢٩٫٠٠ ر.س</span><button>أضف إلى السلة</button>"),
        lang="ar",
        says={"price": "129", "currency": "SAR"},
    ),
    "vi": Wild(
        title="Ly xanh",
        body=(
            '<h1>Ly xanh</h1><span class=price>129.000đ</span><span class="old-price">159.000đ'
            "</span><button>Mua ngay</button>"
        ),
        lang="vi",
        says={"price": "129000", "list_price": "159000", "currency": "VND"},
    ),
    "kr": Wild(
        title="파란 컵",
        body=(
            "<h1>파란 컵</h1><strong class=price>12,900"
            "<em>원</em></strong><button>장바구니</button>"
        ),
        lang="ko",
        says={"price": "12900", "currency": "KRW"},
    ),
    "he": Wild(
        title="כוס כחולה",
        body="<h1>כוס כחולה</h1><span class=price>₪ 49.90</span><button>הוסף לסל</button>",
        lang="he",
        says={"price": "49.9", "currency": "ILS"},
    ),
    "cz eshop": Wild(
        title="Modrý hrnek",
        body=(
            '<h1>Modrý hrnek</h1><strong class="price-final">1 290 Kč</strong>'
            '<span class="price-additional">1 066,12 Kč bez DPH</span><button>Do košíku</button>'
        ),
        lang="cs",
        says={"price": "1290", "currency": "CZK"},
    ),
    "de b2b net": Wild(
        title="Blauer Becher",
        body=(
            '<h1>Blauer Becher</h1><span class="price">12,00 €</span> <span>inkl. MwSt.</span>'
            "<div>10,08 € zzgl. MwSt.</div><button>In den Warenkorb</button>"
        ),
        lang="de",
        says={"price": "12"},
    ),
    "unit de grundpreis": Wild(
        title="Tee",
        body=(
            "<h1>Tee</h1><div class=price>4,99 €</div><div>49,90 € / 1 kg</div><div>Inhalt 100 g"
            "</div><button>In den Warenkorb</button>"
        ),
        lang="de",
        says={"price": "4.99"},
    ),
    "pl omnibus": Wild(
        title="Kubek",
        body=(
            "<h1>Kubek</h1><span class=price>59,00 zł</span>"
            "<p>Najniższa cena z 30 dni przed obniżką: 69,00 zł</p><button>Do koszyka</button>"
        ),
        lang="pl",
        says={"price": "59", "currency": "PLN"},
    ),
    "fr omnibus": Wild(
        title="Tasse",
        body=("<h1>Tasse</h1><p class=prix>59<sup>€90</sup></p><button>Ajouter au panier</button>"),
        lang="fr",
        says={"price": "59.9", "currency": "EUR"},
    ),
    "br pix": Wild(
        title="Copo",
        body=(
            "<h1>Copo</h1><s>R$ 150,00</s><strong>R$ 120,00</strong><p>R$ 114,00 no Pix</p>"
            "<p>12x de R$ 10,00</p><button>Comprar</button>"
        ),
        lang="pt-BR",
        says={"price": "120", "list_price": "150", "currency": "BRL"},
    ),
    "review count": Wild(
        title="Blue Cup",
        body=(
            "<h1>Blue Cup</h1><div>4.5 out of 5 stars</div><a>1,234 ratings</a>"
            "<p class=price>€12.00</p><button>Add to cart</button>"
        ),
        says={"rating": "4.5", "review_count": 1234},
    ),
    "itemprop content 0 reviews": Wild(
        title="Blue Cup",
        body=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Cup",'
            '"aggregateRating":{"ratingValue":"0","reviewCount":"0"},%OFFER%}</script>'
            "<h1>Blue Cup</h1>"
        ),
        says={"rating": None},
    ),
    "rating percent": Wild(
        title="Blue Cup",
        body=(
            '<script type="application/ld+json">{"@type":"Product","name":"Blue Cup",'
            '"aggregateRating":{"ratingValue":"92","bestRating":"100",'
            '"ratingCount":"15"},%OFFER%}</script><h1>Blue Cup</h1>'
        ),
        says={"rating": "92", "rating_best": "100", "review_count": 15},
    ),
    "brand link": Wild(
        title="Larch Blue Cup",
        body=(
            '<a href="/brands/larch" class=brand-link>Larch</a><h1>Larch Blue Cup</h1>'
            "<p class=price>€12.00</p><button>Add to cart</button>"
        ),
        says={"brand": "Larch"},
    ),
    "sku text": Wild(
        title="Blue Cup",
        body=(
            "<h1>Blue Cup</h1><p>SKU: BC-100</p><p>EAN: 4006381333931</p><p class=price>€12.00"
            "</p><button>Add to cart</button>"
        ),
        says={"sku": "BC-100", "gtin": "4006381333931"},
    ),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_general_logic_reads_it(page: Wild) -> None:
    assert page.read == page.says
