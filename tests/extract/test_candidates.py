"""What is taken in of the claims about a field, and which is believed."""

from collections.abc import Iterator
from typing import ClassVar

import pytest

from pricetrail.extract import extract, rules
from pricetrail.extract.candidates import RULE, Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.rules import SiteRule, site_rule
from pricetrail.schema import Kind
from tests.support.pages import page_of


def test_the_most_trusted_claim_is_best_and_of_equal_ones_the_first() -> None:
    claims = Candidates()
    for value, score in (("low", 10), ("first", 50), ("second", 50)):
        claims.add("name", value, "test", "here", score)
    best = claims.best("name")
    assert best is not None
    assert best.value == "first"
    assert best.origin == "test: here"
    assert [c.value for c in claims.of("name")] == ["first", "second", "low"]
    assert claims.best("brand") is None


def test_an_empty_value_is_no_claim() -> None:
    claims = Candidates()
    for value in (None, "", {}):
        claims.add("specs", value, "test", "here", 50)
    assert len(claims) == 0
    claims.add("review_count", 0, "test", "here", 50)
    assert [c.value for c in claims] == [0]


def test_of_a_settled_field_only_what_settled_it_is_taken_over() -> None:
    rule = Candidates()
    rule.add("brand", "Right", "rule x", "here", RULE)
    claims = Candidates(frozenset({"brand", "gtin"}))
    claims.add("brand", "Wrong", "meta", "there", 60)
    claims.add("name", "Tea", "meta", "there", 60)
    assert claims.best("brand") is None
    claims.take_over(rule)
    assert [c.value for c in claims.of("brand")] == ["Right"]
    assert claims.settled("brand", "gtin")
    assert not claims.settled("brand", "name")


def test_dropped_claims_are_forgotten() -> None:
    claims = Candidates()
    claims.add("price", 3, "test", "here", 50)
    claims.add("name", "Tea", "test", "here", 50)
    claims.drop("price", "list_price")
    assert [c.field for c in claims] == ["name"]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Kind | None]]:
    """A rule for told.example, which says of the page what the test says under ``kind``."""
    rules.all_rules()  # imports them, into the registry of all
    monkeypatch.setattr(rules, "_REGISTRY", dict(rules._REGISTRY))
    rules.all_rules.cache_clear()
    said: dict[str, Kind | None] = {"kind": "product"}

    @site_rule
    class Told(SiteRule):
        """A shop whose kind of page is told."""

        name = "told"
        hosts = ("told.example",)
        selectors: ClassVar = {"price": (".now",), "availability": (".state",)}

        def kind(self, doc: Document) -> Kind | None:
            return said["kind"]

    yield said
    rules.all_rules.cache_clear()


_SHOP = (
    "<html lang=en><title>Blue tea cup</title><h1>Blue tea cup</h1><b class=now>£3.20</b>"
    "<p>List price: <del>£4.00</del></p><p>£9.99</p><p class=state>Sold out</p>"
    "<button>Add to basket</button>"
)


@pytest.mark.parametrize("kind", ["product", None])
def test_what_a_rule_settles_is_the_same_whether_it_tells_the_kind_or_not(
    told: dict[str, Kind | None], kind: Kind | None
) -> None:
    told["kind"] = kind
    record = extract(page_of(_SHOP, url="https://told.example/1")).record
    assert (record.kind, str(record.price)) == ("product", "3.2")
    assert (record.availability, str(record.list_price)) == ("out_of_stock", "4")
    assert record.provenance is not None
    assert record.provenance["availability"] == "rule told: .state"
    assert "9.99" in str(record.provenance["price_rejected"]), "what lost is told all the same"


def test_a_page_that_a_rule_calls_no_product_gives_its_kind_alone(
    told: dict[str, Kind | None],
) -> None:
    told["kind"] = "listing"
    extraction = extract(page_of(_SHOP, url="https://told.example/1"))
    assert extraction.record.kind == "listing"
    assert extraction.record.price is None
    assert (extraction.rule, extraction.reason) == ("told", "rule told tells so")
