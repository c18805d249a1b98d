"""What people are told where programs get a problem document: a page in words, with a way on."""

import json
from typing import Any
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pricetrail.api.access import local_path
from pricetrail.api.middleware.callers import is_api
from pricetrail.api.problems import MEDIA_TYPE
from pricetrail.web.pages import ALL_PRODUCTS, Way, sentence
from pricetrail.web.render import page

_TITLES = {
    400: "This address is not ours",
    401: "You are not logged in",
    403: "That is not allowed",
    404: "There is no such thing here",
    405: "That cannot be done here",
    413: "That is too much at once",
    429: "That was too often",
    503: "A service is not there right now",
}
_ADVICE = {
    403: "Nothing was changed.",
    413: "Nothing was changed. Send it in smaller parts: fewer addresses at a time, for instance.",
    429: "Nothing was changed, and nothing is lost: go back, and try again then.",
    500: "It is our fault, not yours. If it comes again, tell whoever runs this server.",
}
_OUTSIDE = frozenset({400, 401})
_OF_THE_BODY = frozenset({b"content-length", b"content-type"})


def tell_in_pages(app: FastAPI) -> None:
    """Put `InWords` before everything that `app` does, its other middleware included."""
    app.add_middleware(InWords)


class InWords:
    """Makes a problem document a page where a person asked: status and headers stay.

    Who asks for a path of the API, or does not take HTML, gets the document as it is.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and _is_for_people(scope):
            send = _Telling(scope, receive, send)
        await self._app(scope, receive, send)


class _Telling:
    """A `send` that holds back a problem document until it is whole, and sends a page instead."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_problem(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._tell(self._start)

    async def _tell(self, start: Message) -> None:
        request = Request(self._scope)
        status: int = start["status"]
        told = _told(request, status, json.loads(self._body)["detail"])
        known = hasattr(request.state, "caller")
        answer = page(request, "error.html", status=status, bare=not known, page=told)
        kept = [(name, value) for name, value in start["headers"] if name not in _OF_THE_BODY]
        answer.raw_headers.extend(kept)
        await answer(self._scope, self._receive, self._send)


def _is_for_people(scope: Scope) -> bool:
    return not is_api(scope["path"]) and "text/html" in Headers(scope=scope).get("accept", "")


def _is_problem(start: Message) -> bool:
    headers = Headers(raw=start["headers"])
    is_plain = "content-encoding" not in headers
    return is_plain and headers.get("content-type", "") == MEDIA_TYPE


def _told(request: Request, status: int, detail: str) -> dict[str, Any]:
    path = request.url.path
    said = f"no page at {path}" if status == 404 else detail
    if request.method == "GET":
        ways = [ALL_PRODUCTS]
        if status in (429, 500, 503):
            ways.insert(0, Way("Try again", path, "refresh"))
    else:
        back = _page_before(request)
        ways = [Way("Back", back, "left"), *([ALL_PRODUCTS] if back != "/" else [])]
    return {
        "title": _TITLES.get(status, "It did not work"),
        "words": " ".join(filter(None, (sentence(said), _ADVICE.get(status)))),
        "candidates": [],
        "ways": [] if status in _OUTSIDE else ways,
    }


def _page_before(request: Request) -> str:
    """The page of ours that a form was sent from; else the one that shows it, or the first."""
    referer = urlsplit(request.headers.get("referer", ""))
    if referer.netloc and referer.netloc == request.headers.get("host"):
        query = f"?{referer.query}" if referer.query else ""
        return local_path(referer.path + query)
    return "/login" if request.url.path == "/login" else "/"
