"""How a worker tells the processes it forked that it ends, so that they give back what they hold.

A pool's processes are not told by Celery: it waits for their tasks, however long they take.
"""

import asyncio
import os
from collections.abc import Callable


class Ending:
    """One notice from a worker to all its processes, through a pipe that nobody reads empty."""

    def __init__(self) -> None:
        self._pipe: tuple[int, int] | None = None

    def prepare(self) -> None:
        """Make the pipe; processes that are forked from now on hear of the end."""
        if self._pipe is None:
            self._pipe = os.pipe()

    def tell(self) -> None:
        """Tell all of them, those that listen later too."""
        if self._pipe is not None:
            os.write(self._pipe[1], b".")

    def watch(self, loop: asyncio.AbstractEventLoop, told: Callable[[], None]) -> None:
        """Call `told` in `loop` once the worker ends."""
        if self._pipe is None:
            return
        heard_at = self._pipe[0]

        def hear() -> None:
            loop.remove_reader(heard_at)  # it stays readable
            told()

        loop.add_reader(heard_at, hear)
