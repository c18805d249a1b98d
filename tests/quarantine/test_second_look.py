"""A price that is hard to believe waits until another fetch, or a person, agrees."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from pricetrail import crud, quarantine
from pricetrail.bootstrap import services
from pricetrail.clock import time_uuid
from pricetrail.crud import doubting
from pricetrail.crud.targets import jump_of
from pricetrail.errors import Conflict, NotFound, RecordInvalid, StoreUnavailable, UsageError
from pricetrail.schedule import SECOND_LOOK
from pricetrail.schema import Page
from pricetrail.store.base import Write
from pricetrail.store.tables import QUARANTINE
from tests.support.cutting import CutOff
from tests.support.shop import CHALLENGE, HOST, Reply, product_page

URL = f"http://{HOST}/p/1"
FREE = '<h1>A song</h1><div class="price">Free</div><button>Add to cart</button>'
NAMELESS = "<html lang=en-us><div id=dp><span id=productTitle>\x01</span></div>"
AMAZON = "https://www.amazon.com/dp/B0TESTCUP1"


def page(price, **more):
    return Reply(product_page(price=price), **more)


async def scrape(app, shop, price, clock=None):
    """What the product's page is read as, an hour later."""
    if clock is not None:
        clock.advance(timedelta(hours=1))
    shop.replies["/p/1"] = page(price) if isinstance(price, str) else price
    return await app.pipeline.scrape_url(URL)


async def held(app, **filters):
    return [one async for one in quarantine.iter_held(app.store, **filters)]


async def prices(app):
    """All prices in history, oldest first."""
    product = await crud.get_product(app.store, URL)
    events = await crud.latest(app.store, product.product_id)
    return [str(event.price) for event in reversed(events)]


async def target_of(app):
    return await crud.get_target(app.store, URL)


@pytest.fixture
async def suspect(app, shop, clock):
    """The scrape of a price that is held back; 19.90 was accepted an hour before."""
    await scrape(app, shop, "19.90")
    return await scrape(app, shop, "1.99", clock)


async def test_it_leaves_an_attempt_and_nothing_in_the_history(app, shop, suspect):
    assert suspect.attempt.outcome == "suspect"
    assert suspect.attempt.reason == "the price €1.99 is less than a third of the usual €19.90"
    assert (suspect.event, suspect.product) == (None, None)
    assert await prices(app) == ["19.9"]
    product = await crud.get_product(app.store, URL)
    [day] = await crud.product_days(app.store, product.product_id)
    assert (product.price, product.state, day.low) == (Decimal("19.9"), "suspect", Decimal("19.9"))
    target = await target_of(app)
    assert (target.state, target.held) == ("suspect", suspect.attempt.uuid)


async def test_it_is_kept_with_its_reason_its_record_and_its_page(app, suspect):
    [one] = await held(app)
    assert (one.uuid, one.shop, one.status, one.outcome) == (
        suspect.attempt.uuid,
        HOST,
        "open",
        "suspect",
    )
    assert (one.price, one.currency, one.price_before, one.currency_before) == (
        Decimal("1.99"),
        "EUR",
        Decimal("19.9"),
        "EUR",
    )
    assert one.reason == suspect.attempt.reason
    assert (one.record["price"], one.event["archive_ref"]) == ("1.99", one.archive_ref)
    assert await app.archive.page(one.archive_ref, one.target_id) == suspect.page
    assert one.id == f"{HOST}:{one.uuid}"
    assert await quarantine.get_held(app.store, one.id) == one


async def test_a_second_fetch_that_agrees_brings_both_into_history(app, shop, clock, suspect):
    again = await scrape(app, shop, "1.99", clock)
    assert again.attempt.outcome == "ok"
    product = await crud.get_product(app.store, URL)
    events = await crud.latest(app.store, product.product_id)
    assert [e.uuid for e in events[:2]] == [again.attempt.uuid, suspect.attempt.uuid]
    assert events[1].created == suspect.attempt.created
    assert await prices(app) == ["19.9", "1.99", "1.99"]
    [day] = await crud.product_days(app.store, product.product_id)
    assert (day.low, day.events) == (Decimal("1.99"), 3)
    assert [one.status for one in await held(app)] == ["confirmed"]
    target = await target_of(app)
    assert (target.state, target.held, target.failures) == ("ok", None, 0)


