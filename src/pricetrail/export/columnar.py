"""The history as Arrow batches, in bounded memory: what Parquet files are made of."""

import asyncio
from collections.abc import AsyncIterator

import pyarrow as pa

from pricetrail.export.walking import events_of, links, rows_of, sorted_ids, versions_of
from pricetrail.store.base import Store
from pricetrail.store.columns import Columnar, arrow_schema, batch_of_rows
from pricetrail.store.tables import (
    EVENT,
    EVENT_MONTH,
    PRODUCT,
    PRODUCT_ALIAS,
    PRODUCT_LINK,
    PRODUCT_VERSION,
    TARGET,
    Row,
    Table,
)

FOLDERS: dict[str, Table] = {
    "events": EVENT,
    "products": PRODUCT,
    "product_versions": PRODUCT_VERSION,
    "product_aliases": PRODUCT_ALIAS,
    "product_links": PRODUCT_LINK,
    "targets": TARGET,
}
"""The tables that are exported, by the name of their folder."""

_ROWS = 5_000


async def batches(store: Store, table: Table) -> AsyncIterator[pa.RecordBatch]:
    """All rows of a table, by its key, ascending; of events all their revisions."""
    if not isinstance(store, Columnar):
        async for batch in batched(table, _rows(store, table)):
            yield batch
        return
    reading = asyncio.create_task(store.columns(table, after=None, limit=_ROWS))
    try:
        while True:
            batch, after = await reading
            if after is not None:  # the next page is read while this one is used
                reading = asyncio.create_task(store.columns(table, after=after, limit=_ROWS))
            if batch.num_rows:
                yield batch
            if after is None:
                return
    finally:
        reading.cancel()


async def batched(table: Table, rows: AsyncIterator[Row]) -> AsyncIterator[pa.RecordBatch]:
    """Rows of a table as batches."""
    waiting: list[Row] = []
    async for row in rows:
        waiting.append(row)
        if len(waiting) == _ROWS:
            yield batch_of_rows(table, waiting)
            waiting = []
    if waiting:
        yield batch_of_rows(table, waiting)


async def grouped(
    found: AsyncIterator[pa.RecordBatch], table: Table, rows: int
) -> AsyncIterator[pa.Table]:
    """The same rows in tables of `rows` or a few more; the last one has what is left."""
    waiting: list[pa.RecordBatch] = []
    count = 0
    async for batch in found:
        waiting.append(batch)
        count += batch.num_rows
        if count >= rows:
            yield pa.Table.from_batches(waiting, arrow_schema(table))
            waiting, count = [], 0
    if waiting:
        yield pa.Table.from_batches(waiting, arrow_schema(table))


async def _rows(store: Store, table: Table) -> AsyncIterator[Row]:
    if table is EVENT:
        for product_id in await sorted_ids(store, EVENT_MONTH):
            async for row in events_of(store, product_id):
                yield row
    elif table is PRODUCT_VERSION:
        for product_id in await sorted_ids(store, PRODUCT_VERSION):
            async for row in versions_of(store, product_id):
                yield row
    elif table is PRODUCT_LINK:
        async for found in links(store):
            yield found.row
    else:
        async for row in rows_of(store, table, await sorted_ids(store, table)):
            yield row
