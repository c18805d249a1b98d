import json
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from pydantic import ValidationError

from pricetrail.clock import time_uuid
from pricetrail.schema import (
    Description,
    Headline,
    Observation,
    ProductRecord,
    ProductScrapeEvent,
    Target,
)
from pricetrail.values import gtin_is_valid

MOMENT = datetime(2026, 3, 1, 12, 0, 0, 123_000, tzinfo=UTC)


def record(**fields) -> ProductRecord:
    return ProductRecord.model_validate(
        {"url": "https://shop.example/p/1", "kind": "product", "name": "A kettle", **fields}
    )


def event(**fields) -> ProductScrapeEvent:
    uuid = time_uuid(MOMENT)
    return ProductScrapeEvent.model_validate(
        {"product_id": "shop.example:1", "uuid": uuid, "recorded_at": MOMENT, **fields}
    )


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("1299.00", "1299"),
        ("1299.90", "1299.9"),
        ("0", "0"),
        ("0.00", "0"),
        ("100", "100"),
        ("1E+3", "1000"),
        ("0.000001", "0.000001"),
        (12, "12"),
    ],
)
def test_amounts_are_plain_strings_in_json(given, shown):
    assert json.loads(record(price=given).model_dump_json())["price"] == shown


@pytest.mark.parametrize("price", ["-1", "NaN", "Infinity", "0.0000001", "1" * 21, "twelve"])
def test_an_impossible_price_is_refused(price):
    with pytest.raises(ValidationError, match="price"):
        record(price=price)


@pytest.mark.parametrize("code", ["EUR", "KWD", "CLP", "INR"])
def test_currencies_are_iso_4217(code):
    assert record(currency=code).currency == code


@pytest.mark.parametrize("code", ["eur", "EURO", "€", "ABC"])
def test_other_currencies_are_refused(code):
    with pytest.raises(ValidationError, match="currency"):
        record(currency=code)


@pytest.mark.parametrize(
    ("digits", "valid"),
    [
        ("4006381333931", True),  # GTIN-13
        ("96385074", True),  # GTIN-8
        ("036000291452", True),  # GTIN-12
        ("10614141000415", True),  # GTIN-14
        ("4006381333932", False),
        ("0000000000000", False),
        ("123", False),
        ("400638133393１", False),
    ],
)
def test_gtins_are_checked(digits, valid):
    assert gtin_is_valid(digits) is valid


def test_text_is_cleaned_and_empty_is_null():
    cleaned = record(name=" A\x00 \n kettle\ud800 ", brand="  ", specs={})
    assert (cleaned.name, cleaned.brand, cleaned.specs) == ("A kettle", None, None)


def test_unknown_fields_are_dropped():
    assert "colour" not in record(colour="red").model_dump()


def test_a_product_needs_a_name():
    with pytest.raises(ValidationError, match="needs a name"):
        record(name="")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"price": "5", "price_max": "4"}, "price_max is below price"),
        ({"price_max": "4"}, "price_max without price"),
        ({"rating": "6", "rating_best": "5"}, "above the best rating"),
    ],
)
def test_fields_agree_with_each_other(fields, message):
    with pytest.raises(ValidationError, match=message):
        record(**fields)


def test_a_record_does_not_change():
    with pytest.raises(ValidationError, match="frozen"):
        record().price = Decimal(1)


def test_every_field_is_an_observation_or_a_description():
    roles = set(Observation.model_fields) | set(Description.model_fields)
    assert set(ProductRecord.model_fields) - roles == {"url", "kind", "provenance"}
    assert not set(Observation.model_fields) & set(Description.model_fields)
    assert set(Observation.model_fields) | set(Headline.model_fields) < set(
        ProductScrapeEvent.model_fields
    )


def test_created_is_the_moment_of_the_uuid_whatever_the_input_says():
    assert event(created="1999-01-01T00:00:00Z").created == MOMENT
    assert json.loads(event().model_dump_json())["created"] == "2026-03-01T12:00:00.123Z"


def test_an_event_needs_a_time_uuid():
    with pytest.raises(ValidationError, match="not a time-UUID"):
        event(uuid=uuid4())


def test_a_naive_time_is_refused():
    with pytest.raises(ValidationError, match="no time zone"):
        event(recorded_at=datetime(2026, 1, 1))


@pytest.mark.parametrize("interval", [0, 59, 366 * 86_400 + 1])
def test_intervals_are_bounded(interval):
    with pytest.raises(ValidationError, match="interval_s"):
        Target(
            target_id="a",
            url="https://a.example",
            shop="a.example",
            created_at=MOMENT,
            interval_s=interval,
        )
