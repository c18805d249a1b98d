"""The server in this process: its socket, its start, and its end at a signal."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from typing import Annotated, Any

import typer
import uvicorn
from fastapi import FastAPI
from uvicorn.loops.auto import auto_loop_factory

from pricetrail.api.deps import Serving
from pricetrail.api.middleware.hosts import is_loopback
from pricetrail.bootstrap import Services
from pricetrail.cli.connections import BoundedProtocol
from pricetrail.cli.console import plain, stderr
from pricetrail.config import Settings
from pricetrail.errors import UsageError
from pricetrail.main import Told, create_app

Host = Annotated[str, typer.Option("--host", help="Address to serve on.")]
Port = Annotated[
    int | None,
    typer.Option(
        "--port", min=0, max=65535, help="Port; otherwise 8000, or a free one where it is taken."
    ),
]

_GRACE_S = 3  # for requests that were accepted, once the process is told to end
_BACKLOG = 2048
_KEEP_ALIVE_S = 5  # a connection rests so long between two requests
_MOST_CONNECTIONS = 1_000  # beyond that, 503
_USUAL_PORT = 8000
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - names to know, not to bind to


class _Server(uvicorn.Server):
    """A server that leaves signals to the command that runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Let it run."""
        yield


def listen(host: str, port: int | None, settings: Settings) -> socket.socket:
    """A socket that listens there; without `port` on 8000, or on a free one where that is taken.

    Raises UsageError where others could reach it and no token is asked for, and where that
    address cannot be had.
    """
    has_token = settings.api_token is not None and settings.api_token.get_secret_value()
    if not has_token and not is_loopback(host):
        raise UsageError(
            f"without PRICETRAIL_API_TOKEN only this machine is served, not {host}: set it first"
        )
    if port is None:
        try:
            return _bound(host, _USUAL_PORT)
        except OSError:
            port = 0
    try:
        return _bound(host, port)
    except OSError as error:
        # What Python says of a failed bind names the address again.
        number = None if isinstance(error, socket.gaierror) else error.errno
        why = error.strerror if number is None else os.strerror(number)
        raise UsageError(f"{host}, port {port}: {why}") from error


def _bound(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.create_server(address, family=family, backlog=_BACKLOG)
    # Connections inherit it: the end of an answer does not wait for the client's acknowledgement.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


@asynccontextmanager
async def serving(
    services: Services,
    listener: socket.socket,
    host: str,
    told: Told | None = None,
    *,
    alone: bool = False,
) -> AsyncIterator[Serving]:
    """Serve the API and the UI on `listener`, and say where; `told` and `alone` as `create_app`.

    At the end no connection is accepted any more, streams end, and requests that were accepted
    are answered, within three seconds.
    """
    settings = services.settings
    if host not in _EVERYWHERE:
        named = f"[{host}]" if ":" in host else host
        settings = settings.model_copy(update={"allowed_hosts": (*settings.allowed_hosts, named)})
    app = create_app(settings, lambda _: nullcontext(services), told, alone=alone)
    server = _Server(server_config(app, settings))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started and not task.done():  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.01)
        if server.started:
            stderr().print(plain(f"serving {_url(host, listener)}", "bold"), soft_wrap=True)
            yield app.state.serving
    finally:
        if server.started:
            app.state.serving.ending.set()
        server.should_exit = True
        await task


def server_config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """How `app` is served: what a connection may do, and whose word on a client counts."""
    return uvicorn.Config(
        app,
        lifespan="on",
        http=BoundedProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACE_S,
    )


def fast_loop() -> asyncio.AbstractEventLoop:
    """A new event loop, of uvloop where that is there."""
    return auto_loop_factory()()


async def until_signal(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` until it ends, or until SIGINT or SIGTERM cancels it.

    The first signal ends the process, further ones change nothing any more: who ends a group of
    processes sends several.
    """
    task = asyncio.create_task(work)
    loop = asyncio.get_running_loop()

    def end() -> None:
        if not task.cancelling():
            task.cancel()

    def hear(*_: object) -> None:
        loop.call_soon_threadsafe(end)

    others = {number: signal.signal(number, hear) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        await task
    except asyncio.CancelledError:
        if not task.cancelled():
            raise
    finally:
        for number, other in others.items():
            signal.signal(number, signal.SIG_IGN if task.cancelling() else other)


def _url(host: str, listener: socket.socket) -> str:
    shown = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - shown as one to open
    shown = f"[{shown}]" if ":" in shown else shown
    return f"http://{shown}:{listener.getsockname()[1]}"
