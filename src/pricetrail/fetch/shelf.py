"""Where what robots.txt says is kept for all who fetch."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RobotsCopy:
    """What one origin asks for, good for `fresh_for` from now.

    `text` are the groups of its robots.txt that concern us, empty where there is none; `denied`
    is the reason where nothing may be fetched for now.
    """

    text: str
    denied: str | None
    fresh_for: timedelta


class RobotsShelf(Protocol):
    """Copies of robots.txt by origin, the same for every process."""

    def alone_at(self, origin: str) -> AbstractAsyncContextManager[RobotsCopy | None]:
        """Gives the copy of `origin`, or None: then it is for us to ask, and for nobody else.

        Waits while somebody else asks for it. Raises ServiceUnavailable.
        """

    async def put(self, origin: str, copy: RobotsCopy) -> None:
        """Keep a copy for as long as it is fresh. Raises ServiceUnavailable."""
