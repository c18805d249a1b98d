"""Whatever dies on the way, every target gets its event for the slot, once."""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pricetrail import crud, schedule
from pricetrail.bootstrap import Services, services
from pricetrail.clock import utc_now
from pricetrail.config import Settings
from pricetrail.errors import StoreUnavailable
from pricetrail.queue import LocalQueue
from pricetrail.schema import Attempt, Claim, ProductScrapeEvent, Target
from pricetrail.store.base import every_row, gathered
from pricetrail.store.tables import ATTEMPT, CLAIM, EVENT, TARGET, Table
from tests.support.background import running_loop
from tests.support.fleet import Fleet, children_of, fleet_in
from tests.support.processes import PATIENCE_S, wait_until
from tests.support.redis import RedisServer, running_redis
from tests.support.shop import Reply, Shop, product_page
from tests.support.working import HOSTS, overrides
from tools.cassandra.node import QUICK_START, Node

HOUR = timedelta(hours=1)
LEASE_S = {500: 15.0, 10_000: 60.0}  # longer than what waits in the queue takes
AT_ONCE = 20
PAGE_S = 10.0  # a page takes no longer, so that who dies in the shop keeps nobody out for long
THINKING_S = 0.15  # before the shop answers, so that there is something to break into


class SlowShop(Shop):
    """A shop that takes a moment for each page."""

    async def _answer(self, request: Any) -> Any:
        await asyncio.sleep(THINKING_S)
        return await super()._answer(request)


@dataclass
class Scene:
    """All that takes part, and may be broken."""

    fleet: Fleet
    shop: Shop
    in_shop: Callable[[Any], None]
    redis: RedisServer
    node: Node
    settings: Settings

    def served(self) -> int:
        """How many products' pages the shop was asked for, each counted once."""
        return len({path for path in self.shop.asked if path in self.shop.replies})

    def start_worker(self) -> Any:
        return self.fleet.worker("--concurrency", "2")


@pytest.fixture
def scene(tmp_path: Path, number: int) -> Iterator[Scene]:
    node = Node(tmp_path / "node", jvm_options=QUICK_START)
    shop = SlowShop()
    with running_redis(tmp_path) as redis, running_loop("shop") as in_shop:
        node.start()
        in_shop(shop.start())
        url = f"cassandra://{node.address}:{node.port}/chaos"
        given = {"store_url": url, "redis_url": redis.new_url()}
        settings = Settings(**given, politeness="off", _env_file=None)
        try:
            lease_s, more = LEASE_S[number], {"PRICETRAIL_TIMEOUT_S": str(PAGE_S)}
            with fleet_in(
                tmp_path, **given, shop_port=shop.port, lease_s=lease_s, more=more
            ) as fleet:
                yield Scene(fleet, shop, in_shop, redis, node, settings)
        finally:
            in_shop(shop.stop())
            node.stop()


async def track(scene: Scene, number: int) -> dict[str, datetime]:
    """So many targets that are due now: the slot of each."""
    for n in range(number):
        scene.shop.replies[f"/p/{n}"] = Reply(product_page(f"Kettle {n}", price=f"{n}.50"))
    async with services(scene.settings, overrides(scene.shop.port)) as app:
        urls = [f"http://{HOSTS[n % len(HOSTS)]}/p/{n}" for n in range(number)]
        slots: dict[str, datetime] = {}
        for first in range(0, number, AT_ONCE):
            some = urls[first : first + AT_ONCE]
            targets = await gathered(tracked(app, url) for url in some)
            slots |= {target.target_id: target.next_due for target in targets}
        return slots


