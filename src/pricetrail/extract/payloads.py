"""State that frameworks send to their own scripts in a form of its own, read without running any.

Sources: the serialisation of React Server Components as Next.js writes it (``self.__next_f``);
devalue's list of values that refer to each other (``__NUXT_DATA__`` of Nuxt 3); and the function
that Nuxt 2 calls with its repeated values (``window.__NUXT__``).
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import orjson

_PUSH = re.compile(
    r"__next_f(?:\|\|\[\]\))?\.push\(\s*+(\[1,\s*+\"(?:[^\"\\]++|\\.)*+\"\])", re.DOTALL
)
_ROW = re.compile(r"^[0-9a-f]{1,8}:(?=[\[{])", re.MULTILINE)
_REFERENCE = re.compile(r'(?<!\\)"\$(?:(\$)|[^"\\]*+(?:\\.[^"\\]*+)*+")')
_CALL = re.compile(r"__NUXT__=\(?function\(([\w$,]*)\)\{")
_RETURN = re.compile(r"\breturn\s?(?=\{)")
_SCRIPT_TOKEN = re.compile(
    r'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)'
    r"|(?P<nothing>void 0|new Date\([^()]*\)|Array\(\d*\))"
    r"|(?P<flag>![01])"
    r"|(?P<key>[A-Za-z_$][\w$]*+)(?=\s*+:)"
    r"|(?P<name>(?<![\w$.])[A-Za-z_$][\w$]*+)"
    r"|(?P<fraction>(?<![\w$.])\.(?=\d))",
    re.DOTALL,
)
_END_OF_CALL = re.compile(r"\)\)?;?\s*\Z")
_MAX_ROWS = 3000
_MAX_VALUES = 100_000
_MAX_STEPS = 8
_BOXES = frozenset({"Reactive", "ShallowReactive", "Ref", "ShallowRef"})


def flight_rows(scripts: list[str], wanted: tuple[str, ...]) -> Iterator[Any]:
    """The values that the page was streamed as, of the rows in which a `wanted` word stands.

    What refers to another row is null.
    """
    streamed = "".join(_pushed(scripts))
    begins = list(_ROW.finditer(streamed))[:_MAX_ROWS]
    for begin in begins:
        end = streamed.find("\n", begin.end())
        row = streamed[begin.end() : end if end >= 0 else len(streamed)]
        if any(word in row for word in wanted):
            try:
                yield orjson.loads(_REFERENCE.sub(_unreferred, row))
            except orjson.JSONDecodeError:
                continue


def _pushed(scripts: list[str]) -> Iterator[str]:
    for text in scripts:
        for push in _PUSH.finditer(text):
            try:
                yield orjson.loads(push[1])[1]
            except orjson.JSONDecodeError:
                continue


def _unreferred(match: re.Match[str]) -> str:
    """A string that begins with a dollar sign is written with two; with one it is a reference."""
    return '"$' if match[1] else "null"


def hydrated(values: Any) -> Any:
    """The value that a list of values refers to by their numbers; None where it is no such list.

    An object or list that is held a second time is left out there: it may hold its holder.
    """
    if not isinstance(values, list) or not 0 < len(values) <= _MAX_VALUES:
        return None
    made = [{} if isinstance(v, dict) else [] if _is_list(v) else v for v in values]

    def at(reference: Any, holder: int) -> Any:
        for _ in range(_MAX_STEPS):
            if not isinstance(reference, int) or not 0 <= reference < len(values):
                return None
            boxed = values[reference]
            if not isinstance(boxed, list) or _is_list(boxed):
                held = made[reference]
                return None if isinstance(held, dict | list) and reference <= holder else held
            if boxed[0] not in _BOXES or len(boxed) < 2:
                return boxed[1] if boxed[0] == "Date" and len(boxed) > 1 else None
            reference = boxed[1]
        return None

    for number, (value, shell) in enumerate(zip(values, made, strict=True)):
        if isinstance(shell, dict):
            shell.update((key, at(reference, number)) for key, reference in value.items())
        elif isinstance(shell, list) and _is_list(value):
            shell += [at(reference, number) for reference in value]
    return at(0, -1)


def _is_list(value: Any) -> bool:
    """Whether a value is a list of references; others begin with the name of their type."""
    return isinstance(value, list) and not (value and isinstance(value[0], str))


def called_with(text: str) -> Any:
    """What a function returns that names its repeated values; None where it does more than that."""
    call = _CALL.search(text)
    begin = _RETURN.search(text, call.end()) if call else None
    if call is None or begin is None:
        return None
    body = text[begin.end() :]
    decoder = json.JSONDecoder(strict=False)
    try:
        plain = _as_json(body, {})
        _, end = decoder.raw_decode(plain)
        given, _ = decoder.raw_decode(_END_OF_CALL.sub("]", f"[{plain[end:].partition('(')[2]}"))
        names = call[1].split(",")
        known = {n: json.dumps(v) for n, v in zip(names, given, strict=False)}
        return decoder.raw_decode(_as_json(body, known))[0]
    except (ValueError, RecursionError):
        return None


def _as_json(script: str, known: dict[str, str]) -> str:
    """A literal of JavaScript as JSON, with the values that are `known` in place of their names."""

    def written(match: re.Match[str]) -> str:
        kind, piece = match.lastgroup, match[0]
        if kind is None:
            return piece
        if kind == "key":
            return f'"{piece}"'
        if kind == "name":
            return piece if piece in {"true", "false", "null"} else known.get(piece, "null")
        return {"flag": "true" if piece == "!0" else "false", "fraction": "0."}.get(kind, "null")

    return _SCRIPT_TOKEN.sub(written, script)
