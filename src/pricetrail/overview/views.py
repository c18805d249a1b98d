"""One product with all that its page shows."""

import asyncio
from datetime import datetime
from typing import NamedTuple

from pricetrail import crud, quarantine
from pricetrail.clock import Clock, utc_now
from pricetrail.errors import NotFound
from pricetrail.overview.cards import target_of
from pricetrail.overview.last_change import LastChange, last_change
from pricetrail.schema import Attempt, Product, ProductDay, Quarantined, Target
from pricetrail.stats import Stats, day_stats
from pricetrail.store.base import Store, gathered

_ATTEMPTS_SHOWN = 20
_ATTEMPTS_LOOKED_AT = 1_000
_MOST_WAITING = 100


class Blocked(NamedTuple):
    """A time in which the shop refused us; `until` is None where it still does."""

    since: datetime
    until: datetime | None


class ProductView(NamedTuple):
    """A product, or a target that has none yet.

    `days` are all of them, oldest first; `others` the same product elsewhere, each with its
    days; `attempts` the latest ones, newest first; `blocked` times are the oldest first.
    `last_change` is exact, where that of `stats` compares days. `waiting` is what was held back of
    it and nobody has settled yet, newest first; at most 100.
    """

    product: Product | None
    target: Target | None
    stats: Stats | None
    days: list[ProductDay]
    others: list[tuple[Product, list[ProductDay]]]
    attempts: list[Attempt]
    blocked: list[Blocked]
    last_change: LastChange | None
    waiting: list[Quarantined]


async def stats_of(store: Store, product: Product, *, clock: Clock = utc_now) -> Stats:
    """What the whole history of a product says about its present price."""
    days = await crud.product_days(store, product.product_id)
    return day_stats(product, days, clock().date())


async def product_view(store: Store, name: str, *, clock: Clock = utc_now) -> ProductView:
    """The product that `name` names as `crud.resolve` takes it, or the target it names.

    Times of being blocked are read from the latest 1,000 attempts. Raises NotFound, Ambiguous.
    """
    product, target = await _named(store, name)
    if product is None:
        attempts = await _attempts(store, target)
        waiting = await _waiting(store, target_id=target.target_id) if target is not None else []
        return ProductView(None, target, None, [], [], *_told(attempts), None, waiting)
    attempts, (days, change), others, waiting = await asyncio.gather(
        _attempts(store, target),
        _days_and_change(store, product),
        _others(store, product),
        _waiting(store, product_id=product.product_id),
    )
    stats = day_stats(product, days, clock().date())
    return ProductView(product, target, stats, days, others, *_told(attempts), change, waiting)


async def _attempts(store: Store, target: Target | None) -> list[Attempt]:
    """The latest of them, newest first."""
    looked_at: list[Attempt] = []
    if target is None:
        return looked_at
    async for attempt in crud.attempts(store, target):
        looked_at.append(attempt)
        if len(looked_at) == _ATTEMPTS_LOOKED_AT:
            break
    return looked_at


def _told(attempts: list[Attempt]) -> tuple[list[Attempt], list[Blocked]]:
    return attempts[:_ATTEMPTS_SHOWN], blocked_times(attempts)


async def _waiting(store: Store, **of: str) -> list[Quarantined]:
    """What is still to be settled, newest first: also what was sent, which no target tells of."""
    found = await quarantine.list_held(store, limit=_MOST_WAITING, status="open", **of)
    return sorted(found.items, key=lambda held: held.created, reverse=True)


async def _days_and_change(
    store: Store, product: Product
) -> tuple[list[ProductDay], LastChange | None]:
    days = await crud.product_days(store, product.product_id)
    return days, await last_change(store, product, days)


async def _others(store: Store, product: Product) -> list[tuple[Product, list[ProductDay]]]:
    """The same product at other shops, each with its days."""
    others = await crud.same_products(store, product)
    days = await gathered(crud.product_days(store, other.product_id) for other in others)
    return list(zip(others, days, strict=True))


def blocked_times(attempts: list[Attempt]) -> list[Blocked]:
    """The times between the first of several blocked attempts and the next other one.

    `attempts` come newest first; the times are the oldest first.
    """
    times: list[Blocked] = []
    since: datetime | None = None
    for attempt in reversed(attempts):
        if attempt.outcome == "blocked":
            since = since or attempt.created
        elif since is not None:
            times.append(Blocked(since, attempt.created))
            since = None
    if since is not None:
        times.append(Blocked(since, None))
    return times


async def _named(store: Store, name: str) -> tuple[Product | None, Target | None]:
    try:
        product = await crud.get_product(store, name)
    except NotFound as missing:
        try:
            return None, await crud.get_target(store, name)
        except NotFound:
            raise missing from None
    return product, await target_of(store, product)
