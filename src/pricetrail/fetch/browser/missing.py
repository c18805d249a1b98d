"""The browser fetcher of a machine that has no browser."""

from pricetrail.errors import FetchError
from pricetrail.fetch.base import Request
from pricetrail.schema import Page


class MissingBrowser:
    """A `Fetcher` that says what is missing, and fetches nothing."""

    name = "browser"

    def __init__(self, reason: str) -> None:
        self._reason = reason

    async def fetch(self, request: Request) -> Page:  # noqa: ARG002 -- it is the protocol's
        """Raises FetchError that says what to install."""
        raise FetchError(self._reason)

    async def close(self) -> None:
        """Nothing to release."""
