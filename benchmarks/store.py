"""The embedded store beside bare `sqlite3` on the same table, which is the ceiling.

``python -m benchmarks.store [--rows N]``; bare means prepared values in, tuples out, no threads.
"""

import argparse
import asyncio
import random
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count, islice
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from benchmarks.report import Result, show
from pricetrail.clock import month_of, time_uuid
from pricetrail.store.base import Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.sqlite.codec import Codec
from pricetrail.store.tables import EVENT, PRODUCT, Row, words_of

TITLE = "The embedded store (SQLite)"
ROWS = 1_000_000
BATCH = 1_000
SINGLES = 2_000
CALLERS = 100
READS = 1_000
PRODUCTS = 10_000
BARE = "bare sqlite3"

_START = datetime(2026, 3, 1, tzinfo=UTC)
_MONTH = "2026-03"
_CODEC = Codec(EVENT)
_COLUMNS = ", ".join(f'"{name}"' for name in _CODEC.columns)
_INSERT = (
    f"INSERT INTO product_scrape_event ({_COLUMNS}) VALUES ({', '.join('?' * len(_CODEC.columns))})"
)
_LATEST = (
    f"SELECT {_COLUMNS} FROM product_scrape_event "
    "WHERE product_id = ? AND month = ? ORDER BY uuid DESC, revision DESC LIMIT 50"
)


def run(rows: int = ROWS) -> list[Result]:
    """All figures; reads are measured with `rows` events in the table."""
    return asyncio.run(_run(rows))


