"""What the activity page says while nothing is scraped."""

from datetime import timedelta

import pytest

from pricetrail import crud
from pricetrail.activity import activity
from pricetrail.clock import ManualClock
from pricetrail.queue import Job, LocalQueue
from pricetrail.schema import ShopHealth
from pricetrail.store.base import Store, Write
from pricetrail.store.tables import SHOP_HEALTH
from pricetrail.web.activity_page import activity_page
from tests.support.gallery import Gallery


async def never(job: Job) -> None:
    raise AssertionError(job)


@pytest.mark.parametrize(
    ("due_in", "said"),
    [
        (timedelta(hours=2), "the next is due in 2 h."),
        (timedelta(seconds=-30), "the next is due now."),
        (timedelta(minutes=-5), "is “pricetrail up” running?"),
    ],
)
async def test_what_is_due_is_missed_only_when_it_is_late(
    store: Store, clock: ManualClock, due_in: timedelta, said: str
) -> None:
    gallery = Gallery(store, clock())
    target = await gallery.track("http://shop.test/p/1")
    await gallery.change(target, next_due=clock() + due_in)
    found = await activity(store, LocalQueue(never), clock=clock)
    assert activity_page(found, {}, clock())["idle"].endswith(said)


async def test_a_shop_that_was_never_tried_has_nothing_to_tell(
    store: Store, clock: ManualClock
) -> None:
    await crud.track(store, "http://shop.test/p/1", clock=clock)
    (shop,) = activity_page(await activity(store, LocalQueue(never), clock=clock), {}, clock())[
        "shops"
    ]
    assert not shop["tried"]
    assert (shop["read"], shop["missing"], shop["error"]) == ("–", [], None)


async def test_a_shop_that_broke_says_so(store: Store, clock: ManualClock) -> None:
    await crud.track(store, "http://shop.test/p/1", clock=clock)
    today = clock().date()
    counts = [(today - timedelta(days=back), {"ok": 10}) for back in range(3, 10)]
    counts.append((today, {"blocked": 90}))
    rows = [ShopHealth(shop="shop.test", day=d, writer="one", outcomes=o) for d, o in counts]
    await store.put([Write(SHOP_HEALTH, SHOP_HEALTH.row(row)) for row in rows])
    (report,) = (await activity(store, LocalQueue(never), clock=clock)).shops
    assert report.broke == (
        "0% of its pages could be read, it was 100%; most were blocked by the shop"
    )
    assert report.attempts == 90 + 4 * 10  # those of seven days
