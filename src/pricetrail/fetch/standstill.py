"""Whether all who are at work on one thing only wait for the turns of hosts."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta


class Standstill:
    """Notices that all who are at work wait for others, for `patience` longer than is usual.

    They wait for turns that somebody else has, who may have died with them. It belongs to the event
    loop that it is made in; `reached` is set then, and stays so.
    """

    def __init__(self, patience: timedelta) -> None:
        self.reached = asyncio.Event()
        self._patience_s = patience.total_seconds()
        self._at_work = 0
        self._waits_s: list[float] = []
        self._timer: asyncio.TimerHandle | None = None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """The task at hand, and those that it starts, are at work meanwhile."""
        token = _watching.set(self)
        self._at_work += 1
        self._look()
        try:
            yield
        finally:
            self._at_work -= 1
            self._look()
            _watching.reset(token)

    @contextmanager
    def wait(self, usual_s: float) -> Iterator[None]:
        """Somebody who is at work waits meanwhile; see `waiting`."""
        self._waits_s.append(usual_s)
        self._look()
        try:
            yield
        finally:
            self._waits_s.remove(usual_s)
            self._look()

    def _look(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if 0 < self._at_work <= len(self._waits_s):
            wait_s = self._patience_s + max(self._waits_s)
            self._timer = asyncio.get_running_loop().call_later(wait_s, self.reached.set)


_watching: ContextVar[Standstill | None] = ContextVar("watching", default=None)


@contextmanager
def waiting(usual_s: float = 0.0) -> Iterator[None]:
    """The task at hand only waits for others meanwhile; up to `usual_s` seconds are usual."""
    watching = _watching.get()
    if watching is None:
        yield
        return
    with watching.wait(usual_s):
        yield
