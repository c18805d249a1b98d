"""The store on Cassandra beside cqlengine, which is the baseline, and the bare driver.

``python -m benchmarks.store_cassandra [--rounds N]``; `HOW` says what is compared.
"""

import argparse
import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from cassandra.cluster import Session
from cassandra.concurrent import execute_concurrent_with_args
from cassandra.query import UNSET_VALUE, PreparedStatement, dict_factory

from benchmarks import report
from benchmarks.report import Result
from benchmarks.store import an_event
from pricetrail import crud
from pricetrail.clock import time_uuid
from pricetrail.store.base import Write
from pricetrail.store.cassandra.db import connect, make_cluster
from pricetrail.store.cassandra.location import Location
from pricetrail.store.cassandra.models import ProductScrapeEvent
from pricetrail.store.cassandra.store import CassandraStore
from pricetrail.store.tables import CLAIM, EVENT, EVENT_MONTH, Row
from tools.cassandra.node import Node

TITLE = "The store on Cassandra"
HOW = """\
One node, client and server on the same machine, all speaking protocol 5 with `LOCAL_QUORUM`. In
each round everyone has a turn, in another order each time, and the medians of rates and of
ratios count. cqlengine is `Model.create` and `Model.objects`, one at a time, as it offers nothing
else; the bare driver is a prepared statement in `execute_concurrent_with_args`, with values that
are there already, and dicts as rows. Ours are dicts of exact, time-zone-aware values."""
ROUNDS = 7
IN_FLIGHT = 100
READERS = 16
APPENDS = 2_000
READS = 320
SLOW = 10  # cqlengine gets a share of the work
CQLENGINE = "cqlengine"
BARE = "bare driver"

_START = datetime(2026, 3, 1, tzinfo=UTC)
_NEWEST = datetime(2026, 3, 20, tzinfo=UTC)
_MONTH = "2026-03"
_PRODUCTS = 50
_COLUMNS = tuple(EVENT.columns)
_INSERT = (
    f"INSERT INTO product_scrape_event ({', '.join(_COLUMNS)}) "
    f"VALUES ({', '.join('?' * len(_COLUMNS))})"
)
_LATEST = (
    f"SELECT {', '.join(_COLUMNS)} FROM product_scrape_event "
    "WHERE product_id = ? AND month = ? LIMIT 50"
)
_HISTORIES = {10: 1, 1_000: 2, 100_000: 11}  # events of a product → months they lie in

Turn = Callable[[], Awaitable[Sequence[float]]]


