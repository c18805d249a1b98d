"""The app that serves the API and the web UI: ``uvicorn pricetrail.main:app``.

Importing it is cheap and reads nothing; settings are read and adapters built when it starts.
"""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from threading import current_thread, main_thread
from types import FrameType
from typing import TYPE_CHECKING

from fastapi import FastAPI

from pricetrail import __version__, schedule
from pricetrail.api import (
    alerts,
    archived,
    events,
    exports,
    feeds,
    health,
    jobs,
    login,
    pages,
    products,
    quarantine,
    reference,
)
from pricetrail.api.access import Access
from pricetrail.api.answers import KeptAnswers
from pricetrail.api.deps import Serving
from pricetrail.api.limits import Buckets
from pricetrail.api.metrics import Metrics
from pricetrail.api.middleware.hosts import LOOPBACK_NAMES
from pricetrail.api.middleware.requests import add_middleware
from pricetrail.api.openapi import describe
from pricetrail.api.problems import answer_with_problems
from pricetrail.bootstrap import Services, build_broker, build_shared, log_allowed, services
from pricetrail.config import Settings, get_settings
from pricetrail.errors import ServiceUnavailable
from pricetrail.log import configure_logging, get_logger
from pricetrail.memory import set_aside
from pricetrail.pipeline import Scrape
from pricetrail.queue import Job, LocalQueue, OpenQueue
from pricetrail.web import router as web
from pricetrail.web.refusals import tell_in_pages

if TYPE_CHECKING:  # Redis is an extra
    from pricetrail.queue.shared import Shared

Opener = Callable[[Settings], AbstractAsyncContextManager[Services]]
Told = Callable[[Scrape], Awaitable[None]]

ROUTERS = (  # what is asked for most often first: they are looked through in this order
    events.router,
    products.router,
    health.router,
    jobs.router,
    alerts.router,
    pages.router,
    archived.router,
    quarantine.router,
    exports.router,
    feeds.router,
    reference.router,
    login.router,
    web.router,
)

_SECONDS_OF_BURST = 4
_FAILED_LOGINS = 10
_LOGIN_AFTER_S = 12
_log = get_logger("main")


def create_app(
    settings: Settings | None = None,
    open_services: Opener = services,
    told: Told | None = None,
    *,
    alone: bool = False,
) -> FastAPI:
    """The app on `settings`; without them it reads the environment when it starts.

    `open_services` builds what it works with; whoever has services open already hands them in.
    What is asked for is scraped by the workers where REDIS_URL names their broker, else, and
    where the app is `alone`, in this process; then `told` is told of every scrape.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        chosen = settings or _settings_of_process()
        log_allowed(chosen)
        async with open_services(chosen) as built:
            serving = _serving(chosen, built, told, alone=alone)
            app.state.serving = serving
            with set_aside(), _ending_noticed(serving.ending):
                yield
            undone = await serving.queue.close()
            await schedule.release(built.store, undone, clock=built.clock)
            if serving.shared is not None:
                await serving.shared.close()

    app = FastAPI(
        title="pricetrail",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        routes=[route for router in ROUTERS for route in router.routes],
    )
    answer_with_problems(app)
    add_middleware(app)
    tell_in_pages(app)
    describe(app)
    return app


def _settings_of_process() -> Settings:
    settings = get_settings()
    configure_logging(settings.log_level, settings.log_format)
    return settings


def _serving(settings: Settings, built: Services, told: Told | None, *, alone: bool) -> Serving:
    token = settings.api_token.get_secret_value() if settings.api_token else None
    answers = KeptAnswers()
    metrics = Metrics()

    async def work(job: Job) -> None:
        try:
            scrape = await built.pipeline.work(job)
        except ServiceUnavailable as error:
            _log.warning("a scrape waits", target=job.target_id, reason=str(error))
            return
        except Exception:  # noqa: BLE001 - one scrape that fails must not end the others
            _log.exception("a scrape broke off; its lease ends by itself", target=job.target_id)
            return
        answers.drop()
        if scrape is not None:
            metrics.scraped(scrape.attempt.outcome)
            if told is not None:
                await told(scrape)

    queue: OpenQueue
    shared: Shared | None = None
    if settings.redis_url and not alone:
        queue, shared = build_broker(settings), build_shared(settings)
    else:
        queue = local = LocalQueue(work)
        metrics.watch_queue(lambda: local.waiting)
    rate = settings.writes_per_s
    return Serving(
        built,
        queue,
        Access(built.store, token),
        metrics,
        writes=Buckets(rate, rate * _SECONDS_OF_BURST) if rate else None,
        logins=Buckets(1 / _LOGIN_AFTER_S, _FAILED_LOGINS),
        hosts=LOOPBACK_NAMES | {host.lower() for host in settings.allowed_hosts},
        shared=shared,
        answers=answers,
    )


@contextmanager
def _ending_noticed(ending: asyncio.Event) -> Iterator[None]:
    """Set `ending` at the signal that ends the process; who handles it otherwise still does.

    A server waits for its connections before it tells the app to end, and a stream would keep
    it waiting.
    """
    if current_thread() is not main_thread():  # signals are the main thread's business
        yield
        return
    loop = asyncio.get_running_loop()
    others = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def notice(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(ending.set)
        other = others[signal.Signals(number)]
        if callable(other):
            other(number, frame)
        elif other is signal.SIG_DFL:
            signal.signal(number, other)
            signal.raise_signal(number)

    for number in others:
        signal.signal(number, notice)
    try:
        yield
    finally:
        for number, other in others.items():
            signal.signal(number, other)


app = create_app()
