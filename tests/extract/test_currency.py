"""Which currency signs, words, codes, hosts and languages mean."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricetrail.extract.currency import currency_code, currency_of_host, currency_of_text
from pricetrail.schema import Observation

CODES = {
    "EUR": "EUR",
    "eur": "EUR",
    " usd ": "USD",
    "€": "EUR",
    "Euro": "EUR",
    "£": "GBP",
    "US$": "USD",
    "R$": "BRL",
    "NT$": "TWD",
    "RMB": "CNY",
    "RUR": "RUB",
    "руб.": "RUB",
    "Lei": "RON",
    "RON": "RON",
    "zł": "PLN",
    "Kč": "CZK",
    "TL": "TRY",
    "₺": "TRY",
    "грн": "UAH",
    "円": "JPY",
    "₩": "KRW",
    "Dhs": "AED",
    "https://schema.org/EUR": "EUR",
    "try": "TRY",
    "HRK": "HRK",
}


@pytest.mark.parametrize("value", CODES, ids=str)
def test_normalises_a_machine_value(value) -> None:
    assert currency_code(value) == CODES[value]


@pytest.mark.parametrize(
    "value",
    [None, "", "$", "kr", "¥", "Rs", "XXX", "XTS", "XAU", "BTC", "ABC", "DEM", 5, "x" * 999],
)
def test_refuses_what_is_no_currency_in_use(value) -> None:
    assert currency_code(value) is None


TEXTS = [
    ("12,99 €", {}, "EUR"),
    ("$12", {}, "USD"),
    ("$12", {"host": "shop.ca"}, "CAD"),
    ("$12", {"host": "shop.com.mx"}, "MXN"),
    ("$12", {"lang": "en-AU"}, "AUD"),
    ("$12", {"lang": "es"}, None),
    ("US $12", {"host": "shop.ca"}, "USD"),
    ("12 kr", {}, None),
    ("12 kr", {"lang": "sv"}, "SEK"),
    ("12 kr", {"host": "shop.no"}, "NOK"),
    ("12 kr.", {"host": "shop.dk"}, "DKK"),
    ("12 kr", {"lang": "is"}, "ISK"),
    ("£12", {}, "GBP"),
    ("£12", {"host": "shop.eg"}, "EGP"),
    ("¥12", {}, "JPY"),
    ("¥12", {"lang": "zh-CN"}, "CNY"),
    ("12元", {"host": "shop.tw"}, "TWD"),
    ("R 12", {"host": "shop.co.za"}, "ZAR"),
    ("Rs 12", {"host": "shop.pk"}, "PKR"),
    ("Rs 12", {"host": "shop.lk"}, "LKR"),
    ("12 лв", {}, "BGN"),
    ("12 Ft", {}, "HUF"),
    ("12 lei", {}, "RON"),
    ("12 lei", {"host": "shop.md"}, "MDL"),
    ("12 руб", {}, "RUB"),
    ("12 руб", {"host": "shop.by"}, "BYN"),
    ("120 kn", {"lang": "hr"}, "HRK"),
    ("12 DT", {"host": "shop.tn"}, "TND"),
    ("12 DT", {}, None),
    ("12 درهم", {}, "AED"),
    ("12 درهم", {"host": "shop.ma"}, "MAD"),
    ("12 € / $14", {}, None),
    ("no sign at all", {}, None),
]


@pytest.mark.parametrize(("text", "context", "expected"), TEXTS)
def test_reads_a_texts_currency(text, context, expected) -> None:
    assert currency_of_text(text, **context) == expected


HOSTS = [
    ("shop.co.uk", None, "GBP"),
    ("www.shop.com.mx", None, "MXN"),
    ("shop.ie", None, "EUR"),
    ("shop.tn:8080", None, "TND"),
    ("de.shop.com", None, "EUR"),
    ("uk.shop.com", None, "GBP"),
    ("shop.com.co", None, "COP"),
    ("shop.рф", None, "RUB"),
    ("shop.co", None, None),
    ("shop.io", None, None),
    ("shop.com", None, None),
    ("shop.com", "de-CH", "CHF"),
    ("shop.com", "/en-gb/", "GBP"),
    ("shop.com", "en_IN", "INR"),
    ("shop.com", "zh-Hant-TW", "TWD"),
    ("shop.com", "pl", "PLN"),
    ("shop.com", "en", None),
    ("shop.com", "es", None),
    ("shop.de", "en-US", "EUR"),
    ("127.0.0.1", None, None),
    ("localhost", None, None),
    ("", None, None),
]


@pytest.mark.parametrize(("host", "lang", "expected"), HOSTS)
def test_knows_what_a_host_sells_in(host, lang, expected) -> None:
    assert currency_of_host(host, lang) == expected


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=30))
def test_any_text_gives_a_currency_of_the_record_or_nothing(text, lang, host) -> None:
    for found in (
        currency_code(text),
        currency_of_text(text, lang=lang, host=host),
        currency_of_host(host, lang),
    ):
        assert Observation(currency=found).currency == found
