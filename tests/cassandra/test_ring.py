"""A ring loses nodes under load: no acknowledged event is lost or doubled, and it all goes on."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from uuid import UUID

import pytest

from pricetrail.clock import time_uuid, uuid_sort_key
from pricetrail.errors import StoreUnavailable
from pricetrail.store.cassandra.store import CassandraStore
from pricetrail.store.tables import CLAIM, EVENT, PRODUCT_ALIAS, Row
from tests.support.ring import ADDRESSES, Ring, running_ring
from tests.support.rows import MONTH, NOON, event_row, events

TABLES = (EVENT, CLAIM, PRODUCT_ALIAS)  # the others would take half a minute to create on a ring
PRODUCTS = tuple(f"shop.example:{number}" for number in range(4))
PACE_S = 0.03  # slow enough to leave nodes that start some of the processor
STEPS = 40  # of each kind of call, to be made before a load counts as going on
PATIENCE_S = 90
QUICK_S = 15  # the driver's own limit is 10


class Load:
    """Writes, reads and claims that go on, whatever the ring does, and are checked on the way.

    A call may fail with StoreUnavailable and is then repeated; a read has to show everything that
    was acknowledged before it began.
    """

    def __init__(self, store: CassandraStore) -> None:
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._store = store
        self._offered: dict[UUID, Row] = {}
        self._acknowledged: dict[str, list[UUID]] = {product: [] for product in PRODUCTS}
        self._ending = False
        self._tasks: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run it all until the end of the context."""
        jobs = [*(self._write(product) for product in PRODUCTS), self._read(), self._claim()]
        self._tasks = [asyncio.create_task(job) for job in jobs]
        try:
            yield
        finally:
            self._ending = True
            await asyncio.gather(*self._tasks)

    async def goes_on(self) -> None:
        """Return once there was progress in everything."""
        before = self.done.copy()

        def progress() -> bool:
            for task in self._tasks:
                if task.done():
                    task.result()
            return all(self.done[k] - before[k] >= STEPS for k in ("write", "read", "claim"))

        await until(progress)

    async def everything_is_there_once(self) -> None:
        """What was acknowledged is there as it was written, and nothing that was not offered."""
        for product in PRODUCTS:
            rows = await self._store.scan(EVENT, partition_of(product), limit=1_000_000)
            found = [row["uuid"] for row in rows]
            assert len(found) == len(set(found))
            assert set(found) >= set(self._acknowledged[product])
            assert all(row == self._offered.get(row["uuid"]) for row in rows)

    async def _write(self, product: str) -> None:
        for number in count():
            row = event_row(product, NOON + timedelta(seconds=number), price=f"{number}.5")
            self._offered[row["uuid"]] = row
            if await self._persist("write", lambda row=row: self._store.put(events([row]))):
                self._acknowledged[product].append(row["uuid"])
            if self._ending:
                return
            await asyncio.sleep(PACE_S)

    async def _read(self) -> None:
        pick = random.Random(7)
        while not self._ending:
            product = pick.choice(PRODUCTS)
            known = self._acknowledged[product].copy()
            rows: list[Row] = []

            async def newest(product: str = product, rows: list[Row] = rows) -> None:
                rows += await self._store.scan(EVENT, partition_of(product), limit=50)

            if await self._persist("read", newest):
                self._check(known, rows)
            await asyncio.sleep(PACE_S)

    def _check(self, known: list[UUID], rows: list[Row]) -> None:
        seen = [row["uuid"] for row in rows]
        assert len(seen) == len(set(seen))
        assert all(row == self._offered[row["uuid"]] for row in rows)
        oldest = uuid_sort_key(seen[-1]) if len(seen) == 50 else b""
        assert {uuid for uuid in known if uuid_sort_key(uuid) >= oldest} <= set(seen)

    async def _claim(self) -> None:
        """Each slot is ours alone.

        A try that failed may have won all the same, and so may one whose connection broke, which
        the driver repeats on another node by itself.
        """
        for number in count():
            slot = {"target_id": "t", "slot": NOON + timedelta(seconds=number)}
            mine = slot | {"uuid": time_uuid(NOON)}
            answers: list[Row | None] = []

            async def insert(mine: Row = mine, answers: list[Row | None] = answers) -> None:
                answers.append(await self._store.insert_if_absent(CLAIM, mine))

            if await self._persist("claim", insert):
                assert answers in ([None], [mine])
            if self._ending:
                return
            await asyncio.sleep(PACE_S)

    async def _persist(self, what: str, call: Callable[[], Awaitable[None]]) -> bool:
        """Repeat the call until it is answered; False where the load ends before."""
        while True:
            try:
                await call()
            except StoreUnavailable:
                self.refused[what] += 1
                if self._ending:
                    return False
                await asyncio.sleep(0.1)
            else:
                self.done[what] += 1
                return True


