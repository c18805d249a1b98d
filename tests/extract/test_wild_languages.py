"""Pages in the languages and currencies of many countries, without any site rule."""

import pytest

from tests.support.wild import Wild

PAGES = {
    "it": Wild(
        title="Tazza blu",
        body=(
            "<h1>Tazza blu</h1><div class=prezzo>€ 12,90</div><div>Spedizione € 4,90</div>"
            "<button>Aggiungi al carrello</button>"
        ),
        lang="it",
        says={"price": "12.9", "availability": "in_stock"},
    ),
    "it 2": Wild(
        title="Tazza blu",
        body=(
            "<h1>Tazza blu</h1><p>Prezzo: <b>12,90 €</b></p><p>Prezzo consigliato: 15,90 €"
            "</p><button>Acquista</button>"
        ),
        lang="it",
        says={"price": "12.9", "list_price": "15.9"},
    ),
    "es mx": Wild(
        title="Taza azul",
        body=(
            "<h1>Taza azul</h1><span class=precio>$1,299.00</span><button>Agregar al carrito"
            "</button>"
        ),
        lang="es-MX",
        says={"price": "1299", "currency": "MXN"},
    ),
    "es ar": Wild(
        title="Taza azul",
        body=("<h1>Taza azul</h1><span class=precio>$ 12.999,50</span><button>Comprar</button>"),
        lang="es",
        url="https://tienda.com.ar/p/1",
        says={"price": "12999.5", "currency": "ARS"},
    ),
    "tr": Wild(
        title="Mavi Kupa",
        body=(
            '<h1>Mavi Kupa</h1><span class="prc-org">199,90 TL</span>'
            '<span class="prc-dsc">149,90 TL</span><button>Sepete Ekle</button>'
        ),
        lang="tr",
        says={"price": "149.9", "list_price": "199.9", "currency": "TRY"},
    ),
    "ru spaces": Wild(
        title="Синяя кружка",
        body=(
            "<h1>Синяя кружка</h1><div><span>1&nbsp;290</span>&nbsp;<span>₽</span></div><div>"
            "<s>1&thinsp;590 ₽</s></div><button>Добавить в корзину</button>"
        ),
        lang="ru",
        says={"price": "1290", "list_price": "1590", "currency": "RUB"},
    ),
    "id": Wild(
        title="Cangkir Biru",
        body=(
            "<h1>Cangkir Biru</h1><div>Rp129.000</div><div>Stok: 15</div>"
            "<button>Beli Langsung</button>"
        ),
        lang="id",
        says={"price": "129000", "currency": "IDR", "availability": "in_stock"},
    ),
    "th": Wild(
        title="แก้วสีฟ้า",
        body=("<h1>แก้วสีฟ้า</h1><span class=price>฿129.00</span><button>เพิ่มลงในรถเข็น</button>"),
        lang="th",
        says={"price": "129", "currency": "THB", "availability": "in_stock"},
    ),
    "sv": Wild(
        title="Blå mugg",
        body="<h1>Blå mugg</h1><span class=pris>129 kr</span><button>Köp</button>",
        lang="sv",
        says={"price": "129", "currency": "SEK", "availability": "in_stock"},
    ),
    "da": Wild(
        title="Blå kop",
        body=("<h1>Blå kop</h1><span class=price>129,95 kr.</span><button>Læg i kurv</button>"),
        lang="da",
        says={"price": "129.95", "currency": "DKK"},
    ),
    "fi": Wild(
        title="Sininen muki",
        body=(
            "<h1>Sininen muki</h1><span class=hinta>12,90 €</span><button>Lisää ostoskoriin"
            "</button>"
        ),
        lang="fi",
        says={"price": "12.9", "availability": "in_stock"},
    ),
    "hu": Wild(
        title="Kék bögre",
        body=("<h1>Kék bögre</h1><span class=ar>12 990 Ft</span><button>Kosárba</button>"),
        lang="hu",
        says={"price": "12990", "currency": "HUF"},
    ),
    "el": Wild(
        title="Μπλε κούπα",
        body=(
            "<h1>Μπλε κούπα</h1><span class=price>12,90€</span><button>Προσθήκη στο καλάθι</button>"
        ),
        lang="el",
        says={"price": "12.9"},
    ),
    "bg two": Wild(
        title="Синя чаша",
        body=(
            "<h1>Синя чаша</h1><span class=price>25,23 лв. / 12,90 €</span><button>Купи</button>"
        ),
        lang="bg",
        url="https://magazin.bg/p/1",
        says={"price": "25.23", "currency": "BGN"},
    ),
    "hr two": Wild(
        title="Plava šalica",
        body=(
            "<h1>Plava šalica</h1><span class=price>12,90 € <span>(97,20 kn)</span></span>"
            "<button>Dodaj u košaricu</button>"
        ),
        lang="hr",
        says={"price": "12.9", "currency": "EUR"},
    ),
    "sk": Wild(
        title="Modrý hrnček",
        body=(
            "<h1>Modrý hrnček</h1><strong>12,90 €</strong><span>10,75 € bez DPH</span>"
            "<button>Do košíka</button>"
        ),
        lang="sk",
        says={"price": "12.9"},
    ),
    "in mrp": Wild(
        title="Blue Mug",
        body=(
            "<h1>Blue Mug</h1><div>Special price</div><div>₹299</div>"
            '<div style="text-decoration:line-through">₹499</div><div>40% off</div>'
            "<button>ADD TO CART</button>"
        ),
        says={"price": "299", "list_price": "499", "currency": "INR"},
    ),
    "pk": Wild(
        title="Blue Mug",
        body=("<h1>Blue Mug</h1><span class=price>Rs.1,299</span><button>Add to cart</button>"),
        url="https://www.shop.pk/p/1",
        says={"price": "1299", "currency": "PKR"},
    ),
    "ke": Wild(
        title="Blue Mug",
        body=("<h1>Blue Mug</h1><span class=price>KSh 1,299</span><button>Add to cart</button>"),
        says={"price": "1299", "currency": "KES"},
    ),
    "ng": Wild(
        title="Blue Mug",
        body=("<h1>Blue Mug</h1><span class=price>₦ 12,999</span><button>Add to cart</button>"),
        says={"price": "12999", "currency": "NGN"},
    ),
    "za": Wild(
        title="Blue Mug",
        body=("<h1>Blue Mug</h1><span class=price>R 1,299</span><button>Add to cart</button>"),
        url="https://www.shop.co.za/p/1",
        says={"price": "1299", "currency": "ZAR"},
    ),
    "ch": Wild(
        title="Blaue Tasse",
        body=(
            "<h1>Blaue Tasse</h1><span>CHF</span> <span class=price>12.90</span>"
            "<button>In den Warenkorb</button>"
        ),
        lang="de-CH",
        says={"price": "12.9", "currency": "CHF"},
    ),
    "no": Wild(
        title="Blå kopp",
        body=(
            "<h1>Blå kopp</h1><span class=price>1 299,-</span><button>Legg i handlekurv</button>"
        ),
        lang="nb",
        says={"price": "1299", "currency": "NOK"},
    ),
    "kw": Wild(
        title="Blue Mug",
        body=("<h1>Blue Mug</h1><span class=price>KD 4.500</span><button>Add to cart</button>"),
        url="https://www.shop.com.kw/p/1",
        says={"price": "4.5", "currency": "KWD"},
    ),
    "om": Wild(
        title="Blue Mug",
        body=("<h1>Blue Mug</h1><span class=price>OMR 4.500</span><button>Add to cart</button>"),
        says={"price": "4.5", "currency": "OMR"},
    ),
    "pe": Wild(
        title="Taza",
        body=("<h1>Taza</h1><span class=price>S/ 129.90</span><button>Agregar al carro</button>"),
        lang="es",
        says={"price": "129.9", "currency": "PEN", "availability": "in_stock"},
    ),
    "ro sup": Wild(
        title="Cana",
        body=(
            '<h1>Cana</h1><p class="product-new-price">1.299<sup><small class="mf-decimal">,'
            "</small>99</sup> <span>Lei</span></p><button>Adauga in Cos</button>"
        ),
        lang="ro",
        says={"price": "1299.99", "currency": "RON"},
    ),
    "pl split": Wild(
        title="Kubek",
        body=(
            "<h1>Kubek</h1><div class=price><span>1299</span><span>,</span><span>99</span>"
            "<span> zł</span></div><button>Dodaj do koszyka</button>"
        ),
        lang="pl",
        says={"price": "1299.99", "currency": "PLN"},
    ),
    "cz drmax": Wild(
        title="Hrnek",
        body=(
            "<h1>Hrnek</h1><div>Původní cena: 199 Kč</div><div class=price>149 Kč</div>"
            "<button>Do košíku</button>"
        ),
        lang="cs",
        says={"price": "149", "list_price": "199"},
    ),
    "pt pt": Wild(
        title="Caneca",
        body=(
            "<h1>Caneca</h1><span class=price>12,90€</span><span>PVPR 15,90€</span>"
            "<button>Adicionar ao cesto</button>"
        ),
        lang="pt-PT",
        says={"price": "12.9", "list_price": "15.9"},
    ),
    "ja tax": Wild(
        title="青カップ",
        body="<h1>青カップ</h1><p>価格：<b>1,980円</b>(税込2,178円)</p><button>カゴに入れる</button>",
        lang="ja",
        says={"price": "2178", "currency": "JPY"},
    ),
    "zh": Wild(
        title="蓝色杯子",
        body=(
            "<h1>蓝色杯子</h1><span class=price>￥128.00</span><span>原价￥158.00</span>"
            "<button>加入购物车</button>"
        ),
        lang="zh-CN",
        says={"price": "128", "currency": "CNY"},
    ),
    "fa": Wild(
        title="لیوان آبی",
        body=(
            "<h1>لیوان آبی</h1><span class=price>۱۲۹٬۰۰۰ تومان</span><button>افزودن به سبد</button>"
        ),
        lang="fa",
        url="https://shop.ir/p/1",
        says={"price": "129000"},
    ),
    "ua": Wild(
        title="Синя чашка",
        body=("<h1>Синя чашка</h1><p>1 299₴</p><p><s>1 599₴</s></p><button>Купити</button>"),
        lang="uk",
        says={"price": "1299", "list_price": "1599", "currency": "UAH"},
    ),
    "kz": Wild(
        title="Кружка",
        body=("<h1>Кружка</h1><span class=price>12 990 ₸</span><button>Купить</button>"),
        lang="ru",
        says={"price": "12990", "currency": "KZT"},
    ),
    "book authors de": Wild(
        title="Der Roman von A. Autor - Buch | Laden",
        body=(
            "<h1>Der Roman</h1><p>von A. Autor</p><p>Taschenbuch</p><p>12,00 €</p>"
            "<p>ISBN 978-3-16-148410-0</p><button>In den Warenkorb</button>"
        ),
        lang="de",
        says={"price": "12", "gtin": "9783161484100"},
    ),
    "walmart style sr": Wild(
        title="Blue Mug",
        body=(
            "<h1>Blue Mug</h1><span class=visuallyhidden>current price $12.99</span>"
            "<span aria-hidden=true><span>$</span><span>12</span><span>99</span></span>"
            "<button>Add to cart</button>"
        ),
        says={"price": "12.99", "currency": "USD"},
    ),
    "target style": Wild(
        title="Blue Mug",
        body=(
            '<h1>Blue Mug</h1><span data-test="product-price">$12.99</span><span>reg '
            "<span>$15.99</span></span><span>Sale</span><button>Add to cart</button>"
        ),
        says={"price": "12.99"},
    ),
    "current price prefix sale": Wild(
        title="Blue Mug",
        body=(
            "<h1>Blue Mug</h1><div class=price>Sale price $12.99 Regular price $15.99</div>"
            "<button>Add to cart</button>"
        ),
        says={"price": "12.99", "list_price": "15.99"},
    ),
    "shopify dawn": Wild(
        title="Blue Mug",
        body=(
            '<h1>Blue Mug</h1><div class="price price--on-sale"><div class=price__regular>'
            "<span class=visually-hidden>Regular price</span>"
            '<span class="price-item price-item--regular">$15.99 USD</span></div>'
            "<div class=price__sale><span class=visually-hidden>Regular price</span>"
            '<s class="price-item price-item--regular">$15.99 USD</s>'
            "<span class=visually-hidden>Sale price</span>"
            '<span class="price-item price-item--sale">$12.99 USD</span></div></div>'
            "<button>Add to cart</button>"
        ),
        says={"price": "12.99", "currency": "USD"},
    ),
}


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_general_logic_reads_it(page: Wild) -> None:
    assert page.read == page.says
