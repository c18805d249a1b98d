"""A history as a stream of bytes: what an export writes to a file, piece by piece as it is read."""

import csv
import io
from collections.abc import AsyncIterator

from pricetrail.export.jsonl import line_of
from pricetrail.export.spreadsheet import COLUMNS, csv_rows
from pricetrail.export.walking import (
    Chooses,
    Found,
    events_of,
    everything,
    rows_of,
    sorted_ids,
    versions_of,
)
from pricetrail.store.base import Store
from pricetrail.store.tables import EVENT, EVENT_MONTH, PRODUCT, PRODUCT_VERSION

_PIECE = 2**16


async def stream_jsonl(store: Store, product_id: str | None = None) -> AsyncIterator[bytes]:
    """The lines of `export_jsonl`; of one product its events, itself and its descriptions."""
    found = everything(store) if product_id is None else _everything_of(store, product_id)
    piece = bytearray()
    async for one in found:
        piece += line_of(one.kind, one.table.load(one.row))
        if len(piece) >= _PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


async def stream_csv(
    store: Store, product_id: str | None = None, wanted: Chooses | None = None
) -> AsyncIterator[bytes]:
    """The lines of `export_csv`: those of one product where it is named, and that are `wanted`."""
    ids = await sorted_ids(store, EVENT_MONTH) if product_id is None else [product_id]
    piece = io.StringIO(newline="")
    writer = csv.writer(piece)
    writer.writerow(COLUMNS)
    async for cells in csv_rows(store, ids, wanted):
        writer.writerow(cells)
        if piece.tell() >= _PIECE:
            yield piece.getvalue().encode()
            piece.seek(0)
            piece.truncate()
    yield piece.getvalue().encode()


async def _everything_of(store: Store, product_id: str) -> AsyncIterator[Found]:
    async for row in events_of(store, product_id):
        yield Found("event", EVENT, row, 1, 1)
    async for row in rows_of(store, PRODUCT, [product_id]):
        yield Found("product", PRODUCT, row, 1, 1)
    async for row in versions_of(store, product_id):
        yield Found("product_version", PRODUCT_VERSION, row, 1, 1)
