"""`up`: everything in one process, on the configured store, until it is told to stop."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Annotated, Any

import typer

from pricetrail import crud, schedule
from pricetrail.bootstrap import Services
from pricetrail.cli.board import Board
from pricetrail.cli.console import note_line
from pricetrail.cli.progress import progress
from pricetrail.cli.running import load_settings, with_services
from pricetrail.config import Settings
from pricetrail.demo.simulate import SIMULATED, open_demo, simulate
from pricetrail.log import configure_logging
from pricetrail.queue import Job, LocalQueue


def up(
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Invented shops on this machine, ninety simulated days first."),
    ] = False,
) -> None:
    """Scrape what is due, again and again, and show how it goes; Ctrl-C ends it.

    With --demo nothing leaves this machine. The demo writes to STORE_URL where it is set, else
    to a store of its own. Examples: pricetrail up · pricetrail up --demo
    """
    if demo:
        settings = load_settings()
        configure_logging(settings.log_level, settings.log_format)
        asyncio.run(_until_signal(_run_demo(settings)))
    else:
        with_services(lambda services: _until_signal(_keep_scraping(services)))


async def _run_demo(settings: Settings) -> None:
    async with open_demo(settings) as demo:
        with progress("simulated days", SIMULATED.days) as tick:
            start = demo.clock()
            async for moment in simulate(demo):
                tick((moment - start).days)
        if not settings.store_url:
            own = demo.services.settings.store_url
            note_line(f"look around meanwhile: STORE_URL={own} pricetrail products")
        await _keep_scraping(demo.services, title="pricetrail demo: invented shops and products")


async def _keep_scraping(services: Services, title: str = "pricetrail") -> None:
    """Work off what is due until cancelled; what is not done then stays due."""
    async with Board(services.store, title) as board:
        async for product in crud.iter_products(services.store):
            await board.add(product)
            if board.is_full:
                break
        await board.show()

        async def work(job: Job) -> None:
            scrape = await services.pipeline.work(job)
            if scrape is not None:
                await board.tell(scrape)

        await schedule.keep_dispatching(services.store, LocalQueue(work), clock=services.clock)


async def _until_signal(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` until it ends, or until SIGINT or SIGTERM cancels it."""
    task = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        if not task.cancelled():
            raise
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
