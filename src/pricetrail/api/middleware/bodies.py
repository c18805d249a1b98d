"""No body is larger than what its route can be sent."""

from collections.abc import Mapping

from fastapi import Response
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

from pricetrail.api.problems import problem

MOST_BYTES = 1_000_000
MOST_BYTES_OF_PAGE = 25_000_000
PAGES = "/pages"


def most_bytes(path: str) -> int:
    """How large a body may be that is sent there."""
    return MOST_BYTES_OF_PAGE if path == PAGES else MOST_BYTES


def refusal(scope: Scope, headers: Mapping[bytes, bytes]) -> Response | None:
    """What is told who says that the body is too large."""
    length, most = headers.get(b"content-length", b""), most_bytes(scope["path"])
    return problem(413, _said(most)) if length.isdigit() and int(length) > most else None


def bounded(receive: Receive, most: int) -> Receive:
    """A `receive` that raises HTTPException (413) as soon as the body is too large."""
    received = 0

    async def receive_bounded() -> Message:
        nonlocal received
        message = await receive()
        if message["type"] == "http.request":
            received += len(message.get("body", b""))
            if received > most:
                raise HTTPException(413, _said(most))
        return message

    return receive_bounded


def _said(most: int) -> str:
    return f"the body is larger than {most:,} bytes"
