"""Captured pages of real shops against their verified truth, with the site rules and without."""

import functools

import pytest

from pricetrail.extract import extract
from tests.support import captured
from tests.support.pages import page_of

pytestmark = pytest.mark.pages

# Field → the least accuracy with site rules, and without: what is reached, never below the aim.
LEAST = {
    "kind": (1.0, 0.98),
    "name": (1.0, 0.98),
    "price": (1.0, 0.99),
    "currency": (0.98, 0.98),
    "availability": (1.0, 0.98),
    "brand": (0.95, 0.88),
    "sku": (0.93, 0.90),
    "gtin": (1.0, 1.0),
    "rating": (1.0, 0.98),
    "review_count": (1.0, 0.98),
}
COLUMNS = {"with site rules": True, "without site rules": False}


@functools.cache
def scores(*, site_rules: bool) -> dict[str, dict[str, float]]:
    """Field → what the pages' own scoring program says."""
    found = {
        row["file"]: extract(
            page_of(captured.body(row), row["url"] or "", content_type=""), site_rules=site_rules
        ).record.json_dict()
        for row in captured.truth()
    }
    return captured.scorer().score(captured.truth(), found)


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("field", LEAST)
def test_accuracy_is_held(field: str, column: str) -> None:
    least = LEAST[field][not COLUMNS[column]]
    assert scores(site_rules=COLUMNS[column])[field]["accuracy"] >= least


@pytest.mark.parametrize("column", COLUMNS)
def test_a_page_that_sells_nothing_gives_no_price(column: str) -> None:
    assert scores(site_rules=COLUMNS[column])["price_on_nonproduct"]["fp"] == 0


@pytest.mark.parametrize("column", COLUMNS)
def test_no_price_is_given_where_the_page_has_none(column: str) -> None:
    price = scores(site_rules=COLUMNS[column])["price"]
    assert (price["fp"], price["wrong"]) == (0, 0)
