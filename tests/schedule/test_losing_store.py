"""Whenever the store goes away in a round of dispatch, hints alone lead to all that is due."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from pricetrail import crud, schedule
from pricetrail.clock import ManualClock
from pricetrail.errors import StoreUnavailable
from pricetrail.queue import Job
from pricetrail.schema import Watermark
from pricetrail.store.base import Store, Write
from pricetrail.store.tables import WATERMARK

TARGETS = 3
OVERDUE = timedelta(minutes=5)  # a round looks at the last two minutes again in any case


class Leaving:
    """A store that is away from one of its calls on, of which it did all, half or nothing."""

    def __init__(self, store: Store, calls: int, share: float) -> None:
        self._store, self.calls, self._share = store, calls, share

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._store, name)

        async def call(*args: Any, **options: Any) -> Any:
            self.calls -= 1
            if self.calls > 0:
                return await method(*args, **options)
            if self.calls == 0 and name in {"run", "put"}:
                [steps] = args
                await method(steps[: int(len(steps) * self._share)])
            elif self.calls == 0 and self._share == 1:
                await method(*args, **options)
            raise StoreUnavailable("it went away")

        return call


class Jobs(list[Job]):
    """A queue that only takes note."""

    async def put(self, jobs: Sequence[Job]) -> None:
        self.extend(jobs)


async def walk_no_more(store: Store, clock: ManualClock) -> None:
    """As if the walk over all targets had just ended, so that it finds nothing for a day."""
    done = [Watermark(name=name, moment=clock()) for name in ("targets", "hints")]
    await store.put([Write(WATERMARK, WATERMARK.row(one)) for one in done])


async def finish(store: Store, clock: ManualClock, jobs: Sequence[Job]) -> None:
    for job in jobs:
        target = await crud.get_target(store, job.target_id)
        await schedule.complete(store, target, job.slot, clock() + timedelta(days=30))


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0], ids=["nothing", "half", "all"])
async def test_what_is_due_is_found_after_the_store_was_away(store, clock, share):
    await schedule.dispatch(store, Jobs(), clock=clock)
    calls, broke_off = 0, True
    while broke_off:
        calls += 1
        urls = [f"https://shop.example/{calls}/{n}" for n in range(TARGETS)]
        due = {(await crud.track(store, url, clock=clock)).target.target_id for url in urls}
        clock.advance(OVERDUE)
        queue = Jobs()
        await walk_no_more(store, clock)
        try:
            leaving = Leaving(store, calls, share)
            await schedule.dispatch(leaving, queue, clock=clock, catch_up=False)
            broke_off = False
        except StoreUnavailable:
            await finish(store, clock, queue)
            clock.advance(schedule.LEASE)
            await walk_no_more(store, clock)
            await schedule.dispatch(store, queue, clock=clock, catch_up=False)
        assert {job.target_id for job in queue} == due
        await finish(store, clock, queue)
    assert calls > TARGETS
