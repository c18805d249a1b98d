"""Products: finding, listing, and the rollups of their days."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from pricetrail.clock import month_of, utc_now
from pricetrail.crud.alert_log import forget_alerts
from pricetrail.crud.history import latest, months, rows_page
from pricetrail.crud.links import forget_links
from pricetrail.errors import Ambiguous, InvalidURL, NotFound
from pricetrail.schema import Product, ProductDay, ProductScrapeEvent, Target
from pricetrail.store.base import Slice, Store, every_row, gathered
from pricetrail.store.tables import (
    ALERT_STATE,
    ATTEMPT,
    EVENT,
    EVENT_MONTH,
    PRODUCT,
    PRODUCT_ALIAS,
    PRODUCT_DAY,
    PRODUCT_VERSION,
    QUARANTINE,
    TARGET,
    Row,
    words_of,
)
from pricetrail.urls import target_id_of

_ASIN = re.compile(r"[A-Z0-9]{10}")
_PAGE = 500


class ProductPage(NamedTuple):
    """One page of a product list; `cursor` leads to the next one, None at the end."""

    products: list[Product]
    cursor: str | None


async def find_product(store: Store, product_id: str) -> Product | None:
    """The product with exactly that id, None where there is none."""
    row = await store.get(PRODUCT, {"product_id": product_id})
    return None if row is None else PRODUCT.load(row)


async def get_product(store: Store, name: str) -> Product:
    """The product that `name` names, see `resolve`. Raises NotFound, Ambiguous."""
    product: Product = PRODUCT.load(await product_row(store, name))
    return product


async def product_row(store: Store, name: str) -> Row:
    """The row of a `get_product`, for those who only show it. Raises the same."""
    row = await store.get(PRODUCT, {"product_id": name})
    if row is None:
        row = await store.get(PRODUCT, {"product_id": await resolve(store, name)})
    if row is None:
        raise NotFound(f"no product {name!r}", among="products")
    return row


async def resolve(store: Store, name: str) -> str:
    """The id of the product that `name` names: its id, an alias, a target's URL or id, an ASIN.

    Raises NotFound where nothing answers to it, and Ambiguous, with the candidates, for an ASIN
    that several shops have.
    """
    if await store.get(PRODUCT, {"product_id": name}) is not None:
        return name
    alias = await store.get(PRODUCT_ALIAS, {"alias": name})
    if alias is not None:
        return str(alias["product_id"])
    target = await _target_named(store, name)
    if target is not None and target.product_id is not None:
        return target.product_id
    if _ASIN.fullmatch(name):
        found = await store.list(PRODUCT, {"asin": name}, limit=_PAGE)
        candidates = sorted(row["product_id"] for row in found.rows)
        if len(candidates) > 1:
            raise Ambiguous(f"{name} is sold by several shops: {', '.join(candidates)}", candidates)
        if candidates:
            return str(candidates[0])
    raise NotFound(f"no product {name!r}", among="products")


async def list_products(
    store: Store,
    *,
    q: str | None = None,
    tag: str | None = None,
    shop: str | None = None,
    state: str | None = None,
    limit: int = 100,
    cursor: str | None = None,
) -> ProductPage:
    """One page of the products for which all the filters hold; `q`: all its words in the name.

    Raises InvalidCursor for a cursor of another list.
    """
    page = await product_rows(
        store, limit=limit, cursor=cursor, q=q, tag=tag, shop=shop, state=state
    )
    return ProductPage([PRODUCT.load(row) for row in page.rows], page.cursor)


async def product_rows(
    store: Store, *, limit: int, cursor: str | None = None, **filters: str | None
) -> Slice:
    """The rows of a `list_products`, for readers of many."""
    return await store.list(PRODUCT, _filters(**filters), limit=limit, cursor=cursor)


async def event_rows(
    store: Store,
    name: str,
    *,
    limit: int,
    cursor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Slice:
    """The rows of a `history_page` of the product that `name` names, in two looks at the store.

    Their values are as JSON has them, see `Scan`.
    Raises as `resolve` and `history_page` do.
    """
    among = await months(store, name)  # what has events is a product's own id
    if not among:
        name = await resolve(store, name)
        among = await months(store, name)
    return await rows_page(
        store, name, among, limit=limit, cursor=cursor, since=since, until=until, shown=True
    )


async def iter_products(store: Store, **filters: str | None) -> AsyncIterator[Product]:
    """All products for which the filters of `list_products` hold, in the store's order."""
    async for row in every_row(store, PRODUCT, _filters(**filters)):
        yield PRODUCT.load(row)


def _filters(
    *,
    q: str | None = None,
    tag: str | None = None,
    shop: str | None = None,
    state: str | None = None,
) -> dict[str, Any]:
    given = {"shop": shop, "state": state, "tags": tag, "name_words": words_of(q) or None}
    return {name: value for name, value in given.items() if value is not None}


