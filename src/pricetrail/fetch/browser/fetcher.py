"""Pages as Chromium makes them: the `Fetcher` for shops whose pages are made by scripts."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from typing import NamedTuple

from aiohttp.abc import AbstractResolver
from yarl import URL

from pricetrail.clock import Clock, utc_now
from pricetrail.errors import (
    EgressDenied,
    FetchError,
    FetchFailed,
    InvalidURL,
    PageRejected,
    PricetrailError,
    ServiceUnavailable,
)
from pricetrail.fetch.base import Request
from pricetrail.fetch.browser.browser import Browser
from pricetrail.fetch.browser.config import BrowserConfig
from pricetrail.fetch.browser.folders import sweep
from pricetrail.fetch.browser.loading import Loading, Look
from pricetrail.fetch.browser.network import Document, NetworkLog
from pricetrail.fetch.browser.proxy import EgressProxy, Traffic
from pricetrail.fetch.browser.stepping import do_steps
from pricetrail.fetch.browser.trouble import (
    BrowserLost,
    BrowserTrouble,
    CommandRefused,
    LoadFailed,
    LoadTooSlow,
)
from pricetrail.fetch.client import Budget
from pricetrail.fetch.gate import Egress
from pricetrail.fetch.politeness import Politeness
from pricetrail.fetch.retry import RetryPolicy, parse_retry_after, raise_if_limited
from pricetrail.fetch.robots import Robots
from pricetrail.log import get_logger
from pricetrail.schema import Page
from pricetrail.urls import parse_url, shop_of, url_of

_TIME_TO_READ_S = 3.0  # of a fetch's time, what is left when the page has to be there
_TIME_TO_START_S = 60.0
_TIME_TO_LEAVE_S = 5.0
_TIME_TO_PICTURE_S = 2.0  # a page that goes from one document to the next never stands still
_WATCH_EVERY_S = 0.5
# One page loads; one more may wait for its host's turn, or have it and wait for the browser: the
# turns of many hosts would otherwise run out behind a few slow pages.
_MOST_AT_ONCE = 2
_MOST_TIMES_MEMORY = 2
_UNSAFE = frozenset({"ERR_UNSAFE_REDIRECT", "ERR_UNKNOWN_URL_SCHEME", "ERR_DISALLOWED_URL_SCHEME"})
_REJECTED = {
    "ERR_TOO_MANY_REDIRECTS": "the page redirects in a circle",
    "ERR_ABORTED": "there is no page at that address, but a download or nothing",
}
# What these say is true of the bytes that came, and not of the document that is read.
_NOT_OF_DOCUMENT = frozenset(
    {"content-encoding", "content-length", "transfer-encoding", "etag", "last-modified"}
)
_log = get_logger("browser")


class _Visit(NamedTuple):
    """A page, and the way to it: the addresses of all documents that were asked for."""

    page: Page
    hops: Iterable[str]

    @property
    def status(self) -> int:
        """The page's."""
        return self.page.status


