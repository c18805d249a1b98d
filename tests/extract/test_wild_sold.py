"""What is sold, ended or waited for, and words like these that are about something else."""

import pytest

from tests.support.wild import Wild

_BUY = "<button>Add to cart</button>"
_PRICE = "<div class=price>120 €</div>"


def _bike(body: str, lang: str = "en", **says: object) -> Wild:
    said = says or {"availability": "out_of_stock"}
    return Wild(title="Old Bike", body=f"<h1>Old Bike</h1>{body}", lang=lang, says=said)


PAGES = {
    "sold": _bike(f"<div class=badge>SOLD</div>{_PRICE}"),
    "sold, beside the price": _bike("<div><b>Sold</b> <span>£120.00</span></div>", "en-GB"),
    "verkauft": _bike(f"<span>Verkauft</span>{_PRICE}", "de"),
    "reserviert": _bike(f"<span>Reserviert</span>{_PRICE}", "de"),
    "vendu": _bike(f"<span>Vendu</span>{_PRICE}", "fr"),
    "vendido": _bike(f"<span>¡Vendido!</span>{_PRICE}".replace("¡", ""), "es"),
    "sprzedane": _bike(f"<span>Sprzedane</span>{_PRICE}", "pl"),
    "auction": _bike("<div>This auction has ended</div><div>Winning bid: £120.00</div>"),
    "auktion": _bike(f"<div>Auktion beendet</div>{_PRICE}", "de"),
    "anuncio": _bike(f"<div>Anuncio finalizado</div>{_PRICE}", "es"),
    "enchère": _bike(f"<div>Enchère terminée</div>{_PRICE}", "fr"),
    "a count of the sold": _bike(
        f"{_PRICE}<div><b>350</b> <span>Sold</span></div>{_BUY}", availability="in_stock"
    ),
    "a count with a unit": _bike(
        f"{_PRICE}<div><span>Sold</span> <b>12 pcs</b></div>{_BUY}", availability="in_stock"
    ),
    "the seller": _bike(
        f"{_PRICE}<div><span>Sold</span> <a href=/s>by Bikes Ltd</a></div>{_BUY}",
        availability="in_stock",
    ),
    "a label says it is gone": _bike(f"{_PRICE}<ul><li>Availability: Out Of Stock</li></ul>{_BUY}"),
    "a label in an element of its own": _bike(
        f"{_PRICE}<p><b>Availability:</b> <i>Out of stock</i></p>{_BUY}"
    ),
    "one size is there, the product is not": _bike(
        f"{_PRICE}<div class=swatch>In stock</div>"
        "<button class=product-form__submit disabled>Sold out</button>"
    ),
}


@pytest.mark.parametrize("page", PAGES)
def test_says_whether_it_can_be_bought(page: str) -> None:
    assert PAGES[page].read == PAGES[page].says


_ITEMPROPS = (
    '<meta itemprop="price" content="12.50"><meta itemprop="priceCurrency" content="EUR">'
    '<link itemprop="availability" href="https://schema.org/OutOfStock">'
)
_MARKED = {"price": "12.5", "currency": "EUR", "availability": "out_of_stock"}
UNSCOPED = {
    "itemprops in no item": _bike(f"{_ITEMPROPS}<p>12 speeds</p><i class=sku>B1</i>", **_MARKED),
    "several that differ": _bike(
        f'{_ITEMPROPS}<meta itemprop="price" content="13"><div class=price>€9.00</div>{_BUY}',
        price="9",
        availability="in_stock",
    ),
    "of products beside": _bike(
        f"<div class=price>€9.00</div>{_BUY}<div class=related>{_ITEMPROPS}</div>",
        price="9",
        availability="in_stock",
    ),
}


@pytest.mark.parametrize("page", UNSCOPED)
def test_reads_itemprops_in_no_item_where_they_agree(page: str) -> None:
    assert UNSCOPED[page].read == UNSCOPED[page].says
