"""What every request passes before a route sees it, the outermost first."""

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from pricetrail.api.middleware.bodies import BodyLimit
from pricetrail.api.middleware.callers import Callers
from pricetrail.api.middleware.conditional import Conditional
from pricetrail.api.middleware.headers import SecurityHeaders
from pricetrail.api.middleware.hosts import KnownHosts
from pricetrail.api.middleware.origins import SameOrigin
from pricetrail.api.middleware.requests import Requests

_OUTERMOST_FIRST = (
    SecurityHeaders,
    Requests,
    KnownHosts,
    SameOrigin,
    Callers,
    BodyLimit,
)


def add_middleware(app: FastAPI) -> None:
    """Put all of it before the routes of `app`."""
    app.add_middleware(Conditional)
    app.add_middleware(GZipMiddleware, compresslevel=5)
    for layer in reversed(_OUTERMOST_FIRST):
        app.add_middleware(layer)
