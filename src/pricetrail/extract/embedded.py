"""Candidates out of the state that scripts are given: JSON in ``<script>`` elements.

The object that carries the page's own name is looked for, and what it says of itself is read.
"""

import re
from collections.abc import Iterator
from typing import Any

from pricetrail.extract import lenient, payloads, state_fields
from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.likeness import containment, similarity
from pricetrail.extract.seen import Seen

_ASSIGNED = r"=\s*+(?:(?=[{\[])|JSON\.parse\(\s*+(?=[\"']))"
_ASSIGN = re.compile(_ASSIGNED)
_ASSIGN_OR_PUSH = re.compile(_ASSIGNED + r"|dataLayer\.push\(\s*+(?=\{)")
_LABEL = re.compile(r"(?:window\.|self\.)?([\w.$\[\]\"']{3,60})$")
_LABEL_REACH = 80
_NESTED = (dict, list)
_NAMES = ("name", "title", "productName", "product_name", "displayName", "item_name")
_NAMED = frozenset(_NAMES)
_PRICE = ("price", "Price")
_BRAND = ("brand", "Brand", "vendor", "manufacturer")
_MAX_SCRIPT = 3_000_000
_MAX_STATES = 20
_MAX_BEGINS = 5_000
_MAX_NODES = 20_000
_BEGIN = 100
_FLIGHT = "__next_f"
_NUXT = "__NUXT__=(function("
_NUXT_DATA = "__NUXT_DATA__"
_OWN_NAME = 0.75
_PART_OF_NAME = 0.4
_FACTS = 3


def read(doc: Document, out: Candidates, seen: list[Seen]) -> None:
    """Add what the page's state says about its own product."""
    shown = {s.money.amount for s in seen if s.reason is None}
    wanted = _PRICE if out.best("price") is None else _BRAND
    second_best: Candidates | None = None
    for label, state in _states(doc, wanted):
        for steps, node in _objects(state):
            name = next((node[k] for k in _NAMES if isinstance(node.get(k), str)), None)
            if name is None or not _is_own(name, doc):
                continue
            place = label + _path(steps)
            said = state_fields.read(node, place, shown)
            said.add("name", name, state_fields.SOURCE, place, 40)
            if said.best("price") is not None:
                out.take_over(said)
                return
            if second_best is None and len(said) >= _FACTS:
                second_best = said
    if second_best is not None:
        out.take_over(second_best)


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


def _states(doc: Document, wanted: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    streamed: list[str] = []
    for script in doc.tree.select("script:not([src])"):
        kind = (script.attr("type") or "").lower()
        if "ld+json" in kind:
            continue
        text = script.text
        if len(text) > _MAX_SCRIPT:
            continue
        if _FLIGHT in text[:_BEGIN]:
            streamed.append(text)
        elif not any(word in text for word in wanted):
            continue
        elif "json" in kind:
            yield from _given(script.attr("id") or "script[json]", text)
        elif _NUXT in text[:_BEGIN]:
            yield "__NUXT__", payloads.called_with(text)
        else:
            yield from _assigned(text)
    for row in payloads.flight_rows(streamed, wanted) if streamed else ():
        yield _FLIGHT, row


def _given(label: str, text: str) -> Iterator[tuple[str, Any]]:
    for value in lenient.loads(text):
        yield label, payloads.hydrated(value) if label == _NUXT_DATA else value


def _assigned(text: str) -> Iterator[tuple[str, Any]]:
    """What the script assigns, with the name it gives it; tried a bounded number of times."""
    pattern = _ASSIGN_OR_PUSH if "dataLayer.push" in text else _ASSIGN
    at = tried = looked = 0
    while tried < _MAX_STATES and looked < _MAX_BEGINS and (begin := pattern.search(text, at)):
        at = begin.end()
        looked += 1
        label = "dataLayer" if text[begin.start()] == "d" else _label(text, begin.start())
        if label is not None:
            tried += 1
            value, at = lenient.prefix(text, at)
            states = lenient.loads(value) if isinstance(value, str) else [value]
            yield from ((label, state) for state in states if state is not None)


def _label(text: str, end: int) -> str | None:
    """The name that ends before `end`, without the window it belongs to."""
    match = _LABEL.search(text[max(0, end - _LABEL_REACH) : end].rstrip())
    return match.group(1) if match else None


_Steps = tuple["_Steps | None", str | int] | None


def _objects(state: Any) -> Iterator[tuple[_Steps, dict[str, Any]]]:
    """The objects of a state that have a name, outer before inner, with the steps to them."""
    queue: list[tuple[_Steps, Any]] = [(None, state)]
    for steps, value in queue:
        if len(queue) > _MAX_NODES:
            return
        if isinstance(value, dict):
            if not _NAMED.isdisjoint(value):
                yield steps, value
            queue += [((steps, k), v) for k, v in value.items() if isinstance(v, _NESTED)]
        elif isinstance(value, list):
            queue += [((steps, i), v) for i, v in enumerate(value) if isinstance(v, _NESTED)]


def _path(steps: _Steps) -> str:
    """The way to an object as it would be written in a script: ``.products[0]``."""
    written: list[str] = []
    while steps is not None:
        steps, key = steps
        written.append(f"[{key}]" if isinstance(key, int) else f".{key}")
    return "".join(reversed(written))
