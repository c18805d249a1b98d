"""`backup` and `restore`: an embedded store and its archive, as a folder that was checked."""

from pathlib import Path
from typing import Annotated

import typer

from pricetrail.archive import Archive
from pricetrail.backup import check_backup, make_backup
from pricetrail.backup import restore_backup as restore
from pricetrail.backup.manifest import Manifest
from pricetrail.bootstrap import build_archive, missing_file, store_file
from pricetrail.cli.console import note_line, warning_line
from pricetrail.cli.progress import progress
from pricetrail.clock import iso
from pricetrail.config import Settings, load_settings
from pricetrail.errors import NothingYet, UsageError

_MB = 1_000_000
_SHOWN = 20
_ADVICE = (
    "the history is in a server, and this is for SQLite files: `nodetool snapshot` or Astra's "
    "own backups keep it, docs/how-to/backup.md tells how; `pricetrail copy` takes it elsewhere"
)

WithArchive = Annotated[
    bool, typer.Option("--archive/--no-archive", help="The archived pages, too.")
]


def make(
    folder: Annotated[Path, typer.Argument(metavar="TARGET", help="A folder of its own.")],
    with_archive: WithArchive = True,
    reread: Annotated[
        bool,
        typer.Option("--reread", help="Read what is there, too, and copy anew what is damaged."),
    ] = False,
) -> int:
    """Keep a copy of the SQLite store and the archive in a folder, while scraping goes on.

    The next one into the same folder takes its place once it is complete and checked; pages that
    are there in the same size are not copied again. Damaged pages are listed and left out; it ends
    with 1 then. Example: pricetrail backup backup/
    """
    settings = load_settings()
    path = _store_file(settings)
    if (missing := missing_file(settings)) is not None:
        raise NothingYet(f"nothing to back up yet, there is no {missing}", missing)
    archive = build_archive(settings) if with_archive else None
    with progress("pages copied") as tick:
        made = make_backup(path, archive, _local(folder), reread=reread, told=tick)
    for damage in made.damages[:_SHOWN]:
        warning_line(damage)
    if len(made.damages) > _SHOWN:
        warning_line(f"and {len(made.damages) - _SHOWN:,} more pages")
    new = f", {made.new_bodies:,} new ones copied" if archive is not None else ""
    note_line(f"backed up and checked: {_said_of(made.manifest)}{new}")
    return 1 if made.damages else 0


def put_back(
    folder: Annotated[Path, typer.Argument(metavar="SOURCE", help="A folder with a backup.")],
    replace: Annotated[
        bool,
        typer.Option("--replace", help="Also where there is a history; it is kept beside it."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check every byte of the backup, change nothing.")
    ] = False,
    with_archive: WithArchive = True,
) -> None:
    """Bring the SQLite store and the archive to what a backup holds, which is checked first.

    Stop what scrapes before. An interruption leaves the old or the new; of the archive nothing is
    removed. Example: pricetrail restore backup/ --dry-run
    """
    settings = load_settings()
    path = _store_file(settings)
    archive = build_archive(settings) if with_archive else None
    with progress("pages") as tick:
        if dry_run:
            note_line(f"every byte is as it was: {_said_of(check_backup(_local(folder), tick))}")
            return
        done = restore(_local(folder), path, archive, replace=replace, told=tick)
    _tell_left_out(done.manifest, archive, wanted=with_archive)
    if done.kept is not None:
        note_line(f"what was there before is now {done.kept}")
    note_line(f"restored into {path}: {_said_of(done.manifest)}")


def _tell_left_out(manifest: Manifest, archive: Archive | None, *, wanted: bool) -> None:
    if wanted and archive is None and manifest.archive is not None:
        warning_line("ARCHIVE_URL=off: the pages of the backup were left out")


def _said_of(manifest: Manifest) -> str:
    mb = manifest.store.size / _MB
    pages = f" and {manifest.pages:,} pages" if manifest.archive is not None else ""
    return f"{mb:,.1f} MB of history of {iso(manifest.made_at)}{pages}"


def _store_file(settings: Settings) -> Path:
    path = store_file(settings)
    if path is None:
        raise UsageError(_ADVICE)
    return path


def _local(folder: Path) -> Path:
    """The folder. Raises UsageError for a URL, which a path would make a strange folder of."""
    if ":/" in str(folder):
        raise UsageError(f"{folder}: name a folder of this machine, and copy that elsewhere")
    return folder
