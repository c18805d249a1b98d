"""What is due in batches; the pipeline that works them is the real one, over a loopback shop."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from pricetrail import crud
from pricetrail.batches import Worked, read_batch, take_batches, work_batch, write_batch
from pricetrail.bootstrap import Overrides, services
from pricetrail.config import Settings
from pricetrail.errors import InvalidFile, StoreUnavailable
from pricetrail.fetch.retry import NO_RETRIES
from pricetrail.queue import Job
from pricetrail.schedule import LEASE
from tests.support.shop import Reply, Shop, product_page

SHOPS = ("one.test", "two.test", "three.test")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def shop():
    shop = Shop()
    await shop.start()
    yield shop
    await shop.stop()


@pytest.fixture
async def app(shop, clock, tmp_path):
    settings = Settings(
        store_url=f"sqlite:///{tmp_path / 'trail.db'}", politeness="off", _env_file=None
    )
    hosts = dict.fromkeys(SHOPS, shop.endpoint)
    overrides = Overrides(clock=clock, host_map=hosts, retry=NO_RETRIES)
    async with services(settings, overrides) as built:
        yield built


async def track(app, shop, *counts):
    """So many targets at each shop."""
    for host, count in zip(SHOPS, counts, strict=False):
        for number in range(count):
            path = f"/{host}/{number}"
            shop.replies[path] = Reply(product_page(f"A kettle {path}"))
            await crud.track(app.store, shop.url(path, host), clock=app.clock)


async def take(app, count=1, **options):
    return await take_batches(app.store, count=count, clock=app.clock, **options)


async def work(app, batch, **options):
    told: list[Worked] = []
    await work_batch(app.pipeline, batch, tell=told.append, **options)
    assert {worked.job for worked in told} == set(batch)
    return [worked.became for worked in told]


async def events_of(app):
    """How many events each target has."""
    counts = []
    async for target in crud.iter_targets(app.store):
        assert target.lease_until is None
        known = target.product_id
        counts.append(len(await crud.latest(app.store, known)) if known else 0)
    return counts


async def test_a_shop_is_in_one_batch_and_batches_are_about_as_large(app, shop):
    await track(app, shop, 5, 2, 4)
    batches = await take(app, count=2)
    assert sorted(len(batch) for batch in batches) == [5, 6]
    shops = [{job.shop for job in batch} for batch in batches]
    assert not shops[0] & shops[1]
    assert await take(app, count=2) == []


async def test_no_batch_is_empty(app, shop):
    await track(app, shop, 3, 1)
    assert sorted(len(batch) for batch in await take(app, count=16)) == [1, 3]


async def test_what_is_beyond_the_most_stays_due(app, shop):
    await track(app, shop, 4, 3)
    taken = [job for size in (3, 3, 3) for batch in await take(app, most=size) for job in batch]
    assert len({job.target_id for job in taken}) == len(taken) == 7


async def test_worked_batches_leave_an_event_each_and_nothing_due(app, shop):
    await track(app, shop, 3, 2)
    for batch in await take(app, count=2):
        assert set(await work(app, batch)) == {"scraped"}
    assert await events_of(app) == [1] * 5
    assert await take(app) == []


async def test_a_batch_that_is_worked_again_makes_no_event_twice(app, shop):
    await track(app, shop, 3)
    (batch,) = await take(app)
    await work(app, batch)
    assert set(await work(app, batch)) == {"done_before"}
    assert await events_of(app) == [1] * 3


async def test_two_who_work_one_batch_at_once_make_no_event_twice(app, shop):
    await track(app, shop, 4, 4)
    (batch,) = await take(app)
    await asyncio.gather(work(app, batch), work(app, batch))
    assert await events_of(app) == [1] * 8


async def test_a_batch_that_got_lost_is_due_again_when_its_leases_end(app, shop, clock):
    await track(app, shop, 3)
    (lost,) = await take(app)
    clock.advance(LEASE)
    (again,) = await take(app)
    assert set(again) == set(lost)


async def test_what_there_is_no_time_for_is_due_again_at_once(app, shop, clock):
    await track(app, shop, 3)
    (batch,) = await take(app)
    assert await work(app, batch, within=timedelta(0)) == ["given_back"] * 3
    assert shop.asked == []
    (again,) = await take(app)
    assert set(again) == set(batch)


async def test_a_scrape_that_began_in_time_is_finished(app, shop, clock):
    await track(app, shop, 2)
    (batch,) = await take(app)
    told: list[Worked] = []

    def tell(worked: Worked) -> None:
        told.append(worked)
        clock.advance(MINUTE)

    await work_batch(app.pipeline, batch, within=MINUTE, tell=tell)
    assert [worked.became for worked in told] == ["scraped", "given_back"]


async def test_an_interrupted_batch_is_due_again_at_once(app, shop):
    await track(app, shop, 2)
    shop.hangs = {"/one.test/0", "/one.test/1"}
    (batch,) = await take(app)
    working = asyncio.create_task(work(app, batch))
    while not shop.asked:  # noqa: ASYNC110 - the shop tells nobody
        await asyncio.sleep(0.005)
    working.cancel()
    await asyncio.wait([working])
    assert working.cancelled()
    (again,) = await take(app)
    assert set(again) == set(batch)


async def test_a_store_that_is_away_is_told(app, shop):
    await track(app, shop, 1)
    (batch,) = await take(app)
    await app.store.close()
    with pytest.raises(StoreUnavailable):
        await work(app, batch)


def test_a_batch_survives_its_line():
    batch = [
        Job("a", "shop.example", datetime(2026, 3, 1, 12, tzinfo=UTC), "browser"),
        Job("b", "shop.example", None, urgent=True),
    ]
    line = write_batch(batch)
    assert b'"slot":"2026-03-01T12:00:00.000Z"' in line
    assert read_batch(line) == batch


@pytest.mark.parametrize("line", [b"", b"{}", b"[1]", b'[{"target_id": "a"}]', b"\xff"])
def test_what_is_no_batch_is_refused(line):
    with pytest.raises(InvalidFile):
        read_batch(line)
