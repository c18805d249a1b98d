"""The whole history in one order, the same on every store, in bounded memory.

Only ids are gathered and sorted; rows are read as they are used.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from pricetrail.crud import linked_ids, months
from pricetrail.store.base import Store, every_row, gathered
from pricetrail.store.tables import (
    ALERT_RULE,
    EVENT,
    EVENT_MONTH,
    PRODUCT,
    PRODUCT_ALIAS,
    PRODUCT_LINK,
    PRODUCT_VERSION,
    QUARANTINE,
    TARGET,
    Row,
    Table,
)

Chooses = Callable[[Row], bool]
"""Says of an event's row whether it is wanted."""

_PAGE = 2000
_AT_ONCE = 100


class Found(NamedTuple):
    """A row on the way through a history: of id number `number` of the `of` ids of its kind."""

    kind: str
    table: Table
    row: Row
    number: int
    of: int


async def everything(store: Store, wanted: Chooses | None = None) -> AsyncIterator[Found]:
    """All that an export holds, ordered by kind and key; of the events those `wanted`.

    Events come by product, time and revision. What follows from the rest (months, days, due
    slots) and what is kept for a bounded time only (attempts, claims) is left out.
    """
    rules = await sorted_ids(store, ALERT_RULE)
    async for found in _each(store, "alert_rule", ALERT_RULE, rules):
        yield found
    product_ids = await sorted_ids(store, PRODUCT)
    with_events = await sorted_ids(store, EVENT_MONTH)
    for number, product_id in enumerate(with_events, start=1):
        async for row in events_of(store, product_id, wanted):
            yield Found("event", EVENT, row, number, len(with_events))
    async for found in _each(store, "product", PRODUCT, product_ids):
        yield found
    aliases = await sorted_ids(store, PRODUCT_ALIAS)
    async for found in _each(store, "product_alias", PRODUCT_ALIAS, aliases):
        yield found
    async for found in links(store):
        yield found
    async for found in _versions(store):
        yield found
    async for found in _held(store):
        yield found
    async for found in _each(store, "target", TARGET, await sorted_ids(store, TARGET)):
        yield found


async def sorted_ids(store: Store, table: Table) -> list[str]:
    """The distinct first key columns of all rows of a table, texts sorted by code point."""
    column = table.key[0]
    return sorted({row[column] async for row in every_row(store, table)})


async def rows_of(store: Store, table: Table, ids: Sequence[str]) -> AsyncIterator[Row]:
    """The rows with these ids, in their order; one that was removed meanwhile is left out."""
    (column,) = table.key
    for start in range(0, len(ids), _AT_ONCE):
        keys = ({column: one} for one in ids[start : start + _AT_ONCE])
        for row in await gathered(store.get(table, key) for key in keys):
            if row is not None:
                yield row


async def _each(store: Store, kind: str, table: Table, ids: Sequence[str]) -> AsyncIterator[Found]:
    number = 0
    async for row in rows_of(store, table, ids):
        number += 1
        yield Found(kind, table, row, number, len(ids))


async def _versions(store: Store) -> AsyncIterator[Found]:
    """Every description of every product."""
    described = await sorted_ids(store, PRODUCT_VERSION)
    for number, product_id in enumerate(described, start=1):
        async for row in versions_of(store, product_id):
            yield Found("product_version", PRODUCT_VERSION, row, number, len(described))


async def _held(store: Store) -> AsyncIterator[Found]:
    """What was held back, by day, shop and id."""
    keys = sorted(
        [QUARANTINE.key_of(**row) async for row in every_row(store, QUARANTINE)], key=_held_at
    )
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        rows = await gathered(store.get(QUARANTINE, key) for key in some)
        for number, row in enumerate(rows, start=start + 1):
            if row is not None:
                yield Found("quarantine", QUARANTINE, row, number, len(keys))


def _held_at(key: Row) -> tuple[Any, ...]:
    return tuple(key[column] for column in QUARANTINE.key)


async def links(store: Store) -> AsyncIterator[Found]:
    """Every link between two products, in both directions, sorted."""
    ids = await sorted_ids(store, PRODUCT_LINK)
    for number, product_id in enumerate(ids, start=1):
        for other_id in await linked_ids(store, product_id):
            row = {"product_id": product_id, "other_id": other_id}
            yield Found("product_link", PRODUCT_LINK, row, number, len(ids))


async def events_of(
    store: Store, product_id: str, wanted: Chooses | None = None
) -> AsyncIterator[Row]:
    """Every revision of every event of a product, oldest first, of one event the lowest first.

    Those alone that are `wanted`, where that is given.
    """
    for month in reversed(await months(store, product_id)):
        async for row in month_rows(store, product_id, month):
            if wanted is None or wanted(row):
                yield row


async def month_rows(
    store: Store,
    product_id: str,
    month: str,
    *,
    since: UUID | None = None,
    until: UUID | None = None,
) -> AsyncIterator[Row]:
    """Every revision of a month's events with ``since <= uuid < until``, oldest first."""
    partition = {"product_id": product_id, "month": month}
    beyond: dict[str, Any] = {} if since is None else {"ge": (since,)}
    below: dict[str, Any] = {} if until is None else {"lt": (until,)}
    while True:
        rows = await store.scan(EVENT, partition, **beyond, **below, reverse=True, limit=_PAGE)
        for row in rows:
            yield row
        if len(rows) < _PAGE:
            return
        beyond = {"gt": (rows[-1]["uuid"], rows[-1]["revision"])}


async def versions_of(store: Store, product_id: str) -> AsyncIterator[Row]:
    """Every description of a product, sorted by version."""
    partition = {"product_id": product_id}
    beyond: tuple[str] | None = None
    while True:
        rows = await store.scan(PRODUCT_VERSION, partition, gt=beyond, limit=_PAGE)
        for row in rows:
            yield row
        if len(rows) < _PAGE:
            return
        beyond = (rows[-1]["version"],)
