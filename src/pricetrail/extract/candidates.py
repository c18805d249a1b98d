"""Candidates: what one source on the page says about one field, before anything is decided."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

RULE = 100
"""Score of what a site rule read: it knows its shop, and wins against general sources."""


class Candidate(NamedTuple):
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


class Candidates:
    """All claims of a page, by field; `notes` says what was dropped and why.

    Claims about a field that is `settled` are not taken in: what they say is decided elsewhere.
    """

    def __init__(self, settled: frozenset[str] = frozenset()) -> None:
        self.notes: dict[str, str] = {}
        self._settled = settled
        self.by_field: defaultdict[str, list[Candidate]] = defaultdict(list)

    def settled(self, *names: str) -> bool:
        """Whether no claim about these fields can matter any more, so that none is sought."""
        return self._settled.issuperset(names)

    def add(self, name: str, value: Any, source: str, place: str, score: int) -> None:
        """Take in one claim; an empty value is no claim."""
        if value is not None and value not in ("", {}) and name not in self._settled:
            self.by_field[name].append(Candidate(name, value, source, place, score))

    def take_over(self, others: "Candidates") -> None:
        """Take in all claims of `others`, those about settled fields too: they settled them."""
        for name, claims in others.by_field.items():
            self.by_field[name] += claims

    def drop(self, *names: str) -> None:
        """Forget the claims about these fields."""
        for name in names:
            self.by_field.pop(name, None)

    def of(self, name: str) -> list[Candidate]:
        """The claims about field `name`, the most trusted first; equal ones in page order."""
        return sorted(self.by_field.get(name, ()), key=_by_trust)

    def best(self, name: str) -> Candidate | None:
        """The most trusted claim about field `name`; of equal ones the first on the page."""
        claims = self.by_field.get(name)
        return min(claims, key=_by_trust) if claims else None

    def __iter__(self) -> Iterator[Candidate]:
        return (claim for claims in self.by_field.values() for claim in claims)

    def __len__(self) -> int:
        return sum(map(len, self.by_field.values()))


def _by_trust(claim: Candidate) -> int:
    return -claim.score
