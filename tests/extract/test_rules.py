"""The rule registry: which rule reads a page, and why."""

from collections.abc import Iterator
from typing import ClassVar

import pytest

from pricetrail.errors import InvalidURL
from pricetrail.extract import extract, rules
from pricetrail.extract.document import Document
from pricetrail.extract.rules import RuleConflict, SiteRule, explain_rules, find_rule, site_rule
from tests.support.pages import page_of

HOSTS = {
    "www.amazon.com": "amazon",
    "amazon.de": "amazon",
    "smile.amazon.co.uk": "amazon",
    "www.amazon.com.br": "amazon",
    "notamazon.de": None,
    "amazon.example": None,
    "amazon.de.evil.example": None,
    "shop.example": None,
}


@pytest.mark.parametrize(("host", "name"), HOSTS.items())
def test_a_rule_reads_the_hosts_it_names(host: str, name: str | None) -> None:
    rule = find_rule(Document(page_of("", url=f"https://{host}/dp/B000000000")))
    assert (rule.name if rule else None) == name


def test_says_which_rule_wins_and_why() -> None:
    first, *others = explain_rules("https://www.amazon.de/dp/B000000000")
    assert (first.name, first.module, first.wins) == ("amazon", "pricetrail.sites.amazon", True)
    assert "amazon.*" in first.why
    assert not any(other.wins for other in others)
    assert not any(match.wins for match in explain_rules("https://shop.example/"))


def test_explaining_needs_an_address() -> None:
    with pytest.raises(InvalidURL):
        explain_rules("not an address")


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A registry of this test's own."""
    rules.all_rules()  # imports them, into the registry of all
    monkeypatch.setattr(rules, "_REGISTRY", dict(rules._REGISTRY))
    rules.all_rules.cache_clear()
    yield
    rules.all_rules.cache_clear()


@pytest.mark.usefixtures("registry")
def test_selectors_read_a_site() -> None:
    @site_rule
    class Corner(SiteRule):
        """A corner shop."""

        name = "corner"
        hosts = ("corner.example",)
        settles = frozenset({"brand"})
        selectors: ClassVar = {
            "name": ("#none", ".what"),
            "price": (".now",),
            "list_price": (".then",),
            "availability": (".there",),
            "image_url": ("img@data-big",),
            "review_count": (".votes",),
            "rating": (".stars@title",),
        }

        def item_id(self, doc: Document) -> str | None:
            return "7"

    html = (
        "<html lang=en><title>x</title>"
        "<meta property=og:brand content=Wrong><div class=what>Tea</div>"
        "<b class=now>£3.<sup>20</sup></b><i class=then>£4.00</i><p class=there>Sold out</p>"
        "<img data-big='/tea.jpg'><p class=votes>12 reviews</p><p class=stars title='4.5 of 5'></p>"
        "<meta property=og:type content=product><meta property=og:price:amount content=9>"
    )
    extraction = extract(page_of(html, url="https://corner.example/7"))
    record = extraction.record
    assert (extraction.rule, extraction.item_id) == ("corner", "7")
    assert (record.name, str(record.price), record.currency) == ("Tea", "3.2", "GBP")
    assert (str(record.list_price), record.availability) == ("4", "out_of_stock")
    assert (str(record.rating), record.review_count) == ("4.5", 12)
    assert record.image_url == "https://corner.example/tea.jpg"
    assert record.brand is None, "the rule settles the brand, and is silent"
    assert record.provenance is not None
    assert record.provenance["price"] == "rule corner: .now"
    assert extract(page_of(html), site_rules=False).rule is None


@pytest.mark.usefixtures("registry")
def test_the_higher_priority_wins_and_equals_are_warned_about() -> None:
    @site_rule
    class Low(SiteRule):
        name = "low"
        hosts = ("two.example",)
        priority = 20

    @site_rule
    class High(SiteRule):
        name = "high"
        hosts = ("two.example",)

    page = page_of("", url="https://two.example/")
    assert find_rule(Document(page)).name == "high"
    assert [m.name for m in explain_rules(page.url) if m.wins] == ["high"]

    @site_rule
    class Rival(SiteRule):
        name = "rival"
        hosts = ("two.example",)

    rules.all_rules.cache_clear()
    with pytest.warns(RuleConflict, match="high and rival both read two.example"):
        assert find_rule(Document(page)).name == "high"


@pytest.mark.usefixtures("registry")
def test_two_rules_of_one_name_are_refused() -> None:
    class Other(SiteRule):
        name = "amazon"

    with pytest.raises(ValueError, match="two site rules are called 'amazon'"):
        site_rule(Other)


def test_every_rule_says_what_it_was_checked_against() -> None:
    for rule in rules.all_rules():
        module = __import__(type(rule).__module__, fromlist=["_"])
        assert "Checked against" in (module.__doc__ or ""), rule.name
        assert type(rule).__doc__
