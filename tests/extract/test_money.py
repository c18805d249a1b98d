"""What texts and machine values say about amounts of money."""

import time
from decimal import Decimal

import pytest
from babel.numbers import format_currency, get_currency_precision
from hypothesis import given, settings
from hypothesis import strategies as st

from pricetrail.extract.money import (
    Money,
    minor_units,
    money_in,
    parse_money,
    parse_number,
)

PRICES = {
    # text: amount, currency
    "1.299,00 €": ("1299", "EUR"),
    "€ 1.299": ("1299", "EUR"),
    "EUR 1 299,90": ("1299.9", "EUR"),
    "69.95 EUR": ("69.95", "EUR"),
    "12,99 €*": ("12.99", "EUR"),
    "12,99 €¹": ("12.99", "EUR"),
    "€ 12,=": ("12", "EUR"),
    "35€99": ("35.99", "EUR"),
    "35 € 99": ("35.99", "EUR"),
    "12⁹⁹ €": ("12.99", "EUR"),
    "€ 12⁹⁹": ("12.99", "EUR"),
    "12'99 €": ("12.99", "EUR"),
    "₹1,23,456": ("123456", "INR"),
    "₹1,299/-": ("1299", "INR"),
    "₹ १,२९९": ("1299", "INR"),
    "₹1.5 lakh": ("150000", "INR"),
    "Rs. 12,999": ("12999", "INR"),
    "24.990 CLP": ("24990", "CLP"),
    "23,450 PKR": ("23450", "PKR"),
    "Rp 25.000": ("25000", "IDR"),
    "Rp25.000": ("25000", "IDR"),
    "25.000đ": ("25000", "VND"),
    "1.234.567 ₫": ("1234567", "VND"),
    "1\u00a0299,90 zł": ("1299.9", "PLN"),
    "1\u202f299,90\u00a0zł": ("1299.9", "PLN"),
    "1299 Kč": ("1299", "CZK"),
    "12 999 ₽": ("12999", "RUB"),
    "12 999 руб.": ("12999", "RUB"),
    "5 990 Ft": ("5990", "HUF"),
    "1.299,00 lei": ("1299", "RON"),
    "1.299,00 TL": ("1299", "TRY"),
    "1 299 грн": ("1299", "UAH"),
    "CHF 1'299.–": ("1299", "CHF"),
    "CHF 1’299.90": ("1299.9", "CHF"),
    "US $12.50": ("12.5", "USD"),
    "$12.99 USD": ("12.99", "USD"),
    "$12.99 CAD": ("12.99", "CAD"),
    "C $12.99": ("12.99", "CAD"),
    "$.75": ("0.75", "USD"),
    ".75 €": ("0.75", "EUR"),
    "118, 99 TL": ("118.99", "TRY"),
    "1.837, 32 €": ("1837.32", "EUR"),
    "$ 8. 94": ("8.94", "USD"),
    "6 300 Р": ("6300", "RUB"),
    "र24,401": ("24401", "INR"),
    "$1,299.99.": ("1299.99", "USD"),
    "R$ 1.234,56": ("1234.56", "BRL"),
    "NT$1,280": ("1280", "TWD"),
    "HK$ 99": ("99", "HKD"),
    "S/ 99.90": ("99.9", "PEN"),
    "MAD 1,299.00": ("1299", "MAD"),
    "R 1,299.00": ("1299", "ZAR"),
    "1.234 KWD": ("1.234", "KWD"),
    "0.500 KWD": ("0.5", "KWD"),
    "1 199,000 TND": ("1199", "TND"),
    "¥12,800": ("12800", "JPY"),
    "¥128.00": ("128", "CNY"),
    "￥12,800": ("12800", "JPY"),
    "12,800円(税込)": ("12800", "JPY"),
    "398万円": ("3980000", "JPY"),
    "￦12,800": ("12800", "KRW"),
    "12,800원": ("12800", "KRW"),
    "1299元": ("1299", "CNY"),
    "د.إ 1,299": ("1299", "AED"),
    "١٬٢٩٩٫٥٠ ر.س": ("1299.5", "SAR"),
    "۱۲۹۹ تومان": ("1299", None),
    "1,299.00 ₪": ("1299", "ILS"),
    "1299": ("1299", None),
    "12.99": ("12.99", None),
    "149.-": ("149", None),
    "Price: 12.99": ("12.99", None),
    "Free": ("0", None),
    "Gratis": ("0", None),
    "kostenlos": ("0", None),
    "無料": ("0", None),
    "Price: Free": ("0", None),
}


@pytest.mark.parametrize("text", PRICES, ids=str)
def test_reads_a_price(text: str) -> None:
    amount, currency = PRICES[text]
    assert parse_money(text) == Money(Decimal(amount), None, currency, " ".join(text.split()))


