"""How much the pace of a host allows, for those who hand out work on it."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import NamedTuple, Protocol

AT_ONCE = timedelta(seconds=50)
"""So long what is handed out at once for a host may take: less than a worker has for a batch."""


class Room(NamedTuple):
    """What a host's pace leaves room for: `most` pages at once, `each` of which takes so long.

    Before there is room again, what was handed out already takes as long as `wait`.
    """

    most: int
    each: timedelta
    wait: timedelta


class Pace(Protocol):
    """The room at hosts, the same for all who hand out work."""

    async def rooms(self, hosts: Iterable[str]) -> Mapping[str, Room]:
        """The room at those of the `hosts` that have a pace; the others take as much as comes.

        Raises ServiceUnavailable where nobody knows.
        """

    async def book(self, spans: Mapping[str, timedelta]) -> None:
        """Remember that hosts are busy for so much longer; a pace that cannot be told forgets."""


def room_of(gap: timedelta, wait: timedelta) -> Room | None:
    """The room at a host with that gap between two requests; None where there is no gap."""
    return Room(max(AT_ONCE // gap, 1), gap, wait) if gap else None
