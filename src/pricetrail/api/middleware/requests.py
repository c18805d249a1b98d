"""Every request has an id, is logged and counted, and never ends without an answer."""

import re
from random import getrandbits
from time import perf_counter

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from pricetrail.api.deps import serving_of
from pricetrail.api.problems import problem
from pricetrail.log import get_logger

_REQUEST_ID = re.compile(r"[0-9A-Za-z._-]{1,64}")
_UNFORESEEN = "an error that should not happen; the server's log has its trace"
_log = get_logger("requests")


class Requests:
    """Binds the request's id to all that is logged meanwhile, and sends it along.

    The id is the client's ``X-Request-ID`` where that is a plain word.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else f"{getrandbits(128):032x}"
        started = perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message.get("headers", ()),
                    (b"x-request-id", request_id.encode()),
                ]
            await send(message)

        with bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_id)
            except ClientDisconnect:
                _log.info("the client went", path=scope["path"])
            except Exception:
                _log.exception("unforeseen error", path=scope["path"])
                if status:
                    raise  # an answer that breaks off: whoever reads it must see that
                await problem(500, _UNFORESEEN)(scope, receive, send_with_id)
            finally:
                _tell(scope, status, perf_counter() - started)


def _tell(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "other")
    serving_of(scope).metrics.answered(scope["method"], route, status, seconds)
    _log.info(
        "answered",
        method=scope["method"],
        path=scope["path"],
        status=status,
        ms=round(seconds * 1000, 1),
        client=client_of(scope),
        caller=scope.get("state", {}).get("caller"),
    )


def client_of(scope: Scope) -> str:
    """The client's address; empty where it has none, on a Unix socket."""
    client = scope.get("client")
    return client[0] if client else ""