WORDED = {
    "from $12": "12",
    "Ab 12,99 €": "12.99",
    "Nur 12,99 €": "12.99",
    "Now £9.99 Was £12.99": "9.99",
    "12,99 € statt 15,99 €": "12.99",
    "12,99 € (UVP 15,99 €)": "12.99",
    "Save £3 Now £10": "10",
    "£10 Save £3": "10",
    "De R$ 99,90 Por R$ 79,90": "79.9",
    "van € 20 voor € 15": "15",
    "原价 ¥199 现价 ¥99": "99",
    "40,00 € z DDV": "40",
    "1 299,00 Kč bez DPH 1 573 Kč s DPH": "1573",
    "£10.00 ex VAT": "10",
    "£10.00 ex VAT £12.00 inc VAT": "12",
    "12,99 € inkl. MwSt. zzgl. Versandkosten": "12.99",
    "12,99 € + 4,99 € Versand": "12.99",
    "12,99 € + Versand": "12.99",
    "$20 (shipping included)": "20",
    "$12.99 ($0.43 / oz)": "12.99",
    "12,99 € 12,99 €": "12.99",
    "Pack of 2 £5.99": "5.99",
    "Regular price Sale price £12.00": "12",
    "$12.00 with 5% coupon": "12",
    "Price including shipping: price £20": "20",
    "Regular price $20.00": "20",
    "Regular price $20.00 Sale price $15.00": "15",
    "PVP: 12,99 €": "12.99",
    "À partir de 12,99 €": "12.99",
    "12,800円（税込14,080円）": "14080",
    "本体価格 1,000円（税込 1,100円）": "1100",
    "105,00 zł netto 129,00 zł brutto": "129",
    "10,83 € HT 12,99 € TTC": "12.99",
    "129,00 лв. / 65,96 €": "129",
    "R$ 1.299,00 em até 10x de R$ 129,90": "1299",
    "$1,299 or $54.12/mo. for 24 mo.*": "1299",
    "List: $15.99 Price: $12.99 You Save: $3.00 (19%)": "12.99",
    "$1,299.99Was $1,499.99": "1299.99",
    "1.29900 Lei": "1299",
    "129 zł99": "129.99",
    "12 €99": "12.99",
    "1&nbsp;499&nbsp;€": "1499",
}


@pytest.mark.parametrize("text", WORDED, ids=str)
def test_finds_the_price_among_words(text: str) -> None:
    money = parse_money(text)
    assert money is not None
    assert str(money.amount) == WORDED[text]


NO_PRICE = (
    "",
    "   ",
    "Sold out",
    "free shipping",
    "Free delivery over £50",
    "20%",
    "-20%",
    "12 reviews",
    "(1,234)",
    "4/5",
    "4.5 out of 5",
    "0800 123 456",
    "+49 30 1234567",
    "12.03.2024",
    "2024-01-05",
    "10:30",
    "Oct 29, 2020 04:54:26 PDT",
    "192.168.0.1",
    "SKU 12345",
    "4005176518430",
    "128 GB",
    "5 ft",
    "10 KM",
    "100 ML",
    "TOP 10",
    "AMD 5600",
    "14AWG Wire Harness",
    "1.2k",
    "$1.5M",
    "-20 €",
    "- $5.00",
    "−5,00 €",
    "$ -5",
    "(-40.00€)",
    "Save $20",
    "$20 off",
    "20 € Rabatt",
    "taniej o 151 zł",
    "現省$400",
    "Save £9.13 (41)%",
    "was £20",
    "The previous price was $409.99",
    "UVP 129,00 €",
    "原價 $1,134",
    "Før 199,-  kr",
    "$1,299.99/mo",
    "$33.31/month for 18 months",
    "12,99 € im Monat",
    "12 x R$ 54,12",
    "6 x £20.00",
    "4 payments of $25.00",
    "6 Cuotas $43.795 con Tarjeta",
    "0,99 €/100 g",
    "0,99 € / kg",
    "(4,63 € / 100 ml)",
    "1 kg = 12,99 €",
    "Grundpreis: 12 €",
    "+ 4,99 €",
    "+ £8.37 P&P",
    "$6.99 Shipping",
    "0€ Versandkosten",
    "Upgrade to an optional delivery service* - £7.99",
    "Under ₹3,000",
    "Najniższa cena z 30 dni przed obniżką: 149,00 zł",
    "Lowest price in the last 30 days: £149",
    "3 for £10",
    "9999999999 €",
    "10-20",
    "555-1234",
    "12.99 per month",
    "Claim up to £300",
    "8 options from $149.54",
    "from ₹39,…",
    "99 € 79 €",
    "Choose less than $qty_dummy1$",
    "https://shop.test/a-3080-10g-p5-3897-kr/p",
    "12,99 € " + "x" * 300,
)


