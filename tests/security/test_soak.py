"""Under load for some time: what the processes use levels off, and too much is refused in time."""

import asyncio
import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest

from tests.support.background import running_shop
from tests.support.command import CommandLine
from tests.support.fleet import fleet_in
from tests.support.processes import ending, wait_until
from tests.support.redis import RedisServer
from tests.support.shop import Reply, product_page
from tests.support.working import HOSTS

pytestmark = pytest.mark.slow

ROUNDS = 5
WARM = 2  # rounds until everything is loaded and every pool is full
REQUESTS = 400
AT_ONCE = 40
MOST_GROWTH_MB = 60
PATIENCE_S = 120
_SERVING = re.compile(rb"^serving (\S+)\n", re.MULTILINE)


class Use(NamedTuple):
    """What a process has at a moment."""

    mb: float
    files: int
    threads: int


def use_of(pid: int) -> Use:
    said = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    files = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    return Use(int(said["VmRSS"].split()[0]) / 1000, files, int(said["Threads"]))


@asynccontextmanager
async def clients(url: str, limit: int = AT_ONCE) -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(limit=limit)
    timeout = aiohttp.ClientTimeout(PATIENCE_S)
    async with aiohttp.ClientSession(url, connector=connector, timeout=timeout) as client:
        yield client


async def status(client: aiohttp.ClientSession, method: str, path: str, **more: object) -> int:
    """The status of the answer; 0 where the connection was not taken."""
    try:
        async with client.request(method, path, **more) as answer:  # type: ignore[arg-type]
            await answer.read()
            return answer.status
    except aiohttp.ClientConnectionError:
        return 0


async def traffic(client: aiohttp.ClientSession, round_: int) -> Counter[int]:
    """A mixed crowd of requests: records, lists, pages, scrapes, and what is refused."""

    def asked(number: int) -> tuple[str, str, dict[str, object]]:
        url = f"http://{HOSTS[number % len(HOSTS)]}/p/{number % 200}"
        record = {"url": url, "name": f"Thing {number % 200}", "price": f"{round_ + 1}.50"}
        return (
            ("POST", "/events/scrape", {"json": {**record, "currency": "EUR"}}),
            ("GET", "/products?limit=50", {}),
            ("GET", "/", {}),
            ("POST", "/products", {"json": {"urls": [url]}}),
            ("POST", "/products", {"data": b"[" * 1000, "headers": {"Content-Type": "text/x"}}),
            ("GET", "/products/nothing", {}),
        )[number % 6]

    places = asyncio.Semaphore(AT_ONCE)

    async def one(number: int) -> int:
        async with places:
            method, path, more = asked(number)
            return await status(client, method, path, **more)

    return Counter(await asyncio.gather(*map(one, range(REQUESTS))))


@contextmanager
def serving(cli: CommandLine) -> Iterator[tuple[str, int]]:
    """A server's address and process; it logs to a file: a pipe that is full would stop it."""
    log = cli.folder / "serve.log"
    with log.open("wb") as out, ending(cli.start("serve", "--port", 0, stderr=out)) as process:
        wait_until(lambda: _SERVING.search(log.read_bytes()))
        said = _SERVING.search(log.read_bytes())
        assert said is not None
        yield said[1].decode(), process.pid
        assert process.poll() is None


@contextmanager
def replying_shop() -> Iterator[int]:
    with running_shop() as shop:
        for number in range(200):
            shop.replies[f"/p/{number}"] = Reply(product_page(f"Thing {number}"))
        yield shop.port


async def test_what_server_and_worker_use_levels_off(
    cli: CommandLine, cassandra_url: str, redis_server: RedisServer, tmp_path: Path
) -> None:
    shared = {"store_url": cassandra_url, "redis_url": redis_server.new_url()}
    cli.env |= {"STORE_URL": shared["store_url"], "REDIS_URL": shared["redis_url"]}
    cli.env["PRICETRAIL_WRITES_PER_S"] = "0"
    with (
        replying_shop() as port,
        fleet_in(tmp_path, **shared, shop_port=port) as fleet,
        serving(cli) as (url, server),
    ):
        worker = fleet.worker("--pool", "solo")
        used: list[tuple[Use, Use]] = []
        async with clients(url) as client:
            for round_ in range(ROUNDS):
                answered = await traffic(client, round_)
                assert set(answered) <= {200, 201, 202, 404, 415, 422, 429, 503}, answered
                assert answered[200] > REQUESTS // 6
                used.append((use_of(server), use_of(worker.pid)))
            assert await status(client, "GET", "/healthz") == 200
        assert worker.poll() is None
    for before, after in zip(used[WARM - 1], used[-1], strict=True):
        assert after.mb - before.mb < MOST_GROWTH_MB, used
        assert after.files - before.files <= AT_ONCE, used
        assert after.threads - before.threads <= 8, used


async def test_too_many_are_refused_and_then_served_again(cli: CommandLine) -> None:
    cli.env["PRICETRAIL_WRITES_PER_S"] = "5"
    with serving(cli) as (url, server):
        async with clients(url, limit=0) as crowd:
            posts = (status(crowd, "POST", "/products/x/scrape") for _ in range(400))
            answered = Counter(await asyncio.gather(*posts))
            assert answered[429] > 200
            assert set(answered) <= {0, 404, 429, 503}
            gets = (status(crowd, "GET", "/products") for _ in range(1500))
            answered = Counter(await asyncio.gather(*gets))
            assert set(answered) <= {0, 200, 503}, answered
            assert answered[200] > 0
        async with clients(url) as client:
            assert await status(client, "GET", "/products") == 200
            await asyncio.to_thread(wait_until, lambda: use_of(server).files < 200)
            assert await status(client, "POST", "/products/x/scrape") in (404, 429)


async def test_a_store_that_is_slow_piles_nothing_up(cli: CommandLine) -> None:
    """Another process holds the file: writes are answered in time, and none is left behind."""
    cli.env["PRICETRAIL_WRITES_PER_S"] = "0"
    record = {"url": "https://shop.example/p/1", "name": "A", "price": "1", "currency": "EUR"}
    with serving(cli) as (url, server):
        async with clients(url, limit=0) as client:
            assert await status(client, "POST", "/events/scrape", json=record) in (200, 201)
            before = use_of(server)
            held = sqlite3.connect(cli.folder / "trail.db", isolation_level=None)
            held.execute("BEGIN IMMEDIATE")
            try:
                posts = (
                    status(client, "POST", "/events/scrape", json={**record, "price": str(number)})
                    for number in range(200)
                )
                answered = Counter(await asyncio.gather(*posts))
                assert set(answered) <= {0, 429, 503}, answered
                assert await status(client, "GET", "/healthz") == 200
            finally:
                held.execute("ROLLBACK")
                held.close()
            assert await status(client, "POST", "/events/scrape", json=record) in (200, 201)
        await asyncio.to_thread(wait_until, lambda: use_of(server).files <= before.files + 20)
        after = use_of(server)
        assert after.threads <= before.threads + 8
        assert after.mb - before.mb < MOST_GROWTH_MB
