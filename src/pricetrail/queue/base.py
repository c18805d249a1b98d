"""What waits for a worker, and the protocol of what it waits in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from pricetrail.values import Moment


@dataclass(frozen=True, slots=True)
class Job:
    """One target to scrape for one slot; `slot` is None for a scrape that leaves the schedule.

    `fetcher` is the one that the target is begun with, ``auto`` where that is http. Somebody waits
    for an `urgent` one.
    """

    target_id: str
    shop: str
    slot: Moment | None
    fetcher: str = "auto"
    urgent: bool = False


class Queue(Protocol):
    """Takes jobs; whoever works them off is somebody else's business."""

    async def put(self, jobs: Sequence[Job]) -> None:
        """Accept jobs. Raises ServiceUnavailable, quickly, when they cannot be accepted.

        Some of them may be accepted then all the same.
        """

    @property
    def running(self) -> list[Job]:
        """The jobs that this process works on now; none where others work them off."""


class OpenQueue(Queue, Protocol):
    """A queue that whoever opened it closes again."""

    def raise_failed(self) -> None:
        """Raises the first error of work that failed in this process, if any did."""

    async def close(self) -> list[Job]:
        """Take no more; returns the jobs that were taken and are not done, of this process."""
