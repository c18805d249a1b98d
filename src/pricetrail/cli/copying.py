"""`copy`: the history of one store in another, verified."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer

from pricetrail import export
from pricetrail.bootstrap import build_store, missing_file
from pricetrail.cli.console import error_line, note_line, warning_line
from pricetrail.cli.progress import progress
from pricetrail.config import Settings, load_settings
from pricetrail.errors import UsageError
from pricetrail.export import CopyReport
from pricetrail.log import configure_logging
from pricetrail.store.base import Store

_SHOWN = 20


def copy_history(
    source: Annotated[str, typer.Option("--from", metavar="URL", help="The store to read.")],
    target: Annotated[str, typer.Option("--to", metavar="URL", help="The store to add it to.")],
) -> int:
    """Take all that a store holds to another one; run it again after an interruption.

    At the end the exports of both are compared to the byte, and all other rows one by one; with a
    difference it ends with 1. URLs are written as in STORE_URL. What is kept for a bounded time,
    such as attempts, is kept that long from now on. Archived pages stay where they are.
    Example: pricetrail copy --from sqlite:///prices.db --to cassandra://127.0.0.1/scraper_app
    """
    if source == target:
        raise UsageError("--from and --to name the same store")
    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)
    report = asyncio.run(_copy(settings, source, target))
    for bad in report.taken.bad_lines[:_SHOWN]:
        warning_line(bad.reason)
    if report.difference is None:
        note_line(f"copied {report.lines:,} lines; both exports have sha256 {report.sha256}")
        note_line(f"and {report.rows:,} rows that an export leaves out, each read back")
        return 0
    error_line(f"copied, but {report.difference}: the two histories are not the same")
    return 1


async def _copy(settings: Settings, source: str, target: str) -> CopyReport:
    async with (
        _store(settings, "--from", source) as here,
        _store(settings, "--to", target) as there,
    ):
        missing = missing_file(settings.model_copy(update={"store_url": source}))
        if missing is not None:
            raise UsageError(f"--from: there is no file {missing}")
        if await here.sync(dry_run=True):
            raise UsageError(
                "--from names a store without this version's tables: correct it, or set STORE_URL "
                "to it and run `pricetrail sync-tables`"
            )
        await here.open()
        await there.open()
        with progress("copied") as tick:
            return await export.copy_history(here, there, progress=tick)


@asynccontextmanager
async def _store(settings: Settings, option: str, url: str) -> AsyncIterator[Store]:
    """The store at `url`, not yet open; closed at the end."""
    try:
        store = build_store(settings.model_copy(update={"store_url": url}))
    except UsageError as error:
        raise UsageError(f"{option}: {error}") from error
    try:
        yield store
    finally:
        await store.close()
