"""`export` and `import`: the history as a file, and back."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

import typer

from pricetrail.cli.console import note_line, warning_line
from pricetrail.cli.progress import progress
from pricetrail.cli.running import with_store
from pricetrail.errors import UsageError
from pricetrail.export import export_csv, export_jsonl, import_csv, import_jsonl
from pricetrail.export.files import readable_file, whole_file
from pricetrail.store.base import Store

FormatName = Literal["jsonl", "csv"]
_SHOWN = 20

Format = Annotated[
    FormatName | None,
    typer.Option("--format", help="The format, where the name does not tell; of - it is jsonl."),
]


def export_history(
    path: Annotated[str, typer.Argument(metavar="PATH", help="name.jsonl, name.csv, or -.")],
    form: Format = None,
) -> None:
    """Write the whole history to a file: .jsonl is complete, .csv is all events in one table.

    Two exports of the same history are the same bytes. Example: pricetrail export backup.jsonl
    """
    write = export_csv if _format_of(path, form) == "csv" else export_jsonl

    async def export(store: Store) -> int:
        with _output(path) as out, progress("exported") as tick:
            return await write(store, out, tick)

    done = with_store(export)
    note_line(f"exported {done:,} {'events' if write is export_csv else 'lines'}")


def import_history(
    path: Annotated[str, typer.Argument(metavar="PATH", help="name.jsonl, name.csv, or -.")],
    form: Format = None,
) -> int:
    """Add the history in a file; run it again after an interruption, nothing is stored twice.

    Bad lines are listed and left out. Example: pricetrail import backup.jsonl
    """
    read = import_csv if _format_of(path, form) == "csv" else import_jsonl
    with _input(path) as file, progress("read") as tick:
        report = with_store(lambda store: read(store, file, progress=tick), make=True)
    for bad in report.bad_lines[:_SHOWN]:
        warning_line(f"line {bad.line}: {bad.reason}")
    if report.bad > _SHOWN:
        warning_line(f"and {report.bad - _SHOWN:,} more bad lines")
    new = f"; {report.new_events:,} of {report.events:,} events are new" if report.events else ""
    note_line(f"imported {report.good:,} lines, left out {report.bad:,}{new}")
    return 1 if report.bad else 0


def _format_of(path: str, form: FormatName | None) -> FormatName:
    if form is not None:
        return form
    suffix = Path(path).suffix.lower()
    if path == "-" or suffix == ".jsonl":
        return "jsonl"
    if suffix == ".csv":
        return "csv"
    raise UsageError(f"{path}: name it .jsonl or .csv, or give --format")


@contextmanager
def _output(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    else:
        with whole_file(Path(path)) as out:
            yield out


@contextmanager
def _input(path: str) -> Iterator[BinaryIO]:
    if path == "-":
        yield sys.stdin.buffer
    else:
        with readable_file(Path(path)) as file:
            yield file
