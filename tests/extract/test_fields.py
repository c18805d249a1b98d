"""Counts, ratings, GTINs, conditions, names, brands and numbers of products."""

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricetrail.extract.fields import (
    clean_brand,
    clean_gtin,
    clean_id,
    clean_name,
    condition_of,
    parse_count,
    parse_rating,
)
from pricetrail.values import gtin_is_valid


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234 ratings", 1234),
        ("(1.2k)", 1200),
        ("1.234 Bewertungen", 1234),
        ("12K", 12000),
        ("1 234 avis", 1234),
        ("1\u202f234 avis", 1234),
        ("1.2万", 12000),
        ("1.2万件のレビュー", 12000),
        ("1,2 tys. opinii", 1200),
        ("2,5 mln", 2_500_000),
        ("37 отзывов", 37),
        ("٣٧ تقييم", 37),
        ("(8,108)", 8108),
        ("4.5 (123)", 123),
        ("4.5 out of 5 stars, 123 ratings", 123),
        ("68 Bewertungen (4,5 von 5)", 68),
        ("123 ratings | 45 answered questions", 123),
        ("12.0", 12),
        ("5", 5),
        (5, 5),
        (12.0, 12),
        ("no reviews", None),
        ("12 red, 13 blue", None),
        ("4.5", None),
        (4.5, None),
        (-1, None),
        (True, None),
        (None, None),
        ("", None),
        ("9" * 40, None),
        ([], None),
    ],
)
def test_counts(text, expected) -> None:
    assert parse_count(text) == expected


@pytest.mark.parametrize(
    ("text", "rating", "best"),
    [
        ("4.5 out of 5 stars", "4.5", "5"),
        ("Rated 4.50 out of 5", "4.5", "5"),
        ("4,5 von 5 Sternen", "4.5", "5"),
        ("4,6 sur 5 étoiles", "4.6", "5"),
        ("4,8 z 5", "4.8", "5"),
        ("4,7 из 5", "4.7", "5"),
        ("4,5/5", "4.5", "5"),
        ("9.2/10", "9.2", "10"),
        ("4.8 of 5 (24)", "4.8", "5"),
        ("5つ星のうち4.5", "4.5", "5"),
        ("90%", "90", "100"),
        ("★★★★☆", "4", "5"),
        ("4.5", "4.5", None),
        ("4,83", "4.83", None),
        ("4.5 (123)", "4.5", None),
        (4.5, "4.5", None),
    ],
)
def test_ratings(text, rating, best) -> None:
    assert parse_rating(text) == (Decimal(rating), Decimal(best) if best else None)


@pytest.mark.parametrize(
    "text", ["", "123", "6 out of 5", "3 of 12", "none", None, True, -1, "1.2.3", "1/2/2024", {}]
)
def test_refuses_what_is_no_rating(text) -> None:
    assert parse_rating(text) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("4006381333931", "4006381333931"),
        (4006381333931, "4006381333931"),
        ("4006381-333931", "4006381333931"),
        (" 4006 3813 33931 ", "4006381333931"),
        ("EAN: 4006381333931", "4006381333931"),
        ("gtin13:4006381333931", "4006381333931"),
        ("036000291452", "036000291452"),
        ("96385074", "96385074"),
        ("978-0-306-40615-7", "9780306406157"),
        ("ISBN 0-306-40615-2", "9780306406157"),
        ("080442957X", "9780804429573"),
        ("0306406153", None),
        ("4006381333932", None),
        ("0000000000000", None),
        ("00000000", None),
        ("1234567890128", None),
        ("0123456789012", None),
        ("9999999999994", None),
        ("N/A", None),
        ("", None),
        (None, None),
        (True, None),
        (4.5, None),
        (10**40, None),
    ],
)
def test_gtins(value, expected) -> None:
    assert clean_gtin(value) == expected


@settings(max_examples=200, deadline=None)
@given(st.from_regex(r"[0-9]{7,13}", fullmatch=True), st.sampled_from(["", "-", " "]))
def test_a_gtin_with_its_check_digit_is_kept_and_any_other_is_not(body, filler) -> None:
    for check in "0123456789":
        digits = body + check
        cleaned = clean_gtin(filler.join((digits[:2], digits[2:])))
        if gtin_is_valid(digits):
            assert cleaned in {digits, None}  # filler such as 1234567890128 is refused
        elif len(digits) != 10:
            assert cleaned is None
        if cleaned:
            assert gtin_is_valid(cleaned)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://schema.org/NewCondition", "new"),
        ("UsedCondition", "used"),
        ("schema:RefurbishedCondition", "refurbished"),
        ("http://schema.org/DamagedCondition", "damaged"),
        ("New", "new"),
        ("Neu", "new"),
        ("Zustand: Neu", "new"),
        ("Condition: Used", "used"),
        ("Used - Very Good", "used"),
        ("Pre-owned", "used"),
        ("Gebraucht", "used"),
        ("D'occasion", "used"),
        ("Reacondicionado", "refurbished"),
        ("Renewed", "refurbished"),
        ("б/у", "used"),
        ("中古", "used"),
        ("New York", None),
        ("News", None),
        ("https://example.test/new", None),
        ("", None),
        (None, None),
        ("new " * 100, None),
    ],
)
def test_conditions(value, expected) -> None:
    assert condition_of(value) == expected


