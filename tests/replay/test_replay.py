"""A rule that was mended corrects the past: without the network, once, and nothing is lost."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from pricetrail import crud
from pricetrail.archive.archive import body_name
from pricetrail.errors import NotFound
from pricetrail.export import export_jsonl
from pricetrail.extract import extract
from pricetrail.replay import Change, Replay, Wanted
from pricetrail.schema import ProductRecord
from pricetrail.store.base import Write
from pricetrail.store.tables import EVENT
from tests.support.shop import HOST, Reply, product_page

URL = f"http://{HOST}/p/1"
HOURS = timedelta(hours=1)


async def wrong_price(page):
    """An extraction whose rule reads a price ten times too high."""
    found = extract(page)
    price = found.record.price
    if price is None:
        return found
    return replace(found, record=found.record.model_copy(update={"price": price * 10}))


async def right(page):
    return extract(page)


async def other_brand(page):
    found = extract(page)
    given = {**found.record.model_dump(exclude_unset=True), "brand": "Kettleworks", "mpn": "K-1"}
    return replace(found, record=ProductRecord.model_validate(given))


async def no_product(page):
    found = extract(page)
    return replace(found, record=found.record.model_copy(update={"kind": "listing"}))


@pytest.fixture
async def misread(app, shop, clock):
    """A product with three events on two days, all read ten times too dear."""
    pipeline = replace(app.pipeline, extractor=wrong_price)
    for price in ("19.90", "19.90", "17.50"):
        shop.replies["/p/1"] = Reply(product_page(price=price))
        scraped = await pipeline.scrape_url(URL)
        clock.advance(11 * HOURS)
    return scraped.product.product_id


async def replayed(app, extractor=right, *, applying=False, **wanted):
    work = Replay(app.store, app.archive, extractor, applying=applying, clock=app.clock)
    return [one async for one in work.run(Wanted(**wanted))]


async def prices(app, product_id, **how):
    return [str(e.price) async for e in crud.history(app.store, product_id, **how)]


async def exported(app, path):
    with path.open("wb") as out:
        await export_jsonl(app.store, out)
    return path.read_bytes()


async def test_the_difference_is_shown_and_nothing_is_changed(app, misread, tmp_path):
    before = await exported(app, tmp_path / "before.jsonl")
    found = await replayed(app)
    assert [one.changes for one in found] == [
        [Change("price", Decimal("175.00"), Decimal("17.50"))],
        [Change("price", Decimal("199.00"), Decimal("19.90"))],
        [Change("price", Decimal("199.00"), Decimal("19.90"))],
    ]
    assert await exported(app, tmp_path / "after.jsonl") == before


async def test_history_days_product_and_export_show_what_was_corrected(app, misread, tmp_path):
    before = (await exported(app, tmp_path / "before.jsonl")).splitlines()
    await replayed(app, applying=True)
    assert await prices(app, misread) == ["17.5", "19.9", "19.9"]
    product = await crud.get_product(app.store, misread)
    assert product.price == Decimal("17.5")
    days = await crud.product_days(app.store, misread)
    assert [(d.low, d.high, d.events) for d in days] == [
        (Decimal("19.9"), Decimal("19.9"), 2),
        (Decimal("17.5"), Decimal("17.5"), 1),
    ]
    after = (await exported(app, tmp_path / "after.jsonl")).splitlines()
    events = [line for line in before if b'"type":"event"' in line]
    assert len(events) == 3
    assert set(events) <= set(after)
    assert len([line for line in after if b'"type":"event"' in line]) == 6


async def test_the_originals_stay_as_they_were(app, misread):
    originals = [e async for e in crud.history(app.store, misread)]
    await replayed(app, applying=True)
    all_of_them = [e async for e in crud.history(app.store, misread, originals=True)]
    assert [e for e in all_of_them if e.revision == 0] == originals
    assert [e.uuid for e in all_of_them if e.revision == 1] == [e.uuid for e in originals]


async def test_again_there_is_nothing_to_correct(app, misread, tmp_path):
    await replayed(app, applying=True)
    once = await exported(app, tmp_path / "once.jsonl")
    assert [one.changes for one in await replayed(app, applying=True)] == [[], [], []]
    assert await exported(app, tmp_path / "twice.jsonl") == once


async def test_one_that_was_cut_off_is_completed_by_the_next(app, misread):
    event = (await crud.latest(app.store, misread))[1]
    half_done = event.model_copy(update={"price": Decimal("19.9"), "revision": 1})
    await app.store.put([Write(EVENT, EVENT.row(half_done))])
    found = await replayed(app, applying=True)
    assert [len(one.changes) for one in found] == [1, 0, 1]
    assert await prices(app, misread) == ["17.5", "19.9", "19.9"]
    [first, _] = await crud.product_days(app.store, misread)
    assert (first.low, first.high, first.events) == (Decimal("19.9"), Decimal("19.9"), 2)


async def test_what_was_never_a_product_is_retracted_and_comes_back(app, misread):
    found = await replayed(app, no_product, applying=True)
    assert [one.changes for one in found] == [[Change("retracted", False, True)]] * 3
    assert await prices(app, misread) == []
    product = await crud.get_product(app.store, misread)
    assert (product.price, product.last_event) == (None, None)
    assert [d.events for d in await crud.product_days(app.store, misread)] == [0, 0]
    assert await prices(app, misread, originals=True) == ["175"] * 2 + ["199"] * 4
    await replayed(app, right, applying=True)
    assert await prices(app, misread) == ["17.5", "19.9", "19.9"]
    assert (await crud.get_product(app.store, misread)).price == Decimal("17.5")


async def test_a_description_is_corrected_where_it_is_the_latest(app, shop, clock):
    shop.replies["/p/1"] = Reply(product_page())
    for _ in range(2):
        scraped = await app.pipeline.scrape_url(URL)
        clock.advance(HOURS)
    product_id = scraped.product.product_id
    brand = scraped.product.brand
    newest, older = await replayed(app, other_brand, applying=True)
    assert set(newest.changes) == {
        Change("brand", brand, "Kettleworks"),
        Change("mpn", scraped.product.mpn, "K-1"),
    }
    assert older.changes == [Change("brand", brand, "Kettleworks")]
    product = await crud.get_product(app.store, product_id)
    assert (product.brand, product.mpn) == ("Kettleworks", "K-1")
    [event, _] = await crud.latest(app.store, product_id)
    assert (event.brand, event.version) == ("Kettleworks", product.version)
    assert not any(one.changes for one in await replayed(app, other_brand, applying=True))


@pytest.mark.parametrize(
    ("wanted", "events"),
    [
        ({"shop": HOST}, 3),
        ({"shop": "other.example"}, 0),
        ({"product": URL}, 3),
    ],
)
async def test_only_what_is_wanted_is_read(app, misread, wanted, events):
    assert len(await replayed(app, **wanted)) == events


async def test_only_what_was_observed_since_is_read(app, misread):
    since = (await crud.latest(app.store, misread))[1].created
    assert len(await replayed(app, since=since)) == 2


async def test_an_unknown_product_is_told(app, misread):
    with pytest.raises(NotFound):
        await replayed(app, product="nobody")


async def test_damaged_and_missing_pages_are_told_and_the_others_corrected(app, misread):
    events = await crud.latest(app.store, misread)
    app.archive.place.write(body_name(events[0].archive_ref), b"rotten")
    found = await replayed(app, applying=True)
    assert "damaged" in found[0].problem
    assert await prices(app, misread) == ["175", "19.9", "19.9"]


async def test_a_scrape_meanwhile_stays_the_latest(app, misread, shop, clock):
    events = await crud.latest(app.store, misread)
    shop.replies["/p/1"] = Reply(product_page(price="16.00"))
    await replace(app.pipeline, jump=Decimal(0)).scrape_url(URL)
    await crud.correct(app.store, events[0], {"price": Decimal(1)}, clock=clock)
    product = await crud.get_product(app.store, misread)
    assert product.price == Decimal(16)
    day = (await crud.product_days(app.store, misread))[-1]
    assert (day.low, day.high, day.events) == (Decimal(1), Decimal(16), 2)


async def test_two_replays_at_once_correct_each_event_once(app, misread):
    await asyncio.gather(replayed(app, applying=True), replayed(app, applying=True))
    assert await prices(app, misread) == ["17.5", "19.9", "19.9"]
    revisions = [e.revision async for e in crud.history(app.store, misread, originals=True)]
    assert sorted(revisions) == [0, 0, 0, 1, 1, 1]


async def test_pages_of_several_products_are_read_at_the_same_time(app, shop):
    for number in range(3):
        shop.replies[f"/p/1{number}"] = Reply(product_page(name=f"Kettle {number}"))
        await app.pipeline.scrape_url(f"{URL}{number}")
    all_at_once = asyncio.Barrier(3)

    async def together(page):
        await all_at_once.wait()
        return extract(page)

    async with asyncio.timeout(20):
        found = await replayed(app, together)
    assert [list(one.changes) for one in found] == [[]] * 3


async def test_what_nobody_waits_for_any_more_is_not_read(app, shop, misread):
    running = asyncio.all_tasks()
    work = Replay(app.store, app.archive, right, clock=app.clock).run(Wanted())
    await anext(work)
    await work.aclose()
    assert asyncio.all_tasks() == running
