"""`scrape`: URLs once, now: fetch, extract, validate, store."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from typing import Annotated, Any

import typer

from pricetrail.bootstrap import Services, missing_browser
from pricetrail.cli.console import cell, note_line, print_json, stdout
from pricetrail.cli.inputs import FetcherName, UrlArguments, UrlFile, read_urls
from pricetrail.cli.progress import progress
from pricetrail.cli.running import with_services
from pricetrail.cli.sheet import Sheet
from pricetrail.cli.wording import amount, availability_text, state_text
from pricetrail.config import load_settings
from pricetrail.errors import EgressDenied, PolicyError, ServiceUnavailable
from pricetrail.pipeline import Scrape
from pricetrail.queue import Job, LocalQueue
from pricetrail.urls import shop_of, target_id_of

_POLICY = 4


def scrape_urls(
    urls: UrlArguments = None,
    file: UrlFile = None,
    fetcher: Annotated[
        FetcherName | None, typer.Option(help="How to fetch; otherwise as the target says.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object per URL, as they finish.")
    ] = False,
) -> int:
    """Scrape product pages once, now: fetch, extract, validate and store each of them.

    Ends with 1 where some gave no event, and with 4 where policy (egress, robots.txt) refused
    every one of those. Example: pricetrail scrape https://shop.example/p/1 --json
    """
    given = read_urls(urls or [], file)
    if fetcher == "browser":
        need_browser()
    show = print_line if as_json else None
    scrapes = with_services(partial(_scrape_all, [one.url for one in given.good], fetcher, show))
    if not as_json:
        stdout().print(_overview(scrapes))
        _summary(scrapes)
    return max(_exit_code(scrapes), 1 if given.bad else 0)


def need_browser() -> None:
    """Raises ServiceUnavailable where this machine cannot run a browser."""
    missing = missing_browser(load_settings())
    if missing is not None:
        raise ServiceUnavailable(missing)


def print_line(scrape: Scrape) -> None:
    """How one scrape went, as a JSON line."""
    attempt, event = scrape.attempt, scrape.event
    kept = ("url", "outcome", "reason", "product_id", "target_id", "final_url", "status")
    line: dict[str, Any] = {**attempt.json_dict()}
    line = {name: line[name] for name in (*kept, "fetcher", "rule", "duration_ms", "size")}
    print_json({**line, "event": None if event is None else event.json_dict()})


async def _scrape_all(
    urls: Sequence[str],
    fetcher: FetcherName | None,
    show: Callable[[Scrape], None] | None,
    services: Services,
) -> list[Scrape]:
    """Scrape all at once, each shop one page at a time; the scrapes in the order of `urls`."""
    by_target = {target_id_of(url): url for url in urls}
    scrapes: dict[str, Scrape] = {}
    with progress("scraped", len(urls), beside_results=show is not None) as tick:

        async def work(job: Job) -> None:
            scrape = await services.pipeline.scrape_url(by_target[job.target_id], fetcher=fetcher)
            scrapes[job.target_id] = scrape
            tick(len(scrapes))
            if show is not None:
                show(scrape)

        queue = LocalQueue(work)
        try:
            for target_id, url in by_target.items():
                await queue.put([Job(target_id, shop_of(url), None)])
            await queue.join()
        finally:
            await asyncio.shield(queue.close())
    return [scrapes[target_id] for target_id in by_target]


def _exit_code(scrapes: Sequence[Scrape]) -> int:
    failed = [scrape for scrape in scrapes if scrape.event is None]
    if not failed:
        return 0
    refused = all(isinstance(scrape.error, PolicyError) for scrape in failed)
    return _POLICY if refused else 1


def _overview(scrapes: Sequence[Scrape]) -> Any:
    rows = Sheet("outcome", "price", "state", "product", right=["price"], flexible=["product"])
    for scrape in scrapes:
        event = scrape.event
        rows.add_row(
            state_text(_went(scrape)),
            cell(amount(event.price, event.currency) if event else None),
            availability_text(event.availability if event else None),
            cell(event.name if event else f"{scrape.attempt.url}: {scrape.attempt.reason}"),
        )
    return rows


def _went(scrape: Scrape) -> str:
    """How it went, where the address was refused before anything was sent: just that."""
    return "refused" if isinstance(scrape.error, EgressDenied) else scrape.attempt.outcome


def _summary(scrapes: Sequence[Scrape]) -> None:
    if len(scrapes) > 1:
        counts = Counter(_went(scrape) for scrape in scrapes)
        said = ", ".join(f"{count} {state_text(went)}" for went, count in counts.most_common())
        note_line(f"{len(scrapes)} scraped: {said}")
