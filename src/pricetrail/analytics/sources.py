"""Where SQL reads from: an exported folder, an events file, or the store itself."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pricetrail.analytics.engine import Source
from pricetrail.errors import InvalidFile
from pricetrail.export.columnar import FOLDERS, batches, grouped
from pricetrail.export.folder import dataset
from pricetrail.export.manifest import expect_manifest
from pricetrail.export.parquet import GROUP_ROWS, as_parquet, writer
from pricetrail.export.place import Folder, parted
from pricetrail.store.base import Store
from pricetrail.store.columns import arrow_schema
from pricetrail.store.tables import Table

_PATTERN = re.compile(r"[*?\[]")
"""What DuckDB would take for a pattern, were it in a file's path."""

Sources = dict[str, Source]
"""Folder's name → the rows in it."""


def of_export(place: str) -> Sources:
    """What an exported folder holds, or a file with events. Raises InvalidFile, UsageError."""
    with as_parquet():
        if place.endswith(".parquet"):
            folder, name = parted(place)
            if not folder.has(name):
                raise InvalidFile(f"there is no file {place}")
            return {"events": _source(folder, [name], FOLDERS["events"])}
        folder = Folder(place)
        manifest = expect_manifest(folder)
        if manifest.form != "parquet":
            raise InvalidFile(f"{place} holds {manifest.form}; SQL reads an export to Parquet")
        return {
            name: _source(folder, manifest.paths(name), table) for name, table in FOLDERS.items()
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
            found[name] = [str(path)]
        yield found


def _source(folder: Folder, names: Sequence[str], table: Table) -> Source:
    paths = [folder.path(name) for name in names]
    if folder.is_local and not any(_PATTERN.search(path) for path in paths):
        return paths
    return dataset(folder, names, arrow_schema(table))
