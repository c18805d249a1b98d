"""`up`: everything in one process, on the configured store, until it is told to stop."""

import asyncio
import socket
from typing import Annotated

import typer

from pricetrail import crud, schedule
from pricetrail.bootstrap import Services
from pricetrail.cli.board import Board
from pricetrail.cli.console import note_line
from pricetrail.cli.progress import progress
from pricetrail.cli.running import with_services
from pricetrail.cli.serving import Host, Port, fast_loop, listen, serving, until_signal
from pricetrail.config import Settings, load_settings
from pricetrail.demo.simulate import SIMULATED, open_demo, simulate
from pricetrail.log import configure_logging


def up(
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Invented shops on this machine, ninety simulated days first."),
    ] = False,
    host: Host = "127.0.0.1",
    port: Port = None,
) -> None:
    """Scrape what is due, again and again, and show how it goes, here and in the web UI.

    Ctrl-C ends it. Without PRICETRAIL_API_TOKEN the web UI is served to this machine only. With
    --demo nothing leaves this machine; it writes to STORE_URL where that is set, else to a store
    of its own. Examples: pricetrail up · pricetrail up --demo
    """
    settings = load_settings()
    with listen(host, port, settings) as listener:
        if demo:
            configure_logging(settings.log_level, settings.log_format)
            with asyncio.Runner(loop_factory=fast_loop) as runner:
                runner.run(until_signal(_run_demo(settings, listener, host)))
        else:
            with_services(
                lambda services: until_signal(_keep_scraping(services, listener, host)),
                loop=fast_loop,
            )


async def _run_demo(settings: Settings, listener: socket.socket, host: str) -> None:
    async with open_demo(settings) as demo:
        with progress("simulated days", SIMULATED.days) as tick:
            start = demo.clock()
            async for moment in simulate(demo):
                tick((moment - start).days)
        if not settings.store_url:
            own = demo.services.settings.store_url
            note_line(f"look around meanwhile: STORE_URL={own} pricetrail products")
        title = "pricetrail demo: invented shops and products"
        await _keep_scraping(demo.services, listener, host, title)


async def _keep_scraping(
    services: Services, listener: socket.socket, host: str, title: str = "pricetrail"
) -> None:
    """Work off what is due and serve, until cancelled; what is not done then stays due."""
    async with Board(services.store, title) as board:
        async for product in crud.iter_products(services.store):
            await board.add(product)
            if board.is_full:
                break
        async with serving(services, listener, host, board.tell, alone=True) as served:
            await board.show()
            await schedule.keep_dispatching(services.store, served.queue, clock=services.clock)
