"""The app that serves the API and the web UI: ``uvicorn pricetrail.main:app``.

Importing it is cheap and reads nothing; settings are read and adapters built when it starts.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from pricetrail import __version__
from pricetrail.api import products
from pricetrail.api.deps import Serving
from pricetrail.api.problems import answer_with_problems
from pricetrail.bootstrap import Services, services
from pricetrail.config import Settings, get_settings
from pricetrail.queue import LocalQueue

Opener = Callable[[Settings], AbstractAsyncContextManager[Services]]


def create_app(settings: Settings | None = None, open_services: Opener = services) -> FastAPI:
    """The app on `settings`, read from the environment at its start where none are given.

    `open_services` builds what it works with; whoever has services open already hands them in.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_services(settings or get_settings()) as built:
            queue = LocalQueue(built.pipeline.work)
            app.state.serving = Serving(built, queue)
            yield
            await queue.close()

    app = FastAPI(title="pricetrail", version=__version__, lifespan=lifespan)
    answer_with_problems(app)
    app.include_router(products.router)
    return app


app = create_app()
