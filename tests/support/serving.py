"""The app behind a real server on a free port of this machine, in the test's own event loop."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from pricetrail.cli.serving import server_config
from pricetrail.config import Settings
from pricetrail.main import create_app

PATIENCE_S = 30
TOKEN = "a-token-with-all-rights"


class Server(uvicorn.Server):
    """A server that leaves the process's signals alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let it run."""
        yield


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
    listener = socket.create_server(("127.0.0.1", 0))
    server = Server(server_config(app, settings))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            assert not task.done(), "it did not start"
            await asyncio.sleep(0.005)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        app.state.serving.ending.set()
        server.should_exit = True
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
