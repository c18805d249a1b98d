"""Facets: the shops, tags and states that a list can be filtered by, and how many there are."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from pricetrail.overview.waiting import without_product
from pricetrail.store.base import Store, every_row
from pricetrail.store.tables import PRODUCT, TARGET, Row

KEPT_S = 5.0
SHOWN_FOR_S = 60.0

_MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Facets:
    """How many products, and targets without one, there are of each; the most frequent first.

    `whole` is False where there are more than were counted: then these are the least numbers.
    """

    shops: Mapping[str, int]
    tags: Mapping[str, int]
    states: Mapping[str, int]
    total: int
    whole: bool


@dataclass
class _Kept:
    """The last count of one store, and the task that counts anew."""

    facets: Facets | None = None
    counted_at: float = 0.0
    counting: asyncio.Task[Facets] | None = None

    def younger_than(self, seconds: float) -> Facets | None:
        """The last count, where it is not older than that."""
        return self.facets if time.monotonic() - self.counted_at <= seconds else None

    def count_anew(self, store: Store) -> asyncio.Task[Facets]:
        """Begin to count, unless somebody has begun already."""
        if self.counting is None or self.counting.done():
            self.counting = asyncio.create_task(self._count(store))
            self.counting.add_done_callback(_look_at)
        return self.counting

    async def _count(self, store: Store) -> Facets:
        self.facets = await count(store)
        self.counted_at = time.monotonic()
        return self.facets


@dataclass
class _Tally:
    """What was counted so far."""

    shops: Counter[str] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    total: int = 0

    def count(self, row: Row) -> None:
        """Count a product or a target."""
        self.shops[row["shop"]] += 1
        self.tags.update(row["tags"] or ())
        self.states[row["state"]] += 1
        self.total += 1


_kept: WeakKeyDictionary[Store, _Kept] = WeakKeyDictionary()


async def facets(store: Store) -> Facets:
    """What lists of that store can be filtered by, counted five seconds ago at most.

    After a pause of up to a minute they are those of before, and counted anew meanwhile: a
    person who looks again sees them. At most 10,000 products are counted.
    """
    kept = _kept.setdefault(store, _Kept())
    fresh = kept.younger_than(KEPT_S)
    if fresh is not None:
        return fresh
    counting = kept.count_anew(store)
    former = kept.younger_than(SHOWN_FOR_S)
    return former if former is not None else await asyncio.shield(counting)


def _look_at(task: asyncio.Task[Facets]) -> None:
    """A count that failed in the background is made again by the next caller, and told there."""
    if not task.cancelled():
        task.exception()


async def count(store: Store) -> Facets:
    """The facets as they are at this moment."""
    tally = _Tally()
    whole, waiting = await asyncio.gather(_count_products(store, tally), without_product(store))
    for target in waiting:
        tally.count(TARGET.row(target))
    return Facets(
        _ranked(tally.shops), _ranked(tally.tags), _ranked(tally.states), tally.total, whole
    )


async def _count_products(store: Store, tally: _Tally) -> bool:
    """Count them; returns whether these are all."""
    async for row in every_row(store, PRODUCT):
        if tally.total == _MOST_COUNTED:
            return False
        tally.count(row)
    return True


def _ranked(counts: Counter[str]) -> dict[str, int]:
    """The most frequent first, equal ones by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