async def test_the_next_change_beside_it_is_believed(app, shop, clock, suspect):
    await scrape(app, shop, "1.99", clock)
    assert (await scrape(app, shop, "2.10", clock)).attempt.outcome == "ok"


async def test_a_price_that_is_back_dismisses_it(app, shop, clock, suspect):
    assert (await scrape(app, shop, "19.90", clock)).attempt.outcome == "ok"
    assert [one.status for one in await held(app)] == ["dismissed"]
    assert await prices(app) == ["19.9", "19.9"]
    assert (await target_of(app)).held is None


async def test_a_304_says_that_the_price_is_back(app, shop, clock):
    await scrape(app, shop, page("19.90", headers={"ETag": '"1"'}))
    await scrape(app, shop, page("1.99", headers={"ETag": '"2"'}), clock)
    back = await scrape(app, shop, Reply("", 304), clock)
    assert back.attempt.outcome == "not_modified"
    assert await prices(app) == ["19.9", "19.9"]
    assert [one.status for one in await held(app)] == ["dismissed"]


async def test_another_doubtful_price_takes_its_place(app, shop, clock, suspect):
    other = await scrape(app, shop, "199.00", clock)
    assert other.attempt.outcome == "suspect"
    assert {one.uuid: one.status for one in await held(app)} == {
        suspect.attempt.uuid: "dismissed",
        other.attempt.uuid: "open",
    }
    assert (await scrape(app, shop, "199.00", clock)).attempt.outcome == "ok"
    assert await prices(app) == ["19.9", "199", "199"]


async def test_it_waits_while_the_page_cannot_be_had(app, shop, clock, suspect):
    await scrape(app, shop, Reply(CHALLENGE, 403), clock)
    assert [one.status for one in await held(app)] == ["open"]
    await scrape(app, shop, "1.99", clock)
    assert await prices(app) == ["19.9", "1.99", "1.99"]


async def test_a_first_price_of_0_makes_no_product_before_it_is_seen_twice(app, shop, clock):
    assert (await scrape(app, shop, Reply(FREE))).attempt.outcome == "suspect"
    assert [p async for p in crud.iter_products(app.store)] == []
    await scrape(app, shop, Reply(FREE), clock)
    assert await prices(app) == ["0", "0"]


async def test_an_unchanged_price_costs_no_look_at_the_past(app, shop, clock, monkeypatch):
    await scrape(app, shop, "19.90")
    asked = []

    async def noticed(*given):
        asked.append(given)
        return []

    monkeypatch.setattr(doubting, "days_since", noticed)
    await scrape(app, shop, "19.90", clock)
    assert asked == []
    await scrape(app, shop, "19.80", clock)
    assert len(asked) == 1


async def test_nothing_is_held_back_where_that_is_not_wanted(settings, overrides, shop, clock):
    wanted = settings.model_copy(update={"jump": Decimal(0)})
    async with services(wanted, overrides) as app:
        await scrape(app, shop, "19.90")
        assert (await scrape(app, shop, "1.99", clock)).attempt.outcome == "ok"


async def test_it_is_looked_at_again_soon_but_not_for_ever(app, shop, clock):
    await crud.track(app.store, URL, every=timedelta(hours=6), clock=clock)
    waits = []
    for price in ("20.00", "1.00", "100.00", "1.50", "150.00", "1.60"):
        shop.replies["/p/1"] = page(price)
        target = await target_of(app)
        await app.pipeline.scrape_slot(target, target.next_due)
        waits.append((await target_of(app)).next_due - clock())
        clock.advance(waits[-1])
    assert waits[1:] == [SECOND_LOOK] * 3 + [timedelta(hours=6), timedelta(hours=12)]


