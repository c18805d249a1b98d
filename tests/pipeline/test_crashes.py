"""Processes that are killed at any moment, two at a time, on one store."""

import asyncio
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pricetrail import crud, schedule
from pricetrail.bootstrap import Services, services
from pricetrail.crud.targets import minute_of
from pricetrail.queue import Job, LocalQueue
from pricetrail.schema import Attempt, Claim, ProductScrapeEvent, Target
from pricetrail.stats import day_summary
from pricetrail.store.tables import ATTEMPT, CLAIM, DUE_SLOT, EVENT, TARGET, Table
from tests.support.background import running_shop
from tests.support.dispatching import HOSTS, SPEED, overrides, settings_of
from tests.support.processes import ending
from tests.support.shop import CHALLENGE, Reply, Shop, product_page

ROOT = Path(__file__).parents[2]
TARGETS = 12
BLOCKED = 3  # of the targets


class Nobody:
    """A queue whose work never begins."""

    async def put(self, jobs: Sequence[Job]) -> None:
        """Lose the jobs."""


def stock(shop: Shop) -> None:
    for n in range(TARGETS):
        page = Reply(CHALLENGE, 403) if n < BLOCKED else Reply(product_page(price=f"{n}.50"))
        shop.replies[f"/p/{n}"] = page


def start(store_url: str, port: int, since: float) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.support.dispatching", store_url, str(port), str(since)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)


def run_and_kill(*arguments: Any, random: Random) -> None:
    """Two at once, each killed when it has worked for a moment."""
    with ExitStack() as stack:
        both = [stack.enter_context(ending(start(*arguments))) for _ in range(2)]
        for process in both:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n"
            time.sleep(random.uniform(0.05, 0.5))
        for process in both:
            process.kill()


async def everything(app: Services, table: Table) -> list[Any]:
    return [table.load(row) for row in (await app.store.list(table, limit=100_000)).rows]


async def work_off(app: Services) -> None:
    """Scrape what is due until nothing is, from hints alone, once every lease is over."""
    await asyncio.sleep(schedule.LEASE.total_seconds() / SPEED)
    queue = LocalQueue(app.pipeline.work)
    moment = app.clock()
    await schedule.dispatch(app.store, queue, clock=lambda: moment, catch_up=False)
    await queue.join()


async def check_slots(app: Services, events: list[ProductScrapeEvent]) -> None:
    """Each slot has at most one attempt, and each attempt, unless it failed, one event.

    A slot has none where its process died and catching up gave its target another slot.
    """
    targets: dict[str, Target] = {t.target_id: t for t in await everything(app, TARGET)}
    attempts: list[Attempt] = await everything(app, ATTEMPT)
    claims: list[Claim] = await everything(app, CLAIM)
    slots = Counter(claim.uuid for claim in claims)
    assert slots.total() == len(slots)
    still_claimed = app.clock() - timedelta(days=6)  # claims are kept for a week
    assert Counter(a.uuid for a in attempts if a.created > still_claimed) <= slots
    ok = Counter(a.uuid for a in attempts if a.outcome == "ok")
    assert Counter(e.uuid for e in events) == ok
    assert {a.outcome for a in attempts} == {"ok", "blocked"}
    for claim in claims:
        due = targets[claim.target_id].next_due
        assert due is not None
        assert claim.slot < due


async def check_products(app: Services, events: list[ProductScrapeEvent]) -> None:
    """Products and days say what follows from the events."""
    products = [p async for p in crud.iter_products(app.store)]
    assert len(products) == TARGETS - BLOCKED
    for product in products:
        own = [e for e in events if e.product_id == product.product_id]
        newest = max(own, key=lambda e: e.created)
        assert (product.last_event, product.price) == (newest.uuid, newest.price)
        days = await crud.product_days(app.store, product.product_id)
        assert {d.day for d in days} == {e.created.date() for e in own}
        assert days == [day_summary(product.product_id, d.day, own) for d in days]


async def check_schedule(app: Services) -> None:
    """Every target is found again by its hint, and no old hint is left."""
    await asyncio.sleep(2 * schedule.LEASE.total_seconds() / SPEED)
    await schedule.dispatch(app.store, Nobody(), clock=app.clock)
    hints = (await app.store.list(DUE_SLOT, limit=100_000)).rows
    targets: list[Target] = await everything(app, TARGET)
    wanted = {(minute_of(t.lease_until or t.next_due), t.target_id) for t in targets}
    assert len(wanted) == TARGETS
    assert {(hint["minute"], hint["target_id"]) for hint in hints} >= wanted
    assert len(hints) <= 3 * TARGETS


@pytest.mark.parametrize(
    "rounds", [pytest.param(3, id="short"), pytest.param(30, id="long", marks=pytest.mark.slow)]
)
async def test_whenever_they_are_killed_every_slot_has_one_event(
    tmp_path: Path, rounds: int
) -> None:
    random = Random(rounds)
    store_url = f"sqlite:///{tmp_path}/history.db"
    since = time.time()
    with running_shop() as shop:
        stock(shop)
        async with services(settings_of(store_url), overrides(shop.port, since)) as app:
            for n in range(TARGETS):
                url = f"http://{HOSTS[n % len(HOSTS)]}/p/{n}"
                await crud.track(app.store, url, every=timedelta(minutes=30), clock=app.clock)
        for _ in range(rounds):
            run_and_kill(store_url, shop.port, since, random=random)
        async with services(settings_of(store_url), overrides(shop.port, since)) as app:
            await work_off(app)
            events: list[ProductScrapeEvent] = await everything(app, EVENT)
            assert len(events) >= TARGETS - BLOCKED
            await check_slots(app, events)
            await check_products(app, events)
            await check_schedule(app)
