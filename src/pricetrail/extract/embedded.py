"""Candidates out of the state that scripts are given: JSON in ``<script>`` elements.

The object that carries the page's own name is looked for, and what it says of itself is read.
"""

import re
from collections.abc import Iterator
from typing import Any

from pricetrail.extract import lenient, state_fields
from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.likeness import containment, similarity
from pricetrail.extract.prices import Seen

_STATE = re.compile(
    r"(?:window\.|var |let |const |self\.)?\s*([\w.$\[\]\"']{3,60})\s*=\s*"
    r"(?:(?=[{\[])|JSON\.parse\(\s*(?=[\"']))"
    r"|dataLayer\.push\(\s*(?=\{)"
)
_NAMES = ("name", "title", "productName", "product_name", "displayName", "item_name")
_MAX_SCRIPT = 3_000_000
_MAX_STATES = 20
_MAX_NODES = 20_000
_OWN_NAME = 0.75
_PART_OF_NAME = 0.4
_FACTS = 3


def read(doc: Document, out: Candidates, seen: list[Seen]) -> None:
    """Add what the page's state says about its own product."""
    shown = {s.money.amount for s in seen if s.reason is None}
    second_best: Candidates | None = None
    for label, state in _states(doc):
        for place, node in _objects(state, label):
            name = next((node[k] for k in _NAMES if isinstance(node.get(k), str)), None)
            if name is None or not _is_own(name, doc):
                continue
            said = state_fields.read(node, place, shown)
            said.add("name", name, state_fields.SOURCE, place, 40)
            if said.best("price") is not None:
                out.items += said.items
                return
            if second_best is None and len(said.items) >= _FACTS:
                second_best = said
    if second_best is not None:
        out.items += second_best.items


def _is_own(name: str, doc: Document) -> bool:
    """Whether an object's name is the page's own: the same words, or much of them.

    A word or two of the page's title are no name: options such as ``Blue`` have names too.
    """
    for said in doc.own_names:
        likeness = similarity(name, said)
        if likeness >= _OWN_NAME:
            return True
        if likeness >= _PART_OF_NAME and containment(name, said) >= 0.95:
            return True
    return False


def _states(doc: Document) -> Iterator[tuple[str, Any]]:
    for script in doc.scripts:
        kind = (script.attr("type") or "").lower()
        if script.attr("src") or "ld+json" in kind:
            continue
        text = script.text
        if len(text) > _MAX_SCRIPT or ("price" not in text and "Price" not in text):
            continue
        if "json" in kind:
            for value in lenient.loads(text):
                yield script.attr("id") or "script[json]", value
        else:
            yield from _assigned(text)


def _assigned(text: str) -> Iterator[tuple[str, Any]]:
    at = 0
    for _ in range(_MAX_STATES):
        match = _STATE.search(text, at)
        if match is None:
            return
        value, at = lenient.prefix(text, match.end())
        if value is not None:
            yield match.group(1) or "dataLayer", value


def _objects(state: Any, label: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The objects of a state, outer before inner, in their order, with their path."""
    queue: list[tuple[str, Any]] = [(label, state)]
    for place, value in queue:
        if len(queue) > _MAX_NODES:
            return
        if isinstance(value, dict):
            yield place, value
            queue += [(f"{place}.{k}", v) for k, v in value.items() if isinstance(v, dict | list)]
        elif isinstance(value, list):
            queue += [
                (f"{place}[{i}]", v) for i, v in enumerate(value) if isinstance(v, dict | list)
            ]
