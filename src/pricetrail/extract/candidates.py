"""Candidates: what one source on the page says about one field, before anything is decided."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

RULE = 100
"""Score of what a site rule read: it knows its shop, and wins against general sources."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One claim. `score` says how far to trust it (0–100); `place` is where on the page it stands.

    The value is parsed already: a `Money` for prices, an int for counts, text otherwise.
    """

    field: str
    value: Any
    source: str
    place: str
    score: int

    @property
    def origin(self) -> str:
        """Source and place, as provenance shows them."""
        return f"{self.source}: {self.place}"


@dataclass(slots=True)
class Candidates:
    """All claims of a page, in the order they were found; `notes` says what was dropped and why."""

    items: list[Candidate] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: Any, source: str, place: str, score: int) -> None:
        """Take in one claim; an empty value is no claim."""
        if value is not None and value not in ("", {}):
            self.items.append(Candidate(name, value, source, place, score))

    def of(self, name: str) -> list[Candidate]:
        """The claims about field `name`, the most trusted first; equal ones in page order."""
        return sorted((c for c in self.items if c.field == name), key=lambda c: -c.score)

    def best(self, name: str) -> Candidate | None:
        """The most trusted claim about field `name`."""
        named = (c for c in self.items if c.field == name)
        return max(named, default=None, key=lambda c: c.score)

    def __iter__(self) -> Iterator[Candidate]:
        return iter(self.items)
