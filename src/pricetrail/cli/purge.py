"""`purge`: what is forgotten for good, with its pages and pictures."""

import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Annotated, NamedTuple

import typer

from pricetrail import crud
from pricetrail.archive.upkeep import forget
from pricetrail.bootstrap import build_archive, build_screenshots, pictures_folder
from pricetrail.cli.console import note_line
from pricetrail.cli.running import with_store
from pricetrail.config import Settings, load_settings
from pricetrail.errors import NotFound, UsageError
from pricetrail.images import forget_pictures
from pricetrail.store.base import Store


class Named(NamedTuple):
    """The product and the target that go by a name; one of them at least."""

    product_id: str | None
    target_id: str | None


def purge_product(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="A product id, a target id, a URL or an ASIN.")
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove a product with its whole history for good; there is no way back but an export.

    Its archived pages go, too, and one that another product has as well stays as that one's; and
    of this machine its pictures and screenshots. A target that never gave a product is removed
    with its attempts.

    Example: pricetrail purge shop.example:1a2b3c4d5e6f7a8b --yes
    """
    if not yes and not sys.stdin.isatty():
        raise UsageError("purge removes history for good; say --yes")
    named = with_store(partial(_named, name))
    said = named.product_id or named.target_id
    if not yes:
        typer.confirm(f"Remove {said} with its whole history for good?", abort=True, err=True)
    pages = with_store(partial(_purge, named))
    kept = "1 archived page" if pages == 1 else f"{pages:,} archived pages"
    note_line(f"removed {said}, and {kept}")


async def _named(name: str, store: Store) -> Named:
    product_id = target_id = None
    with suppress(NotFound):
        product_id = await crud.resolve(store, name)
    with suppress(NotFound):
        target_id = (await crud.get_target(store, name)).target_id
    if product_id is None and target_id is None:
        raise NotFound(f"no product or target {name!r}", among="targets")
    return Named(product_id, target_id)


async def _purge(named: Named, store: Store) -> int:
    """Remove pages first and the product last, so that it can be repeated; returns the pages."""
    target_ids = {named.target_id} if named.target_id is not None else set()
    if named.product_id is not None:
        target_ids |= await crud.target_ids_of(store, named.product_id)
    settings = load_settings()
    await _forget_pictures(settings, store, named.product_id, target_ids)
    archive = build_archive(settings)
    pages = 0
    if archive is not None and target_ids:
        pages = (await forget(archive, target_ids)).pages
    if named.product_id is not None:
        await crud.purge(store, named.product_id)
    if named.target_id is not None:
        await crud.purge_target(store, named.target_id)
    return pages


async def _forget_pictures(
    settings: Settings, store: Store, product_id: str | None, target_ids: Iterable[str]
) -> None:
    """Remove what this machine keeps of a product's pictures, and of what a browser showed."""
    screenshots = build_screenshots(settings)
    for target_id in target_ids:
        with suppress(NotFound):
            target = await crud.get_target(store, target_id)
            found = [one.screenshot async for one in crud.attempts(store, target)]
            await screenshots.forget(name for name in found if name is not None)
    if product_id is not None:
        urls = await crud.picture_urls_of(store, product_id)
        await forget_pictures(pictures_folder(settings), urls)