@pytest.mark.parametrize(
    ("title", "shop", "expected"),
    [
        ("Lamp Nova | Lumen", "lumen.test", "Lamp Nova"),
        ("Lamp Nova - Lumen.de", None, "Lamp Nova"),
        ("Lamp Nova : Amazon.de: Küche, Haushalt & Wohnen", "amazon.de", "Lamp Nova"),
        ("Amazon.com: Lamp Nova, Black : Home", "amazon.com", "Lamp Nova, Black : Home"),
        ("Lamp Nova online kaufen | LUMEN", "lumen.de", "Lamp Nova"),
        ("Lamp Nova günstig online kaufen", None, "Lamp Nova"),
        ("Buy Lamp Nova online at Lumen", "lumen.com", "Lamp Nova"),
        ("Lamp Nova - Best Light", "www.bestlight.com", "Lamp Nova"),
        ("Lamp Nova | Buy online | Lumen", "lumen.com", "Lamp Nova"),
        ("Lumen Nova - Lumen", "lumen.com", "Lumen Nova"),
        ("Nova - Slim lamp - dark blue", "lumen.com", "Nova - Slim lamp - dark blue"),
        ("Nova 15-dw1001", "lumen.com", "Nova 15-dw1001"),
        ("Nova: The Lamp", None, "Nova: The Lamp"),
        ("Intel - Core i7", "lumen.com", "Intel - Core i7"),
        ("  Lamp\n  Nova  ", None, "Lamp Nova"),
        ("Lumen", "lumen.com", None),
        ("", None, None),
        (" | ", None, None),
    ],
)
def test_names(title, shop, expected) -> None:
    assert clean_name(title, shop) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme", "Acme"),
        ("Visit the Acme Store", "Acme"),
        ("Besuche den Acme-Store", "Acme"),
        ("Visitez la boutique Acme", "Acme"),
        ("Visita la tienda de Acme", "Acme"),
        ("Visita lo Store di Acme", "Acme"),
        ("Acmeのストアを表示", "Acme"),
        ("Brand: Acme", "Acme"),
        ("Marke: Acme", "Acme"),
        ("Marque : Acme", "Acme"),
        ("ブランド：Acme", "Acme"),
        ("by Acme", "Acme"),
        ("Acme®", "Acme"),
        ("Bynd", "Bynd"),
        ("B&S", "B&S"),
        ("N/A", None),
        ("Brand", None),
        ("https://acme.test/", None),
        ("", None),
        ("x" * 300, None),
    ],
)
def test_brands(text, expected) -> None:
    assert clean_brand(text) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("466/7999", "466/7999"),
        ("SKU: 12-34", "12-34"),
        ("Art.-Nr.: 55 A", "55 A"),
        ("Artikelnummer: 99", "99"),
        ("Артикул: 99", "99"),
        ("Model number: XPS", "XPS"),
        (123, "123"),
        (123.0, "123"),
        ("null", None),
        ("N/A", None),
        ("0", None),
        ("", None),
        (None, None),
        (True, None),
        (1.5, None),
        ("x" * 100, None),
    ],
)
def test_ids(value, expected) -> None:
    assert clean_id(value) == expected


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=210))
def test_any_text_is_answered(text) -> None:
    count, rating = parse_count(text), parse_rating(text)
    assert count is None or count >= 0
    assert rating is None or rating[1] is None or rating[0] <= rating[1]
    assert clean_gtin(text) is None or gtin_is_valid(clean_gtin(text) or "")
    assert clean_name(text) != ""
    assert clean_brand(text) != ""
    assert clean_id(text) != ""
    assert condition_of(text) in {"new", "used", "refurbished", "damaged", None}


@pytest.mark.parametrize("bait", ["1 " * 500_000, " - " * 300_000, "a:" * 500_000, "|" * 1_000_000])
def test_long_text_costs_nothing(bait) -> None:
    started = time.process_time()
    for read in (parse_count, parse_rating, clean_gtin, clean_name, clean_brand, clean_id):
        read(bait)
        read(bait[:200])
    condition_of(bait)
    assert time.process_time() - started < 1
