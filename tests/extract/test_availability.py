"""What markup, words and buttons say about whether something can be bought."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricetrail.extract.availability import (
    availability_of_button,
    availability_of_schema,
    availability_of_text,
)

TERMS = {
    "https://schema.org/InStock": "in_stock",
    "http://schema.org/InStock/": "in_stock",
    "schema:InStock": "in_stock",
    "InStock": "in_stock",
    "in_stock": "in_stock",
    "in stock": "in_stock",
    "instock": "in_stock",
    "available for order": "in_stock",
    "LimitedAvailability": "in_stock",
    "OnlineOnly": "in_stock",
    "InStoreOnly": "in_stock",
    "MadeToOrder": "in_stock",
    "https://schema.org/OutOfStock": "out_of_stock",
    "out-of-stock": "out_of_stock",
    "oos": "out_of_stock",
    "SoldOut": "out_of_stock",
    "Discontinued": "out_of_stock",
    "Reserved": "out_of_stock",
    "PreOrder": "preorder",
    "PreSale": "preorder",
    "BackOrder": "preorder",
    "pending": "unknown",
    "Auf Lager": "in_stock",
    "Нет в наличии": "out_of_stock",
    "https://example.test/x": None,
    "": None,
}


@pytest.mark.parametrize("value", TERMS, ids=str)
def test_reads_a_term(value) -> None:
    assert availability_of_schema(value) == TERMS[value]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "in_stock"),
        (False, "out_of_stock"),
        (3, "in_stock"),
        (0, "out_of_stock"),
        (-1, None),
        (None, None),
        (["InStock", "InStock"], "in_stock"),
        (["InStock", "OutOfStock"], None),
        ({"@id": "https://schema.org/SoldOut"}, "out_of_stock"),
        ({"@type": "x"}, None),
        (b"InStock", None),
    ],
    ids=repr,
)
def test_reads_other_machine_values(value, expected) -> None:
    assert availability_of_schema(value) == expected


WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "in_stock": (
            "In stock",
            "Only 3 left in stock - order soon.",
            "Usually ships within 2 to 3 days",
            "Ships in 2-3 days",
            "Delivered by Tuesday",
            "12 available",
        ),
        "out_of_stock": (
            "Out of stock",
            "Not in stock",
            "Currently unavailable. We don't know when or if this item will be back in stock.",
            "In stock (0)",
            "Notify me when available",
            "Sold out",
            "This listing has ended",
        ),
        "preorder": ("Pre-order now", "Sold out. Available on backorder"),
    },
    "de": {
        "in_stock": ("Auf Lager", "Sofort lieferbar", "Lieferzeit 2-3 Tage", "Nur noch 2 Stück"),
        "out_of_stock": ("Nicht auf Lager", "Derzeit nicht verfügbar", "Leider ausverkauft"),
        "preorder": ("Jetzt vorbestellen",),
    },
    "fr": {
        "in_stock": ("En stock", "Plus que 2 en stock", "Expédié sous 48h", "Disponible"),
        "out_of_stock": ("En rupture de stock", "Indisponible", "Épuisé", "Non disponible"),
        "preorder": ("Précommander",),
    },
    "es": {
        "in_stock": ("En stock", "Disponible", "Quedan 3", "Últimas unidades"),
        "out_of_stock": ("Agotado", "No disponible", "Sin existencias", "Avísame"),
        "preorder": ("Preventa",),
    },
    "it": {
        "in_stock": ("Disponibile", "Disponibilità immediata", "Ultimi 2 pezzi"),
        "out_of_stock": ("Non disponibile", "Esaurito", "Avvisami quando disponibile"),
        "preorder": ("Preordina",),
    },
    "pt": {
        "in_stock": ("Em stock", "Disponível", "Em estoque", "Pronta entrega"),
        "out_of_stock": ("Esgotado", "Indisponível", "Sem stock", "Avise-me"),
        "preorder": ("Pré-venda",),
    },
    "nl": {
        "in_stock": ("Op voorraad", "Morgen in huis", "Bijna uitverkocht"),
        "out_of_stock": ("Uitverkocht", "Niet op voorraad", "Tijdelijk niet leverbaar"),
        "preorder": ("Reserveer nu",),
    },
    "pl": {
        "in_stock": ("Dostępny", "W magazynie", "Wysyłka w 24h", "5 szt."),
        "out_of_stock": ("Niedostępny", "Brak w magazynie", "Powiadom o dostępności"),
        "preorder": ("Przedsprzedaż",),
    },
    "ro": {
        "in_stock": ("În stoc", "Stoc suficient", "Ultimele 2 produse"),
        "out_of_stock": ("Stoc epuizat", "Indisponibil", "Nu este în stoc"),
        "preorder": ("Precomandă",),
    },
    "cs": {
        "in_stock": ("Skladem", "Skladem 5 ks", "Poslední kus"),
        "out_of_stock": ("Není skladem", "Vyprodáno", "Hlídat dostupnost"),
        "preorder": ("Předobjednat",),
    },
    "sk": {
        "in_stock": ("Skladom", "Ihneď k odoslaniu"),
        "out_of_stock": ("Nie je skladom", "Vypredané"),
        "preorder": ("Predobjednať",),
    },
    "ru": {
        "in_stock": ("В наличии", "Есть на складе", "Осталось 3 шт."),
        "out_of_stock": ("Нет в наличии", "Товар закончился", "Сообщить о поступлении"),
        "preorder": ("Предзаказ",),
    },
    "tr": {
        "in_stock": ("Stokta var", "STOKTA", "Son 3 ürün", "Tükenmek üzere"),
        "out_of_stock": ("Stokta yok", "STOKTA YOK", "Tükendi", "Gelince haber ver"),
        "preorder": ("Ön sipariş",),
    },
    "ar": {
        "in_stock": ("متوفر", "متوفر في المخزون", "متبقي 3 فقط"),
        "out_of_stock": ("غير متوفر", "نفدت الكمية", "أعلمني عند التوفر"),
        "preorder": ("طلب مسبق",),
    },
    "he": {
        "in_stock": ("במלאי", "נותרו 3"),
        "out_of_stock": ("אזל מהמלאי", "לא במלאי", "עדכנו אותי"),
        "preorder": ("הזמנה מוקדמת",),
    },
    "zh": {
        "in_stock": ("有货", "現貨", "庫存充足", "仅剩3件"),
        "out_of_stock": ("缺货", "已售完", "暫無庫存", "到货通知"),
        "preorder": ("预售", "預購"),
    },
    "ja": {
        "in_stock": ("在庫あり", "残りわずか", "残り3点", "即日発送"),
        "out_of_stock": ("在庫切れ", "売り切れ", "未入荷", "入荷待ち"),
        "preorder": ("予約受付中",),
    },
    "ko": {
        "in_stock": ("재고 있음", "구매 가능", "품절임박", "3개 남음"),
        "out_of_stock": ("품절", "일시품절", "재입고 알림"),
        "preorder": ("예약판매",),
    },
    "da": {
        "in_stock": ("På lager", "Få tilbage"),
        "out_of_stock": ("Udsolgt", "Ikke på lager"),
        "preorder": ("Forudbestil",),
    },
    "sv": {
        "in_stock": ("I lager", "Finns i lager"),
        "out_of_stock": ("Slut i lager", "Ej i lager", "Slutsåld"),
        "preorder": ("Förhandsboka",),
    },
    "nb": {
        "in_stock": ("På lager", "12 på lager"),
        "out_of_stock": ("Utsolgt", "Ikke på lager"),
        "preorder": ("Forhåndsbestill",),
    },
    "fi": {
        "in_stock": ("Varastossa", "Heti saatavilla"),
        "out_of_stock": ("Loppuunmyyty", "Ei varastossa"),
        "preorder": ("Ennakkotilaa",),
    },
    "hu": {
        "in_stock": ("Raktáron", "Készleten"),
        "out_of_stock": ("Nincs készleten", "Elfogyott"),
        "preorder": ("Előrendelés",),
    },
    "el": {
        "in_stock": ("Άμεσα διαθέσιμο", "Διαθέσιμο"),
        "out_of_stock": ("Εξαντλημένο", "Μη διαθέσιμο"),
        "preorder": ("Προπαραγγελία",),
    },
    "uk": {
        "in_stock": ("В наявності", "Є в наявності"),
        "out_of_stock": ("Немає в наявності", "Закінчився"),
        "preorder": ("Передзамовлення",),
    },
    "vi": {
        "in_stock": ("Còn hàng",),
        "out_of_stock": ("Hết hàng", "Tạm hết hàng"),
        "preorder": ("Đặt trước",),
    },
    "id": {
        "in_stock": ("Tersedia", "Stok tersedia"),
        "out_of_stock": ("Stok habis", "Tidak tersedia"),
        "preorder": ("Pre-order",),
    },
    "th": {
        "in_stock": ("มีสินค้า", "พร้อมส่ง"),
        "out_of_stock": ("สินค้าหมด", "ไม่มีสินค้า"),
        "preorder": ("สั่งจองล่วงหน้า",),
    },
    "hi": {
        "in_stock": ("स्टॉक में है", "उपलब्ध"),
        "out_of_stock": ("स्टॉक में नहीं", "उपलब्ध नहीं"),
        "preorder": ("प्री-ऑर्डर",),
    },
}
PHRASES = [
    (lang, text, availability)
    for lang, groups in WORDS.items()
    for availability, texts in groups.items()
    for text in texts
]


@pytest.mark.parametrize(("lang", "text", "expected"), PHRASES)
def test_understands_the_words(lang, text, expected) -> None:
    assert availability_of_text(text, lang) == expected


@pytest.mark.parametrize(("lang", "text", "expected"), PHRASES)
def test_understands_the_words_without_being_told_the_language(lang, text, expected) -> None:
    assert availability_of_text(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello world",
        "Free delivery",
        "Check availability",
        "Available in 3 colours",
        "Out of stock online. In stock in store",
        "While stocks last",
        "Venduto e spedito da Lumen",
        "Vendido por Lumen",
        "1.204 verkauft",
        "Release date: 4 May 2015",
        "Reserve in store",
        "Verfügbarkeit prüfen",
        "Solange der Vorrat reicht",
        "In stock " + "and more of our wonderful collection " * 5,
        "a b c d e f g h i j k l m n o p q r s t u v w x y z in stock",
    ],
    ids=lambda text: text[:30],
)
def test_says_nothing_where_the_text_does_not(text) -> None:
    assert availability_of_text(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Add to cart", "in_stock"),
        ("ADD TO BASKET", "in_stock"),
        ("In den Warenkorb", "in_stock"),
        ("Ajouter au panier", "in_stock"),
        ("Añadir a la cesta", "in_stock"),
        ("Aggiungi al carrello", "in_stock"),
        ("Do koszyka", "in_stock"),
        ("Adaugă în coș", "in_stock"),
        ("Do košíku", "in_stock"),
        ("В корзину", "in_stock"),
        ("Sepete ekle", "in_stock"),
        ("أضف إلى السلة", "in_stock"),
        ("הוסף לסל", "in_stock"),
        ("加入购物车", "in_stock"),
        ("カートに入れる", "in_stock"),
        ("장바구니 담기", "in_stock"),
        ("Læg i kurv", "in_stock"),
        ("Kjøp", "in_stock"),
        ("Notify me", "out_of_stock"),
        ("Sold out", "out_of_stock"),
        ("Benachrichtigen Sie mich", "out_of_stock"),
        ("再入荷通知", "out_of_stock"),
        ("Pre-order", "preorder"),
        ("Vorbestellen", "preorder"),
        ("Add to wishlist", None),
        ("Submit", None),
        ("In stock", None),
        ("", None),
        ("Add to cart " * 20, None),
    ],
)
def test_reads_a_button(text, expected) -> None:
    assert availability_of_button(text) == expected


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=170), st.sampled_from([None, "de", "zh-TW", "xx", "EN_us", "/fr/"]))
def test_any_text_is_answered(text, lang) -> None:
    expected = {"in_stock", "out_of_stock", "preorder", None}
    assert availability_of_text(text, lang) in expected
    assert availability_of_button(text, lang) in expected
    assert availability_of_schema(text) in {*expected, "unknown"}


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from(PHRASES),
    st.sampled_from(["{}", " {} ", "{}.", "{}!", "• {}", "{}\u200b", "\n{}\n"]),
)
def test_case_space_and_punctuation_change_nothing(phrase, frame) -> None:
    lang, text, expected = phrase
    assert availability_of_text(frame.format(text), lang) == expected
    assert availability_of_text(frame.format(text.upper()), lang) == expected


def test_long_text_costs_nothing() -> None:
    started = time.process_time()
    for bait in ("in stock " * 100_000, "#" * 1_000_000, "0 " * 80, "有" * 160):
        availability_of_text(bait)
        availability_of_button(bait)
        availability_of_schema(bait)
    assert time.process_time() - started < 1
