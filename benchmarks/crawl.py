"""A crawl of product pages beside Scrapy and Crawlee: pages a second, CPU and peak memory.

``python -m benchmarks.crawl [--pages N] [--rounds N] [--only NAME…] [--size SIZE]``; `HOW` says
what is compared.
"""

import argparse
import asyncio
import json
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from os import getloadavg
from pathlib import Path
from statistics import median
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.crawling.fields import FIELDS
from benchmarks.crawling.goods import SIZES, Good
from benchmarks.crawling.job import Job
from benchmarks.crawling.server import ceiling
from benchmarks.crawling.watching import Used, run_watched

TITLE = "A crawl of product pages"
PAGES = 5_000
ROUNDS = 3
CONCURRENCY = 16
AGAINST = "Scrapy, lexbor"
OURS = "with_pricetrail"
HOW = """\
All crawl one local shop that keeps connections alive and sends gzip, with the same concurrency,
each in a process of its own, robots.txt obeyed and nothing slowed down. pricetrail runs its whole
pipeline (egress gate, extraction with provenance, validation, history in SQLite); the peers read
the same fields, from JSON-LD and with their own selectors, into JSON Lines. Nobody keeps the pages
themselves. In each round everyone
has a turn, and the medians count. Time runs from the start of the crawl to the closed output,
imports left out; CPU and memory are those of the whole process."""

_ROOT = Path(__file__).parent.parent
PEERS_PYTHON = _ROOT / ".cache" / "bench-venv" / "bin" / "python"
_PEERS = ("scrapy", "parsel", "crawlee", "impit", "selectolax")
_SLOWEST = 20  # pages a second, below which a crawl counts as hanging


class Crawler(NamedTuple):
    """One competitor: its name, its module in `benchmarks.crawling`, and its parser."""

    name: str
    module: str
    parser: str


