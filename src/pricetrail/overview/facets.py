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
    """The last count of one store, and the lock that lets one caller at a time count anew."""

    counting: asyncio.Lock = field(default_factory=asyncio.Lock)
    facets: Facets | None = None
    counted_at: float = 0.0


_kept: WeakKeyDictionary[Store, _Kept] = WeakKeyDictionary()


async def facets(store: Store) -> Facets:
    """What lists of that store can be filtered by, counted at most five seconds ago.

    At most 10,000 products are counted.
    """
    kept = _kept.setdefault(store, _Kept())
    async with kept.counting:
        if kept.facets is None or time.monotonic() - kept.counted_at > KEPT_S:
            kept.facets = await count(store)
            kept.counted_at = time.monotonic()
    return kept.facets


async def count(store: Store) -> Facets:
    """The facets as they are at this moment."""
    shops, tags, states = Counter[str](), Counter[str](), Counter[str]()
    total, whole = 0, True
    async for row in every_row(store, PRODUCT):
        if total == _MOST_COUNTED:
            whole = False
            break
        _count(row, shops, tags, states)
        total += 1
    for target in await without_product(store):
        _count(TARGET.row(target), shops, tags, states)
        total += 1
    return Facets(_ranked(shops), _ranked(tags), _ranked(states), total, whole)


def _count(row: Row, shops: Counter[str], tags: Counter[str], states: Counter[str]) -> None:
    shops[row["shop"]] += 1
    tags.update(row["tags"] or ())
    states[row["state"]] += 1


def _ranked(counts: Counter[str]) -> dict[str, int]:
    """The most frequent first, equal ones by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
