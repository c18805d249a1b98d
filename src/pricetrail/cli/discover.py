"""`discover`: the product URLs of a shop, from its sitemaps or from a listing page."""

import re
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Annotated

import typer
from yarl import URL

from pricetrail import crud
from pricetrail.bootstrap import Services
from pricetrail.cli.console import note_line, plain, print_json, stdout, warning_line
from pricetrail.cli.inputs import interval
from pricetrail.cli.progress import progress
from pricetrail.cli.running import with_services
from pricetrail.clock import utc_now
from pricetrail.errors import FetchError, FetchFailed, InvalidURL
from pricetrail.extract.listing import likely_products, product_links, sitemap_urls
from pricetrail.fetch.base import Fetcher, Request
from pricetrail.schema import Page
from pricetrail.urls import normalise_url, shop_of, target_id_of

_MOST_SITEMAPS = 200
_SITEMAP_ENDINGS = (".xml", ".xml.gz")
_NAMED = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def discover(
    url: Annotated[
        str, typer.Argument(metavar="URL", help="A shop, a sitemap, or a listing page.")
    ],
    *,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many.")] = None,
    track: Annotated[bool, typer.Option("--track", help="Track them, too.")] = False,
    every: Annotated[str | None, typer.Option(help="With --track: how often, such as 6h.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="With --track: a tag.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per URL.")] = False,
) -> int:
    """List the product URLs of a shop, one per line: of its sitemaps, or of a listing page.

    Of a shop's front page the sitemaps are read that robots.txt names, else /sitemap.xml, else
    the page itself. Only URLs of the same shop count. Ends with 1 where none was found.
    Example: pricetrail discover https://shop.example/ | pricetrail track --every 1d -
    """
    start = URL(normalise_url(url))
    span = None if every is None else interval(every)
    wanted = Wanted(limit, as_json, track, span, tag or [])
    found = with_services(partial(_discover, start, wanted))
    note_line(f"{found:,} product URLs found{', tracked' if track and found else ''}")
    return 0 if found else 1


@dataclass(frozen=True)
class Wanted:
    """What to do with what is found."""

    limit: int | None
    as_json: bool
    track: bool
    every: timedelta | None
    tags: list[str]


async def _discover(start: URL, wanted: Wanted, services: Services) -> int:
    found = 0
    search = Search(services.fetchers["http"], start)
    with progress("found", beside_results=True) as tick:
        async with aclosing(search.products()) as urls:
            async for url in urls:
                if found == wanted.limit:
                    break
                if wanted.track:
                    await crud.track(
                        services.store,
                        url,
                        every=wanted.every,
                        usually=services.settings.interval,
                        tags=wanted.tags,
                        clock=services.clock,
                    )
                _print(url, as_json=wanted.as_json)
                found += 1
                tick(found)
    return found


def _print(url: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"url": url, "target_id": target_id_of(url)})
    else:
        stdout().print(plain(url), soft_wrap=True)


class Search:
    """The product URLs of one shop, beginning at `start`."""

    def __init__(self, fetcher: Fetcher, start: URL) -> None:
        self._fetcher = fetcher
        self._start = start
        self._shop = shop_of(start)

    async def products(self) -> AsyncGenerator[str]:
        """Each URL once, normalised, in the order they are found.

        Raises as the fetcher does where `start` itself cannot be had; a sitemap that cannot is
        warned about.
        """
        seen: set[str] = set()
        async for url in self._candidates():
            normal = self._own(url)
            if normal is not None and normal not in seen:
                seen.add(normal)
                yield normal

    async def _candidates(self) -> AsyncGenerator[str]:
        if self._start.path.endswith(_SITEMAP_ENDINGS):
            async for url in self._of_sitemaps([str(self._start)]):
                yield url
            return
        if self._start.path == "/" and not self._start.query_string:
            any_found = False
            async for url in self._of_sitemaps(await self._named_sitemaps()):
                any_found = True
                yield url
            if any_found:
                return
        for url in product_links(await self._page(str(self._start))):
            yield url

    async def _of_sitemaps(self, first: list[str]) -> AsyncGenerator[str]:
        """The product URLs of sitemaps and of those that they name, a bounded number of them."""
        waiting, known = deque(first), set(first)
        for _ in range(_MOST_SITEMAPS):
            if not waiting:
                return
            entries = self._all_own(sitemap_urls(await self._sitemap(waiting.popleft())))
            nested = [u for u in entries if URL(u).path.endswith(_SITEMAP_ENDINGS)]
            new = [u for u in nested if u not in known]
            known.update(new)
            waiting.extend(new)
            for url in likely_products([u for u in entries if u not in nested]):
                yield url
        if waiting:
            warning_line(f"read {_MOST_SITEMAPS} sitemaps; {len(waiting)} more were left out")

    async def _named_sitemaps(self) -> list[str]:
        """The sitemaps that robots.txt names, else the usual one."""
        page = await self._sitemap(str(self._start.with_path("/robots.txt")))
        named = _NAMED.findall(page.body.decode("utf-8", "replace"))
        return self._all_own(named) or [str(self._start.with_path("/sitemap.xml"))]

    def _all_own(self, urls: list[str]) -> list[str]:
        return [own for url in urls if (own := self._own(url)) is not None]

    async def _sitemap(self, url: str) -> Page:
        """The page at `url`; one without a body, and a warning, where it cannot be had."""
        try:
            return await self._page(url)
        except FetchError as error:
            if error.status != 404:
                warning_line(f"{url}: {error}")
            return Page(url, url, error.status or 0, {}, b"", utc_now(), self._fetcher.name)

    async def _page(self, url: str) -> Page:
        page = await self._fetcher.fetch(Request(url))
        if page.status >= 400:
            raise FetchFailed(f"{url} answers {page.status}", status=page.status)
        return page

    def _own(self, url: str) -> str | None:
        """`url` in its normal form where it is one of this shop, else None."""
        try:
            normal = normalise_url(url)
        except InvalidURL:
            return None
        return normal if shop_of(normal) == self._shop else None
