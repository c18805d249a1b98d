"""Jobs: scrapes that were asked for together. How one goes is read from its targets."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NamedTuple
from uuid import uuid4

from pricetrail.clock import Clock, utc_now
from pricetrail.errors import NotFound
from pricetrail.schema import JobTarget, Model, State, Target
from pricetrail.store.base import Store, Write, gathered
from pricetrail.store.tables import JOB, TARGET, Row
from pricetrail.values import Moment

JobKind = Literal["track", "scrape"]

_PAGE = 1000


class Job(NamedTuple):
    """A job that was written down; `target_ids` in the order in which they were asked for."""

    job_id: str
    kind: JobKind
    created_at: datetime
    target_ids: tuple[str, ...]


class JobItem(Model):
    """How a target of a job stands.

    `state` is ``done`` once an attempt was made since the job was asked for (then `outcome` is
    the target's state, with its reason), ``gone`` where the target was removed or untracked
    before (`reason` says so), else ``waiting``. One that is paused is scraped all the same.
    """

    target_id: str
    url: str
    state: Literal["waiting", "done", "gone"]
    outcome: State | None = None
    reason: str | None = None
    product_id: str | None = None


class JobStatus(Model):
    """How a job stands: so many of its `total` targets are `done`, or gone."""

    job_id: str
    kind: JobKind
    created_at: Moment
    total: int
    done: int
    finished: bool
    items: list[JobItem]


async def start_job(
    store: Store, kind: JobKind, targets: Sequence[Target], *, clock: Clock = utc_now
) -> Job:
    """Write down that `targets` are to be scraped from now on; it queues nothing itself."""
    job_id, now = uuid4().hex, clock()
    asked = [
        JobTarget(
            job_id=job_id,
            number=number,
            kind=kind,
            created_at=now,
            target_id=target.target_id,
            url=target.url,
        )
        for number, target in enumerate(targets)
    ]
    await store.put([Write(JOB, JOB.row(one)) for one in asked])
    return Job(job_id, kind, now, tuple(target.target_id for target in targets))


async def job_status(store: Store, job_id: str) -> JobStatus:
    """How a job stands at this moment; its items are in the order in which they were asked for.

    Raises NotFound for a job that never was, or was forgotten after 30 days.
    """
    asked = await _targets_of(store, job_id)
    if not asked:
        raise NotFound(f"no job {job_id!r}; jobs are kept for 30 days")
    items = [JobItem(target_id=one.target_id, url=one.url, state="waiting") for one in asked]
    return await _looked_at(store, job_id, asked[0].kind, asked[0].created_at, items)


async def job_progress(store: Store, status: JobStatus) -> JobStatus:
    """How a job stands after `status`: only the targets that waited then are looked at again."""
    return await _looked_at(store, status.job_id, status.kind, status.created_at, status.items)


async def _looked_at(
    store: Store, job_id: str, kind: JobKind, since: datetime, items: Sequence[JobItem]
) -> JobStatus:
    async def look_at(item: JobItem) -> JobItem:
        if item.state != "waiting":
            return item
        row = await store.get(TARGET, {"target_id": item.target_id})
        return _item(item, since, row)

    now = await gathered(look_at(item) for item in items)
    done = sum(item.state != "waiting" for item in now)
    return JobStatus(
        job_id=job_id,
        kind=kind,
        created_at=since,
        total=len(now),
        done=done,
        finished=done == len(now),
        items=now,
    )


async def _targets_of(store: Store, job_id: str) -> list[JobTarget]:
    rows = page = await store.scan(JOB, {"job_id": job_id}, limit=_PAGE)
    while len(page) == _PAGE:
        above = (page[-1]["number"],)
        page = await store.scan(JOB, {"job_id": job_id}, gt=above, limit=_PAGE)
        rows += page
    return [JOB.load(row) for row in rows]


def _item(item: JobItem, since: datetime, row: Row | None) -> JobItem:
    """What has become of an item that waited, by the row of its target."""
    if row is None:
        return item.model_copy(update={"state": "gone", "reason": "it was removed"})
    target: Target = TARGET.load(row)
    last, known = target.last_attempt_at, {"product_id": target.product_id}
    if last is not None and (last >= since or _is_answered(target)):
        done = {"state": "done", "outcome": target.state, "reason": target.reason}
        return item.model_copy(update=known | done)
    if target.asked_at is None:
        gone = {"state": "gone", "reason": "it was untracked before it was scraped"}
        return item.model_copy(update=known | gone)
    return item if item.product_id == target.product_id else item.model_copy(update=known)


def _is_answered(target: Target) -> bool:
    """Whether what was asked for was done, by a machine whose clock is behind."""
    return target.asked_at is None and not target.untracked