def partition_of(product: str) -> Row:
    return {"product_id": product, "month": MONTH}


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110 - nobody tells when
            await asyncio.sleep(0.05)


async def sees_all_nodes(store: CassandraStore) -> None:
    """Return once the driver uses every node again."""
    assert store._cluster is not None
    hosts = store._cluster.metadata.all_hosts
    await until(lambda: {host.address for host in hosts() if host.is_up} == set(ADDRESSES))


async def every_call_is_refused_quickly(store: CassandraStore) -> None:
    row = event_row("shop.example:refused")
    alias = {"alias": "refused"}
    claim = {"target_id": "refused", "slot": NOON, "uuid": time_uuid(NOON)}
    calls: dict[str, Callable[[], Awaitable[object]]] = {
        "put": lambda: store.put(events([row])),
        "put many": lambda: store.put(events([row, event_row("shop.example:refused")])),
        "get": lambda: store.get(PRODUCT_ALIAS, alias),
        "scan": lambda: store.scan(EVENT, partition_of("refused"), limit=5),
        "list": lambda: store.list(PRODUCT_ALIAS, limit=5),
        "insert_if_absent": lambda: store.insert_if_absent(CLAIM, claim),
        "delete": lambda: store.delete(PRODUCT_ALIAS, alias),
    }

    async def refused(name: str) -> None:
        begun = time.monotonic()
        with pytest.raises(StoreUnavailable) as caught:
            await calls[name]()
        assert time.monotonic() - begun < QUICK_S, name
        assert len(str(caught.value).splitlines()) == 1

    await asyncio.gather(*map(refused, calls))


async def opened(store: CassandraStore) -> None:
    """Open it once the nodes of a new ring have agreed who has which rows."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            try:
                await store.open()
            except StoreUnavailable:
                await asyncio.sleep(0.2)
            else:
                return


@asynccontextmanager
async def loaded_ring(folder: Path) -> AsyncIterator[tuple[Ring, CassandraStore, Load]]:
    """A ring under load; what it holds is checked at the end."""
    async with running_ring(folder) as ring:
        store = CassandraStore(ring.url("scraper_app"), tables=TABLES)
        try:
            await opened(store)
            load = Load(store)
            async with load.running():
                await load.goes_on()
                yield ring, store, load
                await load.goes_on()
            await load.everything_is_there_once()
        finally:
            await store.close()


async def test_nodes_die_and_come_back_and_nothing_is_lost(tmp_path: Path) -> None:
    async with loaded_ring(tmp_path) as (ring, store, load):
        seed, second, third = ring.nodes
        await ring.kill(seed)
        await load.goes_on()
        await ring.start(seed)
        await sees_all_nodes(store)
        await load.goes_on()
        await ring.kill(second, third)
        await every_call_is_refused_quickly(store)
        await ring.kill(seed)
        await ring.start(*ring.nodes)
        await sees_all_nodes(store)


@pytest.mark.slow
async def test_any_nodes_die_in_any_order_and_nothing_is_lost(tmp_path: Path) -> None:
    pick = random.Random(20_260_314)
    async with loaded_ring(tmp_path) as (ring, store, load):
        for round_ in range(8):
            falling = pick.sample(ring.nodes, 1 + round_ % 3)
            await ring.kill(*falling)
            if len(falling) == 1:
                await load.goes_on()
            else:
                await every_call_is_refused_quickly(store)
            await ring.start(*falling)
            await load.goes_on()
        await sees_all_nodes(store)


@pytest.mark.slow
async def test_nodes_stop_in_good_order_one_by_one_under_load(tmp_path: Path) -> None:
    async with loaded_ring(tmp_path) as (ring, store, load):
        for node in ring.nodes:
            await asyncio.to_thread(node.stop)
            await load.goes_on()
            await ring.start(node)
            await sees_all_nodes(store)
            await load.goes_on()
