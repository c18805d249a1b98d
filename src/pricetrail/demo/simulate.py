"""Ninety days of the demo shops' history in a few seconds, through the real pipeline.

Only the time is not real: a clock that the simulation moves. Every page is fetched from the demo
shop, extracted, validated and stored as any other shop's; at the end the clock becomes the real
one, and scraping goes on live.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from pricetrail import crud, schedule
from pricetrail.bootstrap import Overrides, Services, services
from pricetrail.clock import utc_now
from pricetrail.config import Settings
from pricetrail.demo.catalogue import DEMO_HOSTS
from pricetrail.demo.mishaps import pages_with_mishaps
from pricetrail.demo.shop import DemoShop
from pricetrail.fetch.retry import NO_RETRIES
from pricetrail.queue import LocalQueue
from pricetrail.store.tables import TARGET
from pricetrail.urls import target_id_of

SIMULATED = timedelta(days=90)
LIVE_INTERVAL = timedelta(minutes=1)
TAG = "demo"

# A little more than a day, so that a visit comes at another hour each day.
_STEP = timedelta(hours=25)


class DemoClock:
    """A clock that stands where the simulation puts it, and then is the real one."""

    def __init__(self, now: datetime) -> None:
        self._now: datetime | None = now

    def __call__(self) -> datetime:
        """The simulated moment, or the present once `go_live` was called."""
        return utc_now() if self._now is None else self._now

    def put(self, moment: datetime) -> None:
        """Stand at `moment`."""
        self._now = moment

    def go_live(self) -> None:
        """Be the real clock from now on."""
        self._now = None


@dataclass(frozen=True)
class Demo:
    """The demo shop, open, and services that reach it."""

    shop: DemoShop
    clock: DemoClock
    services: Services


@asynccontextmanager
async def open_demo(settings: Settings) -> AsyncIterator[Demo]:
    """The demo on the store that STORE_URL names, else on one of its own in the data folder.

    Nothing is tried twice and the shop's hosts have no gap between requests: they are our own.
    Raises what `services` raises.
    """
    own = settings.data_dir / "demo.db"
    changed = settings.model_copy(
        update={
            "store_url": settings.store_url or f"sqlite:///{own}",
            "politeness_off_hosts": (*settings.politeness_off_hosts, *DEMO_HOSTS),
        }
    )
    clock = DemoClock(utc_now() - SIMULATED)
    shop = DemoShop(clock)
    await shop.start()
    try:
        overrides = Overrides(clock=clock, host_map=shop.host_map, retry=NO_RETRIES)
        async with services(changed, overrides) as built:
            yield Demo(shop, clock, built)
    finally:
        await shop.stop()


async def simulate(demo: Demo) -> AsyncGenerator[datetime]:
    """Track the shop's products and scrape them daily from ninety days ago until now.

    Yields each simulated moment when its scrapes are stored. A history that is there already is
    continued from where it ends. Two pages with mishaps are left in quarantine. At the end the
    clock is live, and the targets are due each minute.
    """
    app, shop, clock = demo.services, demo.shop, demo.clock
    end = utc_now()
    moment = max([end - SIMULATED, *[seen + _STEP async for seen in _last_attempts(app)]])
    clock.put(min(moment, end))
    await _track(app, shop, timedelta(days=1))
    queue = LocalQueue(app.pipeline.work)
    try:
        while moment <= end:
            clock.put(moment)
            await schedule.dispatch(app.store, queue, clock=clock, catch_up=False)
            await queue.join()
            yield moment
            moment += _STEP
    finally:
        await schedule.release(app.store, await queue.close(), clock=clock)
    await _have_mishaps(app)
    clock.go_live()
    await _track(app, shop, LIVE_INTERVAL)


async def _track(app: Services, shop: DemoShop, every: timedelta) -> None:
    for url in shop.product_urls():
        await crud.track(app.store, url, every=every, tags=[TAG], clock=app.clock)


async def _have_mishaps(app: Services) -> None:
    """Read the pages with mishaps, unless that was done in an earlier run."""
    for page in pages_with_mishaps(app.clock()):
        key = {"target_id": target_id_of(page.url)}
        if await app.store.get(TARGET, key) is None:
            await app.pipeline.take_page(page)


async def _last_attempts(app: Services) -> AsyncIterator[datetime]:
    async for target in crud.iter_targets(app.store, tag=TAG):
        if target.last_attempt_at is not None:
            yield target.last_attempt_at
