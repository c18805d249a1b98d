"""`export` and `import`: the history as a file or a folder, and back."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

import typer

from pricetrail.cli.columnar import needs_arrow
from pricetrail.cli.console import note_line, warning_line
from pricetrail.cli.progress import progress
from pricetrail.cli.running import with_store
from pricetrail.errors import UsageError
from pricetrail.export import ImportReport, export_csv, export_jsonl, import_csv, import_jsonl
from pricetrail.export.files import readable_file, whole_file
from pricetrail.export.lines import export_lines, import_lines
from pricetrail.export.manifest import expect_manifest, read_manifest
from pricetrail.export.place import Folder, parted
from pricetrail.export.runs import FolderReport
from pricetrail.store.base import Store

# ruff: noqa: PLC0415 - Arrow is loaded by those only who use it

FormatName = Literal["jsonl", "csv", "parquet"]
_FORMATS: dict[str, FormatName] = {
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    "": "parquet",
}
_SHOWN = 20

Where = Annotated[
    str,
    typer.Argument(
        metavar="PATH", help="name.jsonl, name.csv, name.parquet, a folder (Parquet), or -."
    ),
]
Format = Annotated[
    FormatName | None,
    typer.Option("--format", help="The format, where the name does not tell; of - it is jsonl."),
]
Incremental = Annotated[
    bool,
    typer.Option(
        "--incremental",
        help="Into a folder: add what was recorded since it was exported, corrections too.",
    ),
]


def export_history(path: Where, form: Format = None, incremental: Incremental = False) -> None:
    """Write the whole history: .jsonl and a folder are complete, .csv and .parquet all events.

    A folder gets Parquet files, events by month and every other table, or as --format says, JSON
    lines or CSV, a file of events per export. PATH may be an fsspec URL, too. Two exports of the
    same history to .jsonl or .csv are the same bytes. Example: pricetrail export backup.jsonl
    """
    kind = _format_of(path, form)
    if _is_folder(path, kind):
        report = _export_folder(path, form, incremental=incremental)
        since = "" if report.since is None else " that were recorded since the export before"
        note_line(f"exported {report.events:,} events{since}, and what belongs to them")
        return
    if incremental:
        raise UsageError(
            f"--incremental adds to a folder, a file is written whole: name one, as in "
            f"pricetrail export history/ --format {kind} --incremental"
        )
    write = export_jsonl
    if kind == "csv":
        write = export_csv
    elif kind == "parquet":
        with needs_arrow():
            from pricetrail.export.parquet import export_parquet as write

    async def export(store: Store) -> int:
        with _output(path) as out, progress("exported") as tick:
            return await write(store, out, tick)

    done = with_store(export)
    note_line(f"exported {done:,} {'lines' if kind == 'jsonl' else 'events'}")


def import_history(path: Where, form: Format = None) -> int:
    """Add the history in a file or folder; run it again after an interruption, nothing doubles.

    Bad lines are listed and left out. Example: pricetrail import backup.jsonl
    """
    kind = _format_of(path, form)
    report = _import_folder(path) if _is_folder(path, kind) else _import_file(path, kind)
    for bad in report.bad_lines[:_SHOWN]:
        warning_line(f"line {bad.line}: {bad.reason}")
    if report.bad > _SHOWN:
        warning_line(f"and {report.bad - _SHOWN:,} more bad lines")
    new = f"; {report.new_events:,} of {report.events:,} events are new" if report.events else ""
    note_line(f"imported {report.good:,} lines, left out {report.bad:,}{new}")
    return 1 if report.bad else 0


def _export_folder(path: str, form: FormatName | None, *, incremental: bool) -> FolderReport:
    folder = Folder(path)
    manifest = read_manifest(folder)
    chosen = form or ("parquet" if manifest is None else manifest.form)

    if chosen == "parquet":
        with needs_arrow():
            from pricetrail.export.folder import export_folder

        async def columns(store: Store) -> FolderReport:
            with progress("exported") as tick:
                return await export_folder(store, folder, incremental=incremental, progress=tick)

        return with_store(columns)

    async def lines(store: Store) -> FolderReport:
        with progress("exported") as tick:
            return await export_lines(store, folder, chosen, incremental=incremental, progress=tick)

    return with_store(lines)


def _import_folder(path: str) -> ImportReport:
    folder, read = Folder(path), import_lines
    if expect_manifest(folder).form == "parquet":
        with needs_arrow():
            from pricetrail.export.folder import import_folder as read
    with progress("read") as tick:
        return with_store(lambda store: read(store, folder, progress=tick), make=True)


def _import_file(path: str, kind: FormatName) -> ImportReport:
    read = import_csv if kind == "csv" else import_jsonl
    if kind == "parquet":
        if path == "-":
            raise UsageError("Parquet is not read from -; name a file")
        with needs_arrow():
            from pricetrail.export.parquet import import_parquet as read
    with _input(path) as file, progress("read") as tick:
        return with_store(lambda store: read(store, file, progress=tick), make=True)


def _format_of(path: str, form: FormatName | None) -> FormatName:
    if form is not None:
        return form
    suffix = "" if path.endswith("/") else Path(path).suffix.lower()
    if path == "-":
        return "jsonl"
    if suffix in _FORMATS:
        return _FORMATS[suffix]
    raise UsageError(
        f"{path}: name it .jsonl, .csv or .parquet, or a folder without an ending, or give --format"
    )


def _is_folder(path: str, kind: FormatName) -> bool:
    """Whether a path names a folder, and not one file."""
    if path == "-":
        return False
    if kind == "parquet":
        return not path.lower().endswith(".parquet")
    return path.endswith("/") or (not Path(path).suffix and Path(path).is_dir())


@contextmanager
def _output(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    elif "://" in path:
        folder, name = parted(path)
        with folder.whole(name) as out:
            yield out
    else:
        with whole_file(Path(path)) as out:
            yield out


@contextmanager
def _input(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdin.buffer
    elif "://" in path:
        folder, name = parted(path)
        with folder.reading(name) as file:
            yield file
    else:
        with readable_file(Path(path)) as file:
            yield file
