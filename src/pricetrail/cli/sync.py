"""`sync-tables`: the store's tables as this version declares them."""

import asyncio
from typing import Annotated

import typer
from rich.text import Text

from pricetrail.bootstrap import build_store
from pricetrail.cli.console import note_line, stdout
from pricetrail.config import Settings, load_settings
from pricetrail.log import configure_logging


def sync_tables(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the statements; change nothing.")
    ] = False,
) -> None:
    """Create the tables and columns that the store lacks; what is there is never dropped.

    Opening a store does the same. Before an upgrade, --dry-run shows what that would change.
    Example: pricetrail sync-tables --dry-run
    """
    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)
    statements = asyncio.run(_sync(settings, dry_run=dry_run))
    if dry_run:
        for statement in statements:
            stdout().print(Text(f"{statement};"), soft_wrap=True)
    note_line(_summary(len(statements), dry_run=dry_run))


async def _sync(settings: Settings, *, dry_run: bool) -> list[str]:
    """What the store lacked, as statements; they have been executed unless it is a dry run."""
    store = build_store(settings)
    try:
        lacking = await store.sync(dry_run=True)
        if lacking and not dry_run:
            await store.open()
        return lacking
    finally:
        await store.close()


def _summary(count: int, *, dry_run: bool) -> str:
    if count == 0:
        return "the tables are as this version declares them"
    statements = "1 statement" if count == 1 else f"{count} statements"
    return f"{statements} would run" if dry_run else f"{statements} ran"