@pytest.mark.parametrize("text", NO_PRICE, ids=lambda text: text[:40])
def test_refuses_what_is_no_price(text: str) -> None:
    assert parse_money(text) is None


RANGES = {
    "£5.99 – £8.99": ("5.99", "8.99", "GBP"),
    "5,99 - 8,99 €": ("5.99", "8.99", "EUR"),
    "From only £5.29 - £9.56": ("5.29", "9.56", "GBP"),
    "de 10 € à 20 €": ("10", "20", "EUR"),
    "between £5 and £9": ("5", "9", "GBP"),
    "zwischen 5 € und 9 €": ("5", "9", "EUR"),
    "₹750 to ₹1,250": ("750", "1250", "INR"),
    "¥1,000～¥2,000": ("1000", "2000", "JPY"),
    "US$ 1,299.00 - 1,499.00": ("1299", "1499", "USD"),
    "US $1.99-3.99 / Piece": ("1.99", "3.99", "USD"),
    "$12.99 - $15.99 CAD": ("12.99", "15.99", "CAD"),
    "$10-$20": ("10", "20", "USD"),
    "10–20 €": ("10", "20", "EUR"),
    "EUR 12,99 bis EUR 20,00": ("12.99", "20", "EUR"),
}


@pytest.mark.parametrize("text", RANGES, ids=str)
def test_reads_a_range(text: str) -> None:
    low, high, currency = RANGES[text]
    money = parse_money(text)
    assert money is not None
    assert (str(money.amount), str(money.upper), money.currency) == (low, high, currency)


IN_CONTEXT = [
    ("kr 1 299,-", {"lang": "nb"}, "1299", "NOK"),
    ("1.299,00 kr.", {"lang": "da-DK"}, "1299", "DKK"),
    ("12:90 kr", {"host": "shop.se"}, "12.9", "SEK"),
    ("1 199,000 DT", {"host": "shop.tn"}, "1199", "TND"),
    ("1,250 DT", {"host": "shop.tn"}, "1.25", "TND"),
    ("1.250 JD", {"host": "shop.jo"}, "1.25", "JOD"),
    ("1,250 KD", {"host": "shop.com.kw"}, "1250", "KWD"),
    ("$24.990", {"host": "shop.cl"}, "24990", "CLP"),
    ("$ 12.990", {"lang": "es-AR"}, "12990", "ARS"),
    ("$ 12.990", {"lang": "es"}, "12990", None),
    ("$12.99", {"host": "shop.com.au"}, "12.99", "AUD"),
    ("$12.99", {"currency": "cad"}, "12.99", "CAD"),
    ("12,99 €", {"currency": "USD"}, "12.99", "EUR"),
    ("12.99", {"currency": "USD"}, "12.99", "USD"),
    ("Rs. 12,999", {"host": "shop.pk"}, "12999", "PKR"),
    ("¥128", {"lang": "zh-CN"}, "128", "CNY"),
    ("R1299", {"host": "shop.co.za"}, "1299", "ZAR"),
    ("10 KM", {"host": "shop.ba"}, "10", "BAM"),
    ("12 99 €", {"split_cents": True}, "12.99", "EUR"),
    ("$ 19 . 99", {"split_cents": True}, "19.99", "USD"),
    ("1 299 90 zł", {"split_cents": True}, "1299.9", "PLN"),
    ("1 299 zł", {"split_cents": True}, "1299", "PLN"),
]


@pytest.mark.parametrize(("text", "context", "amount", "currency"), IN_CONTEXT)
def test_the_page_decides_what_is_ambiguous(text, context, amount, currency) -> None:
    money = parse_money(text, **context)
    assert money is not None
    assert (str(money.amount), money.currency) == (amount, currency)


def test_names_the_role_of_every_amount() -> None:
    found = money_in("Was £12.99 Now £9.99 (£0.99/100g) + £3 delivery, save £3")
    assert [(str(money.amount), role) for money, role in found] == [
        ("12.99", "was"),
        ("9.99", "price"),
        ("0.99", "unit"),
        ("3", "extra"),
        ("3", "save"),
    ]


NUMBERS = [
    ("1299.00", "1299"),
    (1299, "1299"),
    (1299.0, "1299"),
    (19.99, "19.99"),
    (Decimal("19.990"), "19.99"),
    ("1,299.00", "1299"),
    ("1.299,00", "1299"),
    ("1299,00", "1299"),
    ("1 299,00", "1299"),
    ("€ 12", "12"),
    ("12.9900", "12.99"),
    ("1299.000000", "1299"),
    ("1.299E3", "1299"),
    ("1.299", "1299"),
    ("24.990", "24.99"),
    ("0.999", "0.999"),
    ("5.99 - 8.99", "5.99"),
    (0, "0"),
]