class Bench:
    """All who take part, on one keyspace, and what they do in a turn."""

    def __init__(self, store: CassandraStore, session: Session) -> None:
        self.store, self.session = store, session
        self.insert: PreparedStatement = session.prepare(_INSERT)
        self.latest: PreparedStatement = session.prepare(_LATEST)
        self._numbers = count()

    def rows(self, number: int) -> list[Row]:
        """That many new events, of fifty products in turn."""
        made = []
        for _ in range(number):
            n = next(self._numbers)
            row = an_event(n, _START + timedelta(seconds=n))
            made.append(row | {"product_id": f"shop.example:B{n % _PRODUCTS:09}"})
        return made

    async def append(self) -> Sequence[float]:
        """Single events through the store, a hundred callers at a time."""
        writes = [[Write(EVENT, row)] for row in self.rows(APPENDS)]

        async def caller(mine: list[list[Write]]) -> None:
            for write in mine:
                await self.store.put(write)

        took = await _timed(
            lambda: asyncio.gather(*(caller(writes[n::IN_FLIGHT]) for n in range(IN_FLIGHT)))
        )
        return [APPENDS / took]

    async def bulk(self) -> Sequence[float]:
        """Events through the store, all in one call."""
        writes = [Write(EVENT, row) for row in self.rows(APPENDS)]
        return [APPENDS / await _timed(lambda: self.store.put(writes))]

    async def append_bare(self) -> Sequence[float]:
        """Events through the driver, a hundred in flight."""
        values = [
            [UNSET_VALUE if row[name] is None else row[name] for name in _COLUMNS]
            for row in self.rows(APPENDS)
        ]
        return [APPENDS / await self._concurrently(self.insert, values, IN_FLIGHT)]

    async def append_by_cqlengine(self) -> Sequence[float]:
        """Events by `Model.create`."""
        rows = self.rows(APPENDS // SLOW)
        given = [{k: v for k, v in row.items() if v is not None} for row in rows]

        def create() -> None:
            for values in given:
                ProductScrapeEvent.create(**values)

        return [len(given) / await _timed(lambda: asyncio.to_thread(create))]

    async def claim(self) -> Sequence[float]:
        """Claims by insert-if-absent, which is a compare-and-set, a hundred callers at a time."""
        claims = [
            {"target_id": f"t{next(self._numbers)}", "slot": _START, "uuid": time_uuid(_START)}
            for _ in range(APPENDS // SLOW)
        ]

        async def caller(mine: list[Row]) -> None:
            for row in mine:
                await self.store.insert_if_absent(CLAIM, row)

        took = await _timed(
            lambda: asyncio.gather(*(caller(claims[n::IN_FLIGHT]) for n in range(IN_FLIGHT)))
        )
        return [len(claims) / took]

    async def read(self) -> Sequence[float]:
        """Latest 50 through the store, sixteen callers at a time."""

        async def caller(partitions: list[Row]) -> None:
            for partition in partitions:
                await self.store.scan(EVENT, partition, limit=50)

        partitions = _partitions(READS)
        took = await _timed(
            lambda: asyncio.gather(*(caller(partitions[n::READERS]) for n in range(READERS)))
        )
        return [READS / took]

    async def read_bare(self) -> Sequence[float]:
        """Latest 50 through the driver, sixteen in flight."""
        keys = [tuple(partition.values()) for partition in _partitions(READS)]
        return [READS / await self._concurrently(self.latest, keys, READERS)]

    async def read_by_cqlengine(self) -> Sequence[float]:
        """Latest 50 by `Model.objects`."""
        seconds = await self.each_by_cqlengine()
        return [len(seconds) / sum(seconds)]

    async def each(self) -> Sequence[float]:
        """Seconds of each read through the store, one at a time."""
        return [
            await _timed(partial(self.store.scan, EVENT, partition, limit=50))
            for partition in _partitions(READS // SLOW)
        ]

    async def each_bare(self) -> Sequence[float]:
        """Seconds of each read through the driver, one at a time."""
        return await self._each(
            lambda partition: self.session.execute(self.latest, tuple(partition.values())).all()
        )

    async def each_by_cqlengine(self) -> Sequence[float]:
        """Seconds of each read by `Model.objects`, one at a time."""
        return await self._each(
            lambda partition: list(ProductScrapeEvent.objects.filter(**partition).limit(50))
        )

    async def history(self, events: int) -> Sequence[float]:
        """Seconds of each reading of a product's latest 50, its months looked up first."""
        product = _product_with(events)
        return [await _timed(partial(crud.latest, self.store, product)) for _ in range(READS // 8)]

    async def fill_histories(self) -> None:
        """Products with few events and with many, over months."""
        for events, months in _HISTORIES.items():
            product = _product_with(events)
            step = timedelta(days=30.5 * months) / events
            for first in range(0, events, 5_000):
                rows = [
                    an_event(n, _NEWEST - n * step) | {"product_id": product}
                    for n in range(first, min(first + 5_000, events))
                ]
                there = {row["month"] for row in rows}
                months_ = [Write(EVENT_MONTH, {"product_id": product, "month": m}) for m in there]
                await self.store.put([*months_, *(Write(EVENT, row) for row in rows)])

    async def _concurrently(
        self, statement: PreparedStatement, values: Sequence[Any], in_flight: int
    ) -> float:
        def work() -> None:
            execute_concurrent_with_args(self.session, statement, values, concurrency=in_flight)

        return await _timed(lambda: asyncio.to_thread(work))

    async def _each(self, read: Callable[[Row], Any]) -> Sequence[float]:
        def work() -> list[float]:
            seconds = []
            for partition in _partitions(READS // SLOW):
                begun = perf_counter()
                read(partition)
                seconds.append(perf_counter() - begun)
            return seconds

        return await asyncio.to_thread(work)


def run(rounds: int = ROUNDS) -> list[Result]:
    """All figures, on a node of its own; first how busy the machine was before, 0 being best."""
    busy = Result("load average of the machine before the first round", os.getloadavg()[0], "")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        node = Node(Path(folder), heap_mb=1024, sync_every_write=False)
        node.start()
        try:
            return [
                busy,
                *asyncio.run(_run(f"cassandra://{node.address}:{node.port}/bench", rounds)),
            ]
        finally:
            node.stop()


async def _run(url: str, rounds: int) -> list[Result]:
    store = CassandraStore(url)
    await store.open()
    cluster = make_cluster(Location.parse(url), row_factory=dict_factory)
    try:
        session = connect(cluster, Location.parse(url))
        session.set_keyspace(Location.parse(url).keyspace)
        _let_cqlengine_use(session)
        bench = Bench(store, session)
        appends = {
            "appends, 100 at a time": bench.append,
            "bulk import": bench.bulk,
            BARE: bench.append_bare,
            CQLENGINE: bench.append_by_cqlengine,
        }
        reads = {
            "reads of the latest 50, 16 at a time": bench.read,
            BARE: bench.read_bare,
            CQLENGINE: bench.read_by_cqlengine,
        }
        each = {"": bench.each, BARE: bench.each_bare, CQLENGINE: bench.each_by_cqlengine}
        await interleaved(appends, 3)  # warms the server up, too
        results = rates(await interleaved(appends, rounds), "events/s", "appends")
        claims = [rate for (rate,) in (await interleaved({"": bench.claim}, rounds))[""]]
        results.append(Result("claims, 100 at a time", median(claims), "claims/s"))
        results += rates(await interleaved(reads, rounds), "reads/s", "reads of the latest 50")
        results += latencies(await interleaved(each, rounds))
        await bench.fill_histories()
        histories = {str(events): partial(bench.history, events) for events in _HISTORIES}
        await interleaved(histories, 1)
        return results + growth(await interleaved(histories, rounds))
    finally:
        await store.close()
        await asyncio.to_thread(cluster.shutdown)


async def interleaved(turns: Mapping[str, Turn], rounds: int) -> dict[str, list[Sequence[float]]]:
    """What each turn gave in each round; the order moves on by one each time."""
    given: dict[str, list[Sequence[float]]] = {name: [] for name in turns}
    names = list(turns)
    for _ in range(rounds):
        for name in names:
            given[name].append(await turns[name]())
        names.append(names.pop(0))
    return given


def rates(given: dict[str, list[Sequence[float]]], unit: str, what: str) -> list[Result]:
    """The medians of rates, ours beside the peers'."""
    by_name = {name: [rate for (rate,) in rounds] for name, rounds in given.items()}
    results = []
    for name, ours in by_name.items():
        peers = () if name in {BARE, CQLENGINE} else (BARE, CQLENGINE)
        if not peers:
            results.append(Result(f"{what}, {name}", median(ours), unit))
        for peer in peers:
            ratios = [rate / other for rate, other in zip(ours, by_name[peer], strict=True)]
            results.append(Result(name, median(ours), unit, median(ratios), peer))
    return results


def latencies(given: dict[str, list[Sequence[float]]]) -> list[Result]:
    """p50 and p99 over all rounds, ours beside the peers'."""
    everyone = {name: [s for seconds in rounds for s in seconds] for name, rounds in given.items()}
    results = []
    for percent in (50, 99):
        at = {name: quantiles(seconds, n=100)[percent - 1] for name, seconds in everyone.items()}
        what = f"latest 50, one at a time, p{percent}"
        results += [
            Result(what, at[""] * 1e3, "ms", at[""] / at[peer], peer) for peer in (BARE, CQLENGINE)
        ]
    return results


def growth(given: dict[str, list[Sequence[float]]]) -> list[Result]:
    """p50 for each length of history, beside that of a thousand events."""
    rounds = {name: [median(seconds) for seconds in taken] for name, taken in given.items()}
    results = []
    for name, medians in rounds.items():
        ratios = [m / base for m, base in zip(medians, rounds["1000"], strict=True)]
        what = f"latest 50 of a product with {int(name):,} events, months looked up, p50"
        results.append(Result(what, median(medians) * 1e3, "ms", median(ratios), "1,000 events"))
    return results


def markdown(results: Sequence[Result]) -> str:
    """The section, with what is needed to understand it."""
    title, rest = report.markdown(TITLE, results).split("\n", 1)
    return f"{title}\n\n{HOW}\n{rest}"


def _let_cqlengine_use(session: Session) -> None:
    from cassandra.cqlengine import connection  # noqa: PLC0415 - heavy

    connection.set_session(session)


def _partitions(number: int) -> list[Row]:
    return [
        {"product_id": f"shop.example:B{n * 7 % _PRODUCTS:09}", "month": _MONTH}
        for n in range(number)
    ]


def _product_with(events: int) -> str:
    return f"shop.example:with-{events}"


async def _timed(call: Callable[[], Awaitable[object]]) -> float:
    begun = perf_counter()
    await call()
    return perf_counter() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    report.show(TITLE, run(parser.parse_args().rounds))


if __name__ == "__main__":
    main()
