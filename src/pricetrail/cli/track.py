"""`track`, `untrack`, `purge`: what is scraped on schedule, and what is forgotten."""

import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Annotated, NamedTuple

import typer

from pricetrail import crud
from pricetrail.archive.upkeep import forget
from pricetrail.bootstrap import (
    build_archive,
    build_gate,
    build_screenshots,
    pictures_folder,
)
from pricetrail.cli.console import cell, error_line, note_line, print_json, said_of, stdout
from pricetrail.cli.inputs import (
    FetcherName,
    Given,
    UrlArguments,
    UrlFile,
    check_tag,
    given_steps,
    interval,
    read_urls,
)
from pricetrail.cli.progress import progress
from pricetrail.cli.running import with_store
from pricetrail.cli.sheet import Sheet
from pricetrail.cli.wording import span_text
from pricetrail.config import Settings, load_settings
from pricetrail.crud.targets import JumpChoice, Tracked, jump_of
from pricetrail.errors import Ambiguous, NotFound, UsageError
from pricetrail.images import forget_pictures
from pricetrail.steps import Steps
from pricetrail.store.base import Store


class Named(NamedTuple):
    """The product and the target that go by a name; one of them at least."""

    product_id: str | None
    target_id: str | None


def track_urls(
    *,
    urls: UrlArguments = None,
    file: UrlFile = None,
    every: Annotated[
        str | None, typer.Option(help="How often: 30m, 6h, 1d, 1d12h. At least a minute.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option(help="A tag to find them by; may be given again.")
    ] = None,
    fetcher: Annotated[FetcherName | None, typer.Option(help="How to fetch them.")] = None,
    steps: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|JSON", help="What a browser does before it reads them; [] for nothing."
        ),
    ] = None,
    jump: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER",
            help="Hold prices back beyond so many times the usual one; 0: none; default.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per target.")] = False,
) -> int:
    """Scrape product pages on schedule from now on; `dispatch` or `up` does it when it is due.

    A file has one URL per line; blank lines and lines that begin with # are skipped. Behind the
    URL may stand every=6h, fetcher=http, jump=5 and one or more tag=kitchen, for that one alone;
    bad lines are listed. Tracking again adds the tags and changes what is given. A URL that the
    egress gate would refuse by its text is not tracked. Steps are a JSON list, as
    docs/how-to/browser.md has them.

    Examples: pricetrail track --every 6h --tag kitchen -f urls.txt
    · pricetrail track https://shop.example/p/kettle --jump 5
    """
    span = None if every is None else interval(every)
    tags = [check_tag(t) for t in tag or [] if t.strip()]
    settings = load_settings()
    given = read_urls(urls or [], file, admit=build_gate(settings))
    bound = None if jump is None else jump_of(jump)
    wanted = [_completed(one, span, tags, fetcher, bound) for one in given.good]
    track = partial(_track_all, wanted, given_steps(steps), settings.interval)
    tracked = with_store(track, make=True)
    if as_json:
        for one in tracked:
            print_json({**one.target.json_dict(), "known": one.known})
    else:
        _show_tracked(tracked)
    return 1 if given.bad or given.refused else 0


def untrack_targets(
    names: Annotated[
        list[str], typer.Argument(metavar="ID…", help="URLs, target ids, product ids or ASINs.")
    ],
) -> int:
    """Stop scraping targets; their history stays. `track` starts them again.

    Example: pricetrail untrack https://shop.example/p/1
    """
    return with_store(partial(_untrack_all, names))


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


def _completed(
    given: Given,
    every: timedelta | None,
    tags: Sequence[str],
    fetcher: FetcherName | None,
    jump: JumpChoice | None,
) -> Given:
    """What a URL's own line says, else what was said for all; the tags of both."""
    return replace(
        given,
        every=given.every or every,
        tags=(*given.tags, *tags),
        fetcher=given.fetcher or fetcher,
        jump=jump if given.jump is None else given.jump,
    )


async def _track_all(
    wanted: Sequence[Given],
    steps: Steps | None,
    usually: timedelta,
    store: Store,
) -> list[Tracked]:
    tracked: list[Tracked] = []
    with progress("tracked", len(wanted)) as tick:
        for one in wanted:
            tracked.append(
                await crud.track(
                    store,
                    one.url,
                    every=one.every,
                    usually=usually,
                    tags=one.tags,
                    fetcher=one.fetcher,
                    steps=steps,
                    jump=one.jump,
                )
            )
            tick(len(tracked))
    return tracked


async def _untrack_all(names: Sequence[str], store: Store) -> int:
    failed = 0
    for name in names:
        try:
            target = await crud.untrack(store, name)
        except (NotFound, Ambiguous) as error:
            error_line(said_of(error))
            failed += 1
        else:
            note_line(f"no longer tracked: {target.url}")
    return 1 if failed else 0


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


def _show_tracked(tracked: Sequence[Tracked]) -> None:
    if len(tracked) <= 10:
        rows = Sheet("every", "tags", "url", flexible=["url"])
        for target, _ in tracked:
            rows.add_row(
                span_text(target.interval_s), cell(", ".join(target.tags)), cell(target.url)
            )
        stdout().print(rows)
    new = sum(not one.known for one in tracked)
    known = f"; tracked already: {len(tracked) - new}" if new < len(tracked) else ""
    note_line(f"tracked {new} more{known}")
