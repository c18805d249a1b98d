"""What a round takes of each shop: as much as the shop's pace allows, and the rest later."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from pricetrail.fetch.pace import Pace, Room
from pricetrail.queue import Job
from pricetrail.schema import Target

_SOON = timedelta(seconds=5)  # until the next round
_LONGEST = timedelta(hours=1)


class Part(NamedTuple):
    """Targets that may be taken now, and those to be looked at again after so long."""

    now: list[Target]
    later: list[tuple[Target, timedelta]]


@dataclass
class Portions:
    """The portions of one round; a shop gets its next one when the last is about to be done."""

    pace: Pace
    _rooms: dict[str, Room | None] = field(default_factory=dict)
    _seen: Counter[str] = field(default_factory=Counter)

    async def part(self, targets: Sequence[Target]) -> Part:
        """Which of the due `targets` their shops have room for. Raises ServiceUnavailable."""
        new = {target.shop for target in targets} - self._rooms.keys()
        if new:
            self._rooms |= dict.fromkeys(new) | dict(await self.pace.rooms(sorted(new)))
        part = Part([], [])
        for target in targets:
            wait = self._wait(target.shop)
            if wait is None:
                part.now.append(target)
            else:
                part.later.append((target, wait))
        return part

    async def book(self, jobs: Iterable[Job]) -> None:
        """Have the others know of what was queued."""
        queued = Counter(job.shop for job in jobs)
        rooms = {shop: room for shop in queued if (room := self._rooms[shop]) is not None}
        await self.pace.book({shop: room.each * queued[shop] for shop, room in rooms.items()})

    def _wait(self, shop: str) -> timedelta | None:
        """How long the next target of a shop waits until it may be taken; None for not at all."""
        room = self._rooms[shop]
        if room is None:
            return None
        portions = self._seen[shop] // room.most
        self._seen[shop] += 1
        if room.wait <= _SOON:
            if portions == 0:
                return None
            portions -= 1
            after = room.wait + room.each * room.most
        else:
            after = room.wait
        return min(after + room.each * room.most * portions, _LONGEST)
