"""Dispatch with many targets: what a round takes, at rest, in a rush, alone and shared.

``python -m benchmarks.schedule [--store sqlite|cassandra] [--targets N] [--rush N]`` fills a store
with N targets that are due at any time of a day, and dispatches in processes of their own, so that
their memory can be told. It takes minutes for a million targets, so `make bench` runs it with
fewer; `docs/scale.md` holds the figures for a million.
"""

import argparse
import asyncio
import hashlib
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

from benchmarks import report
from benchmarks.crawling.watching import Used, run_watched
from benchmarks.report import Result, show
from pricetrail.bootstrap import open_store
from pricetrail.clock import ManualClock
from pricetrail.config import Settings
from pricetrail.crud.targets import due_slot
from pricetrail.queue import Job
from pricetrail.schedule import dispatch, release
from pricetrail.schedule.walking import SLICE
from pricetrail.schema import Target, Watermark
from pricetrail.store.base import Store, Write
from pricetrail.store.tables import TARGET, WATERMARK, Row
from tools.cassandra.node import Node

TARGETS = 1_000_000
RUSH = 100_000
TITLE = "Dispatch"
_DAY = timedelta(days=1)
_START = datetime(2026, 3, 1, tzinfo=UTC)
_ROOT = Path(__file__).parent.parent
_BATCH = 5_000
_ROUNDS = 14  # less than a lease, as nobody finishes anything
_TIMEOUT_S = 3_600
_MODEL = Target(
    target_id="x", url="https://shop.example/p", shop="shop.example", created_at=_START, tags=("a",)
)

Figures = dict[str, float]


class Nowhere:
    """A queue that counts its jobs, and keeps some."""

    def __init__(self) -> None:
        self.count = 0
        self.kept: list[Job] = []
        self.running: list[Job] = []

    async def put(self, jobs: Sequence[Job]) -> None:
        """Count them."""
        self.count += len(jobs)
        self.kept += jobs[: max(0, 10_000 - len(self.kept))]

    def raise_failed(self) -> None:
        """Nothing is worked on, so nothing fails."""

    async def close(self) -> list[Job]:
        """Nothing is worked on."""
        return []


def run(kind: str, targets: int = RUSH, rush: int = RUSH) -> list[Result]:
    """All figures of a kind of store."""
    with _running(kind) as url:
        filled = asyncio.run(_fill(url, _spread_over_a_day(targets)))
        [rest] = _children(url, "rest", _START, 1)
        moments = [_START + _DAY * n for n in (2, 3)]
        for n, moment in enumerate(moments):
            asyncio.run(_fill(url, _all_at(moment, rush, prefix=f"rush {n}")))
        alone = _children(url, "rush", moments[0], 1)
        shared = _children(url, "rush", moments[1], 2)
    at_rest, [first] = _said(rest), [_said(one) for one in alone]
    both = [_said(one) for one in shared]
    for queued in (first["queued"], sum(one["queued"] for one in both)):
        if queued != rush:
            raise RuntimeError(f"{queued:,.0f} of {rush:,} were dispatched")
    longest = max(one["seconds"] for one in both)
    return [
        Result(f"targets, written at {targets / filled:,.0f}/s", targets, ""),
        Result("a round with nothing due, all targets there", at_rest["idle_ms"], "ms"),
        Result(f"a round with {at_rest['due']:,.0f} due, all targets there", at_rest["ms"], "ms"),
        Result(f"a round's part of the walk over all, {SLICE:,} rows", at_rest["walk_ms"], "ms"),
        Result(f"{rush:,} due at once, one dispatcher", first["seconds"], "s"),
        Result("CPU of it, a target", first["cpu_s"] / rush * 1e6, "µs"),
        Result("peak memory of it", alone[0].peak_mb, "MB"),
        Result("the round after it", first["after_s"], "s"),
        Result("giving 10,000 of them back", first["release_s"], "s"),
        Result(f"{rush:,} due at once, two dispatchers", longest, "s"),
        Result("the one did", min(one["queued"] for one in both) / rush * 100, "%"),
    ]


def markdown(found: Mapping[str, Sequence[Result]]) -> str:
    """The section, with a table for each kind of store."""
    tables = (f"#{report.markdown(f'On {kind}', results)}" for kind, results in found.items())
    return f"## {TITLE}\n\n" + "\n".join(tables)


