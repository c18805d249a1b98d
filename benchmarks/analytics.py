"""Export and SQL: how fast the embedded store becomes Parquet, and how fast that is asked.

``python -m benchmarks.analytics [--events N]``. The export is the command, in a process of its
own: its time and memory are those of the whole process, its start among them. The question is
every product's lowest, median and highest price of every day, over hourly observations.
"""

import argparse
import asyncio
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import duckdb

from benchmarks.crawling.watching import Used, run_watched
from benchmarks.report import Result, show
from benchmarks.store import an_event
from pricetrail.analytics import engine, sources
from pricetrail.clock import month_of
from pricetrail.schema import EventMonth
from pricetrail.store.base import Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import EVENT, EVENT_MONTH

TITLE = "Export and SQL"
EVENTS = 2_000_000

_HOURS = 1_000  # that each product was observed
_BATCH = 20_000
_ROUNDS = 5
_START = datetime(2026, 1, 1, tzinfo=UTC)
_ROOT = Path(__file__).parent.parent
_TIMEOUT_S = 1_800
_BARE_READ = "SELECT * FROM product_scrape_event"
_QUESTION = "SELECT count(*), count(min), count(median), count(max) FROM "
_BARE = """(
    SELECT product_id, CAST(created AS DATE) AS day,
        min(price) AS min, median(price) AS median, max(price) AS max
    FROM '{0}/events/*/*.parquet' GROUP BY product_id, day)"""


def run(events: int = EVENTS) -> list[Result]:
    """All figures, with that many events of a thousandth as many products."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store, export = Path(folder, "trail.db"), Path(folder, "history")
        asyncio.run(_fill(store, events))
        read_s = _seconds(lambda: _read_bare(store))
        started = perf_counter()
        used = _export(store, export)
        export_s = perf_counter() - started
        return [
            *_exported(events, export_s, read_s, used),
            _room(export, events),
            *_asked(export, events),
        ]


async def _fill(path: Path, events: int) -> None:
    store = SqliteStore(path)
    await store.open()
    writes = _writes(events)
    while some := list(islice(writes, _BATCH)):
        await store.put(some)
    await store.close()


def _writes(events: int) -> Iterator[Write]:
    """Each product's observations, an hour apart, and the months they lie in."""
    for number in range(events):
        product, hour = divmod(number, _HOURS)
        moment = _START + timedelta(hours=hour)
        product_id, month = f"shop.example:B{product:09}", month_of(moment)
        yield Write(EVENT, an_event(number, moment) | {"product_id": product_id})
        if hour == 0 or moment.hour == 0 == moment.day - 1:
            entry = EventMonth(product_id=product_id, month=month)
            yield Write(EVENT_MONTH, EVENT_MONTH.row(entry))


def _read_bare(path: Path) -> None:
    """What reading alone takes: every row as Python's own sqlite3 answers it."""
    with sqlite3.connect(path) as db:
        found = db.execute(_BARE_READ)
        while found.fetchmany(_BATCH):
            pass


def _export(store: Path, folder: Path) -> Used:
    command = ["env", f"STORE_URL=sqlite:///{store}", f"PYTHONPATH={os.pathsep.join(sys.path)}"]
    command += [sys.executable, "-m", "pricetrail", "export", f"{folder}/"]
    return run_watched(command, cwd=_ROOT, timeout_s=_TIMEOUT_S)


def _exported(events: int, export_s: float, read_s: float, used: Used) -> list[Result]:
    beside = "reading the rows with bare sqlite3"
    return [
        Result(
            f"`export` of {events:,} events",
            events / export_s,
            "events/s",
            read_s / export_s,
            beside,
        ),
        Result("its CPU", used.cpu_s / events * 1e6, "µs/event"),
        Result("its peak memory", used.peak_mb, "MB"),
    ]


def _room(folder: Path, events: int) -> Result:
    size = sum(path.stat().st_size for path in folder.rglob("*.parquet"))
    return Result("bytes in Parquet", size / events, "an event")


def _asked(folder: Path, events: int) -> list[Result]:
    found = sources.of_export(str(folder))
    with engine.connection(found) as made:
        ours = _seconds(lambda: list(engine.ask(made, f"{_QUESTION} daily_price").rows))
    with duckdb.connect() as bare:
        peer = _seconds(lambda: bare.execute(_QUESTION + _BARE.format(folder)).fetchall())
    name = f"daily low, median and high of {events:,} events"
    return [Result(name, ours, "s", ours / peer, "bare DuckDB over the same files")]


def _seconds(work: Callable[[], object]) -> float:
    """The median of some rounds."""
    rounds = []
    for _ in range(_ROUNDS):
        started = perf_counter()
        work()
        rounds.append(perf_counter() - started)
    return median(rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS, help="events in the store")
    show(TITLE, run(parser.parse_args().events))


if __name__ == "__main__":
    main()
