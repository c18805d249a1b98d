"""Every request has an id, is logged and counted, and never ends without an answer.

All that is asked of a request is asked in this one layer: each one more would cost every request
some microseconds.
"""

import logging
import re
from collections.abc import Mapping
from random import getrandbits
from time import perf_counter

from fastapi import FastAPI, Response
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from pricetrail.api.deps import Serving, serving_of
from pricetrail.api.middleware import bodies, callers, hosts, origins
from pricetrail.api.middleware.conditional import Conditional
from pricetrail.api.middleware.headers import client_of, finished, takes_gzip
from pricetrail.api.problems import problem
from pricetrail.log import get_logger

_REQUEST_ID = re.compile(rb"[0-9A-Za-z._-]{1,64}")
_UNFORESEEN = "an error that should not happen; the server's log has its trace"
_log = get_logger("requests")


def add_middleware(app: FastAPI) -> None:
    """Put it before the routes of `app`."""
    app.add_middleware(Requests)


class Requests:
    """Refuses what may not be answered, and has the routes answer the rest.

    The id is the client's ``X-Request-ID`` where that is a plain word; it is bound to all that is
    logged meanwhile, and sent along. HEAD is answered wherever GET is, as that without its body.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._plain = Conditional(app)
        self._packed = GZipMiddleware(self._plain, compresslevel=5)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._plain(scope, receive, send)
            return
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"")
        request_id = given if _REQUEST_ID.fullmatch(given) else b"%032x" % getrandbits(128)
        bind_contextvars(request_id=request_id.decode())  # in the request's own task
        answer = _Answer(send, request_id, without_body=scope["method"] == "HEAD")
        started = perf_counter()
        asked = {**scope, "method": "GET"} if answer.without_body else scope
        try:
            await self._answer(asked, headers, receive, answer)
        except _Enough:
            pass
        except ClientDisconnect:
            _log.info("the client went", path=scope["path"])
        except Exception:
            _log.exception("unforeseen error", path=scope["path"])
            if answer.status:
                raise  # an answer that breaks off: whoever reads it must see that
            await problem(500, _UNFORESEEN)(scope, receive, answer)
        finally:
            _tell(asked, scope["method"], answer.status, perf_counter() - started)

    async def _answer(
        self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, send: Send
    ) -> None:
        serving = serving_of(scope)
        refusal = await _refusal(scope, headers, serving)
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        if scope["method"] not in origins.SAFE_METHODS:
            receive = bodies.bounded(receive, bodies.most_bytes(scope["path"]))
        layer = self._packed if takes_gzip(headers) else self._plain
        await layer(scope, receive, send)


class _Enough(Exception):
    """The head of an answer was sent, and nobody wants its stream."""


class _Answer:
    """A `send` that finishes an answer's head, and knows its status once it is sent."""

    __slots__ = ("_request_id", "_send", "status", "without_body")

    def __init__(self, send: Send, request_id: bytes, *, without_body: bool) -> None:
        self.status = 0
        self.without_body = without_body
        self._send = send
        self._request_id = request_id

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = finished(message.get("headers", ()), self._request_id)
        elif self.without_body:
            await self._send({"type": message["type"], "body": b""})
            if message.get("more_body"):
                raise _Enough
            return
        await self._send(message)


async def _refusal(
    scope: Scope, headers: Mapping[bytes, bytes], serving: Serving
) -> Response | None:
    """What a request is told that no route gets to see."""
    return (
        hosts.refusal(scope, headers, serving)
        or origins.refusal(scope, headers)
        or await callers.refusal(scope, headers, serving)
        or bodies.refusal(scope, headers)
    )


def _tell(scope: Scope, method: str, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path", "other")
    serving_of(scope).metrics.answered(method, route, status, seconds)
    if not _log.isEnabledFor(logging.INFO):
        return
    _log.info(
        "answered",
        method=method,
        path=scope["path"],
        status=status,
        ms=round(seconds * 1000, 1),
        client=client_of(scope),
        caller=scope.get("state", {}).get("caller"),
    )
