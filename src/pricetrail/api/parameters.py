"""Queries: a parameter that a route does not know is refused, so that no typo passes unnoticed."""

from collections.abc import Collection
from difflib import get_close_matches
from urllib.parse import parse_qsl

from fastapi.exceptions import RequestValidationError

CACHE_BUSTER = "_"
"""What clients add, with a value of its own each time, to get past caches on the way."""


def parameters_in(query: bytes, known: Collection[str]) -> dict[str, str]:
    """The parameters of a query, each with its last value.

    Raises RequestValidationError, as a wrong value does, for one that is not `known`, and tells of
    the nearest that is. Nobody has to know `CACHE_BUSTER`.
    """
    given = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    given.pop(CACHE_BUSTER, None)
    unknown = next((name for name in given if name not in known), None)
    if unknown is not None:
        said = f"there is no such parameter; {_instead(unknown, known)}"
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("query", unknown), "msg": said}]
        )
    return given


def _instead(name: str, known: Collection[str]) -> str:
    nearest = get_close_matches(name, known, n=1)
    if nearest:
        return f"did you mean {nearest[0]}?"
    return f"it knows {', '.join(known)}" if known else "it knows none"
