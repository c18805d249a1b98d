"""The history as a folder of JSON lines or CSV, whole or what is new; and such a folder back.

Each export writes the events into a file of its own, ``events/….jsonl``, so that whoever follows
along reads the files that are new. JSON lines have all the rest beside them, in one file of
``others``. The manifest names the files (`export.manifest`).
"""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from datetime import datetime
from itertools import chain
from typing import Any, BinaryIO, Literal, NamedTuple

import orjson

from pricetrail.clock import Clock, utc_now
from pricetrail.errors import InvalidFile
from pricetrail.export.importing import ImportReport
from pricetrail.export.jsonl import Progress, import_jsonl, line_of
from pricetrail.export.manifest import (
    File,
    Manifest,
    expect_manifest,
    manifest_before,
    write_manifest,
)
from pricetrail.export.place import Folder
from pricetrail.export.runs import LATEST_WRITE, FolderReport, new_run
from pricetrail.export.spreadsheet import import_csv
from pricetrail.export.streaming import stream_csv
from pricetrail.export.walking import everything
from pricetrail.store.base import Store
from pricetrail.store.tables import Row

LineFormat = Literal["jsonl", "csv"]

_EVENTS, _OTHERS = _TABLES = ("events", "others")
_PIECE = 2**16


class Key(NamedTuple):
    """What tells the revisions of all events apart."""

    product_id: str
    uuid: str
    revision: int


async def export_lines(
    store: Store,
    folder: Folder,
    form: LineFormat,
    *,
    incremental: bool = False,
    clock: Clock = utc_now,
    progress: Progress | None = None,
) -> FolderReport:
    """Write the history to `folder`, which is empty or holds an export; that one is replaced.

    `incremental` adds a file with the events that were recorded since it was made, corrections
    too, and replaces the others; where there is none it writes all. Until it is complete the
    folder holds what it held. Raises UsageError for a folder with other files.
    """
    before = await asyncio.to_thread(manifest_before, folder, form, _TABLES)
    now = clock()
    run = new_run(now)
    kept: tuple[File, ...] = ()
    chosen, since = _Chosen(progress), None
    if incremental and before is not None:
        kept, since = before.files(_EVENTS), before.recorded_before
        chosen.since = since - LATEST_WRITE
        chosen.known = await asyncio.to_thread(_known_since, folder, before, chosen.since)
    write = _write_csv if form == "csv" else _write_json
    written = await write(store, folder, run, chosen)
    events = (*kept, *written.pop(_EVENTS))
    tables = {_EVENTS: events, **written}
    await asyncio.to_thread(write_manifest, folder, now, tables, form)
    return FolderReport(chosen.number, since)


async def import_lines(
    store: Store, folder: Folder, *, clock: Clock = utc_now, progress: Progress | None = None
) -> ImportReport:
    """Add all that such a folder holds; bad lines are reported and left out.

    Repeating it changes nothing more. Raises InvalidFile for a folder without such an export, and
    for files that are none.
    """
    manifest = await asyncio.to_thread(expect_manifest, folder)
    read = import_csv if manifest.form == "csv" else import_jsonl
    whole, before = ImportReport(), 0

    def count(lines: int) -> None:
        if progress is not None:
            progress(before + lines)

    for file in chain.from_iterable(map(manifest.files, _TABLES)):
        with folder.reading(file.path) as opened:
            report = await read(store, opened, clock=clock, progress=count)
        whole.add(report, file.path)
        before += file.rows
    return whole


class _Chosen:
    """Chooses the events to write; `number` of them, recorded until `latest`, so far."""

    def __init__(self, progress: Progress | None) -> None:
        self.since: datetime | None = None
        self.known: set[Key] = set()
        self.number = 0
        self.latest: datetime | None = None
        self._progress = progress

    def __call__(self, row: Row) -> bool:
        recorded: datetime = row["recorded_at"]
        if self.since is not None and (recorded < self.since or _key_of(row) in self.known):
            return False
        self.number += 1
        self.latest = recorded if self.latest is None else max(self.latest, recorded)
        if self._progress is not None and self.number % 1000 == 0:
            self._progress(self.number)
        return True


class _Written:
    """A file that is there once something was written to it."""

    def __init__(self, folder: Folder, path: str, closing: ExitStack) -> None:
        self.rows = 0
        self._folder = folder
        self._path = path
        self._closing = closing
        self._out: Any = None
        self._piece = bytearray()

    async def add(self, line: bytes) -> None:
        self.rows += 1
        self._piece += line
        if len(self._piece) >= _PIECE:
            await self.flush()

    async def flush(self) -> None:
        if self._piece:
            piece, self._piece = self._piece, bytearray()
            await asyncio.to_thread(self._write, piece)

    def _write(self, piece: bytearray) -> None:
        if self._out is None:
            self._out = self._closing.enter_context(self._folder.create(self._path))
        self._out.write(piece)

    def files(self, rows: int, latest: datetime | None = None) -> tuple[File, ...]:
        return (File(path=self._path, rows=rows, recorded_until=latest),) if rows else ()


Files = dict[str, tuple[File, ...]]


async def _write_json(store: Store, folder: Folder, run: str, chosen: _Chosen) -> Files:
    with ExitStack() as closing:
        events, others = (_Written(folder, f"{table}/{run}.jsonl", closing) for table in _TABLES)
        async for found in everything(store, chosen):
            out = events if found.kind == "event" else others
            await out.add(line_of(found.kind, found.table.load(found.row)))
        await events.flush()
        await others.flush()
    return {
        _EVENTS: events.files(chosen.number, chosen.latest),
        _OTHERS: others.files(others.rows),
    }


async def _write_csv(store: Store, folder: Folder, run: str, chosen: _Chosen) -> Files:
    with ExitStack() as closing:
        events = _Written(folder, f"{_EVENTS}/{run}.csv", closing)
        async for piece in _with_rows(stream_csv(store, wanted=chosen), chosen):
            await events.add(piece)
        await events.flush()
    return {_EVENTS: events.files(chosen.number, chosen.latest)}


async def _with_rows(pieces: AsyncIterator[bytes], chosen: _Chosen) -> AsyncIterator[bytes]:
    """The pieces, unless there is nothing but a header."""
    async for piece in pieces:
        if chosen.number:
            yield piece


def _known_since(folder: Folder, manifest: Manifest, since: datetime) -> set[Key]:
    """The keys of the events in the folder that were recorded since then, and of some others."""
    read = _csv_keys if manifest.form == "csv" else _json_keys
    known: set[Key] = set()
    for file in manifest.files(_EVENTS):
        if file.recorded_until is None or file.recorded_until >= since:
            with folder.reading(file.path) as opened:
                known.update(read(opened, since))
    return known


def _json_keys(file: BinaryIO, since: datetime) -> Iterator[Key]:
    for line in file:
        try:
            fields = orjson.loads(line)
            if datetime.fromisoformat(fields["recorded_at"]) >= since:
                yield _key_of(fields)
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidFile(f"a line of the export is no event: {error}") from error


def _csv_keys(file: BinaryIO, since: datetime) -> Iterator[Key]:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    try:
        for fields in csv.DictReader(text, strict=True):
            if datetime.fromisoformat(fields["recorded_at"]) >= since:
                yield _key_of(fields)
    except (ValueError, KeyError, TypeError, csv.Error) as error:
        raise InvalidFile(f"a line of the export is no event: {error}") from error
    finally:
        text.detach()


def _key_of(fields: Row | dict[str, Any]) -> Key:
    return Key(fields["product_id"], str(fields["uuid"]), int(fields["revision"] or 0))
