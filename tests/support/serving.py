"""The app behind a real server on a free port of this machine, in the test's own event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any

import aiohttp
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from pricetrail.cli.serving import listen, server_config
from pricetrail.config import Settings
from pricetrail.main import create_app

PATIENCE_S = 30
TOKEN = "a-token-with-all-rights"


class Server(uvicorn.Server):
    """A server that leaves the process's signals alone.

    It ends as uvicorn does, but without the pauses of a tenth of a second that this makes: there
    are more tests than seconds.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ending = asyncio.Event()

    def end(self) -> None:
        """Have `serve` return."""
        self._ending.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let it run."""
        yield

    async def main_loop(self) -> None:
        """Tick ten times a second, until the end."""
        for ticks in count():
            await self.on_tick(ticks)
            with suppress(TimeoutError):
                async with asyncio.timeout(0.1):
                    await self._ending.wait()
                    return

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Accept nothing more, answer what was accepted within its time, and end the app."""
        for listening in (*self.servers, *(sockets or ())):
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            async with asyncio.timeout(self.config.timeout_graceful_shutdown):
                while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110
                    await asyncio.sleep(0.001)
        for task in self.server_state.tasks:
            task.cancel()
        for server in self.servers:
            await server.wait_closed()
        await self.lifespan.shutdown()


def settings_for(folder: Path, **given: Any) -> Settings:
    """Settings of an app with a store of its own, which may fetch from this machine."""
    store = {"store_url": f"sqlite:///{folder / 'trail.db'}"}
    defaults = {"egress_allow": "127.0.0.1,localhost", "politeness": "off", "writes_per_s": 0}
    if "api_token" in given:
        given["api_token"] = SecretStr(given["api_token"])
    return Settings.model_validate({**store, **defaults, **given})


@asynccontextmanager
async def served(app: FastAPI, settings: Settings) -> AsyncIterator[str]:
    """Its address, such as ``http://127.0.0.1:4711``, while it is served."""
    listener = listen("127.0.0.1", 0, settings)
    server = Server(server_config(app, settings))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            assert not task.done(), "it did not start"
            await asyncio.sleep(0.005)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        app.state.serving.ending.set()
        server.end()
        async with asyncio.timeout(PATIENCE_S):
            await task


@asynccontextmanager
async def client_of(settings: Settings, **given: Any) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of the app on `settings`; `given` are its own settings, such as headers."""
    app = create_app(settings)
    jar = aiohttp.CookieJar(unsafe=True)  # it keeps cookies of addresses, too
    async with (
        served(app, settings) as url,
        aiohttp.ClientSession(url, cookie_jar=jar, **given) as client,
    ):
        yield client
