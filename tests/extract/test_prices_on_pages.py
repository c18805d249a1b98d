"""Which of a page's prices is what a buyer pays now, by what shops really write."""

from dataclasses import dataclass

import pytest

from pricetrail.extract import extract
from tests.support.pages import page_of


@dataclass(frozen=True)
class Shown:
    """A product's page below its headline, and what is expected of it."""

    body: str
    price: str | None
    currency: str | None = "EUR"
    list_price: str | None = None
    price_max: str | None = None
    lang: str = "en"
    url: str = "https://shop.example/p/1"
    head: str = ""


def ld(offers: str, more: str = "") -> str:
    return (
        '<script type="application/ld+json">{"@context":"https://schema.org","@type":"Product",'
        f'"name":"Blue Cup",{more}"offers":{offers}}}</script>'
    )


BUTTON = "<button class=add-to-cart>Add to cart</button>"

PAGES = {
    "struck": Shown("<div><del>€15.00</del> <ins>€12.00</ins></div>", "12", list_price="15"),
    "struck by style": Shown(
        "<span style='text-decoration:line-through'>€15.00</span><span class=price>€12.00</span>",
        "12",
        list_price="15",
    ),
    "struck by class": Shown(
        "<span class=price-old>€15.00</span><span class=price-new>€12.00</span>",
        "12",
        list_price="15",
    ),
    "struck by words": Shown("<p class=price>Was €15.00 Now €12.00</p>", "12", list_price="15"),
    "struck, word ahead": Shown(
        "<p class=price>€12.00</p><p>RRP: <s>€15.00</s></p>", "12", list_price="15"
    ),
    "screen readers": Shown(
        "<div class=price><span class=sr-only>Original price:</span><s>€15.00</s>"
        "<span class=sr-only>Current price:</span><span>€12.00</span></div>",
        "12",
        list_price="15",
    ),
    "from": Shown("<p class=price>From €12.00</p>", "12"),
    "range": Shown("<p class=price>€12.00 – €18.00</p>", "12", price_max="18"),
    "range in two elements": Shown(
        "<p class=price><span class=amount>€12.00</span> – <span class=amount>€18.00</span></p>",
        "12",
        price_max="18",
    ),
    "unit price": Shown("<p class=price>€12.00</p><p class=unit-price>€4.80 / 100 g</p>", "12"),
    "unit price first": Shown("<p>€4.80 per 100 g</p><p class=price>€12.00</p>", "12"),
    "unit price in brackets": Shown(
        "<p class=price>€12.00 <small>(€4.80 / 100 g)</small></p>", "12"
    ),
    "instalments": Shown("<p class=price>€12.00</p><p>or 3 x €4.00 with Pay</p>", "12"),
    "instalments first": Shown("<p>3 payments of €4.00</p><p class=price>€12.00</p>", "12"),
    "instalments, pt": Shown(
        "<p class=price>R$ 120,00</p><p>ou 10x de R$ 12,00 sem juros</p>",
        "120",
        "BRL",
        lang="pt-BR",
    ),
    "instalments, tr": Shown(
        "<p class=price>1.200,00 TL</p><p>12 x 100,00 TL taksitle</p>", "1200", "TRY", lang="tr"
    ),
    "shipping": Shown("<p class=price>€12.00</p><p>+ €4.95 shipping</p>", "12"),
    "shipping free from": Shown("<p>Free shipping over €50.00</p><p class=price>€12.00</p>", "12"),
    "shipping, de": Shown("<p class=price>12,00 €</p><p>zzgl. 4,95 € Versand</p>", "12", lang="de"),
    "net and gross": Shown(
        "<p class=price>€14.40 incl. VAT</p><p class=price>€12.00 excl. VAT</p>", "14.4"
    ),
    "net first": Shown(
        "<p class=price-excl-tax>€12.00 excl. VAT</p><p class=price-incl-tax>€14.40 incl. VAT</p>",
        "14.4",
    ),
    "member": Shown("<p class=price>€12.00</p><p class=member-price>€10.00 for members</p>", "12"),
    "member first": Shown("<p class=club-price>€10.00</p><p class=price>€12.00</p>", "12"),
    "subscription": Shown(
        "<p class=price>€12.00</p><p class=subscribe-price>Subscribe and save: €10.80</p>", "12"
    ),
    "saving": Shown("<p class=price>€12.00</p><p class=saving>You save €3.00 (20%)</p>", "12"),
    "voucher": Shown("<p class=price>€12.00</p><p>Extra €5.00 off with code CUP</p>", "12"),
    "deposit": Shown("<p class=price>€1.20</p><p>plus €0.25 deposit</p>", "1.2"),
    "trade-in": Shown(
        "<p class=price>€1,200.00</p><div class=trade-in>Up to €300.00 back</div>", "1200"
    ),
    "superscript cents": Shown("<p class=price>€12<sup>99</sup></p>", "12.99"),
    "superscript cents and sign": Shown("<p class=price>12<sup>99 €</sup></p>", "12.99"),
    "split by point": Shown(
        "<div class=price><span>$</span><span>12</span><span>.</span><span>99</span></div>",
        "12.99",
        "USD",
    ),
    "split without point": Shown(
        "<div class=price><span class=sign>$</span><span class=whole>1,299</span>"
        "<span class=cents>99</span></div>",
        "1299.99",
        "USD",
    ),
    "sign by style, code in words": Shown(
        "<div class=price><span>1 299</span> <span>Kč</span></div>", "1299", "CZK", lang="cs"
    ),
    "whole, comma, dash": Shown(
        "<p class=price>12,-</p>", "12", lang="de", url="https://laden.de/p/1"
    ),
    "dinars of three decimals": Shown(
        "<p class=price>45.500 TND</p>", "45.5", "TND", lang="fr", url="https://boutique.tn/p/1"
    ),
    "pesos of Chile": Shown(
        "<p class=price>$24.990</p>", "24990", "CLP", lang="es", url="https://tienda.cl/p/1"
    ),
    "pesos of Colombia": Shown(
        "<p class=price>$ 124.900</p>", "124900", "COP", lang="es", url="https://tienda.com.co/p/1"
    ),
    "rupees of Pakistan": Shown(
        "<p class=price>Rs. 23,450</p>", "23450", "PKR", url="https://shop.pk/p/1"
    ),
    "rupees of India": Shown(
        "<p class=price>₹1,23,450</p>", "123450", "INR", url="https://shop.in/p/1"
    ),
    "rupiah": Shown("<p class=price>Rp1.250.000</p>", "1250000", "IDR", lang="id"),
    "dong": Shown("<p class=price>1.250.000₫</p>", "1250000", "VND", lang="vi"),
    "won": Shown("<strong>12,000원</strong>", "12000", "KRW", lang="ko"),
    "yen": Shown("<p class=price>¥12,800（税込）</p>", "12800", "JPY", lang="ja"),
    "yen, words": Shown("<p>税込価格</p><p class=price>12,800円</p>", "12800", "JPY", lang="ja"),
    "yuan": Shown(
        "<p class=price>¥128.00</p>", "128", "CNY", lang="zh-CN", url="https://dian.cn/1"
    ),
    "baht": Shown("<p class=price>฿1,290</p>", "1290", "THB", lang="th"),
    "roubles": Shown("<p class=price>12 990 ₽</p>", "12990", "RUB", lang="ru"),
    "hryvnia": Shown("<p class=price>1 299 грн</p>", "1299", "UAH", lang="uk"),
    "zloty": Shown("<p class=price>1 299,90 zł</p>", "1299.9", "PLN", lang="pl"),
    "forint": Shown("<p class=price>12 990 Ft</p>", "12990", "HUF", lang="hu"),
    "lei with raised cents": Shown(
        "<p class=price>1.299<sup>99</sup> <span>Lei</span></p>", "1299.99", "RON", lang="ro"
    ),
    "francs": Shown(
        "<p class=price>CHF 1’299.–</p>", "1299", "CHF", lang="de", url="https://laden.ch/p/1"
    ),
    "kronor": Shown(
        "<p class=price>1 299:-</p>", "1299", "SEK", lang="sv", url="https://butik.se/1"
    ),
    "Arabic digits": Shown("<p class=price>١٬٢٩٩٫٥٠ ر.س</p>", "1299.5", "SAR", lang="ar"),
    "Persian digits": Shown(
        "<p class=price>۱۲۹۹ ریال</p>", "1299", "IRR", lang="fa", url="https://shop.ir/1"
    ),
    "Devanagari digits": Shown("<p class=price>₹ १,२९९</p>", "1299", "INR", lang="hi"),
    "shekels": Shown("<p class=price>1,299.90 ₪</p>", "1299.9", "ILS", lang="he"),
    "dirhams": Shown("<p class=price>AED 1,299.00</p>", "1299", "AED"),
    "currency by domain alone": Shown(
        "<p class=price>1 299,00</p>", "1299", "PLN", lang="pl", url="https://sklep.pl/p/1"
    ),
    "dollar by domain": Shown(
        "<p class=price>$12.00</p>", "12", "AUD", url="https://shop.com.au/1"
    ),
    "dollar by locale": Shown("<p class=price>$12.00</p>", "12", "CAD", lang="en-CA"),
    "two currencies": Shown(
        "<p class=price>12,00 € <small>23,47 лв.</small></p>",
        "12",
        "EUR",
        lang="bg",
        head='<meta property="product:price:currency" content="EUR">',
    ),
    "auction": Shown("<p>Current bid: <span class=price>€12.00</span></p><p>3 bids</p>", "12"),
    "used beside new": Shown(
        "<p class=price>€12.00</p><p>Used from €7.00</p>",
        "12",
    ),
    "other sellers": Shown(
        "<p class=price>€12.00</p><div class=other-sellers>4 offers from €9.00</div>", "12"
    ),
    "related": Shown(
        "<p class=price>€12.00</p><div class=related-products><span class=price>€3.00</span></div>",
        "12",
    ),
    "related only": Shown(
        "<p>Out of stock</p><div class=related-products><span class=price>€3.00</span></div>",
        None,
        None,
    ),
    "cart in the header": Shown(
        "<p class=price>€12.00</p>",
        "12",
        head="",
    ),
    "markup says the list price": Shown(
        "<del>€15.00</del> <span class=price>€12.00</span>",
        "12",
        list_price="15",
        head=ld('{"@type":"Offer","price":"15.00","priceCurrency":"EUR"}'),
    ),
    "markup has a placeholder": Shown(
        "<span class=price>€12.00</span>",
        "12",
        head=ld('{"@type":"Offer","price":"0","priceCurrency":"EUR"}'),
    ),
    "markup has nines": Shown(
        "<p>Not available now</p>",
        None,
        head=ld(
            '{"@type":"Offer","price":"9999.00","priceCurrency":"EUR","availability":"OutOfStock"}'
        ),
    ),
    "markup in thousands": Shown(
        "<span class=price>$24.990</span>",
        "24990",
        "CLP",
        lang="es",
        url="https://tienda.cl/p/1",
        head=ld('{"@type":"Offer","price":"24.990","priceCurrency":"CLP"}'),
    ),
    "markup with a sign": Shown(
        "<span class=price>€1,299.00</span>",
        "1299",
        head=ld('{"@type":"Offer","price":"€1,299.00","priceCurrency":"EUR"}'),
    ),
    "markup with a comma": Shown(
        "<span class=price>1299,00 €</span>",
        "1299",
        lang="de",
        head=ld('{"@type":"Offer","price":"1299,00","priceCurrency":"EUR"}'),
    ),
    "stale meta": Shown(
        "<span class=price>€12.00</span>",
        "12",
        head='<meta property="product:price:amount" content="14.00">'
        '<meta property="product:price:currency" content="EUR">',
    ),
    "markup of variants, one selected": Shown(
        "<span class=price>€14.00</span><select><option>S<option selected>L</select>",
        "14",
        head=ld(
            '[{"@type":"Offer","price":"12","priceCurrency":"EUR"},'
            '{"@type":"Offer","price":"14","priceCurrency":"EUR"}]'
        ),
    ),
    "several offers, new and used": Shown(
        "<span class=price>€12.00</span>",
        "12",
        head=ld(
            '[{"@type":"Offer","price":"7","priceCurrency":"EUR","itemCondition":"UsedCondition"},'
            '{"@type":"Offer","price":"12","priceCurrency":"EUR","itemCondition":"NewCondition"}]'
        ),
    ),
    "price specification": Shown(
        "",
        "12",
        list_price="15",
        head=ld(
            '{"@type":"Offer","priceSpecification":[{"price":"15","priceCurrency":"EUR",'
            '"priceType":"https://schema.org/ListPrice"},{"price":12,"priceCurrency":"EUR"}]}'
        ),
    ),
    "unit price in the specification": Shown(
        "",
        "12",
        head=ld(
            '{"@type":"Offer","price":12,"priceCurrency":"EUR","priceSpecification":'
            '{"@type":"UnitPriceSpecification","price":4.8,"referenceQuantity":{"value":"100"}}}'
        ),
    ),
}


@pytest.mark.parametrize("shown", PAGES.values(), ids=PAGES)
def test_what_a_buyer_pays(shown: Shown) -> None:
    html = (
        f"<html lang={shown.lang}><head><title>Blue Cup</title>{shown.head}</head><body>"
        "<header class=site-header><a class=mini-cart>Cart €99.00</a></header>"
        f"<main><h1>Blue Cup</h1>{shown.body}{BUTTON if shown.price else ''}</main></body></html>"
    )
    record = extract(page_of(html, shown.url)).record
    got = [record.price, record.list_price, record.price_max]
    expected = [shown.price, shown.list_price, shown.price_max]
    assert [None if value is None else f"{value.normalize():f}" for value in got] == expected
    if shown.price is not None:
        assert record.currency == shown.currency
