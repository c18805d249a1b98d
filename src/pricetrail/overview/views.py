"""One product with all that its page shows."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import NamedTuple

from pricetrail import crud
from pricetrail.clock import Clock, utc_now
from pricetrail.errors import NotFound
from pricetrail.overview.cards import target_of
from pricetrail.schema import Attempt, Product, ProductDay, Target
from pricetrail.stats import Stats, day_stats
from pricetrail.store.base import Store

_ATTEMPTS_SHOWN = 20
_ATTEMPTS_LOOKED_AT = 1_000


class Blocked(NamedTuple):
    """A time in which the shop refused us; `until` is None where it still does."""

    since: datetime
    until: datetime | None


class ProductView(NamedTuple):
    """A product, or a target that has none yet.

    `days` are all of them, oldest first; `others` the same product elsewhere, each with its
    days; `attempts` the latest ones, newest first; `blocked` times are the oldest first.
    """

    product: Product | None
    target: Target | None
    stats: Stats | None
    days: list[ProductDay]
    others: list[tuple[Product, list[ProductDay]]]
    attempts: list[Attempt]
    blocked: list[Blocked]


async def stats_of(store: Store, product: Product, *, clock: Clock = utc_now) -> Stats:
    """What the whole history of a product says about its present price."""
    days = await crud.product_days(store, product.product_id)
    return day_stats(product, days, clock().date())


async def product_view(store: Store, name: str, *, clock: Clock = utc_now) -> ProductView:
    """The product that `name` names as `crud.resolve` takes it, or the target it names.

    Times of being blocked are read from the latest 1,000 attempts. Raises NotFound, Ambiguous.
    """
    product, target = await _named(store, name)
    latest, blocked = [], []
    if target is not None:
        looked_at = [one async for one in _newest(crud.attempts(store, target))]
        latest, blocked = looked_at[:_ATTEMPTS_SHOWN], blocked_times(looked_at)
    if product is None:
        return ProductView(None, target, None, [], [], latest, blocked)
    days = await crud.product_days(store, product.product_id)
    others = await crud.same_products(store, product)
    of_others = await asyncio.gather(
        *(crud.product_days(store, other.product_id) for other in others)
    )
    return ProductView(
        product=product,
        target=target,
        stats=day_stats(product, days, clock().date()),
        days=days,
        others=list(zip(others, of_others, strict=True)),
        attempts=latest,
        blocked=blocked,
    )


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


async def _newest(attempts: AsyncIterator[Attempt]) -> AsyncIterator[Attempt]:
    looked_at = 0
    async for attempt in attempts:
        yield attempt
        looked_at += 1
        if looked_at == _ATTEMPTS_LOOKED_AT:
            return
