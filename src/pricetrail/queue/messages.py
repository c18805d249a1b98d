"""What goes through the broker: the tasks by name, what each is told, and how jobs are grouped.

Everything is JSON, and is validated by these models before anything is done with it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import timedelta
from itertools import groupby
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field

from pricetrail.queue.base import Job
from pricetrail.values import Moment, Word

DISPATCH_DUE = "pricetrail.dispatch_due"
SCRAPE_BATCH = "pricetrail.scrape_batch"
SCRAPE_ONE = "pricetrail.scrape_one"
INGEST = "pricetrail.ingest"
EXPORT = "pricetrail.export"
DELIVER_ALERTS = "pricetrail.deliver_alerts"
LOOK_AROUND = "pricetrail.look_around"

HTTP, BROWSER, IO = QUEUES = ("http", "browser", "io")
"""The queues: pages by http, pages by a browser, and everything else."""

PRIORITIES = [0, 5, 9]
URGENT, USUAL, SURPLUS = PRIORITIES
"""With Redis the lowest number goes first. Surplus is what one shop has too much of."""

BATCH = 50
BROWSER_BATCH = 10
MOST_OF_A_SHOP = 20
"""Jobs of one shop in a batch: with two seconds between them they fit into its time."""

MOST_RECORDS = 1000

_ALONE = 20  # so many urgent ones are sent one by one, for as many workers


class Message(BaseModel):
    """What a task is told; anything else in it is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Nothing(Message):
    """A task that needs to be told nothing."""


class JobTold(Message):
    """A job as it is told."""

    target_id: Word
    shop: Word
    slot: Moment | None
    fetcher: Literal["auto", "http", "browser"] = "auto"
    urgent: bool = False

    @classmethod
    def of(cls, job: Job) -> Self:
        """A job, to be told."""
        return cls(**asdict(job))

    @property
    def job(self) -> Job:
        """The job."""
        return Job(**dict(self))


class Jobs(Message):
    """Jobs to do side by side."""

    jobs: Annotated[list[JobTold], Field(min_length=1, max_length=BATCH)]


class OneJob(Message):
    """A job to do alone."""

    job: JobTold


class Records(Message):
    """Records that were scraped elsewhere; each is validated by itself."""

    records: Annotated[list[dict[str, Any]], Field(max_length=MOST_RECORDS)]


class ExportTo(Message):
    """The file to write in the folder of exports; its name says which format."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,100}\.(jsonl|csv)$")]


class Sending(NamedTuple):
    """A message on its way: for which task, through which queue and how urgent."""

    task: str
    told: dict[str, Any]
    queue: str = IO
    priority: int = USUAL
    expires: timedelta | None = None


def sendings_of(
    jobs: Iterable[Job], *, expires: timedelta | None = None, alone: bool = False
) -> list[Sending]:
    """Jobs as messages, the urgent ones first.

    A few urgent jobs go one by one, and all where they are to be `alone`; others in batches that
    mix the shops and hold only so many of one, so that a shop that may be asked seldom does not
    keep a worker from the others. What is left of such a shop waits until nothing else does.
    """
    made: list[Sending] = []
    for (usual, queue), part in groupby(sorted(jobs, key=_part), _part):
        these = list(part)
        first, later = (USUAL, SURPLUS) if usual else (URGENT, URGENT)
        if alone or (not usual and len(these) <= _ALONE):
            ones = ({"job": _told(job)} for job in these)
            made += [Sending(SCRAPE_ONE, told, queue, first, expires) for told in ones]
            continue
        for turn, batch in _mixed(these, BROWSER_BATCH if queue == BROWSER else BATCH):
            priority = later if turn else first
            told = {"jobs": [*map(_told, batch)]}
            made.append(Sending(SCRAPE_BATCH, told, queue, priority, expires))
    return made


def _part(job: Job) -> tuple[bool, str]:
    return not job.urgent, BROWSER if job.fetcher == "browser" else HTTP


def _told(job: Job) -> dict[str, Any]:
    return JobTold.of(job).model_dump(mode="json")


def _mixed(jobs: Sequence[Job], size: int) -> Iterator[tuple[int, list[Job]]]:
    """Batches of at most `size` in which the shops alternate, each at most so many times.

    With each comes which turn of its shops it is; 0 is the first.
    """
    seen: Counter[str] = Counter()
    placed: list[tuple[int, Job]] = []
    for job in jobs:
        placed.append((seen[job.shop], job))
        seen[job.shop] += 1
    placed.sort(key=lambda one: one[0])
    for turn, group in groupby(placed, lambda one: one[0] // MOST_OF_A_SHOP):
        these = [job for _, job in group]
        for first in range(0, len(these), size):
            yield turn, these[first : first + size]
