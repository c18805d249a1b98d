"""Whether a page's product can be bought, by words, buttons and markup in many languages."""

import pytest

from pricetrail.extract import extract
from tests.support.pages import page_of


def state(body: str, lang: str = "en", head: str = "") -> str | None:
    html = (
        f"<html lang={lang}><head><title>Ilma 300</title>{head}</head><body><main>"
        f"<h1>Ilma 300</h1><p class=price>€12.00</p>{body}</main></body></html>"
    )
    return extract(page_of(html)).record.availability


# Language → what stands beside the price, and what the button says, in stock and sold out.
SAID = {
    "en": ("In stock", "Add to basket", "Out of stock", "Notify me when available"),
    "de": ("Auf Lager", "In den Warenkorb", "Nicht verfügbar", "Benachrichtigen"),
    "fr": ("En stock", "Ajouter au panier", "Rupture de stock", "Me prévenir"),
    "es": ("En stock", "Añadir a la cesta", "Agotado", "Avísame"),
    "it": ("Disponibile", "Aggiungi al carrello", "Non disponibile", "Avvisami"),
    "pt": ("Em estoque", "Adicionar ao carrinho", "Esgotado", "Avise-me"),
    "nl": ("Op voorraad", "In winkelwagen", "Uitverkocht", "Houd mij op de hoogte"),
    "pl": ("Dostępny", "Do koszyka", "Produkt niedostępny", "Powiadom o dostępności"),
    "ro": ("În stoc", "Adaugă în coș", "Stoc epuizat", "Anunță-mă"),
    "cs": ("Skladem", "Do košíku", "Vyprodáno", "Hlídat dostupnost"),
    "sk": ("Skladom", "Do košíka", "Vypredané", "Strážiť dostupnosť"),
    "ru": ("В наличии", "В корзину", "Нет в наличии", "Сообщить о поступлении"),
    "uk": ("В наявності", "Купити", "Немає в наявності", "Повідомити про наявність"),
    "tr": ("Stokta var", "Sepete Ekle", "Tükendi", "Gelince haber ver"),
    "ar": ("متوفر", "أضف إلى السلة", "غير متوفر", "أعلمني عند التوفر"),
    "he": ("במלאי", "הוסף לסל", "אזל מהמלאי", "עדכנו אותי"),
    "zh": ("有货", "加入购物车", "缺货", "到货通知"),
    "ja": ("在庫あり", "カートに入れる", "在庫切れ", "入荷通知"),
    "ko": ("재고 있음", "장바구니 담기", "품절", "재입고 알림"),
    "sv": ("I lager", "Lägg i varukorgen", "Slut i lager", "Bevaka"),
    "da": ("På lager", "Læg i kurv", "Udsolgt", "Giv besked"),
    "no": ("På lager", "Legg i handlekurv", "Utsolgt", "Varsle meg"),
    "fi": ("Varastossa", "Lisää ostoskoriin", "Loppu varastosta", "Ilmoita saatavuudesta"),
    "hu": ("Raktáron", "Kosárba", "Elfogyott", "Értesítést kérek"),
    "el": ("Διαθέσιμο", "Προσθήκη στο καλάθι", "Εξαντλήθηκε", "Ειδοποίησέ με"),
    "bg": ("В наличност", "Добави в количката", "Изчерпан", "Уведоми ме"),
    "hr": ("Na zalihi", "Dodaj u košaricu", "Rasprodano", "Obavijesti me"),
    "sl": ("Na zalogi", "Dodaj v košarico", "Ni na zalogi", "Obvesti me"),
    "vi": ("Còn hàng", "Thêm vào giỏ hàng", "Hết hàng", "Thông báo cho tôi"),
    "th": ("มีสินค้า", "หยิบใส่ตะกร้า", "สินค้าหมด", "แจ้งเตือน"),
    "id": ("Stok tersedia", "Tambah ke Keranjang", "Stok habis", "Beri tahu saya"),
}


@pytest.mark.parametrize("lang", SAID)
def test_words_and_button_agree(lang: str) -> None:
    there, buy, gone, notify = SAID[lang]
    assert state(f"<p class=stock>{there}</p><button>{buy}</button>", lang) == "in_stock"
    assert state(f"<p class=stock>{gone}</p><button>{notify}</button>", lang) == "out_of_stock"


@pytest.mark.parametrize("lang", SAID)
def test_the_button_alone_says_that_it_can_be_bought(lang: str) -> None:
    assert state(f"<button type=submit>{SAID[lang][1]}</button>", lang) == "in_stock"


@pytest.mark.parametrize("lang", SAID)
def test_words_alone_say_that_it_is_sold_out(lang: str) -> None:
    assert state(f"<p>{SAID[lang][2]}</p>", lang) == "out_of_stock"


@pytest.mark.parametrize("lang", SAID)
def test_a_button_that_says_sold_out_does(lang: str) -> None:
    button = f"<button class='btn add-to-cart' disabled>{SAID[lang][2]}</button>"
    assert state(button, lang) == "out_of_stock"


IN_STOCK = (
    '<script type="application/ld+json">{"@type":"Product","name":"Ilma 300","offers":'
    '{"@type":"Offer","price":12,"priceCurrency":"EUR","availability":"InStock"}}</script>'
)


@pytest.mark.parametrize("lang", SAID)
def test_a_page_that_says_sold_out_beats_markup_that_says_in_stock(lang: str) -> None:
    _, _, gone, notify = SAID[lang]
    body = f"<p class=stock>{gone}</p><button>{notify}</button>"
    assert state(body, lang, IN_STOCK) == "out_of_stock"


CASES = {
    "sold-out button against markup": (
        "<button class=add-to-cart disabled>Sold out</button>", IN_STOCK, "out_of_stock"
    ),
    "one size of several is sold out": (
        "<ul class=sizes><li class=size>S</li><li class='size sold-out'>XL – sold out</li></ul>",
        IN_STOCK,
        "in_stock",
    ),
    "one size is sold out, the button waits for a choice": (
        "<div class=size-picker><span>S</span><span>XL</span><span>Sold out</span></div>",
        IN_STOCK,
        "in_stock",
    ),
    "a store has none": (
        "<p class=stock>In stock online</p><p>Not available in store</p><button>Buy now</button>",
        "",
        "in_stock",
    ),
    "another product is sold out": (
        "<button>Add to cart</button><div class=related>Other thing. Sold out</div>",
        "",
        "in_stock",
    ),
    "preorder": ("<p>Available for pre-order</p><button>Pre-order now</button>", "", "preorder"),
    "back order": ("<p class=stock>Available on backorder</p>", "", "preorder"),
    "few left": ("<p class=stock>Only 3 left in stock</p>", "", "in_stock"),
    "none left": ("<p class=stock>0 in stock</p>", "", "out_of_stock"),
    "discontinued": ("<p>This product has been discontinued</p>", "", "out_of_stock"),
    "nothing is said": ("<p>It is blue.</p>", "", None),
    "hidden template": (
        "<p class=stock>In stock</p><p class=hidden>Out of stock</p><button>Add to cart</button>",
        "",
        "in_stock",
    ),
    "markup alone": ("", IN_STOCK, "in_stock"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "head", "expected"), CASES.values(), ids=CASES)
def test_what_decides(body: str, head: str, expected: str | None) -> None:
    assert state(body, head=head) == expected
