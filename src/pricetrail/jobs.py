"""Scrapes that were asked for: tracking many URLs at once, scraping now, and how it goes."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from pricetrail import crud
from pricetrail.clock import Clock, utc_now
from pricetrail.crud.jobs import Job, JobKind
from pricetrail.crud.targets import FetcherName, JumpChoice
from pricetrail.errors import InvalidURL, PolicyError, UsageError
from pricetrail.queue import Job as Work
from pricetrail.queue import Queue
from pricetrail.schedule import release, take_now
from pricetrail.schema import Target
from pricetrail.steps import Steps
from pricetrail.store.base import Store, gathered
from pricetrail.urls import normalise_url, without_credentials

MOST_AT_ONCE = 10_000


class Rejected(NamedTuple):
    """A URL that is not tracked, and why; `by_policy` where it may not be.

    It is as it was given, but for a password in it, which is not sent back or put into a link.
    """

    url: str
    reason: str
    by_policy: bool = False


class Ordered(NamedTuple):
    """What became of what was asked for; `job` is None where every URL was rejected."""

    job: Job | None
    rejected: list[Rejected]


async def track_many(
    store: Store,
    queue: Queue,
    urls: Sequence[str],
    *,
    every: timedelta | None = None,
    usually: timedelta | None = None,
    fetcher: FetcherName | None = None,
    steps: Steps | None = None,
    tags: Sequence[str] = (),
    jump: JumpChoice | None = None,
    admit: Callable[[str], None] | None = None,
    clock: Clock = utc_now,
) -> Ordered:
    """Track `urls` as `crud.track` does each, and scrape them all now.

    What is no URL is rejected, and what `admit` raises PolicyError for; the others are tracked all
    the same. Raises UsageError for a tag or an interval that cannot be, and for more than 10,000
    URLs; ServiceUnavailable where the queue takes nothing (they are tracked then, and scraped at
    the next dispatch).
    """
    _refuse_too_many(urls)
    started = clock()

    async def track(url: str) -> Target | Rejected:
        try:
            if admit is not None:
                admit(normalise_url(url))
            known = await crud.track(
                store,
                url,
                every=every,
                usually=usually,
                tags=tags,
                fetcher=fetcher,
                steps=steps,
                jump=jump,
                clock=clock,
            )
        except InvalidURL as error:
            return Rejected(without_credentials(url), str(error))
        except PolicyError as error:
            return Rejected(without_credentials(url), str(error), by_policy=True)
        return known.target

    found = await gathered(track(url) for url in dict.fromkeys(urls))
    rejected = [one for one in found if isinstance(one, Rejected)]
    targets = {one.target_id: one for one in found if isinstance(one, Target)}
    if not targets:
        return Ordered(None, rejected)
    job = await _ask(store, queue, "track", list(targets.values()), since=started, clock=clock)
    return Ordered(job, rejected)


async def scrape_now(
    store: Store, queue: Queue, names: Sequence[str], *, clock: Clock = utc_now
) -> Job:
    """Scrape targets now, named by id, URL or product, whether they are due, paused or untracked.

    Raises NotFound and Ambiguous before anything is queued, UsageError for none or for more than
    10,000, and ServiceUnavailable where the queue takes nothing (they are scraped at the next
    dispatch).
    """
    _refuse_too_many(names)
    found = await gathered(crud.get_target(store, name) for name in dict.fromkeys(names))
    targets = list({target.target_id: target for target in found}.values())
    return await _ask(store, queue, "scrape", targets, since=clock(), clock=clock)


def _refuse_too_many(names: Sequence[str]) -> None:
    if not 0 < len(names) <= MOST_AT_ONCE:
        raise UsageError(f"name at least one, and at most {MOST_AT_ONCE:,} at once")


async def _ask(
    store: Store,
    queue: Queue,
    kind: JobKind,
    targets: Sequence[Target],
    *,
    since: datetime,
    clock: Clock,
) -> Job:
    """Ask for a scrape of each, write that down, and queue it.

    Where that fails, dispatch finds them due at once.
    """
    slots = await gathered(take_now(store, target.target_id, clock()) for target in targets)
    asked = [
        Work(target.target_id, target.shop, slot, target.first_fetcher, urgent=True)
        for target, slot in zip(targets, slots, strict=True)
        if slot is not None
    ]
    try:
        job = await crud.start_job(store, kind, targets, clock=lambda: since)
        await queue.put(asked)
    except BaseException:  # cancelled, too
        await release(store, asked, clock=clock)
        raise
    return job