@contextmanager
def _running(kind: str) -> Iterator[str]:
    """The URL of an empty store."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/schedule.db"
            return
        node = Node(Path(folder), heap_mb=1024, sync_every_write=False)
        node.start()
        try:
            yield f"cassandra://{node.address}:{node.port}/schedule"
        finally:
            node.stop(timeout_s=120)


def _children(url: str, what: str, moment: datetime, many: int) -> list[Used]:
    """So many processes at once that dispatch at that moment."""
    command = [sys.executable, "-m", "benchmarks.schedule", "--child", url, what]
    command.append(moment.isoformat())
    with ThreadPoolExecutor(many) as pool:
        started = [
            pool.submit(run_watched, command, cwd=_ROOT, timeout_s=_TIMEOUT_S) for _ in range(many)
        ]
        return [one.result() for one in started]


def _said(used: Used) -> Figures:
    figures: Figures = json.loads(used.output.strip().splitlines()[-1])
    return figures


def _spread_over_a_day(many: int) -> Iterator[Row]:
    return (_row(f"target {n}", _START + _DAY * n / many) for n in range(many))


def _all_at(moment: datetime, many: int, prefix: str) -> Iterator[Row]:
    return (_row(f"{prefix} {n}", moment) for n in range(many))


def _row(name: str, due: datetime) -> Row:
    digest = hashlib.sha256(name.encode()).hexdigest()[:20]
    url = f"https://shop.example/p/{digest}"
    return TARGET.row(_MODEL) | {"target_id": digest, "url": url, "next_due": due}


async def _fill(url: str, rows: Iterator[Row]) -> float:
    """Seconds that writing took."""
    begun = perf_counter()

    async def fill(store: Store) -> None:
        while some := list(islice(rows, _BATCH // 2)):
            hints = [due_slot(row["target_id"], row["next_due"]) for row in some]
            await store.put([*hints, *(Write(TARGET, row) for row in some)])

    await _with_store(url, ManualClock(_START), fill)
    return perf_counter() - begun


async def _with_store(
    url: str, clock: ManualClock, work: Callable[[Store], Awaitable[None]]
) -> None:
    settings = Settings(store_url=url, _env_file=None)
    async with open_store(settings, clock=clock) as store:
        await work(store)


async def _at_rest(store: Store, clock: ManualClock) -> Figures:
    """Rounds a minute apart, with what a day's targets have due in one; and rounds without."""
    queue = Nowhere()
    walks = [await _timed(store, queue, clock) for _ in range(5)]  # the walk over all begins
    for name in ("targets", "hints"):
        done = Watermark(name=name, moment=clock())
        await store.put([Write(WATERMARK, WATERMARK.row(done))])
    idle = [await _timed(store, queue, clock) for _ in range(_ROUNDS)]
    before, busy = queue.count, []
    for _ in range(_ROUNDS):
        clock.advance(timedelta(minutes=1))
        busy.append(await _timed(store, queue, clock))
    return {
        "idle_ms": median(idle) * 1000,
        "walk_ms": (median(walks) - median(idle)) * 1000,
        "ms": median(busy) * 1000,
        "due": (queue.count - before) / _ROUNDS,
    }


async def _rush(store: Store, clock: ManualClock) -> Figures:
    """All that is due at this moment, the round after it, and giving some back."""
    for name in ("targets", "hints", *(f"dispatch-{shard:02}" for shard in range(16))):
        here = Watermark(name=name, moment=clock() - timedelta(minutes=2))
        await store.put([Write(WATERMARK, WATERMARK.row(here))])
    queue = Nowhere()
    cpu_before = process_time()
    seconds = await _timed(store, queue, clock)
    figures = {"queued": float(queue.count), "seconds": seconds}
    figures["cpu_s"] = process_time() - cpu_before
    figures["after_s"] = await _timed(store, queue, clock)
    begun = perf_counter()
    await release(store, queue.kept, clock=clock)
    figures["release_s"] = perf_counter() - begun
    return figures


async def _timed(store: Store, queue: Nowhere, clock: ManualClock) -> float:
    begun = perf_counter()
    await dispatch(store, queue, clock=clock, catch_up=False)
    return perf_counter() - begun


def _child(url: str, what: str, moment: str) -> None:
    clock = ManualClock(datetime.fromisoformat(moment))
    measure: Callable[[Any, ManualClock], Awaitable[Figures]]
    measure = {"rest": _at_rest, "rush": _rush}[what]

    async def work(store: Store) -> None:
        print(json.dumps(await measure(store, clock)))

    asyncio.run(_with_store(url, clock, work))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", choices=["sqlite", "cassandra"], default="sqlite")
    parser.add_argument("--targets", type=int, default=TARGETS)
    parser.add_argument("--rush", type=int, default=RUSH)
    parser.add_argument("--child", nargs=3, metavar=("URL", "WHAT", "MOMENT"))
    asked = parser.parse_args()
    if asked.child:
        _child(*asked.child)
    else:
        show(f"{TITLE}, {asked.store}", run(asked.store, asked.targets, asked.rush))


if __name__ == "__main__":
    main()
