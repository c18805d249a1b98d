"""Ratings, counts and product numbers in the formats of many locales come out as they went in."""

from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from pricetrail.extract.fields import clean_gtin, parse_count, parse_rating

LOCALES = [
    "de", "de_CH", "en", "en_IN", "fr", "es", "it", "pt_BR", "pt_PT", "nl", "pl", "ro", "cs", "sk",
    "ru", "uk", "tr", "he", "zh", "ja", "ko", "sv", "da", "nb", "fi", "hu", "el", "bg", "hr", "vi",
    "th", "id",
]  # fmt: skip
REVIEWS = {
    "en": "{} reviews", "de": "{} Bewertungen", "fr": "{} avis", "es": "{} opiniones",
    "it": "{} recensioni", "pt": "{} avaliações", "nl": "{} beoordelingen", "pl": "{} opinii",
    "ro": "{} recenzii", "cs": "{} hodnocení", "ru": "{} отзывов", "tr": "{} değerlendirme",
    "ar": "{} تقييم", "he": "{} ביקורות", "zh": "{} 评价", "ja": "{}件のレビュー", "ko": "리뷰 {}",
    "sv": "{} omdömen", "da": "{} anmeldelser", "fi": "{} arvostelua", "hu": "{} értékelés",
}  # fmt: skip
OUT_OF = [
    "{} out of 5 stars", "{} / 5", "{}/5", "{} von 5 Sternen", "{} sur 5", "{} de 5 estrellas",
    "{} su 5 stelle", "{} de 5", "{} van 5", "{} z 5", "{} din 5", "{} из 5", "5 つ星のうち {}",
]  # fmt: skip
GTIN_LABELS = [
    "",
    "EAN: ",
    "EAN:",
    "GTIN ",
    "gtin13 : ",
    "UPC: ",
    "Barcode: ",
    "ISBN: ",
    "urn:gtin:",
]

cases = settings(max_examples=60, deadline=None)


@cases
@given(st.integers(0, 9_999_999), st.sampled_from(LOCALES))
def test_a_count_in_any_locale(count: int, locale: str) -> None:
    assert parse_count(format_decimal(count, locale=locale)) == count
    assert parse_count(f"({format_decimal(count, locale=locale)})") == count


@pytest.mark.parametrize("lang", REVIEWS)
@cases
@given(st.integers(1, 999))
def test_a_count_with_the_word_for_reviews(lang: str, count: int) -> None:
    assert parse_count(REVIEWS[lang].format(count)) == count


@cases
@given(
    st.decimals(Decimal("0.1"), Decimal(5), places=1),
    st.sampled_from(LOCALES),
    st.sampled_from(OUT_OF),
)
def test_a_rating_of_five_in_any_locale(rating: Decimal, locale: str, form: str) -> None:
    text = form.format(format_decimal(rating, format="0.0", locale=locale))
    assert parse_rating(text) == (rating, Decimal(5))


@cases
@given(st.text("0123456789", min_size=12, max_size=12), st.sampled_from(GTIN_LABELS))
def test_a_gtin_behind_any_label(body: str, label: str) -> None:
    total = sum(int(digit) * (3 if i % 2 else 1) for i, digit in enumerate(body))
    gtin = f"{body}{-total % 10}"
    assert clean_gtin(f"{label}{gtin}") == clean_gtin(gtin)
    assert clean_gtin(f"({gtin})") == clean_gtin(gtin)
