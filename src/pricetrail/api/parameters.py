"""Queries: a parameter that a route does not know is refused, so that no typo passes unnoticed."""

from collections.abc import Collection
from difflib import get_close_matches
from urllib.parse import parse_qsl

from fastapi.exceptions import RequestValidationError

CACHE_BUSTER = "_"
"""What clients add, with a value of its own each time, to get past caches on the way."""


def refuse_unknown(query: bytes, known: Collection[str]) -> None:
    """Tell of the first parameter that is not `known`, and of the nearest that is.

    Nobody has to know `CACHE_BUSTER`. Raises RequestValidationError, as a wrong value does.
    """
    given = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    names = (name for name, _ in given if name != CACHE_BUSTER)
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        said = f"there is no such parameter; {_instead(unknown, known)}"
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("query", unknown), "msg": said}]
        )


def _instead(name: str, known: Collection[str]) -> str:
    nearest = get_close_matches(name, known, n=1)
    if nearest:
        return f"did you mean {nearest[0]}?"
    return f"it knows {', '.join(known)}" if known else "it knows none"
