"""Copies of robots.txt in Redis, so that one process asks a shop for all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from importlib.resources import files
from uuid import uuid4

from pricetrail.errors import ServiceUnavailable
from pricetrail.fetch.retry import Sleep
from pricetrail.fetch.shared.link import Link
from pricetrail.fetch.shelf import RobotsCopy
from pricetrail.fetch.standstill import waiting

_ASKING_MS = 60_000  # who asks and dies holds up the others so long
_LOOK_AGAIN_S = (0.1, 0.2, 0.4, 1.0)


class RedisShelf:
    """The `RobotsShelf` in Redis: a copy per origin, gone once it is not fresh any more."""

    def __init__(self, link: Link, *, sleep: Sleep = asyncio.sleep) -> None:
        self._sleep = sleep
        self._run = link.script(files(__package__).joinpath("robots.lua").read_text())

    @asynccontextmanager
    async def alone_at(self, origin: str) -> AsyncIterator[RobotsCopy | None]:
        """See `RobotsShelf.alone_at`."""
        me = uuid4().hex
        with waiting():
            there = await self._look(origin, me)
        if there is not None:
            yield there
            return
        try:
            yield None
        finally:
            with suppress(ServiceUnavailable):  # it ends by itself
                await self._run(_keys(origin), "let_go", me)

    async def put(self, origin: str, copy: RobotsCopy) -> None:
        """See `RobotsShelf.put`."""
        ms = copy.fresh_for // timedelta(milliseconds=1)
        if ms > 0:
            await self._run(_keys(origin), "put", copy.text, copy.denied or "", ms)

    async def _look(self, origin: str, me: str) -> RobotsCopy | None:
        """The copy that is there; None where it is for us to ask."""
        looked = 0
        while True:
            answer, *rest = await self._run(_keys(origin), "look", me, _ASKING_MS)
            if answer == "copy":
                text, denied, ms = rest
                return RobotsCopy(text, denied or None, timedelta(milliseconds=ms))
            if answer == "ask":
                return None
            await self._sleep(_LOOK_AGAIN_S[min(looked, len(_LOOK_AGAIN_S) - 1)])
            looked += 1


def _keys(origin: str) -> list[str]:
    return [f"pricetrail:robots:{origin}", f"pricetrail:robots:{origin}:asking"]
