"""Parquet (zstd): all events in one file, streamed in bounded memory, and such files as a history.

A file holds every revision of every event, ordered by product, time and revision, in groups of
some 100,000 rows. Types are those of `store.columns`: exact decimals, UTC in milliseconds.
"""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from pricetrail.clock import Clock, utc_now
from pricetrail.errors import InvalidFile
from pricetrail.export.columnar import batched, batches, grouped
from pricetrail.export.importing import BadLine, Importer, ImportReport, problem_with
from pricetrail.export.jsonl import Progress
from pricetrail.export.walking import events_of
from pricetrail.schema import Model
from pricetrail.store.base import Store
from pricetrail.store.columns import arrow_schema, arrow_type
from pricetrail.store.tables import EVENT, ColumnType, Table, column_type
from pricetrail.values import summary_of

GROUP_ROWS = 100_000
_READ_ROWS = 2_000


class Sink(io.RawIOBase):
    """Takes what a writer writes, until it is taken away."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        """It is."""
        return True

    def write(self, data: Any) -> int:
        """Keep a piece."""
        piece = bytes(data)
        self._pieces.append(piece)
        self._written += len(piece)
        return len(piece)

    def tell(self) -> int:
        """How many bytes were written so far."""
        return self._written

    def take(self) -> bytes:
        """What was written since it was last asked."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def writer(out: Any, table: Table) -> pq.ParquetWriter:
    """A writer of a table's rows into an open file; each table it is given is a row group."""
    return pq.ParquetWriter(out, arrow_schema(table), compression="zstd", store_schema=False)


async def stream_parquet(
    store: Store, product_id: str | None = None, progress: Progress | None = None
) -> AsyncIterator[bytes]:
    """The bytes of one file with all events, or those of one product, as they are read."""
    if product_id is None:
        found = batches(store, EVENT)
    else:
        found = batched(EVENT, events_of(store, product_id))
    sink, done = Sink(), 0
    with writer(sink, EVENT) as out:
        async for group in grouped(found, EVENT, GROUP_ROWS):
            await asyncio.to_thread(out.write_table, group)
            done += group.num_rows
            if progress is not None:
                progress(done)
            yield sink.take()
    yield sink.take()


async def export_parquet(store: Store, out: BinaryIO, progress: Progress | None = None) -> int:
    """Write every event to `out`, by product, time and revision; returns the number of events."""
    done = 0

    def count(so_far: int) -> None:
        nonlocal done
        done = so_far
        if progress is not None:
            progress(so_far)

    async for piece in stream_parquet(store, progress=count):
        out.write(piece)
    return done


async def import_parquet(
    store: Store, file: BinaryIO, *, clock: Clock = utc_now, progress: Progress | None = None
) -> ImportReport:
    """Add the events that `file` holds, and products where they are known by their events only.

    Bad rows are reported and left out, the good ones are stored; repeating it changes nothing
    more. Raises InvalidFile for what is no Parquet, or has no events.
    """
    importer = Importer(store, clock=clock)
    rows = Rows(EVENT, clock)
    for number, item in enumerate(rows.read(file), start=1):
        if isinstance(item, str):
            importer.refuse(BadLine(number, item))
        else:
            await importer.add(number, item)
        if progress is not None and number % 1000 == 0:
            progress(number)
    return await importer.finish()


class Rows:
    """Reads the rows of Parquet files as items of a table's model, validated as any input is."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock
        fields = table.model.model_fields
        maps = [n for n, f in fields.items() if column_type(f.annotation) is ColumnType.JSON]
        self._maps = [n for n in maps if pa.types.is_map(arrow_type(fields[n].annotation))]
        self._texts = [n for n in maps if n not in self._maps]
        self._needed = [name for name, field in fields.items() if field.is_required()]

    def read(self, file: BinaryIO) -> Iterator[Model | str]:
        """Each row's item, or why it is none.

        Raises InvalidFile where it has no such rows.
        """
        with as_parquet():
            parquet = pq.ParquetFile(file)
            known = [n for n in self._table.model.model_fields if n in parquet.schema_arrow.names]
            if missing := [name for name in self._needed if name not in known]:
                raise InvalidFile(f"it has no column {', '.join(missing)}")
            for batch in parquet.iter_batches(batch_size=_READ_ROWS, columns=known):
                yield from map(self._item, batch.to_pylist())

    def _item(self, fields: dict[str, Any]) -> Model | str:
        try:
            for name in self._maps:
                fields[name] = dict(fields.get(name) or ())
            for name in self._texts:
                fields[name] = orjson.loads(fields.get(name) or "null")
            given = {name: value for name, value in fields.items() if value is not None}
            item: Model = self._table.model.model_validate(given)
        except ValidationError as error:
            return summary_of(error)
        except (ValueError, TypeError) as error:
            return f"a map that is none: {error}"
        problem = problem_with(item, self._clock())
        return item if problem is None else problem


@contextmanager
def as_parquet() -> Iterator[None]:
    """Raise what Arrow raises about a file as InvalidFile, on one line."""
    try:
        yield
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise InvalidFile(f"it is no Parquet: {' '.join(str(error).split())}") from error
