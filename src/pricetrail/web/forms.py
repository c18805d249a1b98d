"""What the forms offer and how what they send is read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pricetrail.web import words

_BETWEEN_TAGS = re.compile(r"[,\n]")
_INTERVALS = [
    timedelta(**length)
    for length in (
        {"minutes": 15},
        {"minutes": 30},
        {"hours": 1},
        {"hours": 3},
        {"hours": 6},
        {"hours": 12},
        {"days": 1},
        {"days": 2},
        {"days": 7},
    )
]
FETCHERS = {
    "auto": "whatever works",
    "http": "plain HTTP",
    "browser": "a browser (slower)",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a menu."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class AddForm:
    """The form that adds products, as it was sent or as it is at first."""

    intervals: Sequence[Choice]
    known_tags: Sequence[str] = ()
    urls: str = ""
    tags: str = ""
    problem: str | None = None
    rejected: Sequence[Any] = field(default_factory=list)


def intervals(chosen: timedelta) -> list[Choice]:
    """How often to look: the usual choices, and the one that is in force if it is none of them."""
    lengths = sorted({*_INTERVALS, chosen})
    return [
        Choice(str(int(length.total_seconds())), words.span(length), length == chosen)
        for length in lengths
    ]


def fetchers(chosen: str) -> list[Choice]:
    """How to fetch."""
    return [Choice(name, label, name == chosen) for name, label in FETCHERS.items()]


def urls_in(text: str) -> list[str]:
    """The addresses that were pasted, in order: whatever stands between white space."""
    return list(dict.fromkeys(text.split()))


def tags_in(text: str) -> tuple[str, ...]:
    """The tags of a line, separated by commas."""
    parts = (" ".join(part.split()) for part in _BETWEEN_TAGS.split(text))
    return tuple(dict.fromkeys(part for part in parts if part))
