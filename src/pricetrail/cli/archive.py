"""`archive`: the pages behind the history; how much there is, what is damaged, what may go."""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from pricetrail.archive import Archive
from pricetrail.archive.upkeep import Keeping
from pricetrail.archive.upkeep import prune as prune_archive
from pricetrail.archive.upkeep import verify as verify_archive
from pricetrail.archive.warc import write_warc
from pricetrail.bootstrap import build_archive
from pricetrail.cli.console import note_line, plain, print_json, stdout, warning_line
from pricetrail.cli.progress import progress
from pricetrail.cli.running import run_async
from pricetrail.clock import utc_now
from pricetrail.config import Settings, load_settings
from pricetrail.errors import UsageError
from pricetrail.export.files import whole_file
from pricetrail.urls import shop_of

T = TypeVar("T")

AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of text.")]
_MB = 1_000_000


def show_stats(as_json: AsJson = False) -> None:
    """Show how many pages are kept, and the room they take.

    Example: pricetrail archive stats
    """

    async def show(archive: Archive) -> None:
        used = await archive.usage()
        if as_json:
            print_json({"place": str(archive.place), **used._asdict()})
            return
        stdout().print(plain(archive.place), soft_wrap=True)
        said = f"{used.pages:,} pages in {used.bodies:,} bodies, {used.stored_bytes / _MB:,.1f} MB"
        if used.stored_bytes:
            said += f", {used.body_bytes / used.stored_bytes:.1f} times that unpacked"
        stdout().print(plain(said), soft_wrap=True)

    _with_archive(show)


def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Remove nothing, only count.")] = False,
) -> None:
    """Remove pages that were kept for long enough, see PRICETRAIL_ARCHIVE_DAYS and _FAILED_DAYS.

    Example: pricetrail archive prune --dry-run
    """

    async def remove(archive: Archive) -> None:
        keeping = keeping_of(load_settings())
        gone = await prune_archive(archive, keeping, utc_now(), dry_run=dry_run)
        done = "would go" if dry_run else "removed"
        mb = gone.stored_bytes / _MB
        note_line(f"{done}: {gone.pages:,} pages and {gone.bodies:,} bodies, {mb:,.1f} MB")

    _with_archive(remove)


def verify(
    as_json: AsJson = False,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Remove damaged bodies, which are then kept anew."),
    ] = False,
) -> int:
    """Read every page and list what is damaged or missing; ends with 1 where anything is.

    A body that was removed is written again when a page with it is seen again, or brought back by
    `restore`. Example: pricetrail archive verify --repair
    """

    async def look(archive: Archive) -> int:
        found = 0
        async for damage in verify_archive(archive, repair=repair):
            found += 1
            if as_json:
                print_json(damage._asdict())
            else:
                stdout().print(plain(f"{damage.name}: {damage.problem}"), soft_wrap=True)
        note_line(f"{found:,} damaged" if found else "every page is as it was kept")
        return 1 if found else 0

    return _with_archive(look)


def export_pages(
    path: Annotated[str, typer.Argument(metavar="PATH", help="name.warc.gz")],
    host: Annotated[str | None, typer.Option("--host", help="Only the pages of this shop.")] = None,
) -> int:
    """Write the pages to a WARC file, which any tool for web archives opens.

    Example: pricetrail archive export pages.warc.gz --host shop.example
    """
    if not path.endswith(".warc.gz"):
        raise UsageError(f"{path}: the file is named so that it ends with .warc.gz")

    async def write(archive: Archive) -> int:
        good = bad = 0
        with whole_file(Path(path)) as out, progress("written") as tick:
            async for one in write_warc(
                archive, out, lambda saved: host is None or shop_of(saved.url) == host
            ):
                if isinstance(one, str):
                    bad += 1
                    warning_line(one)
                else:
                    good += 1
                    tick(good)
        note_line(f"exported {good:,} pages" + (f", left out {bad:,}" if bad else ""))
        return 1 if bad else 0

    return _with_archive(write)


def keeping_of(settings: Settings) -> Keeping:
    """For how long the settings want pages to be kept."""
    days = settings.archive_days
    return Keeping(
        timedelta(days=days) if days else None, timedelta(days=settings.archive_failed_days)
    )


def _with_archive(work: Callable[[Archive], Coroutine[Any, Any, T]]) -> T:
    """What `work` returns, given the archive. Raises UsageError where pages are not archived."""
    settings = load_settings()
    archive = build_archive(settings)
    if archive is None:
        raise UsageError("ARCHIVE_URL=off: no pages are archived")
    return run_async(settings, work(archive))


ARCHIVE = {"stats": show_stats, "prune": prune, "verify": verify, "export": export_pages}
