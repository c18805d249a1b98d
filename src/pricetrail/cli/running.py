"""Running a command's work on the configured services."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from pydantic import ValidationError

from pricetrail.bootstrap import Services, open_store, services
from pricetrail.config import Settings, get_settings
from pricetrail.errors import UsageError
from pricetrail.log import configure_logging
from pricetrail.store.base import Store
from pricetrail.values import reason_of

T = TypeVar("T")

LoopFactory = Callable[[], asyncio.AbstractEventLoop]


def load_settings() -> Settings:
    """The settings. Raises UsageError that names the setting with a bad value, or a bad `.env`."""
    try:
        return get_settings()
    except ValidationError as error:
        raise UsageError(setting_problem(error)) from error


def setting_problem(error: ValidationError) -> str:
    """The first bad setting, by the name it is set with, and what is wrong with it."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    name = str(first["loc"][0]) if first["loc"] else "a setting"
    variable = name if name.isupper() else f"PRICETRAIL_{name.upper()}"
    return f"setting {variable}: {reason_of(first)}"


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
