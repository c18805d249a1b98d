"""What hourly history takes in Cassandra: bytes on disk per event, and memory of a full scan.

``python -m benchmarks.footprint [--events N]`` fills a node of its own, restarts it (so that all
is on disk, in the server's own format) and reads everything back in a process of its own. Takes
minutes for a million events, so `make bench` leaves it out; `docs/scale.md` holds its figures.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from time import perf_counter

from benchmarks.crawling.watching import run_watched
from benchmarks.report import Result, show
from benchmarks.store import an_event
from pricetrail.store.base import Write
from pricetrail.store.cassandra.store import CassandraStore
from pricetrail.store.tables import EVENT, Row
from tools.cassandra.node import Node

TITLE = "History in Cassandra, scraped hourly"
EVENTS = 1_000_000
HOURS_A_MONTH = 720
_ROOT = Path(__file__).parent.parent
_START = datetime(2026, 1, 1, tzinfo=UTC)
_BATCH = 5_000
_PAGE = 1_000
_TIMEOUT_S = 1_800


def run(events: int = EVENTS) -> list[Result]:
    """All figures, with that many events in months of 720."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        node = Node(Path(folder), heap_mb=1024, sync_every_write=False)
        url = f"cassandra://{node.address}:{node.port}/scale"
        node.start()
        try:
            rate = events / asyncio.run(_fill(url, events))
            server_s = _cpu_s(node)
            node.stop(timeout_s=120)
            node.start()
            size = _bytes_on_disk(node.folder)
            command = [sys.executable, "-m", "benchmarks.footprint", "--scan", url]
            used = run_watched(command, cwd=_ROOT, timeout_s=_TIMEOUT_S)
        finally:
            node.stop(timeout_s=120)
    scan = json.loads(used.output.strip().splitlines()[-1])
    if scan["events"] != events:
        raise RuntimeError(f"{scan['events']} of {events} events came back")
    return [
        Result(f"bulk import of {events:,} events", rate, "events/s"),
        Result(
            "CPU of the server, its start and compaction in it", server_s / events * 1e6, "µs/event"
        ),
        Result("on disk, one copy", size / events, "bytes/event"),
        Result("a month of 720 events", size / events * HOURS_A_MONTH / 1024, "KiB"),
        Result("full scan", events / scan["seconds"], "events/s"),
        Result("full scan, CPU of the reader", used.cpu_s / events * 1e6, "µs/event"),
        Result("full scan, peak memory of the reader", used.peak_mb, "MB"),
    ]


async def _fill(url: str, events: int) -> float:
    """Seconds that writing took."""
    store = CassandraStore(url)
    await store.open()
    took = 0.0
    rows = _hourly(events)
    while writes := [Write(EVENT, row) for row in islice(rows, _BATCH)]:
        begun = perf_counter()
        await store.put(writes)
        took += perf_counter() - begun
    await store.close()
    return took


def _hourly(events: int) -> Iterator[Row]:
    """Events of product after product, an hour apart, ten months each."""
    for number in range(events):
        product, hour = divmod(number, 10 * HOURS_A_MONTH)
        month, hour = divmod(hour, HOURS_A_MONTH)
        moment = _START.replace(month=month + 1) + timedelta(minutes=55 * hour)
        yield an_event(number, moment) | {"product_id": f"shop.example:B{product:09}"}


def _bytes_on_disk(folder: Path) -> int:
    tables = folder.glob("data/scale/product_scrape_event-*")
    return sum(f.stat().st_size for table in tables for f in table.rglob("*") if f.is_file())


def _cpu_s(node: Node) -> float:
    """Seconds of CPU that a running node has used; Linux only, like `run_watched`."""
    assert node.process is not None
    stat = Path(f"/proc/{node.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


async def _scan(url: str) -> None:
    store = CassandraStore(url)
    await store.open()
    begun = perf_counter()
    events, cursor = 0, None
    while True:
        page = await store.list(EVENT, limit=_PAGE, cursor=cursor)
        events += len(page.rows)
        cursor = page.cursor
        if cursor is None:
            break
    print(json.dumps({"events": events, "seconds": perf_counter() - begun}))
    await store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--scan", metavar="URL", help="only read everything there, and count it")
    asked = parser.parse_args()
    if asked.scan:
        asyncio.run(_scan(asked.scan))
    else:
        show(TITLE, run(asked.events))


if __name__ == "__main__":
    main()
