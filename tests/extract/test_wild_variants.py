"""Products with variants in JSON-LD: the one that the page shows decides."""

import pytest

from tests.support.wild import Wild

_URL = "https://www.shop.example/p/1"
_OFFERS = """[
  {"@type":"Offer","sku":"a","url":"https://www.shop.example/p/1?variant=11",
   "price":12,"priceCurrency":"EUR","availability":"https://schema.org/InStock"},
  {"@type":"Offer","sku":"b","url":"/p/1?variant=22",
   "price":14,"priceCurrency":"EUR","availability":"https://schema.org/OutOfStock"}]"""
_PRODUCT = f'{{"@type":"Product","name":"Blue Cup","offers":{_OFFERS}}}'
_GROUP = """{"@type":"ProductGroup","name":"Blue Cup","hasVariant":[
  {"@type":"Product","name":"Blue Cup, small","url":"https://www.shop.example/p/1?size=s",
   "offers":{"@type":"Offer","price":12,"priceCurrency":"EUR","availability":"InStock"}},
  {"@type":"Product","name":"Blue Cup, large","url":"https://www.shop.example/p/1?size=l",
   "offers":{"@type":"Offer","price":14,"priceCurrency":"EUR","availability":"OutOfStock"}}]}"""


def _page(data: str, url: str, **says: object) -> Wild:
    return Wild(
        title="Blue Cup",
        body="<h1>Blue Cup</h1>",
        head=f'<script type="application/ld+json">{data}</script>',
        url=url,
        says=says,
    )


PAGES = {
    "none is chosen": _page(_PRODUCT, _URL, price="12", availability="in_stock"),
    "the address names the first": _page(
        _PRODUCT, f"{_URL}?variant=11&utm_source=mail", price="12", availability="in_stock"
    ),
    "the address names one that is sold out": _page(
        _PRODUCT, f"{_URL}?variant=22", price="14", availability="out_of_stock"
    ),
    "the address names one that is not there": _page(
        _PRODUCT, f"{_URL}?variant=33", price="12", availability="in_stock"
    ),
    "the product's own number names one": _page(
        _PRODUCT.replace('"offers"', '"sku":"b","offers"', 1),
        _URL,
        price="14",
        availability="out_of_stock",
    ),
    "a group whose variants have addresses": _page(
        _GROUP, f"{_URL}?size=l", price="14", availability="out_of_stock"
    ),
    "the cheaper is sold out": _page(
        _PRODUCT.replace("InStock", "SoldOut").replace("OutOfStock", "InStock"),
        _URL,
        price="14",
        availability="in_stock",
    ),
    "all are sold out": _page(
        _PRODUCT.replace("InStock", "SoldOut"), _URL, price="12", availability="out_of_stock"
    ),
}


@pytest.mark.parametrize("page", PAGES)
def test_says_what_the_page_shows(page: str) -> None:
    assert PAGES[page].read == PAGES[page].says
