"""The whole history in one order, the same on every store, in bounded memory.

Only ids are gathered and sorted; rows are read as they are used.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Sequence
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from pricetrail.crud import months
from pricetrail.store.base import Store
from pricetrail.store.tables import EVENT, PRODUCT_VERSION, Row, Table

_PAGE = 2000
_AT_ONCE = 100

T = TypeVar("T")


async def gathered(questions: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The answers, in order; a hundred are asked at once."""
    waiting = iter(questions)
    answers: list[T] = []
    while some := list(islice(waiting, _AT_ONCE)):
        answers += await asyncio.gather(*some)
    return answers


async def sorted_ids(store: Store, table: Table) -> list[str]:
    """The distinct first key columns of all rows of a table, texts sorted by code point."""
    column = table.key[0]
    ids: set[str] = set()
    cursor = None
    while True:
        page = await store.list(table, limit=_PAGE, cursor=cursor)
        ids.update(row[column] for row in page.rows)
        cursor = page.cursor
        if cursor is None:
            return sorted(ids)


async def rows_of(store: Store, table: Table, ids: Sequence[str]) -> AsyncIterator[Row]:
    """The rows with these ids, in their order; one that was removed meanwhile is left out."""
    (column,) = table.key
    for start in range(0, len(ids), _AT_ONCE):
        keys = ({column: one} for one in ids[start : start + _AT_ONCE])
        for row in await gathered(store.get(table, key) for key in keys):
            if row is not None:
                yield row


async def events_of(store: Store, product_id: str) -> AsyncIterator[Row]:
    """Every revision of every event of a product, oldest first, of one event the lowest first."""
    for month in reversed(await months(store, product_id)):
        async for row in month_rows(store, product_id, month):
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
    beyond: dict[str, tuple[Any, ...]] = {} if since is None else {"ge": (since,)}
    below = {} if until is None else {"lt": (until,)}
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
