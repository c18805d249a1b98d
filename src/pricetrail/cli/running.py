"""Running a command's work on the configured services."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from pricetrail.bootstrap import Services, open_store, services
from pricetrail.config import Settings, load_settings
from pricetrail.log import configure_logging
from pricetrail.store.base import Store

T = TypeVar("T")

LoopFactory = Callable[[], asyncio.AbstractEventLoop]


def with_services(
    work: Callable[[Services], Awaitable[T]], *, loop: LoopFactory | None = None
) -> T:
    """What `work` returns, given the services; they are closed again whatever happens.

    `loop` makes the event loop where it is not the usual one.
    """
    settings = load_settings()
    configure_logging(settings.log_level, settings.log_format)

    async def run() -> T:
        async with services(settings) as built:
            return await work(built)

    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(run())


def with_store(work: Callable[[Store], Awaitable[T]], *, make: bool = False) -> T:
    """What `work` returns, given the store alone; for who does not scrape.

    Raises NothingYet where there is none and none is to be made.
    """
    settings = load_settings()

    async def run() -> T:
        async with open_store(settings, make=make) as store:
            return await work(store)

    return run_async(settings, run())


def run_async(settings: Settings, work: Coroutine[Any, Any, T]) -> T:
    """What `work` returns, with logs as the settings want them."""
    configure_logging(settings.log_level, settings.log_format)
    return asyncio.run(work)
