"""The whole app on a loopback port in a thread of its own, for a browser to look at."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pricetrail.bootstrap import Overrides, Services, services
from pricetrail.config import Settings
from pricetrail.fetch.gate import Endpoint
from pricetrail.fetch.retry import NO_RETRIES
from pricetrail.main import create_app
from tests.support.background import running_loop
from tests.support.serving import served, settings_for
from tests.support.shop import Shop

HOSTS = ("shop.test", "other.test", "far.test")


@dataclass
class Website:
    """A running app, the shop it scrapes, and a way to run something in their loop."""

    url: str
    shop: Shop
    services: Services
    run: Callable[[Coroutine[Any, Any, None]], None]


@contextmanager
def running_website(folder: Path, **settings: Any) -> Iterator[Website]:
    """The app with an empty store; the hosts of `HOSTS` all lead to its shop."""
    with running_loop("website") as run:
        ready: list[Website] = []
        ended = asyncio.Event()
        done = asyncio.Event()

        async def begin() -> None:
            started = asyncio.Event()
            task = asyncio.create_task(live(started))
            waiting = asyncio.create_task(started.wait())
            await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()

        async def live(started: asyncio.Event) -> None:
            async with _open_website(settings_for(folder, **settings)) as site:
                ready.append(Website(*site, run))
                started.set()
                await ended.wait()
            done.set()

        async def end() -> None:
            ended.set()
            await done.wait()

        run(begin())
        try:
            yield ready[0]
        finally:
            run(end())


@asynccontextmanager
async def _open_website(settings: Settings) -> AsyncIterator[tuple[str, Shop, Services]]:
    shop = Shop()
    await shop.start()
    overrides = Overrides(
        host_map=dict.fromkeys(HOSTS, Endpoint("127.0.0.1", shop.port)), retry=NO_RETRIES
    )
    opened: list[Services] = []

    @asynccontextmanager
    async def open_services(chosen: Settings) -> AsyncIterator[Services]:
        async with services(chosen, overrides) as built:
            opened.append(built)
            yield built

    try:
        async with served(create_app(settings, open_services), settings) as url:
            yield url, shop, opened[0]
    finally:
        await shop.stop()
