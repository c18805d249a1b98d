"""JSON as shops really write it: a value out of text that a strict parser refuses."""

import html
import json
import re
from typing import Any

import orjson

_START = re.compile(r"[\[{]")
_MAX_VALUES = 100
_MAX_STRAY_QUOTES = 20

_WRAPPER = re.compile(r"\s*+(?:<!--\s*+)?(?:(?://|/\*)?\s*+<!\[CDATA\[\s*+(?:\*/)?)?")
_TOKEN = re.compile(
    r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)'  # a string
    r"|/\*.*?(?:\*/|\Z)"  # a comment
    r"|(?<![:\w])//[^\n]*"
    r"|,(?=\s*[}\],])",  # a comma too many
    re.DOTALL,
)
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}|(.?))', re.DOTALL)
_CONTROL = {c: f"\\u{c:04x}" for c in range(0x20)} | {0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r"}


def loads(text: str) -> list[Any]:
    """Every JSON value in `text`, usually one; what cannot be read is left out.

    Understands comments, CDATA and HTML comment wrappers, trailing commas, raw control
    characters and line breaks inside strings, bad escapes, HTML entities in place of quotes,
    a trailing semicolon and several values one after the other.
    """
    try:
        return [orjson.loads(text)]
    except orjson.JSONDecodeError:
        pass
    repaired = _repair(text)
    values = _concatenated(repaired)
    if not values and "&quot;" in text:
        values = _concatenated(_repair(html.unescape(text)))
    return values


def prefix(text: str, start: int) -> tuple[Any, int]:
    """The JSON value at `start` of a script and the position behind it; (None, `start`) if none."""
    try:
        return json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None, start


def _repair(text: str) -> str:
    """`text` without what strict JSON refuses, the values in it unchanged."""
    text = text.lstrip("\ufeff")
    wrapper = _WRAPPER.match(text)
    return _TOKEN.sub(_repair_token, text[wrapper.end() if wrapper else 0 :])


def _repair_token(match: re.Match[str]) -> str:
    token = match.group()
    if not token.startswith('"'):
        return " "
    return _ESCAPE.sub(_repair_escape, token).translate(_CONTROL)


def _repair_escape(match: re.Match[str]) -> str:
    return match.group() if match.group(1) is None else "\\\\" + match.group(1)


def _concatenated(text: str) -> list[Any]:
    decoder = json.JSONDecoder()
    values: list[Any] = []
    at, stray = 0, 0
    while len(values) < _MAX_VALUES and (start := _START.search(text, at)):
        try:
            value, at = decoder.raw_decode(text, start.start())
        except json.JSONDecodeError as error:
            quote = text.rfind('"', start.start(), error.pos)
            if not error.msg.startswith("Expecting ',' delimiter") or quote < 0:
                break
            stray += 1
            if stray > _MAX_STRAY_QUOTES:
                break
            text = f"{text[:quote]}\\{text[quote:]}"  # it stood inside a string
        except (ValueError, RecursionError):  # an integer beyond all limits; nested too deep
            break
        else:
            values.append(value)
    return values