class BrowserFetcher:
    """The `Fetcher` that lets Chromium load the page, one page at a time.

    Its browser is started for the first page, used for many, and replaced after so many pages,
    after a crash, or when it has grown too large. It keeps no cookies from page to page.
    `last_traffic` is what the last page asked for, and was refused.
    """

    name = "browser"

    def __init__(
        self,
        config: BrowserConfig,
        egress: Egress,
        politeness: Politeness,
        robots: Robots,
        *,
        clock: Clock = utc_now,
        retry: RetryPolicy | None = None,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._config = config
        self._egress = egress
        self._politeness = politeness
        self._robots = robots
        self._clock = clock
        self._retry = retry if retry is not None else RetryPolicy()
        self._proxy = EgressProxy(egress, resolver)
        self._few = asyncio.Semaphore(_MOST_AT_ONCE)
        self._turn = asyncio.Lock()
        self._browser: Browser | None = None
        self.last_traffic: Traffic | None = None

    async def fetch(self, request: Request) -> Page:
        """See `pricetrail.fetch.base.Fetcher.fetch`.

        The body is the document as scripts left it, in UTF-8, after the request's steps.
        Validators are not sent: whether the shell changed says nothing of the price.
        """
        url = parse_url(request.url)
        self._egress.check(url)
        budget = Budget(self._config.timeout_s)
        crawl_delay_s = await self._robots.check(url)
        host = shop_of(url)

        async def attempt() -> _Visit:
            async with self._few:
                async with self._turn:  # a host's turn is no time to start a browser
                    await self._ready()
                async with self._politeness.turn(host, crawl_delay_s=crawl_delay_s), self._turn:
                    browser = await self._ready()
                    async with budget.spend():
                        visit = await self._visit(browser, url, request, budget.left_s)
                    await self._note_pause(host, visit.page)
            raise_if_limited(url.host, visit.status, visit.page.headers, self._clock())
            return visit

        page, hops = await self._retry.run(attempt)
        await self._check_way(url, [*hops, page.final_url])
        return page

    async def memory(self) -> int:
        """Bytes that the browser has at this moment, with all its processes; 0 without one."""
        return 0 if self._browser is None else await self._browser.memory()

    async def close(self) -> None:
        """End the browser and remove what it wrote; closing twice is harmless."""
        await self._drop()
        await self._proxy.close()

    async def _check_way(self, url: URL, hops: Iterable[str]) -> None:
        """Raises RobotsDenied where the way that a page led us was not for us to go.

        It is asked afterwards: it may need a turn at the host whose turn a page holds.
        """
        web = (parse_url(hop).with_fragment(None) for hop in hops if hop.startswith("http"))
        for hop in dict.fromkeys(web):
            if hop != url.with_fragment(None):
                await self._robots.check(hop)

    async def _ready(self) -> Browser:
        """The browser, started where there is none. Raises FetchFailed."""
        if self._browser is None:
            if not self._proxy.port:
                await asyncio.to_thread(sweep, self._config.folder)
                await self._proxy.start()
            try:
                async with asyncio.timeout(_TIME_TO_START_S):
                    self._browser = await Browser.start(self._config, self._proxy.port)
            except (BrowserTrouble, ServiceUnavailable, TimeoutError) as error:
                raise FetchFailed(f"the browser does not start: {error}") from error
        return self._browser

    async def _drop(self) -> None:
        browser, self._browser = self._browser, None
        if browser is not None:
            await browser.close()

    async def _visit(self, browser: Browser, url: URL, request: Request, left_s: float) -> _Visit:
        """Load a page and leave it again, with the browser as it was before, or without one."""
        deadline = time.monotonic() + max(left_s - _TIME_TO_READ_S, left_s / 2)
        traffic = self.last_traffic = self._proxy.begin(self._config.max_traffic_bytes)
        loading = Loading(browser, NetworkLog(browser.driver.frame), traffic, deadline)
        try:
            async with self._watched(browser) as watch:
                page = await self._load(loading, url, request)
                return _Visit(page, loading.log.hops)
        except BrowserLost as error:
            if watch.done():
                most = self._config.memory_mb * _MOST_TIMES_MEMORY
                raise PageRejected(f"the page takes more than {most:,} MB of memory") from error
            raise FetchFailed(f"the browser ended: {error}") from error
        finally:
            await self._leave(browser, loading, url)

    async def _load(self, loading: Loading, url: URL, request: Request) -> Page:
        try:
            look = await self._open(loading, url, request)
            body, address = await loading.read(self._config.max_page_bytes)
        except (LoadFailed, LoadTooSlow, CommandRefused) as error:
            failure = self._failure(loading, url, error)
            raise await self._pictured(loading, failure) from error
        except FetchError as error:
            raise await self._pictured(loading, error) from error.__cause__
        document = loading.log.document
        if document is None or document.status is None:
            raise self._failure(loading, url, LoadFailed("ERR_ABORTED"))
        self._admit(address)
        failed = not look.priced or document.status >= 400
        return Page(
            url=request.url,
            final_url=address,
            status=document.status,
            headers=_headers_of(document),
            body=body,
            fetched_at=self._clock(),
            fetcher=self.name,
            screenshot=await _screenshot(loading.browser) if failed else None,
        )

    async def _open(self, loading: Loading, url: URL, request: Request) -> Look:
        """Load the page, do the steps, and wait until it rests."""
        browser = loading.browser
        try:
            await browser.call(browser.driver.open, str(url))
            await loading.arrive()
        finally:
            if not browser.driver.is_lost:
                loading.log.feed(await browser.call(browser.driver.network_messages))
        look = await loading.settle()
        if request.steps:
            await do_steps(loading, request.steps)
            look = await loading.settle()
        document = loading.log.document
        if document is not None and document.error is not None:
            raise LoadFailed(document.error.removeprefix("net::"))
        return look

    def _failure(self, loading: Loading, url: URL, error: BrowserTrouble) -> PricetrailError:
        """Our error for a page that could not be loaded."""
        document, traffic = loading.log.document, loading.traffic
        asked = URL(document.url) if document is not None else url
        try:
            self._egress.check(asked)
        except EgressDenied as denied:
            return denied
        return _failed(asked.raw_host, traffic, error)

    def _admit(self, address: str) -> None:
        """Raises PageRejected, EgressDenied where the loaded page has no address for us."""
        try:
            self._egress.check(parse_url(address))
        except InvalidURL as error:
            raise PageRejected(f"the page leads to what is no web page: {error}") from error

    async def _pictured(self, loading: Loading, error: PricetrailError) -> PricetrailError:
        """`error` with a picture of the page, where there was one."""
        document = loading.log.document
        if isinstance(error, FetchError) and document is not None and document.status is not None:
            error.screenshot = await _screenshot(loading.browser)
        return error

    async def _note_pause(self, host: str, page: Page) -> None:
        if page.status in {429, 503}:
            pause = parse_retry_after(page.headers.get("retry-after"), self._clock())
            if pause is not None:
                await self._politeness.pause(host, pause.total_seconds())

    @asynccontextmanager
    async def _watched(self, browser: Browser) -> AsyncIterator[asyncio.Task[None]]:
        """Ends the browser where a page makes it far too large; the task is done then."""
        watch = asyncio.create_task(self._watch(browser))
        try:
            yield watch
        finally:
            watch.cancel()

    async def _watch(self, browser: Browser) -> None:
        most = self._config.memory_mb * _MOST_TIMES_MEMORY * 1_000_000
        while True:
            await asyncio.sleep(_WATCH_EVERY_S)
            if await browser.memory() > most:
                browser.kill()
                return

    async def _leave(self, browser: Browser, loading: Loading, url: URL) -> None:
        """Forget the page; end the browser where that fails, or it served long enough."""
        await self._proxy.end()
        browser.pages += 1
        document = loading.log.document
        origins = {_origin_of(str(url)), _origin_of(document.url if document else "")} - {None}
        try:
            if not browser.driver.is_lost:
                async with asyncio.timeout(_TIME_TO_LEAVE_S):
                    await browser.call(browser.driver.forget, sorted(filter(None, origins)))
        except (BrowserTrouble, TimeoutError) as error:
            _log.info("the browser is given up", reason=str(error))
            browser.kill()
        worn = browser.pages >= self._config.pages
        if worn or browser.driver.is_lost or await self._has_grown(browser):
            await self._drop()

    async def _has_grown(self, browser: Browser) -> bool:
        return await browser.memory() > self._config.memory_mb * 1_000_000


async def _screenshot(browser: Browser) -> bytes | None:
    """The page's picture; none, and soon no browser, where the page does not let it be taken."""
    with suppress(BrowserTrouble, TimeoutError):
        async with asyncio.timeout(_TIME_TO_PICTURE_S):
            return await browser.call(browser.driver.screenshot)
    return None


def _failed(host: str | None, traffic: Traffic, error: BrowserTrouble) -> PricetrailError:
    code = str(error)
    if host in traffic.refused:
        return EgressDenied(traffic.refused[host])
    if code in _UNSAFE:
        return EgressDenied("the page leads to an address that is not http or https")
    if traffic.is_over:
        return PageRejected(f"the page loads more than {traffic.most_bytes:,} bytes")
    if code in _REJECTED:
        return PageRejected(_REJECTED[code])
    if isinstance(error, LoadTooSlow):
        return FetchFailed("it takes too long to load")
    if host in traffic.failed:
        return FetchFailed(f"{host} cannot be reached: {traffic.failed[host]}")
    if "CERT" in code or "SSL" in code:
        return FetchFailed(f"{host} offers no trusted TLS connection: {code}")
    return FetchFailed(f"{host} gives the browser no page: {code}")


def _headers_of(document: Document) -> dict[str, str]:
    """The response's headers, as far as they are true of the document that was read."""
    headers = {k: v for k, v in document.headers.items() if k not in _NOT_OF_DOCUMENT}
    return headers | {"content-type": "text/html; charset=utf-8"}


def _origin_of(url: str) -> str | None:
    try:
        return str(url_of(url).origin())
    except ValueError:
        return None
