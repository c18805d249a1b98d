"""No body is larger than what its route can be sent."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pricetrail.api.problems import problem

MOST_BYTES = 1_000_000
MOST_BYTES_OF_PAGE = 25_000_000
PAGES = "/pages"


class BodyLimit:
    """Answers 413 as soon as a body is, or says that it is, too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = MOST_BYTES_OF_PAGE if scope["path"] == PAGES else MOST_BYTES
        said = f"the body is larger than {most:,} bytes"
        length = Headers(scope=scope).get("content-length", "")
        if length.isdigit() and int(length) > most:
            await problem(413, said)(scope, receive, send)
            return
        received = 0

        async def receive_bounded() -> Message:
            nonlocal received
            message = await receive()
            if message["type"] == "http.request":
                received += len(message.get("body", b""))
                if received > most:
                    raise HTTPException(413, said)
            return message

        await self._app(scope, receive_bounded, send)