async def test_a_person_accepts_it(app, shop, clock, suspect):
    [one] = await held(app)
    clock.advance(timedelta(days=1))
    entry = await quarantine.accept(app.store, one.id, clock=clock)
    assert (entry.event.uuid, entry.event.recorded_at) == (suspect.attempt.uuid, clock())
    assert await prices(app) == ["19.9", "1.99"]
    product = await crud.get_product(app.store, URL)
    [day] = await crud.product_days(app.store, product.product_id)
    assert (product.price, product.state, day.low) == (Decimal("1.99"), "ok", Decimal("1.99"))
    target = await target_of(app)
    assert (target.state, target.held, target.reason) == ("ok", None, None)
    assert await quarantine.accept(app.store, one.id, clock=clock) == entry
    assert await prices(app) == ["19.9", "1.99"]
    with pytest.raises(Conflict, match="in the history"):
        await quarantine.dismiss(app.store, one.id, clock=clock)


async def test_after_that_a_304_cannot_bring_back_a_price_of_another_page(app, shop, clock):
    await scrape(app, shop, page("19.90", headers={"ETag": '"1"'}))
    clock.advance(timedelta(days=1))
    await scrape(app, shop, page("1.99", headers={"ETag": '"2"'}), clock)
    [one] = await held(app)
    await quarantine.accept(app.store, one.id, clock=clock)
    back = await scrape(app, shop, page("19.90", headers={"ETag": '"1"'}), clock)
    assert back.attempt.outcome == "ok"
    assert await prices(app) == ["19.9", "1.99", "19.9"]


async def test_accepting_again_undoes_no_correction(app, clock, suspect):
    [one] = await held(app)
    entry = await quarantine.accept(app.store, one.id, clock=clock)
    await crud.correct(app.store, entry.event, {"price": Decimal("2.99")}, clock=clock)
    await quarantine.accept(app.store, one.id, clock=clock)
    assert await prices(app) == ["19.9", "2.99"]
    assert (await crud.get_product(app.store, URL)).price == Decimal("2.99")


async def test_a_person_dismisses_it_and_may_think_again(app, clock, suspect):
    [one] = await held(app)
    dismissed = await quarantine.dismiss(app.store, one.id, clock=clock)
    assert (dismissed.status, dismissed.settled_at) == ("dismissed", clock())
    assert (await target_of(app)).held is None
    assert await prices(app) == ["19.9"]
    await quarantine.accept(app.store, one.id, clock=clock)
    assert await prices(app) == ["19.9", "1.99"]


async def test_what_is_accepted_while_its_target_fails_shows_that(app, shop, clock, suspect):
    await scrape(app, shop, Reply(CHALLENGE, 403), clock)
    [one] = await held(app)
    await quarantine.accept(app.store, one.id, clock=clock)
    product = await crud.get_product(app.store, URL)
    assert (product.price, product.state) == (Decimal("1.99"), "blocked")


async def test_a_first_observation_that_a_person_accepts_makes_its_product(app, shop, clock):
    await scrape(app, shop, Reply(FREE))
    [one] = await held(app)
    await quarantine.accept(app.store, one.id, clock=clock)
    assert await prices(app) == ["0"]
    assert (await target_of(app)).product_id == one.product_id


async def test_a_record_that_is_not_valid_is_kept_with_all_that_is_wrong(app, clock):
    async def read(html):
        clock.advance(timedelta(hours=1))
        headers = {"content-type": "text/html; charset=utf-8"}
        posted = Page(AMAZON, AMAZON, 200, headers, html.encode(), clock(), "posted")
        return await app.pipeline.take_page(posted)

    scraped = await read(NAMELESS)
    assert scraped.attempt.outcome == "invalid"
    [one] = await held(app)
    assert (one.outcome, one.status, one.uuid) == ("invalid", "open", scraped.attempt.uuid)
    assert one.record["url"] == AMAZON
    assert "a product needs a name" in json.loads(one.errors)[0]["msg"]
    assert (await app.archive.page(one.archive_ref)).body == NAMELESS.encode()
    with pytest.raises(Conflict, match="only dismissed"):
        await quarantine.accept(app.store, one.id, clock=clock)
    await read(NAMELESS)
    assert sorted(o.status for o in await held(app)) == ["dismissed", "open"]
    await read(NAMELESS.replace("\x01", "Blue cup"))
    assert {o.status for o in await held(app)} == {"dismissed"}