CRAWLERS = (
    Crawler("pricetrail", OURS, "own"),
    Crawler("pricetrail, a reader beside", OURS, "beside"),
    Crawler(AGAINST, "with_scrapy", "lexbor"),
    Crawler("Scrapy, parsel", "with_scrapy", "parsel"),
    Crawler("Crawlee, Http + lexbor", "with_crawlee", "lexbor"),
    Crawler("Crawlee, Parsel", "with_crawlee", "parsel"),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one crawl took, or the medians of several."""

    pages_s: float
    cpu_ms_page: float
    peak_mb: float


class Row(NamedTuple):
    """One line of the table: a page size, who crawled, and how it went."""

    size: str
    crawler: str
    figures: Figures


class Found(NamedTuple):
    """All that a run of this benchmark gives; `ceilings` are the server's own pages a second.

    `load` is what else the machine had to do when it began.
    """

    pages: int
    rounds: int
    rows: list[Row]
    ceilings: dict[str, float]
    load: float


def run(
    pages: int = PAGES,
    rounds: int = ROUNDS,
    crawlers: Sequence[Crawler] = CRAWLERS,
    sizes: Mapping[str, int] = SIZES,
) -> Found:
    """Every crawler's medians over `rounds`, for every page size (label → bytes)."""
    rows: list[Row] = []
    ceilings: dict[str, float] = {}
    load = getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder:
        for label, size in sizes.items():
            with shop(size, pages) as origin:
                ceilings[label] = measured_ceiling(origin, pages)
                taken = interleaved(crawlers, origin, pages, rounds, Path(folder))
            rows += [Row(label, name, medians(figures)) for name, figures in taken.items()]
    return Found(pages, rounds, rows, ceilings, load)


@contextmanager
def shop(size: int, pages: int) -> Iterator[str]:
    """The origin of a shop that runs in a process of its own until the end of the context."""
    command = [sys.executable, "-m", "benchmarks.crawling.server", f"--bytes={size}"]
    with subprocess.Popen(
        [*command, f"--pages={pages}"],
        cwd=_ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.communicate("")


def measured_ceiling(origin: str, pages: int) -> float:
    """What the shop can send, in pages a second, to a client that only counts bytes."""
    paths = [Good(number).path for number in range(pages)]
    return asyncio.run(ceiling(int(origin.rpartition(":")[2]), paths, CONCURRENCY))


def interleaved(
    crawlers: Sequence[Crawler], origin: str, pages: int, rounds: int, folder: Path
) -> dict[str, list[Figures]]:
    """Each crawler's figures, one per round; all take turns, so that all share the weather."""
    taken: dict[str, list[Figures]] = {crawler.name: [] for crawler in crawlers}
    for _ in range(rounds):
        for crawler in crawlers:
            job = Job(crawler.parser, origin, pages, CONCURRENCY, folder / "out")
            figures = crawl(crawler, job)
            taken[crawler.name].append(figures)
            print(f"{crawler.name}: {figures.pages_s:.0f} pages/s", file=sys.stderr, flush=True)
            for left in folder.iterdir():
                left.unlink()
    return taken


def crawl(crawler: Crawler, job: Job) -> Figures:
    """One crawl. Raises RuntimeError where it does not end with every page's record complete."""
    command = [python_of(crawler), "-m", f"benchmarks.crawling.{crawler.module}", *job.arguments()]
    used = run_watched(command, cwd=_ROOT, timeout_s=60 + job.pages / _SLOWEST)
    complete = stored_records(job.out) if crawler.module == OURS else written_records(job.out)
    if complete != job.pages:
        raise RuntimeError(f"{crawler.name}: {complete} complete records of {job.pages} pages")
    return Figures(job.pages / seconds_of(used), used.cpu_s / job.pages * 1e3, used.peak_mb)


def python_of(crawler: Crawler) -> str:
    """The interpreter a crawler is installed for; peers have one of their own."""
    if crawler.module == OURS:
        return sys.executable
    if not PEERS_PYTHON.exists():
        raise SystemExit("the peers are not installed; `make bench` installs them")
    return str(PEERS_PYTHON)


def seconds_of(used: Used) -> float:
    """The seconds that a crawler reported, in the last line it printed."""
    return float(json.loads(used.output.strip().splitlines()[-1])["seconds"])


def stored_records(path: Path) -> int:
    """How many products of an SQLite store have all fields, and an event."""
    given = " AND ".join(f"p.{name} IS NOT NULL" for name in FIELDS)
    with closing(sqlite3.connect(path)) as db:
        (count,) = db.execute(
            f"SELECT count(*) FROM product p JOIN product_scrape_event e USING (product_id) "
            f"WHERE {given} AND e.price = p.price"
        ).fetchone()
    return int(count)


def written_records(path: Path) -> int:
    """How many records of a JSON Lines file have all fields."""
    with path.open() as lines:
        return sum(all(map(json.loads(line).get, FIELDS)) for line in lines)


def medians(taken: Sequence[Figures]) -> Figures:
    """The median of each figure."""
    return Figures(
        median(figures.pages_s for figures in taken),
        median(figures.cpu_ms_page for figures in taken),
        median(figures.peak_mb for figures in taken),
    )


def cells(found: Found) -> Iterator[tuple[str, ...]]:
    """The table's lines as text, under `HEADINGS`."""
    beside = {row.size: row.figures for row in found.rows if row.crawler == AGAINST}
    for size, crawler, figures in found.rows:
        anchor = beside.get(size)
        yield (
            size,
            crawler,
            f"{figures.pages_s:,.0f}",
            f"{figures.pages_s / anchor.pages_s:.2f}" if anchor else "",
            f"{figures.cpu_ms_page:.2f}",
            f"{figures.peak_mb:,.0f}",
        )


HEADINGS = ("page", "crawler", "pages/s", f"× {AGAINST}", "CPU ms/page", "peak MB")


def markdown(found: Found) -> str:
    """A section with the table, and what is needed to understand it."""
    ceilings = (f"{rate:,.0f} of {size}" for size, rate in found.ceilings.items())
    lines = [
        f"## {TITLE}\n",
        f"{HOW}\n",
        f"- {found.pages:,} pages a crawl, {CONCURRENCY} at a time, {found.rounds} rounds.",
        f"- The shop alone sends, in pages/s: {', '.join(ceilings)}.",
        f"- Load average of the machine before the first crawl: {found.load:.1f}; 0 is best.",
        f"- Peers: {', '.join(peer_versions())}.\n",
        f"| {' | '.join(HEADINGS)} |",
        "|---|---|---:|---:|---:|---:|",
    ]
    lines += [f"| {' | '.join(row)} |" for row in cells(found)]
    return "\n".join(lines) + "\n"


def peer_versions() -> list[str]:
    """Name and version of every peer, as installed beside us."""
    code = f"from importlib.metadata import version\nfor n in {_PEERS}: print(n, version(n))"
    done = subprocess.run([PEERS_PYTHON, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def show(found: Found) -> None:
    """Print the table on the terminal."""
    table = Table(*HEADINGS, title=TITLE)
    for row in cells(found):
        table.add_row(*row)
    Console().print(table)
    print({size: f"{rate:.0f} pages/s" for size, rate in found.ceilings.items()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES, help="pages a crawl")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", nargs="*", default=[""], help="crawlers that begin like this")
    parser.add_argument("--size", choices=SIZES, help="this size only")
    asked = parser.parse_args()
    chosen = [crawler for crawler in CRAWLERS if crawler.name.startswith(tuple(asked.only))]
    sizes = {asked.size: SIZES[asked.size]} if asked.size else SIZES
    show(run(asked.pages, asked.rounds, chosen, sizes))


if __name__ == "__main__":
    main()
