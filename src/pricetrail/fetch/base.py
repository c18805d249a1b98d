"""The `Fetcher` protocol: a request in, a `Page` or a declared error out."""

from dataclasses import dataclass
from typing import Protocol

from pricetrail.schema import Page
from pricetrail.steps import Steps


@dataclass(frozen=True, slots=True)
class Request:
    """What to fetch. `etag` and `last_modified` are sent back to ask whether it changed.

    `steps` are what a browser does on the page before it is read; others ignore them.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    steps: Steps = ()


class Fetcher(Protocol):
    """One way to get pages; every byte passes the egress gate."""

    name: str

    async def fetch(self, request: Request) -> Page:
        """The final response, whatever its status, redirects followed.

        Waits for the host's turn first, and tries again where that helps. Raises InvalidURL,
        EgressDenied, RobotsDenied; RateLimited for a 429, or a 503 with Retry-After; FetchFailed
        for network errors and time-outs; PageRejected for bodies too large or not text and for
        endless redirects.
        """

    async def close(self) -> None:
        """Release connections; closing twice is harmless."""
