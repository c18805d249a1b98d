"""Rules that read what pages give to their scripts, when that is not as they know it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pricetrail.errors import RecordInvalid
from pricetrail.extract import extract
from pricetrail.extract.cases import load_case
from pricetrail.extract.document import Document
from pricetrail.extract.states import assigned, dig, json_script, listed
from tests.support.pages import page_of

FIXTURES = Path(__file__).parent / "fixtures"
STATEFUL = (
    "argos",
    "bigcommerce-sale",
    "flipkart-sale",
    "myntra",
    "otto-variation",
    "shopify-chosen-variant",
    "walmart",
    "walmart-2019",
    "zalando-sizes",
)
ODD = (None, True, -1, 1e308, "", "x", [], [None], {}, {"": 1})
_JSON = re.compile(r"(?<=[>=\[])\s*(\{.*?\})(?=\]\]>|;?</script>)", re.DOTALL)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every holder in a value with a key or index in it."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, below in list(inner):
        yield value, key
        if isinstance(below, dict | list):
            yield from _places(below)


@pytest.mark.parametrize("name", STATEFUL)
def test_odd_values_in_a_state_are_no_trouble(name: str) -> None:
    page = load_case(FIXTURES / name).page
    html = page.body.decode()
    found = [m for m in _JSON.finditer(html) if m[1].count('"') > 8 and "undefined" not in m[1]]
    for match in found:
        state = json.loads(match[1])
        for holder, key in _places(state):
            kept = holder[key]
            for odd in ODD:
                holder[key] = odd
                body = html[: match.start(1)] + json.dumps(state) + html[match.end(1) :]
                try:
                    extract(replace(page, body=body.encode()))
                except RecordInvalid:
                    continue
            holder[key] = kept
    assert found or name == "argos"


def test_reads_states() -> None:
    html = (
        "<script id=a type=application/json><![CDATA[{'no': 1}, {\"yes\": 2}]]></script>"
        '<script>var x = 5; window.s = 7; window.s = {"v": undefined, "w": [1, undefined]};'
        'window.t = JSON.parse("{\\"k\\": 3}");</script>'
    )
    doc = Document(page_of(html))
    assert assigned(doc, "window.s") == {"v": None, "w": [1, None]}
    assert assigned(doc, "window.t") == {"k": 3}
    assert assigned(doc, "window.u") is None
    assert json_script(doc, "b") is None


def test_digs() -> None:
    value = {"a": [{"b": 1}], "c": {"first": {"d": 2}}}
    assert dig(value, "a", 0, "b") == 1
    assert dig(value, "c", "", "d") == 2
    assert dig(value, "a", 1, "b") is None
    assert dig(value, "a", "b") is None
    assert dig(value, ["a"]) is None
    assert dig(None, "a") is None
    assert listed(value, "a") == [{"b": 1}]
    assert listed(value, "c") == []