async def _run(rows: int) -> list[Result]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = SqliteStore(Path(folder) / "history.db")
        await store.open()
        bare_path = Path(folder) / "bare.db"
        await _make_empty(bare_path)
        with closing(_bare(bare_path)) as bare:
            made = _events(products=max(1, rows // 1_000))
            results = [
                *await _bulk(store, bare, made),
                *await _singles(store, bare, made),
                await _crowd(store, made),
                *await _latest(store, made, rows),
            ]
        results += await _lists(store)
        await store.close()
        return results


async def _make_empty(path: Path) -> None:
    """The same tables and settings for the bare connection."""
    store = SqliteStore(path)
    await store.open()
    await store.close()


def _bare(path: Path) -> sqlite3.Connection:
    bare = sqlite3.connect(path, isolation_level=None)
    bare.execute("PRAGMA synchronous = NORMAL")
    bare.execute("PRAGMA cache_size = -16384")
    return bare


def an_event(number: int, moment: datetime) -> Row:
    """The row of an event as a shop's page gives it, `number` making its price."""
    return dict.fromkeys(EVENT.columns) | {
        "product_id": "shop.example:B000000000",
        "month": month_of(moment),
        "uuid": time_uuid(moment),
        "revision": 0,
        "name": "Gooseneck kettle, stainless steel, 1.2 litres",
        "brand": "Acme",
        "price": Decimal(2_000 + number % 977) / 100,
        "price_raw": "€ 24,99",
        "currency": "EUR",
        "availability": "in_stock",
        "rating": Decimal("4.4"),
        "rating_best": Decimal(5),
        "review_count": 1_000 + number % 50,
        "version": "5f2b7a9c01de",
        "price_source": "json-ld:offers.price",
        "recorded_at": moment,
        "fetched_at": moment,
        "fetcher": "http",
        "retracted": False,
        "confirmed": False,
    }


def _events(products: int) -> Iterator[Row]:
    """Event rows without end, over `products` products in turn, one second apart."""
    for number in count():
        moment = _START + timedelta(seconds=number % 2_600_000)
        yield an_event(number, moment) | {"product_id": f"shop.example:B{number % products:09}"}


def _writes(rows: Iterator[Row], count: int) -> list[Write]:
    return [Write(EVENT, row) for row in islice(rows, count)]


def _stored(rows: Iterator[Row], count: int) -> list[list[str | int | bytes | None]]:
    return [_CODEC.encode_all(row, _CODEC.columns) for row in islice(rows, count)]


async def _bulk(store: SqliteStore, bare: sqlite3.Connection, rows: Iterator[Row]) -> list[Result]:
    batches = 50
    ours = floor = 0.0
    for _ in range(batches):
        writes, values = _writes(rows, BATCH), _stored(rows, BATCH)
        ours += await _timed(lambda writes=writes: store.put(writes))  # type: ignore[misc]
        start = perf_counter()
        bare.execute("BEGIN IMMEDIATE")
        bare.executemany(_INSERT, values)
        bare.execute("COMMIT")
        floor += perf_counter() - start
    name = f"bulk put, batches of {BATCH:,}"
    return [
        Result(name, batches * BATCH / ours, "events/s", floor / ours, BARE),
        Result(f"{name}, {BARE}", batches * BATCH / floor, "events/s"),
    ]


async def _singles(
    store: SqliteStore, bare: sqlite3.Connection, rows: Iterator[Row]
) -> list[Result]:
    ours = [
        await _timed(lambda write=write: store.put([write]))  # type: ignore[misc]
        for write in _writes(rows, SINGLES)
    ]
    floor = []
    for values in _stored(rows, SINGLES):
        start = perf_counter()
        bare.execute(_INSERT, values)
        floor.append(perf_counter() - start)
    mean, bare_mean = sum(ours) / SINGLES, sum(floor) / SINGLES
    return [
        Result("single append, one at a time", mean * 1e3, "ms", mean / bare_mean, BARE),
        Result("single append, one at a time, rate", 1 / mean, "events/s"),
        Result(f"single append, {BARE}", bare_mean * 1e3, "ms"),
    ]


async def _crowd(store: SqliteStore, rows: Iterator[Row]) -> Result:
    each = SINGLES * 5 // CALLERS
    shares = [_writes(rows, each) for _ in range(CALLERS)]

    async def caller(writes: list[Write]) -> None:
        for write in writes:
            await store.put([write])

    took = await _timed(lambda: asyncio.gather(*map(caller, shares)))
    return Result(f"single appends, {CALLERS} at a time", CALLERS * each / took, "events/s")


async def _latest(store: SqliteStore, rows: Iterator[Row], wanted: int) -> list[Result]:
    while await _count(store) < wanted:
        await store.put(_writes(rows, 10_000))
    pick = random.Random(7)
    keys = [f"shop.example:B{pick.randrange(max(1, wanted // 1_000)):09}" for _ in range(READS)]
    ours, floor = [], []
    with closing(_bare(store.path)) as bare:
        for key in keys:
            partition = {"product_id": key, "month": _MONTH}
            ours.append(
                await _timed(lambda p=partition: store.scan(EVENT, p, limit=50))  # type: ignore[misc]
            )
            start = perf_counter()
            bare.execute(_LATEST, (key, _MONTH)).fetchall()
            floor.append(perf_counter() - start)
    name = f"latest 50 at {wanted:,} events"
    return [
        Result(f"{name}, {point}", _percentile(ours, p), "ms", ratio, BARE)
        for point, p in (("p50", 50), ("p99", 99))
        for ratio in [_percentile(ours, p) / _percentile(floor, p)]
    ] + [Result(f"{name}, p50, {BARE}", _percentile(floor, 50), "ms")]


async def _lists(store: SqliteStore) -> list[Result]:
    names = [f"Kettle {n % 10} model {n}" for n in range(PRODUCTS)]
    products = [
        {
            "product_id": f"shop.example:{n:05}",
            "shop": "shop.example",
            "name": name,
            "name_words": words_of(name),
            "tags": ("kitchen",),
            "state": "ok",
            "kind": "product",
            "description": "A kettle. " * 100,
        }
        for n, name in enumerate(names)
    ]
    took = await _timed(lambda: store.put([Write(PRODUCT, row) for row in products]))
    results = [Result("products put", PRODUCTS / took, "products/s")]
    for what, filters in {
        "no filter": {},
        "by shop and tag": {"shop": "shop.example", "tags": "kitchen"},
        "by a rare word": {"name_words": ("model", "4711")},
        "by a word none has": {"name_words": ("model", "toaster")},
    }.items():
        took = min(
            [
                await _timed(lambda f=filters: store.list(PRODUCT, f, limit=100))  # type: ignore[misc]
                for _ in range(20)
            ]
        )
        results.append(Result(f"100 of {PRODUCTS:,} products, {what}", took * 1e3, "ms"))
    return results


async def _count(store: SqliteStore) -> int:
    with closing(_bare(store.path)) as bare:
        (count,) = bare.execute("SELECT count(*) FROM product_scrape_event").fetchone()
        return int(count)


async def _timed(call: Callable[[], Awaitable[object]]) -> float:
    start = perf_counter()
    await call()
    return perf_counter() - start


def _percentile(seconds: list[float], percent: int) -> float:
    return quantiles(seconds, n=100)[percent - 1] * 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="events in the table when reading")
    show(TITLE, run(parser.parse_args().rows))


if __name__ == "__main__":
    main()
