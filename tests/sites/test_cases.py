"""Every saved case, field by field: a failure reads "price: got 12, expected 1.2"."""

from pathlib import Path

import pytest

from pricetrail.extract import extract
from pricetrail.extract.cases import Case, diff, load_case

CASES = [
    load_case(folder)
    for folder in sorted((Path(__file__).parent / "fixtures").iterdir())
    if folder.is_dir()
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    assert diff(case.expected, extract(case.page).record) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_value_says_where_it_comes_from(case: Case) -> None:
    record = extract(case.page).record
    named = set(record.provenance or {})
    values = {k for k, v in record.json_dict().items() if v is not None}
    derived = {"kind", "url", "provenance", "price_raw", "price_max"}
    assert values - derived <= named


@pytest.mark.parametrize(
    "case", [c for c in CASES if c.expected["kind"] != "product"], ids=lambda case: case.name
)
def test_a_page_that_is_no_product_says_why_and_carries_nothing_for_sale(case: Case) -> None:
    extraction = extract(case.page)
    assert extraction.reason
    said = {k for k, v in extraction.record.json_dict().items() if v is not None}
    assert said <= {"url", "kind"}
