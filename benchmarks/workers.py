"""Two workers on Redis and Cassandra, beside the usual tutorial's: pages, records, bare tasks.

``python -m benchmarks.workers [--pages N] [--records N] [--rounds N]``; `HOW` says what is
compared.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import redis

from benchmarks import report
from benchmarks.answering import tutorial
from benchmarks.answering.tutorial import HOST, PORT
from benchmarks.crawl import shop
from benchmarks.crawling.goods import Good
from benchmarks.report import Result
from pricetrail import crud
from pricetrail.bootstrap import services
from pricetrail.clock import time_uuid, utc_now
from pricetrail.config import Settings
from pricetrail.queue import Job
from pricetrail.queue.broker import BrokerQueue
from pricetrail.queue.messages import INGEST, URGENT, Sending, sendings_of
from pricetrail.schedule import dispatch
from pricetrail.store.base import gathered
from tools.cassandra.node import Node, free_port

TITLE = "Two workers on Redis and Cassandra"
HOW = """\
Two workers with two processes each, Redis, one Cassandra node and the shop share the machine. The
time runs from the first message that is sent until the last result is there. A
page of ours is a whole scrape (gate, robots, fetch, extraction with provenance, validation, claim,
event, product, day, attempt, schedule), 20 in a message, with the gap between requests off for the
shop. Records of ours are validated and stored 500 in a message, each once, for fifty products. The
tutorial's worker does one task a page or record: it reads one JSON-LD block and makes two rows with
cqlengine. The medians of the rounds count."""
PAGES = 2_000
RECORDS = 20_000
TASKS = 5_000
ROUNDS = 3
PAGE_BYTES = 250_000
WORKERS = 2
PROCESSES = 2
SLOW = 10  # the tutorial's worker gets a share of the work
TUTORIAL = "the tutorial's worker"

_ROOT = Path(__file__).parent.parent
_OURS, _USUAL = "benchmarks.working.app", "benchmarks.working.tutorial"
_PRODUCTS = 50
_IN_A_MESSAGE = 500
_PATIENCE_S = 600


class Turn(NamedTuple):
    """What a round measures: the rate of each of the works."""

    pages: float
    records: float
    tasks: float


def run(
    pages: int = PAGES, records: int = RECORDS, tasks: int = TASKS, rounds: int = ROUNDS
) -> list[Result]:
    """The medians of all rates, ours beside the tutorial's; first how busy the machine was."""
    busy = Result("load average of the machine before the first round", os.getloadavg()[0], "")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        node = Node(folder / "node", heap_mb=1024, sync_every_write=False)
        node.start()
        stack.callback(node.stop)
        session = tutorial.set_up(node.address, node.port)
        stack.callback(session.cluster.shutdown)
        origin = stack.enter_context(shop(PAGE_BYTES, max(pages, 1)))
        taken: dict[str, list[Turn]] = {_OURS: [], _USUAL: []}
        for number in range(rounds):
            place = Bench(node, origin, folder, f"bench{number}")
            taken[_OURS].append(asyncio.run(place.ours(pages, records, tasks)))
            taken[_USUAL].append(
                asyncio.run(place.usual(pages // SLOW, records // SLOW // 2, tasks))
            )
    return [busy, *_results(taken[_OURS], taken[_USUAL])]


def _results(ours: Sequence[Turn], usual: Sequence[Turn]) -> list[Result]:
    results = []
    for name, what, unit in (
        ("pages", "pages of 250 KB scraped and stored", "pages/s"),
        ("records", "records validated and stored", "records/s"),
        ("tasks", "tasks that do nothing", "tasks/s"),
    ):
        rates = [(getattr(a, name), getattr(b, name)) for a, b in zip(ours, usual, strict=True)]
        ratio = median(a / b for a, b in rates)
        results.append(Result(what, median(a for a, _ in rates), unit, ratio, TUTORIAL))
        results.append(Result(f"{what}, {TUTORIAL}", median(b for _, b in rates), unit))
    return results


class Bench:
    """One round on a keyspace, and a Redis, of its own."""

    def __init__(self, node: Node, origin: str, folder: Path, keyspace: str) -> None:
        self._node, self._origin, self._folder = node, origin, folder
        self._store_url = f"cassandra://{node.address}:{node.port}/{keyspace}"

    async def ours(self, pages: int, records: int, tasks: int) -> Turn:
        """What our workers do."""
        with redis_server(self._folder) as url:
            settings = self._settings(url)
            env = {
                "STORE_URL": self._store_url,
                "REDIS_URL": url,
                "PRICETRAIL_EGRESS_ALLOW": "127.0.0.1",
                "PRICETRAIL_POLITENESS_OFF_HOSTS": "127.0.0.1",
                "PRICETRAIL_DATA_DIR": str(self._folder),
                "ARCHIVE_URL": "off",
            }
            queue = BrokerQueue(url)
            jobs = await self._due(settings, pages)
            warm, timed = jobs[: len(jobs) // 10], jobs[len(jobs) // 10 :]
            with workers(_OURS, env):
                await queue.put(warm)
                await queue.send(_records(_IN_A_MESSAGE * 4))
                done = Results(url)
                done.wait_for(len(sendings_of(warm)) + 4)
                scraped = await done.rate(queue, sendings_of(timed), len(timed))
                ingested = await done.rate(queue, _records(records), records)
                nothing = [Sending("benchmark.nothing", {})] * tasks
                return Turn(scraped, ingested, await done.rate(queue, nothing, tasks))

    async def usual(self, pages: int, records: int, tasks: int) -> Turn:
        """What the tutorial's workers do."""
        with redis_server(self._folder) as url:
            env = {
                "TUTORIAL_REDIS_URL": url,
                HOST: self._node.address,
                PORT: str(self._node.port),
            }
            queue = BrokerQueue(url)
            urls = [self._origin + Good(number).path for number in range(pages)]
            scrapes = [Sending("tutorial.scrape", {"url": page}, "celery", URGENT) for page in urls]
            stores = [
                Sending("tutorial.store", {"record": _plain(number)}, "celery", URGENT)
                for number in range(records)
            ]
            with workers(_USUAL, env):
                done = Results(url)
                await queue.send(stores[:100])
                done.wait_for(100)
                scraped = await done.rate(queue, scrapes, pages)
                stored = await done.rate(queue, stores, records)
                nothing = [Sending("tutorial.nothing", {}, "celery", URGENT)] * tasks
                return Turn(scraped, stored, await done.rate(queue, nothing, tasks))

    async def _due(self, settings: Settings, pages: int) -> list[Job]:
        """That many targets, taken as dispatch takes them."""
        kept = _Kept()
        async with services(settings) as app:
            urls = [self._origin + Good(number).path for number in range(pages)]
            hour = timedelta(hours=1)
            await gathered(crud.track(app.store, url, every=hour) for url in urls)
            await dispatch(app.store, kept)
        assert len(kept.jobs) == pages
        return kept.jobs

    def _settings(self, redis_url: str) -> Settings:
        return Settings.model_validate({"store_url": self._store_url, "redis_url": redis_url})


class _Kept:
    """A queue that keeps what it takes."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.running: list[Job] = []

    async def put(self, jobs: Sequence[Job]) -> None:
        """Keep them."""
        self.jobs += jobs


class Results:
    """Counts the results that workers leave in Redis."""

    def __init__(self, url: str) -> None:
        self._redis: redis.Redis = redis.Redis.from_url(url)

    def wait_for(self, tasks: int) -> None:
        """Return once so many tasks have a result, and forget them. Raises where one failed."""
        deadline = time.monotonic() + _PATIENCE_S
        while len(found := self._found()) < tasks:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(found)} of {tasks} tasks after {_PATIENCE_S} s")
            time.sleep(0.05)
        if not all('"SUCCESS"' in str(self._redis.get(key)) for key in found):
            raise RuntimeError("a task failed")
        self._redis.delete(*found)

    async def rate(self, queue: BrokerQueue, sendings: Sequence[Sending], things: int) -> float:
        """How many things a second are done, from the first message on."""
        started = time.perf_counter()
        await queue.send(sendings)
        self.wait_for(len(sendings))
        return things / (time.perf_counter() - started)

    def _found(self) -> list[Any]:
        return list(self._redis.scan_iter("celery-task-meta-*", count=5_000))


def _records(number: int) -> list[Sending]:
    """New records in messages."""
    made = [{**_plain(n), "uuid": str(time_uuid(utc_now()))} for n in range(number)]
    for record in made:
        del record["asin"]
    return [
        Sending(INGEST, {"records": made[first : first + _IN_A_MESSAGE]})
        for first in range(0, number, _IN_A_MESSAGE)
    ]


def _plain(number: int) -> dict[str, Any]:
    """A record as somebody else scraped it, of one of fifty products."""
    product = number % _PRODUCTS
    return {
        "asin": f"B{product:09}",
        "url": f"https://shop.example/p/{product}",
        "name": f"A steel kettle, model {product}",
        "price": f"{20 + number % 20}.50",
        "currency": "EUR",
        "availability": "in_stock",
        "brand": "Acme",
        "rating": "4.5",
        "rating_best": "5",
        "review_count": number,
    }


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """The URL of a Redis without persistence, which ends with the context."""
    port = free_port()
    options = {"port": port, "bind": "127.0.0.1", "dir": folder, "save": "", "appendonly": "no"}
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    with subprocess.Popen(["redis-server", *words], stdout=subprocess.DEVNULL) as server:
        try:
            with redis.Redis(port=port) as client:
                _wait_until_it_answers(client)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


def _wait_until_it_answers(client: redis.Redis) -> None:
    for _ in range(500):
        try:
            client.ping()
        except redis.ConnectionError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError("redis-server does not start")


@contextmanager
def workers(app: str, env: Mapping[str, str]) -> Iterator[None]:
    """Two workers with two processes each."""
    command = [sys.executable, "-m", "celery", "--quiet", "--app", app, "worker"]
    options = [f"--concurrency={PROCESSES}", "--without-mingle", "--without-gossip"]
    with ExitStack() as stack:
        running = [
            stack.enter_context(
                subprocess.Popen(
                    [*command, *options, f"--hostname=worker{number}"],
                    cwd=_ROOT,
                    env={**os.environ, **env},
                    stdout=subprocess.DEVNULL,
                )
            )
            for number in range(WORKERS)
        ]
        try:
            yield
        finally:
            for worker in running:
                worker.terminate()


def markdown(results: Sequence[Result]) -> str:
    """The section, with what is needed to understand it."""
    title, rest = report.markdown(TITLE, results).split("\n", 1)
    return f"{title}\n\n{HOW}\n{rest}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--tasks", type=int, default=TASKS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    report.show(TITLE, run(asked.pages, asked.records, asked.tasks, asked.rounds))


if __name__ == "__main__":
    main()
