"""A process that scrapes what is due, again and again, until it is killed; its time runs fast."""

import asyncio
import sys
import time
from datetime import UTC, datetime, timedelta

from pricetrail import schedule
from pricetrail.bootstrap import Overrides, services
from pricetrail.clock import to_utc_ms
from pricetrail.config import Settings
from pricetrail.fetch.gate import Endpoint
from pricetrail.fetch.retry import NO_RETRIES
from pricetrail.queue import LocalQueue

SPEED = 3600  # an hour passes in a second
HOSTS = ("one.test", "two.test", "three.test", "four.test")
_START = datetime(2026, 2, 27, 23, tzinfo=UTC)  # a month ends soon


class FastClock:
    """Tells the same fast time in every process that is given the same `since`."""

    def __init__(self, since: float) -> None:
        self._since = since

    def __call__(self) -> datetime:
        """The present, so many times as far from the start as it really is."""
        return to_utc_ms(_START + timedelta(seconds=(time.time() - self._since) * SPEED))


def overrides(port: int, since: float) -> Overrides:
    """What makes services reach the test's shop, in fast time."""
    hosts = dict.fromkeys(HOSTS, Endpoint("127.0.0.1", port))
    return Overrides(clock=FastClock(since), host_map=hosts, retry=NO_RETRIES)


def settings_of(store_url: str) -> Settings:
    """Settings of a process on that store."""
    return Settings(store_url=store_url, politeness="off", _env_file=None)


async def main(store_url: str, port: int, since: float) -> None:
    """Say "ready", then dispatch until killed."""
    async with services(settings_of(store_url), overrides(port, since)) as app:
        queue = LocalQueue(app.pipeline.work)
        every = timedelta(milliseconds=20)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await schedule.keep_dispatching(app.store, queue, clock=app.clock, every=every)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