@pytest.mark.parametrize(
    ("detail", "record"),
    [
        ('[{"loc": [], "msg": "no", "input": {"review_count": 1%s}}]' % ("0" * 30), True),
        ('[{"loc": ["price"], "msg": "no", "input": "a lot"}]', False),
        ('[{"loc": [], "msg": "no", "input": {"price": NaN}}]', False),
        ('[{"loc": [], "msg": "no", "input": {"name": "\\ud800"}}]', False),
        ('[{"loc": [], "msg": "no", "input": {"name": "%s"}}]' % ("x" * 300_000), False),
        ("[]", False),
    ],
)
async def test_whatever_was_read_can_be_kept(app, shop, clock, detail, record):
    await scrape(app, shop, "19.90")
    uuid = time_uuid(clock())
    kept = quarantine.invalid(await target_of(app), uuid, RecordInvalid("no", detail), None)
    await app.store.put([Write(QUARANTINE, QUARANTINE.row(kept))])
    [one] = await held(app)
    assert (one.record is not None, one.reason) == (record, "no")
    json.loads(one.errors)


@pytest.mark.parametrize("name", ["", "shop.test", "shop.test:1", f"shop.test:{'0' * 32}", "a:b:c"])
async def test_what_was_not_held_back_cannot_be_found(app, name):
    with pytest.raises(NotFound, match="was held back"):
        await quarantine.accept(app.store, name)


async def test_a_purge_removes_it(app, shop, clock, suspect):
    [one] = await held(app)
    await crud.purge(app.store, one.product_id)
    assert await held(app) == []
    await app.store.put([])
    with pytest.raises(NotFound):
        await quarantine.accept(app.store, one.id, clock=clock)


async def test_what_is_of_a_purged_target_cannot_come_back(app, clock, suspect):
    [one] = await held(app)
    await crud.purge(app.store, one.product_id)
    with pytest.raises(NotFound, match="purged"):
        await quarantine.enter(app.store, one)
    assert [p async for p in crud.iter_products(app.store)] == []


async def until_through(app, begin, work):
    """Do `work` over a store that breaks off at the first write, the second and so on; each time
    it is done again after that, until it is through in one go.
    """
    for last in range(100):
        await begin(last)
        cut = CutOff(app.store, last)
        try:
            await work(cut)
        except StoreUnavailable:
            await work(app.store)
        yield last
        if cut.is_through:
            return


@pytest.mark.parametrize(
    ("price", "expected", "status"),
    [
        ("1.99", ["19.9", "1.99", "1.99"], "confirmed"),
        ("19.90", ["19.9", "19.9"], "dismissed"),
    ],
)
async def test_whatever_is_cut_off_is_completed(app, shop, clock, price, expected, status):
    url = URL

    async def begin(number):
        nonlocal url
        url = f"http://{HOST}/p/{number}"
        await crud.track(app.store, url, clock=clock)
        for first in ("19.90", "1.99"):
            shop.replies[f"/p/{number}"] = page(first)
            await slot(app.store)
        shop.replies[f"/p/{number}"] = page(price)

    async def slot(store):
        target = await crud.get_target(app.store, url)
        clock.advance(max(target.next_due - clock(), timedelta(0)))
        await replace(app.pipeline, store=store).scrape_slot(target, target.next_due)

    async for _ in until_through(app, begin, slot):
        product = await crud.get_product(app.store, url)
        events = await crud.latest(app.store, product.product_id)
        assert [str(event.price) for event in reversed(events)] == expected
        [one] = await held(app, product_id=product.product_id)
        target = await crud.get_target(app.store, url)
        assert (one.status, target.held, target.state) == (status, None, "ok")
        days = await crud.product_days(app.store, product.product_id)
        assert sum(day.events for day in days) == len(expected)


async def test_a_suspect_that_is_cut_off_is_held_back_once(app, shop, clock):
    url = URL

    async def begin(number):
        nonlocal url
        url = f"http://{HOST}/p/{number}"
        await crud.track(app.store, url, clock=clock)
        shop.replies[f"/p/{number}"] = page("19.90")
        await slot(app.store)
        shop.replies[f"/p/{number}"] = page("1.99")

    async def slot(store):
        target = await crud.get_target(app.store, url)
        clock.advance(max(target.next_due - clock(), timedelta(0)))
        await replace(app.pipeline, store=store).scrape_slot(target, target.next_due)

    async for _ in until_through(app, begin, slot):
        target = await crud.get_target(app.store, url)
        [one] = await held(app, target_id=target.target_id)
        assert (one.status, target.held, target.state) == ("open", one.uuid, "suspect")


