"""Queues that work nothing off: what they were given is for the test to look at."""

from collections.abc import Sequence

from pricetrail.errors import ServiceUnavailable
from pricetrail.queue import Job


class Listed:
    """A queue that only takes note."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.running: list[Job] = []

    async def put(self, jobs: Sequence[Job]) -> None:
        """Note the jobs."""
        self.jobs += jobs


class Down:
    """A queue whose broker is down, after it took `accepts` calls."""

    def __init__(self, accepts: int = 0) -> None:
        self.jobs: list[Job] = []
        self.running: list[Job] = []
        self._accepts = accepts

    async def put(self, jobs: Sequence[Job]) -> None:
        """Note the jobs, or raise ServiceUnavailable."""
        if self._accepts == 0:
            raise ServiceUnavailable("the broker is down")
        self._accepts -= 1
        self.jobs += jobs
