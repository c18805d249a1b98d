"""Pages through a browser: one warm driver behind the gate, beside a fresh driver per page.

``python -m benchmarks browser``; `HOW` says what is compared.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from aiohttp import web
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

from benchmarks import report
from benchmarks.report import Result
from pricetrail.config import Settings
from pricetrail.fetch.base import Request
from pricetrail.fetch.browser.config import BrowserConfig
from pricetrail.fetch.browser.fetcher import BrowserFetcher
from pricetrail.fetch.browser.processes import memory_of_tree
from pricetrail.fetch.client import HttpClient, HttpConfig
from pricetrail.fetch.gate import Egress, Endpoint
from pricetrail.fetch.politeness import LocalPoliteness
from pricetrail.fetch.robots import Robots

TITLE = "Pages that need a browser"
PAGES = 20
HOST = "shop.test"
_USUAL = "a fresh driver a page"
HOW = """\
Product pages of 250 KB whose price a script fetches and fills in, from a server on loopback. Ours
goes through its proxy and gate, waits until the price is there and the page rests, and forgets
cookies and storage after each page. The other starts a browser for each page, as tutorials do,
waits for the document alone, without sleeping, and ends it. Seconds a page are medians; memory is
the largest of driver and browser, pages that processes share left out."""

_TEXT = "<p>A product page has much to say that no one reads, in many words of no weight.</p>"
_PAGE = f"""<!doctype html><title>Kettle</title><h1>Kettle</h1><div id=box></div>
{_TEXT * (250_000 // len(_TEXT))}
<script>fetch('/price').then(r => r.text()).then(text => {{
  document.getElementById('box').innerHTML = `<b class=price>${{text}}</b>`; }});</script>"""
_FLAGS = (
    *("--headless", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


class Figures(NamedTuple):
    """Seconds of each page, how many had the price, and the most memory in bytes."""

    seconds: list[float]
    priced: int
    memory: int


async def warm(port: int, config: BrowserConfig, pages: int) -> Figures:
    """Our fetcher, its browser started before the first page that counts."""
    egress = Egress((), {HOST: Endpoint("127.0.0.1", port)})
    politeness = LocalPoliteness(0, off=True)
    client = HttpClient(HttpConfig(config.name), egress, politeness)
    fetcher = BrowserFetcher(config, egress, politeness, Robots(client))
    memory = 0

    async def fetch() -> bool:
        nonlocal memory
        page = await fetcher.fetch(Request(f"http://{HOST}/p/1"))
        memory = max(memory, await fetcher.memory())
        return b"19,90" in page.body

    try:
        await fetch()
        return await _timed(fetch, pages, lambda: memory)
    finally:
        await fetcher.close()
        await client.close()


async def fresh(port: int, config: BrowserConfig, pages: int) -> Figures:
    """A driver for each page."""
    memory = 0

    def load() -> bool:
        nonlocal memory
        with tempfile.TemporaryDirectory() as profile:
            options = Options()
            options.binary_location = config.chromium
            options.page_load_strategy = "eager"
            sandbox = () if config.sandbox else ("--no-sandbox",)
            for flag in (*_FLAGS, *sandbox, f"--user-data-dir={profile}"):
                options.add_argument(flag)
            service = Service(config.chromedriver)
            driver = Chrome(options=options, service=service)
            try:
                driver.get(f"http://127.0.0.1:{port}/p/1")
                memory = max(memory, memory_of_tree(service.process.pid))
                return "19,90" in driver.page_source
            finally:
                driver.quit()

    return await _timed(lambda: asyncio.to_thread(load), pages, lambda: memory)


async def _timed(
    fetch: Callable[[], Awaitable[bool]], pages: int, memory: Callable[[], int]
) -> Figures:
    seconds, priced = [], 0
    for _ in range(pages):
        started = time.perf_counter()
        priced += await fetch()
        seconds.append(time.perf_counter() - started)
    return Figures(seconds, priced, memory())


@asynccontextmanager
async def _server() -> AsyncIterator[int]:
    async def answer(request: web.BaseRequest) -> web.Response:
        if request.path == "/robots.txt":
            return web.Response(status=404)
        text = "19,90 €" if request.path == "/price" else _PAGE
        return web.Response(text=text, content_type="text/html")

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


def run(pages: int = PAGES) -> list[Result]:
    """Both, one after the other, in one run. Root has no sandbox, as Chromium gives it none."""
    return asyncio.run(_run(pages))


async def _run(pages: int) -> list[Result]:
    settings = Settings(browser_sandbox="off" if os.geteuid() == 0 else "on")
    with tempfile.TemporaryDirectory(prefix="pt-") as home:
        config = BrowserConfig.of(settings, folder=Path(home))
        async with _server() as port:
            ours = await warm(port, config, pages)
            usual = await fresh(port, config, max(3, pages // 4))
    ratio = median(usual.seconds) / median(ours.seconds)
    return [
        Result("pages with a warm driver", 1 / median(ours.seconds), "pages/s", ratio, _USUAL),
        *_results("warm driver, gate", ours),
        *_results(_USUAL, usual),
    ]


def _results(name: str, figures: Figures) -> list[Result]:
    return [
        Result(f"{name}: a page", median(figures.seconds), "s"),
        Result(f"{name}: the slowest page", max(figures.seconds), "s"),
        Result(f"{name}: pages that had the price", figures.priced / len(figures.seconds), "of 1"),
        Result(f"{name}: memory", figures.memory / 1e6, "MB"),
    ]


def markdown(results: Sequence[Result]) -> str:
    """The section, with what is needed to understand it."""
    title, rest = report.markdown(TITLE, results).split("\n", 1)
    return f"{title}\n\n{HOW}\n{rest}"