async def test_an_acceptance_that_is_cut_off_is_completed(app, shop, clock):
    one = None

    async def begin(number):
        nonlocal one
        url = f"http://{HOST}/p/{number}"
        for price in ("19.90", "1.99"):
            shop.replies[f"/p/{number}"] = page(price)
            await app.pipeline.scrape_url(url)
            clock.advance(timedelta(hours=1))
        target = await crud.get_target(app.store, url)
        [one] = await held(app, target_id=target.target_id)

    async def accept(store):
        await quarantine.accept(store, one.id, clock=clock)

    async for _ in until_through(app, begin, accept):
        events = await crud.latest(app.store, one.product_id)
        assert [str(event.price) for event in events] == ["1.99", "19.9"]
        target = await crud.get_target(app.store, one.target_id)
        assert (target.held, target.state) == (None, "ok")


async def test_what_was_left_in_quarantine_without_an_attempt_is_begun_anew(app, shop, clock):
    await crud.track(app.store, URL, clock=clock)
    shop.replies["/p/1"] = page("19.90")
    target = await target_of(app)
    await app.pipeline.scrape_slot(target, target.next_due)
    target = await target_of(app)
    clock.advance(target.next_due - clock())
    shop.replies["/p/1"] = page("1.99")
    with pytest.raises(StoreUnavailable):  # after the claim and what is held back
        await replace(app.pipeline, store=CutOff(app.store, 2)).scrape_slot(target, target.next_due)
    assert len(await held(app)) == 1
    shop.replies["/p/1"] = page("19.90")
    scraped = await app.pipeline.scrape_slot(target, target.next_due)
    assert scraped.attempt.outcome == "ok"
    assert await held(app) == []


async def test_lists_are_filtered_and_paged(app, shop, clock, suspect):
    await scrape(app, shop, "19.90", clock)
    await scrape(app, shop, "1.88", clock)
    assert [one.status for one in await held(app, status="open")] == ["open"]
    assert await held(app, outcome="invalid") == []
    assert await held(app, shop="other.test") == []
    first = await quarantine.list_held(app.store, limit=1, shop=HOST)
    rest = await quarantine.list_held(app.store, limit=1, shop=HOST, cursor=first.cursor)
    assert {one.uuid for one in [*first.items, *rest.items]} == {
        row["uuid"] for row in (await app.store.list(QUARANTINE, limit=10)).rows
    }


async def test_a_target_has_a_bound_of_its_own(app, shop, clock):
    await crud.track(app.store, URL, jump=Decimal(20), clock=clock)
    scraped = [await scrape(app, shop, price, clock) for price in ("20", "2", "30", "1")]
    assert [one.attempt.outcome for one in scraped] == ["ok", "ok", "ok", "suspect"]
    await crud.change_target(app.store, URL, jump="default")
    assert (await target_of(app)).jump is None
    assert (await scrape(app, shop, "5", clock)).attempt.outcome == "suspect"
    await crud.change_target(app.store, URL, jump=Decimal(0))
    assert (await scrape(app, shop, "0.50", clock)).attempt.outcome == "ok"
    assert (await crud.change_target(app.store, URL, tags=["x"])).jump == 0


@pytest.mark.parametrize("jump", [Decimal(1), Decimal("0.5"), Decimal(-2), Decimal("NaN")])
async def test_what_is_no_bound(app, jump):
    with pytest.raises(UsageError):
        await crud.track(app.store, URL, jump=jump)


@pytest.mark.parametrize(
    ("text", "bound"), [("5", 5), (" 2,5 ", Decimal("2.5")), ("0", 0), ("", "default")]
)
def test_a_bound_as_a_person_writes_it(text, bound):
    assert jump_of(text) == bound
    for wrong in ("1", "x", "-3", "NaN", "1e9"):
        with pytest.raises(UsageError, match="is no bound"):
            jump_of(wrong)
