"""Where SQL reads from: an exported folder, an events file, or the store itself."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.dataset as ds

from pricetrail.errors import InvalidFile
from pricetrail.export.columnar import FOLDERS, batches, grouped
from pricetrail.export.folder import dataset
from pricetrail.export.manifest import expect_manifest
from pricetrail.export.parquet import GROUP_ROWS, as_parquet, writer
from pricetrail.export.place import Folder, parted
from pricetrail.store.base import Store
from pricetrail.store.columns import arrow_schema

Sources = dict[str, ds.Dataset]
"""Folder's name → the rows in it."""


def of_export(place: str) -> Sources:
    """What an exported folder holds, or a file with events. Raises InvalidFile, UsageError."""
    with as_parquet():
        if place.endswith(".parquet"):
            folder, name = parted(place)
            if not folder.has(name):
                raise InvalidFile(f"there is no file {place}")
            return {"events": dataset(folder, [name], arrow_schema(FOLDERS["events"]))}
        folder = Folder(place)
        manifest = expect_manifest(folder)
        return {
            name: dataset(folder, manifest.paths(name), arrow_schema(table))
            for name, table in FOLDERS.items()
        }


@asynccontextmanager
async def of_store(store: Store, folders: Iterable[str]) -> AsyncIterator[Sources]:
    """What these tables of the store hold now.

    A query may read a table several times and in parallel, a store is read once: so what is
    asked about passes through Arrow into files that are there as long as this is used.
    """
    with TemporaryDirectory(prefix="pricetrail-sql-") as scratch:
        found: Sources = {}
        for name in folders:
            table, path = FOLDERS[name], Path(scratch, f"{name}.parquet")
            with writer(path, table) as out:
                async for group in grouped(batches(store, table), table, GROUP_ROWS):
                    await asyncio.to_thread(out.write_table, group)
            found[name] = ds.dataset(path, schema=arrow_schema(table), format="parquet")
        yield found
