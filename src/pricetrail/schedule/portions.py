"""What a round takes of each shop: as much as the shop's pace allows, and the rest later."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from heapq import heappush, heappushpop
from typing import NamedTuple

from pricetrail.fetch.pace import Pace, Room
from pricetrail.queue import Job
from pricetrail.schema import Target

_SOON = timedelta(seconds=5)  # until the next round
_LONGEST = timedelta(hours=1)


class Part(NamedTuple):
    """Targets that may be taken now, and those to be looked at again after so long.

    Of these the `held` are among the oldest of their shops so far, see `Portions.oldest`.
    """

    now: list[Target]
    later: list[tuple[Target, timedelta]]
    held: list[tuple[Target, timedelta]]


class _Candidate(NamedTuple):
    """A target by how much it has to be done: what was asked for, then what is due for longest."""

    asked: bool
    due_ago: float
    target_id: str
    target: Target


@dataclass
class Portions:
    """The portions of one round; a shop gets its next one when the last is about to be done.

    A shop that has one before it is done with the last has more due than its pace allows: of all
    that a round sees of it the oldest are its portion. Others get what is seen first.
    """

    pace: Pace
    _rooms: dict[str, Room | None] = field(default_factory=dict)
    _seen: Counter[str] = field(default_factory=Counter)
    _oldest: dict[str, list[_Candidate]] = field(default_factory=dict)
    _held: set[str] = field(default_factory=set)

    async def part(self, targets: Sequence[Target]) -> Part:
        """Which of the due `targets` their shops have room for. Raises ServiceUnavailable."""
        new = {target.shop for target in targets} - self._rooms.keys()
        if new:
            self._rooms |= dict.fromkeys(new) | dict(await self.pace.rooms(sorted(new)))
        part = Part([], [], [])
        for target in targets:
            room = self._rooms[target.shop]
            if room is not None and self._is_behind(target.shop, room):
                self._compare(target, room, part)
            elif room is None or (wait := self._wait(target.shop, room)) is None:
                part.now.append(target)
            else:
                part.later.append((target, wait))
        return part

    def oldest(self) -> list[Target]:
        """The portions of shops that are behind, the oldest first; they get no more after that."""
        found = sorted((one for some in self._oldest.values() for one in some), reverse=True)
        self._oldest = {shop: [] for shop in self._oldest}
        self._held.clear()
        return [one.target for one in found]

    async def book(self, jobs: Iterable[Job]) -> None:
        """Have the others know of what was queued."""
        queued = Counter(job.shop for job in jobs)
        rooms = {shop: room for shop in queued if (room := self._rooms[shop]) is not None}
        await self.pace.book({shop: room.each * queued[shop] for shop, room in rooms.items()})

    def _is_behind(self, shop: str, room: Room) -> bool:
        """Whether the oldest of a shop are still looked for."""
        waits = timedelta() < room.wait <= _SOON
        return waits and (shop not in self._oldest or bool(self._oldest[shop]))

    def _compare(self, target: Target, room: Room, part: Part) -> None:
        """Hold a target if it is among the oldest of its shop; the youngest of them goes then."""
        if target.target_id in self._held or target.next_due is None:
            return
        asked, due_ago = target.asked_at is not None, -target.next_due.timestamp()
        candidate = _Candidate(asked, due_ago, target.target_id, target)
        oldest = self._oldest.setdefault(target.shop, [])
        self._held.add(target.target_id)
        if len(oldest) < room.most:
            heappush(oldest, candidate)
            self._seen[target.shop] = room.most  # the portion is theirs
            part.held.append((target, room.wait))
            return
        youngest = heappushpop(oldest, candidate).target
        self._held.discard(youngest.target_id)
        if youngest is not target:
            part.held.append((target, room.wait))
        part.later.append((youngest, self._wait(target.shop, room) or room.wait))

    def _wait(self, shop: str, room: Room) -> timedelta | None:
        """How long the next target of a shop waits until it may be taken; None for not at all."""
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