async def tracked(app: Services, url: str) -> Target:
    """The target of a URL; asked for again where a busy machine keeps Cassandra from answering."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            with suppress(StoreUnavailable):
                return (await crud.track(app.store, url, every=HOUR)).target


def break_everything(scene: Scene, number: int) -> None:
    """One after the other, as the work goes on."""
    first, second = scene.start_worker(), scene.start_worker()
    scene.fleet.beat()

    def when(share: float) -> None:
        """Wait until so much was served, however long it takes, while it goes on."""
        while (served := scene.served()) < number * share:
            wait_until(lambda before=served: scene.served() > before)

    when(0.1)
    os.kill(first.pid, signal.SIGKILL)
    scene.start_worker()
    when(0.25)
    scene.fleet.wait_for(second, "ready.")
    os.kill(children_of(second.pid)[0], signal.SIGKILL)
    when(0.4)
    scene.redis.stop()
    scene.redis.start()
    when(0.6)
    scene.node.stop()
    scene.node.start()
    when(0.8)
    scene.in_shop(scene.shop.stop())
    time.sleep(1)
    scene.in_shop(scene.shop.start())


async def settled(app: Services) -> None:
    """Return once no target waits for anybody, however long it takes, while they get fewer."""
    async with asyncio.timeout(PATIENCE_S) as limit:
        fewest = len(await waiting_now(app))
        while waiting := len(await waiting_now(app)):
            if waiting < fewest:
                fewest = waiting
                limit.reschedule(asyncio.get_running_loop().time() + PATIENCE_S)
            await asyncio.sleep(0.5)


async def waiting_now(app: Services) -> list[Target]:
    """The targets that are due, or that somebody has."""
    targets: list[Target] = await everything(app, TARGET)
    return [one for one in targets if one.lease_until or one.next_due <= utc_now()]


async def try_failed_again(app: Services) -> None:
    """Do what is due in ten minutes: what failed while the shop could not be reached."""
    later = utc_now() + timedelta(minutes=10)
    queue = LocalQueue(app.pipeline.work)
    await schedule.dispatch(app.store, queue, clock=lambda: later, catch_up=False)
    await queue.join()


async def everything(app: Services, table: Table) -> list[Any]:
    return [table.load(row) async for row in every_row(app.store, table)]


async def check(scene: Scene, slots: dict[str, datetime]) -> None:
    async with services(scene.settings, overrides(scene.shop.port)) as app:
        await settled(app)
        await try_failed_again(app)
        targets: list[Target] = await everything(app, TARGET)
        events: list[ProductScrapeEvent] = await everything(app, EVENT)
        attempts: list[Attempt] = await everything(app, ATTEMPT)
        claims: list[Claim] = await everything(app, CLAIM)
    assert {one.target_id for one in targets} == slots.keys()
    assert all(one.state == "ok" and one.next_due - utc_now() < 1.1 * HOUR for one in targets)
    outcomes = {one.uuid: one.outcome for one in attempts}
    assert len(outcomes) == len(attempts)
    assert set(outcomes.values()) <= {"ok", "fetch_failed"}
    succeeded = {uuid for uuid, outcome in outcomes.items() if outcome == "ok"}
    assert Counter(e.uuid for e in events) == Counter(succeeded)
    by_slot = {(claim.target_id, claim.slot): claim.uuid for claim in claims}
    assert set(by_slot.values()) == outcomes.keys()
    assert set(slots.items()) <= by_slot.keys()
    ended = Counter(t for (t, _), uuid in by_slot.items() if uuid in succeeded)
    assert ended == Counter(slots.keys())


def end_all(fleet: Fleet) -> None:
    """Everybody is told to end, and is gone then, with all its children."""
    for process in fleet.processes:
        process.terminate()
    for process in fleet.processes:
        assert process.wait(PATIENCE_S) in {0, -signal.SIGKILL}
    assert fleet.left_over() == []


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(500, id="short"),
        pytest.param(10_000, id="long", marks=pytest.mark.slow),
    ],
)
def test_whatever_dies_every_slot_has_one_event(scene: Scene, number: int) -> None:
    slots = asyncio.run(track(scene, number))
    break_everything(scene, number)
    asyncio.run(check(scene, slots))
    end_all(scene.fleet)
