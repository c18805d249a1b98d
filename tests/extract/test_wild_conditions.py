"""Amounts that only some pay, or nobody any more, beside what everybody pays."""

import pytest

from tests.support.wild import Wild


def _cup(body: str, lang: str = "en", **says: object) -> Wild:
    return Wild(title="Blue Cup", body=f"<h1>Blue Cup</h1>{body}", lang=lang, says=says)


_BUY = "<button>Add to cart</button>"
_CONDITIONS = {
    "pt-BR": ("R$ 95,00 com PIX", "R$ 95,00 no Pix", "R$ 95,00 à vista no boleto"),
    "de": ("95,00 € bei Vorkasse", "95,00 € mit Code SPAREN", "Mitgliederpreis: 95,00 €"),
    "fr": ("95,00 € avec la carte", "95,00 € avec le code MERCI", "Prix adhérent : 95,00 €"),
    "en": ("$95.00 with coupon", "$95.00 with code SAVE5", "Member price: $95.00",
           "$95.00 Clubcard Price", "$95.00 with RedCard", "Members: $95.00"),
    "es": ("95,00 € con transferencia", "95,00 € con cupón", "Precio socio: 95,00 €"),
    "it": ("95,00 € con il codice ESTATE", "Prezzo soci: 95,00 €"),
    "pl": ("95,00 zł z kodem LATO", "Cena z kartą: 95,00 zł"),
    "ro": ("95,00 lei cu cardul de fidelitate",),
    "ru": ("95 ₽ с картой", "95 ₽ по промокоду ЛЕТО"),
    "nl": ("€ 95,00 met code ZOMER", "Ledenprijs: € 95,00"),
    "zh": ("券后价 ¥95.00",),
}  # fmt: skip
_EVERYBODY = {
    "pt-BR": "R$ 100,00", "en": "$100.00", "pl": "100,00 zł", "ro": "100,00 lei", "ru": "100 ₽",
    "zh": "¥100.00",
}  # fmt: skip
_PAIRS = [(lang, text) for lang, texts in _CONDITIONS.items() for text in texts]


@pytest.mark.parametrize(("lang", "conditional"), _PAIRS)
@pytest.mark.parametrize("order", ["before", "after"])
def test_a_price_on_a_condition_is_not_the_price(lang: str, conditional: str, order: str) -> None:
    parts = [f"<div>{conditional}</div>", f"<div>{_EVERYBODY.get(lang, '100,00 €')}</div>"]
    body = "".join(parts if order == "before" else reversed(parts)) + _BUY
    page = _cup(body, lang, price="100")
    assert page.read == page.says


PAGES = {
    "the condition in an element beside": _cup(
        "<div><span>R$ 95,00</span> <span>à vista no PIX</span></div><div>R$ 100,00</div>" + _BUY,
        "pt-BR",
        price="100",
    ),
    "a maximum price alone": _cup(f"<div>MRP ₹499.00</div>{_BUY}", "en-IN", price="499"),
    "a maximum price first": _cup(
        f"<div>MRP: ₹499</div><div>₹399</div>{_BUY}", "en-IN", price="399", list_price="499"
    ),
    "a maximum price last": _cup(
        "<div>₹399</div><div><span>M.R.P.</span> <span>₹499</span></div>" + _BUY,
        "en-IN",
        price="399",
        list_price="499",
    ),
    "a recommended price alone": _cup(f"<div>UVP 49,99 €</div>{_BUY}", "de", price="49.99"),
    "a regular price and a sale": _cup(
        f"<div>Regular price: $50.00</div><div>Sale price: $40.00</div>{_BUY}",
        price="40",
        list_price="50",
    ),
    "a label beside the former price": _cup(
        '<div>Was: <span class="price">$20.00</span></div>'
        f'<div>Now: <span class="price">$15.00</span></div>{_BUY}',
        price="15",
        list_price="20",
    ),
    "an opened one is cheaper": _cup(
        "<div class=BasePriceBlock><span>$98.99</span></div>"
        f"<div>Open Box Price: <a href=/p/1?open>From $84.14</a></div>{_BUY}",
        price="98.99",
    ),
    "a former price alone": _cup("<div>Was £20.00</div><p>Sold out</p>", price=None),
    "what another paid": _cup("<div>Winning bid: £120.00</div>", price=None),
}


@pytest.mark.parametrize("page", PAGES)
def test_says_what_everybody_pays(page: str) -> None:
    assert PAGES[page].read == PAGES[page].says


FREE = {
    "free": _cup(f"<div class=price>Free</div>{_BUY}", price="0"),
    "kostenlos": _cup(
        "<div class=price>Kostenlos</div><button>In den Warenkorb</button>", "de", price="0"
    ),
    "free instead of": _cup(
        f"<div class=price><del>$9.99</del> <span>Free</span></div>{_BUY}", price="0"
    ),
    "a price, and free delivery": _cup(
        f"<div class=price>€12.00</div><div class=shipping>Free</div>{_BUY}", price="12"
    ),
    "free delivery named price": _cup(
        f"<div>Shipping: <span class=price>Free</span></div>{_BUY}", price=None
    ),
    "a free sample": _cup(f"<div class=offer>Free</div>{_BUY}", price=None),
}


@pytest.mark.parametrize("page", FREE)
def test_free_is_a_price_where_the_price_stands(page: str) -> None:
    assert FREE[page].read == FREE[page].says
