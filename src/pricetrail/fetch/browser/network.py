"""What Chromium's network log tells of a page: its document's status and headers, what is pending.

Source: the Network domain of https://chromedevtools.github.io/devtools-protocol/
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_ENDLESS = frozenset({"WebSocket", "EventSource", "Ping", "Media", "Prefetch", "Manifest"})


@dataclass(slots=True)
class Document:
    """The page's own document: the last one that was asked for in its main frame."""

    request_id: str
    url: str
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    error: str | None = None


class NetworkLog:
    """Read with `feed`, message by message; `frame` is the main frame's id.

    `documents` counts how many there were in the main frame, redirects not counted; `hops` are
    the addresses of all that were asked for there, redirects too, in their order.
    """

    def __init__(self, frame: str, now: Callable[[], float] = time.monotonic) -> None:
        self._frame = frame
        self._now = now
        self._pending: dict[str, float] = {}
        self._changed_at = now()
        self.document: Document | None = None
        self.documents = 0
        self.hops: dict[str, None] = {}

    def feed(self, messages: Iterable[Mapping[str, Any]]) -> None:
        """Take in messages of the log, in their order."""
        for message in messages:
            match message["method"]:
                case "Network.requestWillBeSent":
                    self._asked(message["params"])
                case "Network.responseReceived":
                    self._answered(message["params"])
                case "Network.loadingFinished":
                    self._done(message["params"])
                case "Network.loadingFailed":
                    self._failed(message["params"])

    def quiet_for_s(self, patience_s: float) -> float:
        """For how many seconds nothing was asked for, or answered.

        0 while something is pending that was asked for no longer than `patience_s` ago.
        """
        now = self._now()
        if any(now - since < patience_s for since in self._pending.values()):
            return 0.0
        return now - self._changed_at

    def _asked(self, params: Mapping[str, Any]) -> None:
        request_id, kind = params["requestId"], params.get("type")
        if kind == "Document" and params.get("frameId") == self._frame:
            before = self.document
            again = before is not None and before.request_id == request_id
            self.documents += not again
            self.document = Document(request_id, params["request"]["url"])
            self.hops[self.document.url] = None
        if kind not in _ENDLESS:
            self._changed_at = self._now()
            self._pending[request_id] = self._changed_at

    def _answered(self, params: Mapping[str, Any]) -> None:
        document, response = self.document, params["response"]
        if document is not None and params["requestId"] == document.request_id:
            document.status = int(response["status"])
            headers = response["headers"].items()
            document.headers = {name.lower(): value.replace("\n", ", ") for name, value in headers}

    def _done(self, params: Mapping[str, Any]) -> None:
        if self._pending.pop(params["requestId"], None) is not None:
            self._changed_at = self._now()

    def _failed(self, params: Mapping[str, Any]) -> None:
        document = self.document
        if document is not None and params["requestId"] == document.request_id:
            document.error = str(params.get("errorText") or "it failed")
        self._done(params)
