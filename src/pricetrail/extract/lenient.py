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
    r"|,(?=\s*[}\],])"  # a comma too many
    r"|:(?=\s*[,}])",  # a value too few
    re.DOTALL,
)
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}|(.?))', re.DOTALL)
_JS_TOKEN = re.compile(
    r"(?P<json>(?:[ \t\r\n:]++"  # as in JSON, as far as it reaches
    r'|"[^"\\\x00-\x1f]*+"'
    r"|,(?!\s*+[}\]/])"
    r"|(?:-?\d++(?:\.\d++)?(?:[eE][+-]?\d++)?|true|false|null)(?![\w.$]))++)"
    r"|(?P<open>[{\[])"
    r"|(?P<close>[}\]])"
    r"|(?P<key>[A-Za-z_$][\w$]*+)(?=\s*+:)"
    r"|(?P<word>[A-Za-z_$][\w$]*+)(?=\s*+[,}\]])"
    r"|(?P<single>'[^'\\]*+(?:\\.[^'\\]*+)*+')"
    r'|(?P<double>"[^"\\]*+(?:\\.[^"\\]*+)*+")'
    r"|(?P<comma>,)\s*+"
    r"|(?P<blank>(?:\s|/\*.*?\*/|//[^\n]*)++)",
    re.DOTALL,
)
_PUNCTUATION = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[{}\[\],]', re.DOTALL)
_CLOSING = {"{": "}", "[": "]"}
_UNDEFINED = re.compile(r"undefined(?<=[:\[,\s]undefined)(?=\s*+[,}\]])")
_NULL = "null".ljust(len("undefined"))
_DOUBLE_QUOTE = re.compile(r'\\.|"', re.DOTALL)
_MAX_LITERAL = 300_000
_MAX_DEPTH = 200
_CONTROL = {c: f"\\u{c:04x}" for c in range(0x20)} | {0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r"}


def loads(text: str) -> list[Any]:
    """Every JSON value in `text`, usually one; what cannot be read is left out.

    Understands comments, CDATA and HTML comment wrappers, trailing commas, raw control
    characters and line breaks inside strings, bad escapes, HTML entities in place of quotes,
    missing values, a trailing semicolon, several values one after the other, a value that is cut
    off (what is whole of it), and what `prefix` reads.
    """
    try:
        return [orjson.loads(text)]
    except orjson.JSONDecodeError:
        pass
    repaired = _repair(text)
    values = _concatenated(repaired)
    if not values and "&quot;" in text:
        values = _concatenated(_repair(html.unescape(text)))
    if not values and (start := _START.search(text)):
        literal, _ = prefix(text, start.start())
        return [] if literal is None else [literal]
    return values


def prefix(text: str, start: int) -> tuple[Any, int]:
    """The value at `start` of a script and the position behind it; (None, `start`) if none.

    Reads JSON, and literals of JavaScript that hold nothing but data: bare keys, strings in
    single quotes, ``undefined``, trailing commas; and a string in single quotes by itself.
    """
    decoder = json.JSONDecoder()
    try:
        try:
            return decoder.raw_decode(text, start)
        except json.JSONDecodeError as error:
            if text.startswith("undefined", error.pos):  # JSON but for that word
                return decoder.raw_decode(_UNDEFINED.sub(_NULL, text), start)
    except RecursionError:
        return None, start
    except ValueError:
        pass
    literal, end = _literal(text, start)
    try:
        return (json.loads(literal), end) if literal else (None, start)
    except (ValueError, RecursionError):
        return None, start


def _literal(text: str, start: int) -> tuple[str, int]:
    """The JavaScript value at `start` written as JSON, and where it ends; "" for none."""
    parts: list[str] = []
    depth, at = 0, start
    while match := _JS_TOKEN.match(text, at, start + _MAX_LITERAL):
        at = match.end()
        kind, piece = match.lastgroup, match[match.lastgroup or 0]
        if kind == "json" and depth:
            parts.append(piece)
            continue
        if kind == "close" and parts[-1:] == [","]:
            parts.pop()
        if kind != "blank":
            parts.append(_as_json(kind, piece))
        depth += (kind == "open") - (kind == "close")
        if not 0 < depth <= _MAX_DEPTH:
            is_whole = kind == "close" or (kind == "single" and len(parts) == 1)
            return ("".join(parts), at) if is_whole else ("", start)
    return "", start


def _as_json(kind: str | None, piece: str) -> str:
    if kind == "single":
        inner = piece[1:-1].replace("\\'", "'")
        return f'"{_DOUBLE_QUOTE.sub(_quote, inner)}"'.translate(_CONTROL)
    if kind == "double":
        return _repair_token_text(piece)
    if kind == "key":
        return f'"{piece}"'
    if kind == "word":
        return "null"
    return piece


def _quote(match: re.Match[str]) -> str:
    return match.group() if match.group().startswith("\\") else '\\"'


def _repair(text: str) -> str:
    """`text` without what strict JSON refuses, the values in it unchanged."""
    text = text.lstrip("\ufeff")
    wrapper = _WRAPPER.match(text)
    return _TOKEN.sub(_repair_token, text[wrapper.end() if wrapper else 0 :])


def _repair_token(match: re.Match[str]) -> str:
    piece = match.group()
    if piece == ":":
        return ":null"
    return _repair_token_text(piece) if piece.startswith('"') else " "


def _repair_token_text(token: str) -> str:
    if "\\" in token:
        token = _ESCAPE.sub(_repair_escape, token)
    return token if token.isprintable() else token.translate(_CONTROL)


def _repair_escape(match: re.Match[str]) -> str:
    return match.group() if match.group(1) is None else "\\\\" + match.group(1)


def _concatenated(text: str) -> list[Any]:
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    at, stray = 0, 0
    while len(values) < _MAX_VALUES and (start := _START.search(text, at)):
        try:
            value, at = decoder.raw_decode(text, start.start())
        except json.JSONDecodeError as error:
            quote = text.rfind('"', start.start(), error.pos)
            is_end = not text[error.pos :].strip()
            if is_end or not error.msg.startswith("Expecting ',' delimiter") or quote < 0:
                values += _whole_part(text, start.start())
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


def _whole_part(text: str, start: int) -> list[Any]:
    """The value at `start` as far as it is whole, where the text ends in the middle of it.

    What stands last is left out, as nobody knows whether it is whole: half a price is a price too.
    """
    opened: list[str] = []
    end, to_close = start, ""
    for token in _PUNCTUATION.finditer(text, start):
        piece = token.group()
        if piece in _CLOSING:
            opened.append(_CLOSING[piece])
            if len(opened) > _MAX_DEPTH:
                return []
        elif piece in {"}", "]"}:
            if not opened or opened.pop() != piece or not opened:
                return []
            end, to_close = token.end(), "".join(reversed(opened))
        elif piece == ",":
            end, to_close = token.start(), "".join(reversed(opened))
    try:
        return [json.loads(text[start:end] + to_close, strict=False)] if to_close else []
    except (ValueError, RecursionError):
        return []