async def product_days(
    store: Store, product_id: str, *, since: date | None = None
) -> list[ProductDay]:
    """The days (UTC) on which a product has events, oldest first, from `since` on."""
    years = sorted({int(m[:4]) for m in await months(store, product_id)})
    days: list[ProductDay] = []
    for year in years:
        if since is None or year >= since.year:
            partition = {"product_id": product_id, "year": year}
            bound = (since,) if since is not None else None
            rows = await store.scan(PRODUCT_DAY, partition, ge=bound, limit=366)
            days.extend(PRODUCT_DAY.load(row) for row in rows)
    return days


async def days_since(store: Store, product_id: str, since: date, until: date) -> list[ProductDay]:
    """A product's days (UTC) with events from `since` to `until`, oldest first, in a look a year.

    For few days, as it asks for every year that they lie in.
    """
    years = range(since.year, until.year + 1)
    found = await gathered(
        store.scan(
            PRODUCT_DAY,
            {"product_id": product_id, "year": year},
            ge=(since,),
            le=(until,),
            limit=366,
        )
        for year in years
    )
    return [PRODUCT_DAY.load(row) for rows in found for row in rows]


async def purge(store: Store, product_id: str) -> None:
    """Remove a product with its whole history, versions, links, targets and alerts, for good.

    The product itself goes last, so that a purge that was interrupted can be repeated.
    """
    for target_id in await target_ids_of(store, product_id):
        await purge_target(store, target_id)
    product = await find_product(store, product_id)
    if product is not None:
        await forget_alerts(store, product_id, max(utc_now(), product.last_event_at or utc_now()))
    await _purge_history(store, product_id)


async def target_ids_of(store: Store, product_id: str) -> set[str]:
    """The targets whose pages are of that product; those of its shop are looked through."""
    product = await find_product(store, product_id)
    if product is None:
        return set()
    own = {product.target_id} if product.target_id is not None else set()
    rows = every_row(store, TARGET, {"shop": product.shop})
    return own | {row["target_id"] async for row in rows if row["product_id"] == product_id}


async def picture_urls_of(store: Store, product_id: str) -> set[str]:
    """The addresses of the pictures that a product has, and had."""
    rows = [await store.get(PRODUCT, {"product_id": product_id})]
    below: tuple[Any, ...] | None = None
    while page := await store.scan(
        PRODUCT_VERSION, {"product_id": product_id}, gt=below, limit=_PAGE
    ):
        rows += page
        below = (page[-1]["version"],)
    return {row["image_url"] for row in rows if row is not None and row["image_url"] is not None}


async def take_back(store: Store, event: ProductScrapeEvent, *, purged: bool) -> None:
    """Remove what an event brought that was stored just after its target was purged.

    Its product goes where it was `purged`, too, or where it has no other event. Another target's
    product keeps the event, which is true.
    """
    if not purged:
        newest = await latest(store, event.product_id, limit=2)
        purged = {other.uuid for other in newest} == {event.uuid}
    if purged:
        await _purge_history(store, event.product_id, month_of(event.created))


async def _purge_history(store: Store, product_id: str, *others: str) -> None:
    """Remove all that is known of a product, in its months and `others`."""
    await _purge_held(store, {"product_id": product_id})
    await forget_links(store, product_id)
    found = {*await months(store, product_id), *others}
    for month in found:
        await store.delete(EVENT, {"product_id": product_id, "month": month})
    for year in {int(m[:4]) for m in found}:
        await store.delete(PRODUCT_DAY, {"product_id": product_id, "year": year})
    for table in (EVENT_MONTH, PRODUCT_VERSION, ALERT_STATE, PRODUCT):
        await store.delete(table, {"product_id": product_id})


async def purge_target(store: Store, target_id: str) -> None:
    """Remove a target, its attempts and what was held back; nothing where there is none."""
    row = await store.get(TARGET, {"target_id": target_id})
    if row is None:
        return
    target: Target = TARGET.load(row)
    first = month_of(target.created_at)
    last = month_of(target.last_attempt_at or target.created_at)
    for month in _months_between(first, last):
        await store.delete(ATTEMPT, {"target_id": target_id, "month": month})
    await _purge_held(store, {"target_id": target_id})
    await store.delete(TARGET, {"target_id": target_id})


async def _purge_held(store: Store, whose: Mapping[str, str]) -> None:
    """Remove what was held back of a target or a product."""
    async for row in every_row(store, QUARANTINE, whose):
        await store.delete(QUARANTINE, QUARANTINE.key_of(**row))


def _months_between(first: str, last: str) -> list[str]:
    start, end = (int(m[:4]) * 12 + int(m[5:]) - 1 for m in (first, last))
    return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(start, end + 1)]


async def _target_named(store: Store, name: str) -> Target | None:
    target_id = name
    if "://" in name:
        try:
            target_id = target_id_of(name)
        except InvalidURL:
            return None
    row: Mapping[str, Any] | None = await store.get(TARGET, {"target_id": target_id})
    return None if row is None else TARGET.load(dict(row))
