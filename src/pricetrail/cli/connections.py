"""Connections that cannot be held open: a request has to arrive in time, and within bounds."""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_S = 20.0
"""Seconds until a request's head is there, counted from the connection, or from its first byte."""
BODY_S = 120.0
"""Seconds until the body is there, too; a page of 25 MB has to fit in."""

_MOST_HEAD_BYTES = 65_536
_TOO_LATE = "408 Request Timeout"
_TOO_LARGE = "431 Request Header Fields Too Large"


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's, with limits on what it leaves without: slow heads, slow bodies, endless heads."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self._arriving = False
        self._in_head = True
        self._head_bytes = 0
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._expect_within(HEAD_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._expect_nothing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take a part of a request; most come in one part, and need no timer."""
        was_in_head = self._in_head
        super().data_received(data)
        if not self._arriving:
            self._expect_nothing()
        elif self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > _MOST_HEAD_BYTES:
                self._refuse(_TOO_LARGE)
            elif self._deadline is None:
                self._expect_within(HEAD_S)
        elif was_in_head or self._deadline is None:
            self._expect_within(BODY_S)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._arriving = self._in_head = True
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Its head is there."""
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """All of it is there."""
        self._arriving, self._in_head = False, True
        super().on_message_complete()

    def _expect_within(self, seconds: float) -> None:
        self._expect_nothing()
        self._deadline = self.loop.call_later(seconds, self._refuse, _TOO_LATE)

    def _expect_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _refuse(self, status: str) -> None:
        """Say why, unless an answer is under way, and close."""
        if self.transport.is_closing():
            return
        if self._arriving and (self.cycle is None or self.cycle.response_complete):
            said = f"HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
            self.transport.write(said.encode())
        self.transport.close()
