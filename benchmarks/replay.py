"""The archive: pages read again a second, what keeping pages costs a scrape, bytes an observation.

``python -m benchmarks replay``. The pages are those that extraction is measured on.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.crawling.goods import Good, PageMaker
from benchmarks.extracting import pages
from benchmarks.report import Result
from pricetrail.archive import Archive, open_place
from pricetrail.bootstrap import Overrides, Services, services
from pricetrail.clock import ManualClock
from pricetrail.config import Settings
from pricetrail.extract import Extraction, extract
from pricetrail.memory import keep_freed_memory
from pricetrail.replay import Replay, Wanted
from pricetrail.schema import Page

TITLE = "Archive and replay"

_ROUNDS = 5
_OBSERVATIONS = 10  # of each product; one in ten finds its page changed
_PRODUCTS = 20
_SIZE = 250_000
_START = datetime(2026, 1, 1, tzinfo=UTC)
_REPEATED = "the same scrapes without an archive"


def run() -> list[Result]:
    """All figures, in the order of the table."""
    return asyncio.run(_run())


async def _run() -> list[Result]:
    keep_freed_memory()
    return [*await _replayed(), *await _kept(), *await _room()]


async def _replayed() -> list[Result]:
    """Every page read again, on one core, and compared with its event."""
    with TemporaryDirectory() as folder:
        async with _open(Path(folder), archived=True) as app:
            for page in _captured():
                await app.pipeline.take_page(page)
            assert app.archive is not None
            extracting = _Timed()
            work = Replay(app.store, app.archive, extracting, clock=app.clock)
            whole, besides = [], []
            for _ in range(_ROUNDS):
                started, read, extracting.spent = time.process_time(), 0, 0.0
                async for _ in work.run(Wanted()):
                    read += 1
                spent = time.process_time() - started
                whole.append(spent / read)
                besides.append((spent - extracting.spent) / read)
    return [
        Result("pages read again and compared, a core", 1 / median(whole), "pages/s"),
        Result(
            "of that all but extraction: archive, store, comparing", 1000 * median(besides), "ms"
        ),
    ]


class _Timed:
    """Extracts, and adds up the CPU time that this takes."""

    def __init__(self) -> None:
        self.spent = 0.0

    async def __call__(self, page: Page) -> Extraction:
        started = time.thread_time()  # pages are read from the archive in other threads meanwhile
        try:
            return extract(page)
        finally:
            self.spent += time.thread_time() - started


async def _kept() -> list[Result]:
    """Scrapes after their fetch, nine in ten of an unchanged page, with and without an archive."""
    rates: dict[bool, list[float]] = {True: [], False: []}
    for number in range(2 * _ROUNDS):
        archived = bool(number % 2)
        with TemporaryDirectory() as folder:
            async with _open(Path(folder), archived=archived) as app:
                rates[archived].append(await _rate(app))
    with_it, without = (median(rates[archived]) for archived in (True, False))
    name = f"scrapes of {_SIZE // 1000} KB pages after their fetch, archived"
    return [Result(name, with_it, "pages/s", with_it / without, _REPEATED)]


async def _rate(app: Services) -> float:
    made = list(_made())
    started = time.process_time()
    for page in made:
        await app.pipeline.take_page(page)
    return len(made) / (time.process_time() - started)


async def _room() -> list[Result]:
    """The bytes that an observation takes in the archive."""
    with TemporaryDirectory() as folder:
        archive = Archive(open_place(folder))
        captured = list(_captured())
        for number, page in enumerate(captured):
            await archive.keep(page, f"{number:020}", "ok")
        used = await archive.usage()
    size, stored = used.body_bytes / len(captured), used.stored_bytes / len(captured)
    return [
        Result("mean page", size / 1000, "KB"),
        Result("the same archived", stored / 1000, "KB", stored / size, "the page"),
        Result("an observation, one page in ten changed", stored / 10_000, "KB"),
    ]


def _open(folder: Path, *, archived: bool) -> AbstractAsyncContextManager[Services]:
    settings = Settings(
        store_url=f"sqlite:///{folder}/history.db",
        archive_url=f"{folder}/archive" if archived else "off",
        data_dir=folder,
        _env_file=None,
    )
    return services(settings, Overrides(clock=ManualClock(_START)))


def _captured() -> Iterator[Page]:
    for number, (name, body) in enumerate(pages.load().items()):
        yield _page(f"https://shop{number}.example/{name}", body, _START)


def _made() -> Iterator[Page]:
    """Observations of products, in turn; the bytes of a page change once in ten."""
    maker = PageMaker(_SIZE, "https://shop.example")
    bodies = [maker.page(Good(number)) for number in range(_PRODUCTS)]
    for turn in range(_OBSERVATIONS):
        for number, body in enumerate(bodies):
            yield _page(f"https://shop.example/p/{number}", body, _START + timedelta(hours=turn))


def _page(url: str, body: bytes, moment: datetime) -> Page:
    return Page(url, url, 200, {"content-type": "text/html"}, body, moment, "http")
