"""What sending costs, as offers say it."""

import json
from decimal import Decimal
from typing import Any

import pytest

from pricetrail.extract import extract
from tests.support.pages import page_of


def rate(value: object, currency: str = "EUR", **more: Any) -> dict[str, Any]:
    amount = {"@type": "MonetaryAmount", "value": value, "currency": currency}
    return {"@type": "OfferShippingDetails", "shippingRate": amount, **more}


def shipping(details: Any, price: str = "19.90") -> Decimal | None:
    offer = {"@type": "Offer", "price": price, "priceCurrency": "EUR", "shippingDetails": details}
    product = {"@context": "https://schema.org", "@type": "Product", "name": "Kettle"}
    script = json.dumps({**product, "offers": offer})
    body = f'<h1>Kettle</h1><p>€{price}</p><script type="application/ld+json">{script}</script>'
    return extract(page_of(f"<!doctype html><title>Kettle</title>{body}")).record.shipping


@pytest.mark.parametrize(
    ("details", "expected"),
    [
        (rate("4.90"), "4.90"),
        (rate(4.9), "4.9"),
        (rate(0), "0"),
        (rate("0.00"), "0"),
        ([rate("4.90"), rate("4.90", shippingDestination={"addressCountry": "AT"})], "4.9"),
        ([rate("4.90"), rate("9.90")], None),  # it depends
        (rate("4.90", "USD"), None),  # never converted
        ([rate("4.90"), rate("?")], None),
        ({"@type": "OfferShippingDetails"}, None),
        ("free", None),
        (None, None),
        (
            {"shippingRate": {"@type": "MonetaryAmount", "maxValue": "9", "currency": "EUR"}},
            None,
        ),
    ],
)
def test_shipping_is_taken_where_it_is_said_plainly(details: Any, expected: str | None) -> None:
    assert shipping(details) == (None if expected is None else Decimal(expected))
