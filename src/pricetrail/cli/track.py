"""`track`, `untrack`, `purge`: what is scraped on schedule, and what is forgotten."""

import sys
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Annotated

import typer

from pricetrail import crud
from pricetrail.bootstrap import Services
from pricetrail.cli.console import cell, error_line, print_json, stderr, stdout, table
from pricetrail.cli.inputs import UrlArguments, UrlFile, interval, read_urls
from pricetrail.cli.progress import progress
from pricetrail.cli.running import with_services
from pricetrail.cli.scrape import FetcherName
from pricetrail.cli.wording import span_text
from pricetrail.crud.targets import Tracked
from pricetrail.errors import Ambiguous, NotFound, UsageError


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
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per target.")] = False,
) -> int:
    """Scrape product pages on schedule from now on; `dispatch` or `up` does it when it is due.

    One URL per line; blank lines and lines with # are skipped. Tracking again adds the tags and
    changes what is given. Example: pricetrail track --every 6h --tag kitchen -f urls.txt
    """
    span = None if every is None else interval(every)
    tags = [t.strip() for t in tag or [] if t.strip()]
    given = read_urls(urls or [], file)
    tracked = with_services(partial(_track_all, given.good, span, tags, fetcher))
    if as_json:
        for one in tracked:
            print_json({**one.target.json_dict(), "known": one.known})
    else:
        _show_tracked(tracked)
    return 1 if given.bad else 0


def untrack_targets(
    names: Annotated[
        list[str], typer.Argument(metavar="ID…", help="URLs, target ids, product ids or ASINs.")
    ],
) -> int:
    """Stop scraping targets; their history stays. `track` starts them again.

    Example: pricetrail untrack https://shop.example/p/1
    """
    return with_services(partial(_untrack_all, names))


def purge_product(
    name: Annotated[str, typer.Argument(metavar="ID", help="A product id, a URL or an ASIN.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Remove a product with its whole history for good; there is no way back but an export.

    Example: pricetrail purge shop.example:1a2b3c4d5e6f7a8b --yes
    """
    if not yes and not sys.stdin.isatty():
        raise UsageError("purge removes history for good; say --yes")
    product_id = with_services(partial(_resolve, name))
    if not yes:
        typer.confirm(f"Remove {product_id} with its whole history for good?", abort=True, err=True)
    with_services(lambda services: crud.purge(services.store, product_id))
    stderr().print(f"removed {product_id}")


async def _track_all(
    urls: Sequence[str],
    every: timedelta | None,
    tags: Sequence[str],
    fetcher: FetcherName | None,
    services: Services,
) -> list[Tracked]:
    tracked: list[Tracked] = []
    with progress("tracked", len(urls)) as tick:
        for url in urls:
            tracked.append(
                await crud.track(
                    services.store,
                    url,
                    every=every,
                    usually=services.settings.interval,
                    tags=tags,
                    fetcher=fetcher,
                    clock=services.clock,
                )
            )
            tick(len(tracked))
    return tracked


async def _untrack_all(names: Sequence[str], services: Services) -> int:
    failed = 0
    for name in names:
        try:
            target = await crud.untrack(services.store, name)
        except (NotFound, Ambiguous) as error:
            error_line(str(error))
            failed += 1
        else:
            stderr().print(f"no longer tracked: {target.url}", soft_wrap=True)
    return 1 if failed else 0


async def _resolve(name: str, services: Services) -> str:
    return await crud.resolve(services.store, name)


def _show_tracked(tracked: Sequence[Tracked]) -> None:
    if len(tracked) <= 10:
        rows = table("every", "tags", "url", flexible=["url"])
        for target, _ in tracked:
            rows.add_row(
                span_text(target.interval_s), cell(", ".join(target.tags)), cell(target.url)
            )
        stdout().print(rows)
    new = sum(not one.known for one in tracked)
    known = f", {len(tracked) - new} were tracked already" if new < len(tracked) else ""
    stderr().print(f"tracked {new} more{known}")
