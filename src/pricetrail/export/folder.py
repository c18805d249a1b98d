"""The whole history as a folder of Parquet files, whole or what is new; and such a folder back.

``events/month=2026-01/….parquet`` holds the events of a month, every revision of them, and each
other table has a folder with one file. The manifest names the files (`export.manifest`).
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from pricetrail.clock import Clock, utc_now
from pricetrail.export.columnar import FOLDERS, batches, grouped
from pricetrail.export.importing import BadLine, Importer, ImportReport
from pricetrail.export.jsonl import Progress
from pricetrail.export.manifest import (
    File,
    Manifest,
    expect_manifest,
    manifest_before,
    write_manifest,
)
from pricetrail.export.months import MonthFiles
from pricetrail.export.parquet import GROUP_ROWS, Rows, as_parquet, writer
from pricetrail.export.place import Folder
from pricetrail.export.runs import LATEST_WRITE, FolderReport, new_run
from pricetrail.store.base import Store
from pricetrail.store.columns import arrow_schema
from pricetrail.store.tables import EVENT


async def export_folder(
    store: Store,
    folder: Folder,
    *,
    incremental: bool = False,
    clock: Clock = utc_now,
    progress: Progress | None = None,
) -> FolderReport:
    """Write the history to `folder`, which is empty or holds an export; that one is replaced.

    `incremental` adds the events that were recorded since it was made, corrections too, and
    replaces the other tables; where there is none it writes all. Until it is complete the folder
    holds what it held. Raises UsageError for a folder with other files.
    """
    before = await asyncio.to_thread(manifest_before, folder, "parquet", FOLDERS)
    now = clock()
    run = new_run(now)
    kept: tuple[File, ...] = ()
    found, since = batches(store, EVENT), None
    if incremental and before is not None:
        kept, since = before.files("events"), before.recorded_before
        known = await asyncio.to_thread(_known_since, folder, before, since - LATEST_WRITE)
        found = _new(found, since - LATEST_WRITE, known)
    events = await _write_events(found, MonthFiles(folder, run), progress)
    tables = {"events": (*kept, *events)}
    for name in FOLDERS.keys() - tables.keys():
        tables[name] = (await _write_table(store, folder, name, run),)
    await asyncio.to_thread(write_manifest, folder, now, tables)
    return FolderReport(sum(file.rows for file in events), since)


async def import_folder(
    store: Store, folder: Folder, *, clock: Clock = utc_now, progress: Progress | None = None
) -> ImportReport:
    """Add all that an exported folder holds; bad rows are reported and left out.

    Repeating it changes nothing more. Raises InvalidFile for a folder without such an export, and
    for files that are none.
    """
    manifest = await asyncio.to_thread(expect_manifest, folder)
    importer = Importer(store, clock=clock)
    number = 0
    for table, declared in FOLDERS.items():
        rows = Rows(declared, clock)
        for file in manifest.files(table):
            with folder.reading(file.path) as opened:
                for place, item in enumerate(rows.read(opened), start=1):
                    number += 1
                    if isinstance(item, str):
                        importer.refuse(BadLine(place, f"{file.path}: {item}"))
                    else:
                        await importer.add(place, item)
                    if progress is not None and number % 1000 == 0:
                        progress(number)
    return await importer.finish()


def dataset(folder: Folder, names: Iterable[str], schema: pa.Schema) -> ds.Dataset:
    """The rows of these files, read as they are asked for; columns they lack are null."""
    paths = [folder.path(name) for name in names]
    files = None if folder.is_local else folder.files
    return ds.dataset(paths, schema=schema, format="parquet", filesystem=files)


async def _write_events(
    found: AsyncIterator[pa.RecordBatch], files: MonthFiles, progress: Progress | None
) -> list[File]:
    done = 0
    with files:
        async for batch in found:
            await asyncio.to_thread(files.add, batch)
            done += batch.num_rows
            if progress is not None:
                progress(done)
        return await asyncio.to_thread(files.finish)


async def _write_table(store: Store, folder: Folder, name: str, run: str) -> File:
    table, path, rows = FOLDERS[name], f"{name}/{run}.parquet", 0
    with folder.create(path) as file, writer(file, table) as out:
        async for group in grouped(batches(store, table), table, GROUP_ROWS):
            await asyncio.to_thread(out.write_table, group)
            rows += group.num_rows
    return File(path=path, rows=rows)


def _known_since(folder: Folder, manifest: Manifest, since: datetime) -> set[tuple[Any, ...]]:
    """The keys of the events in the folder that were recorded since then."""
    with as_parquet():
        found = dataset(folder, manifest.paths("events"), arrow_schema(EVENT)).to_table(
            columns=["product_id", "uuid", "revision"], filter=ds.field("recorded_at") >= since
        )
    return set(_keys(found))


async def _new(
    found: AsyncIterator[pa.RecordBatch], since: datetime, known: set[tuple[Any, ...]]
) -> AsyncIterator[pa.RecordBatch]:
    """Of the events found those that were recorded since then and are not known."""
    least = pa.scalar(since, pa.timestamp("ms", "UTC"))
    async for batch in found:
        recent = batch.filter(pc.greater_equal(batch["recorded_at"], least))
        fresh = recent.filter(pa.array([key not in known for key in _keys(recent)], pa.bool_()))
        if fresh.num_rows:
            yield fresh


def _keys(rows: pa.Table | pa.RecordBatch) -> Iterable[tuple[Any, ...]]:
    columns = (rows[name].to_pylist() for name in ("product_id", "uuid", "revision"))
    return zip(*columns, strict=True)