@pytest.mark.parametrize(("value", "expected"), NUMBERS, ids=str)
def test_reads_a_machine_value(value, expected) -> None:
    assert str(parse_number(value)) == expected


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        " ",
        True,
        float("nan"),
        float("inf"),
        "NaN",
        "-5",
        -5,
        10**30,
        "1e400",
        "n/a",
        {},
        [1],
        "4005176518430",
        "9" * 300,
    ],
    ids=lambda value: repr(value)[:30],
)
def test_refuses_a_machine_value_that_is_no_amount(value) -> None:
    assert parse_number(value) is None


def test_the_currency_decides_thousands_in_a_machine_value() -> None:
    assert parse_number("24.990", currency="CLP") == 24990
    assert parse_number("24.990", currency="EUR") == Decimal("24.99")
    assert parse_number("1.299", currency="KWD") == Decimal("1.299")


@pytest.mark.parametrize(
    ("value", "currency", "expected"),
    [
        (129900, "EUR", "1299.00"),
        (1299, "JPY", "1299"),
        (1299, "KWD", "1.299"),
        (129900, "RSD", "1299.00"),
        (1299, None, "12.99"),
    ],
)
def test_minor_units(value, currency, expected) -> None:
    assert minor_units(value, currency) == Decimal(expected)


LOCALES = [
    "en_US", "en_GB", "en_CA", "en_AU", "en_IN", "en_ZA", "de_DE", "de_AT", "de_CH", "fr_FR",
    "fr_CH", "fr_CA", "fr_TN", "es_ES", "es_MX", "es_AR", "es_CL", "es_CO", "it_IT", "pt_BR",
    "pt_PT", "nl_NL", "pl_PL", "ro_RO", "cs_CZ", "sk_SK", "ru_RU", "tr_TR", "ar_EG", "ar_SA",
    "ar_AE", "fa_IR", "he_IL", "zh_CN", "zh_TW", "ja_JP", "ko_KR", "da_DK", "sv_SE", "nb_NO",
    "fi_FI", "hu_HU", "el_GR", "uk_UA", "vi_VN", "id_ID", "th_TH", "hi_IN", "bg_BG", "hr_HR",
    "sl_SI", "sr_RS", "lt_LT", "lv_LV", "et_EE", "ka_GE", "kk_KZ", "bn_BD", "ur_PK", "ms_MY",
    "mr_IN", "is_IS", "sq_AL", "hy_AM",
]  # fmt: skip
CURRENCIES = [
    "EUR", "USD", "GBP", "CHF", "PLN", "CZK", "HUF", "RON", "SEK", "NOK", "DKK", "JPY", "CNY",
    "KRW", "INR", "TRY", "RUB", "UAH", "BRL", "MXN", "ARS", "CLP", "COP", "AUD", "CAD", "NZD",
    "SGD", "HKD", "TWD", "THB", "VND", "IDR", "MYR", "PHP", "ILS", "AED", "SAR", "KWD", "TND",
    "EGP", "ZAR", "NGN", "KZT", "PKR", "ISK", "RSD",
]  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    locale=st.sampled_from(LOCALES),
    currency=st.sampled_from(CURRENCIES),
    amount=st.decimals(min_value=Decimal("0.01"), max_value=Decimal(9_999_999), places=3),
    numbering=st.sampled_from(["default", "latn"]),
)
def test_what_a_locale_formats_is_read_back(locale, currency, amount, numbering) -> None:
    exact = amount.quantize(Decimal(1).scaleb(-get_currency_precision(currency)))
    text = format_currency(exact, currency, locale=locale, numbering_system=numbering)
    money = parse_money(text, lang=locale)
    assert money is not None, text
    assert (money.amount, money.currency) == (exact, currency), text


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=220), currency=st.sampled_from([None, "EUR", "KWD", "$", "?"]))
def test_any_text_gives_money_or_nothing(text, currency) -> None:
    money = parse_money(text, currency=currency, split_cents=True)
    if money:
        assert money.amount >= 0
        assert money.upper is None or money.upper > money.amount


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="0123456789.,'  €$krzł-–/x%()", max_size=60))
def test_any_price_like_text_gives_money_or_nothing(text) -> None:
    for money, _ in money_in(text):
        assert money.amount >= 0


@pytest.mark.parametrize(
    "bait",
    [
        "1" * 1_000_000,
        "1," * 500_000,
        " " * 1_000_000,
        "€1 " * 333_333,
        "1 " * 500_000,
        "$" * 1_000_000,
    ],
    ids=["digits", "groups", "spaces", "amounts", "numbers", "signs"],
)
def test_long_text_costs_nothing(bait) -> None:
    started = time.process_time()
    parse_money(bait)
    parse_money(bait[:200])
    parse_money(bait[:2000])
    parse_number(bait)
    assert time.process_time() - started < 1
