"""The worked example of docs/how-to/add-a-site.md gives what it promises."""

import json
import re
from collections.abc import Iterator

import pytest

from pricetrail.extract import extract, rules
from pricetrail.extract.cases import diff
from tests.support.documents import ROOT
from tests.support.pages import page_of

URL = "https://shop.example/p/kettle"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def shown() -> dict[str, str]:
    """Language → the document's block in it."""
    text = (ROOT / "docs/how-to/add-a-site.md").read_text()
    return dict(_BLOCK.findall(text))


@pytest.fixture
def with_the_rule(shown: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    rules.all_rules()
    monkeypatch.setattr(rules, "_REGISTRY", dict(rules._REGISTRY))
    rules.all_rules.cache_clear()
    exec(compile(shown["python"], "add-a-site.md", "exec"), {"__name__": "kettles"})
    yield
    rules.all_rules.cache_clear()


def test_without_the_rule_something_is_wrong(shown: dict[str, str]) -> None:
    extraction = extract(page_of(shown["html"], url=URL))
    assert diff(json.loads(shown["json"]), extraction.record)


@pytest.mark.usefixtures("with_the_rule")
def test_with_the_rule_nothing_is(shown: dict[str, str]) -> None:
    extraction = extract(page_of(shown["html"], url=URL))
    assert diff(json.loads(shown["json"]), extraction.record) == []
    assert (extraction.rule, extraction.item_id) == ("kettles", "kettle")
