"""Values out of the data that a page gives to its own scripts, for rules that know their shape."""

import re
from typing import Any

from pricetrail.extract import lenient
from pricetrail.extract.document import Document

_SPACED = r"\s*=\s*(?:JSON\.parse\(\s*)?"
_MAX_SCRIPT = 5_000_000


def json_script(doc: Document, identifier: str) -> Any:
    """The value in the ``<script>`` of JSON with this id; None where there is none to be read."""
    place = f"script#{identifier}"
    if place not in doc.findings:
        doc.findings[place] = _json_script(doc, identifier)
    return doc.findings[place]


def _json_script(doc: Document, identifier: str) -> Any:
    for script in doc.scripts:
        if script.attr("id") == identifier:
            return next(iter(lenient.loads(script.text)), None)
    return None


def assigned(doc: Document, variable: str) -> Any:
    """What a script assigns to `variable`, an object or a list; None where none can be read.

    JSON in a string (``JSON.parse("…")``) is read too; ``undefined`` reads as null.
    """
    if variable not in doc.findings:
        doc.findings[variable] = _assigned(doc, variable)
    return doc.findings[variable]


def _assigned(doc: Document, variable: str) -> Any:
    begin = re.compile(re.escape(variable) + _SPACED)
    for script in doc.scripts:
        text = script.text
        if variable not in text or len(text) > _MAX_SCRIPT:
            continue
        for match in begin.finditer(text):
            value = _value_at(text, match.end())
            if isinstance(value, dict | list):
                return value
    return None


def dig(value: Any, *steps: Any) -> Any:
    """What stands below `value`, step by step a key or an index; None where a step leads nowhere.

    The empty string steps into the first value of an object.
    """
    for step in steps:
        if isinstance(value, dict) and isinstance(step, str):
            value = next(iter(value.values()), None) if step == "" else value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and len(value) > step:
            value = value[step]
        else:
            return None
    return value


def listed(value: Any, *steps: Any) -> list[Any]:
    """The list that stands below `value`; an empty one where none does."""
    found = dig(value, *steps)
    return found if isinstance(found, list) else []


def _value_at(text: str, start: int) -> Any:
    value, _ = lenient.prefix(text, start)
    if isinstance(value, str):
        return next(iter(lenient.loads(value)), None)
    return value
