"""Ninety days of the demo shops' history in a few seconds, through the real pipeline.

Only the time is not real: a clock that the simulation moves. Every page is fetched from the demo
shop, extracted, validated and stored as any other shop's; at the end the clock becomes the real
one, and scraping goes on live.
"""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from pricetrail import crud, schedule
from pricetrail.bootstrap import Overrides, Services
from pricetrail.clock import Clock, utc_now
from pricetrail.demo.shop import DemoShop
from pricetrail.fetch.gate import Endpoint
from pricetrail.fetch.retry import NO_RETRIES
from pricetrail.queue import LocalQueue

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


def overrides(shop: DemoShop, clock: Clock) -> Overrides:
    """What the services need to reach the demo shop: its hosts, its time, nothing tried twice."""
    endpoints = {host: Endpoint(*endpoint) for host, endpoint in shop.host_map.items()}
    return Overrides(clock=clock, host_map=endpoints, retry=NO_RETRIES)


async def simulate(services: Services, shop: DemoShop, clock: DemoClock) -> AsyncIterator[datetime]:
    """Track the shop's products and scrape them daily from ninety days ago until now.

    Yields each simulated moment when its scrapes are stored. A history that is there already is
    continued from where it ends. At the end the clock is live, and the targets are due each
    minute.
    """
    end = utc_now()
    moment = max([end - SIMULATED, *[seen + _STEP async for seen in _last_attempts(services)]])
    clock.put(min(moment, end))
    await _track(services, shop, timedelta(days=1))
    queue = LocalQueue(services.pipeline.work)
    while moment <= end:
        clock.put(moment)
        await schedule.dispatch(services.store, queue, clock=clock, catch_up=False)
        await queue.join()
        yield moment
        moment += _STEP
    clock.go_live()
    await _track(services, shop, LIVE_INTERVAL)


async def _track(services: Services, shop: DemoShop, every: timedelta) -> None:
    for url in shop.product_urls():
        await crud.track(services.store, url, every=every, tags=[TAG], clock=services.clock)


async def _last_attempts(services: Services) -> AsyncIterator[datetime]:
    async for target in crud.iter_targets(services.store, tag=TAG):
        if target.last_attempt_at is not None:
            yield target.last_attempt_at
