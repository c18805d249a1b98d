"""Records that are sent at the same time are stored together, each with its own answer."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from pricetrail import crud, quarantine
from pricetrail.alarm import Alarm
from pricetrail.bootstrap import services
from pricetrail.clock import time_uuid
from pricetrail.crud.submissions import Submission, claim_submission
from pricetrail.crud.together import Accepted, store_together
from pricetrail.errors import Conflict, StoreUnavailable
from pricetrail.incoming import Incoming
from pricetrail.schema import Quarantined
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import EVENT, EVENT_MONTH, PRODUCT, PRODUCT_DAY, PRODUCT_VERSION
from tests.support.cutting import CutOff

TABLES = (EVENT, EVENT_MONTH, PRODUCT, PRODUCT_DAY, PRODUCT_VERSION)


@pytest.fixture
def incoming(app):
    return Incoming(app.store, Alarm(app.store), app.clock)


def record(clock, product, price, *, minutes=0, **more):
    return Submission.model_validate(
        {
            "url": f"https://shop.example/p/{product}",
            "product_id": f"shop.example:{product}",
            "name": "A kettle",
            "price": price,
            "currency": "EUR",
            "uuid": str(time_uuid(clock() - timedelta(minutes=minutes))),
            **more,
        }
    )


def take_all(incoming, several):
    return asyncio.gather(*map(incoming.take, several), return_exceptions=True)


async def rows(store):
    return [sorted(map(repr, (await store.list(table, limit=1000)).rows)) for table in TABLES]


class Held:
    """A store whose calls wait until they may go on; it knows how many wait."""

    def __init__(self, store):
        self._store = store
        self.may = asyncio.Event()
        self.asked = asyncio.Event()

    async def run(self, steps):
        self.asked.set()
        await self.may.wait()
        return await self._store.run(steps)

    def __getattr__(self, name):
        return getattr(self._store, name)


async def test_good_and_bad_ones_at_once_get_what_each_gets_alone(app, incoming, tmp_path):
    clock = app.clock
    before = [record(clock, n, "20", minutes=90) for n in range(3)]
    stored = before[0]
    several = [
        record(clock, 0, "21", minutes=9),
        record(clock, 1, "2", minutes=8),  # hard to believe
        record(clock, 2, "22", minutes=7),
        stored,
        stored.model_copy(update={"uuid": stored.uuid, "price": record(clock, 0, "23").price}),
        record(clock, 2, "23", minutes=6),
        record(clock, 0, "24", minutes=30),
        record(clock, 5, "5", product_id="other.example:1"),
    ]
    other = SqliteStore(tmp_path / "other.db", clock)
    await other.open()
    try:
        singly = Incoming(other, Alarm(other), clock)
        for one in before:
            await incoming.take(one)
            await singly.take(one)
        answers = await take_all(incoming, several)
        alone = [(await take_all(singly, [one]))[0] for one in sorted(several, key=_moment)]
        assert await rows(app.store) == await rows(other)
    finally:
        await other.close()
    in_order = [answers[n] for n in sorted(range(len(several)), key=lambda n: _moment(several[n]))]
    assert [type(one) for one in in_order] == [type(one) for one in alone]
    assert [type(one).__name__ for one in answers] == [
        "Accepted",
        "Quarantined",
        "Accepted",
        "Accepted",
        "Conflict",
        "Accepted",
        "Accepted",
        "RecordInvalid",
    ]
    assert [one.repeated for one in answers if isinstance(one, Accepted)] == [
        False,
        False,
        True,
        False,
        False,
    ]
    assert [one.event.uuid for one in answers if isinstance(one, Accepted)] == [
        several[n].uuid for n in (0, 2, 3, 5, 6)
    ]


def _moment(one):
    return one.uuid.time


async def test_an_id_twice_at_once_is_one_event(app, incoming):
    sent = record(app.clock, 1, "20")
    answers = await take_all(incoming, [sent] * 5)
    assert {one.event.uuid for one in answers} == {sent.uuid}
    assert sum(one.repeated for one in answers) == 4
    assert len(await crud.latest(app.store, "shop.example:1")) == 1


async def test_an_id_twice_in_one_batch_is_one_event_and_the_other_body_a_conflict(app):
    sent = record(app.clock, 1, "20")
    other = sent.model_copy(update={"price": record(app.clock, 1, "21").price})
    several = [(await claim_submission(app.store, sent, clock=app.clock)).wanted] * 2
    differs = several[0]._replace(
        event=several[0].event.model_copy(update={"price": other.price}), record=other
    )
    first, again, conflict = await store_together(app.store, [*several, differs])
    assert (first.repeated, again.repeated) == (False, True)
    assert first.event == again.event
    assert isinstance(conflict, Conflict)
    [event] = await crud.latest(app.store, "shop.example:1")
    assert event.price == sent.price


async def test_a_store_that_fails_in_the_middle_fails_those_and_all_can_be_sent_again(
    app, tmp_path
):
    several = [record(app.clock, n % 3, f"2{n}", minutes=9 - n) for n in range(6)]
    whole = SqliteStore(tmp_path / "whole.db", app.clock)
    await whole.open()
    await take_all(Incoming(whole, Alarm(whole), app.clock), several)
    expected = await rows(whole)
    await whole.close()
    for last in range(200):
        store = SqliteStore(tmp_path / f"{last}.db", app.clock)
        await store.open()
        cut = CutOff(store, last)
        answers = await take_all(Incoming(cut, Alarm(store), app.clock), several)
        assert {type(one) for one in answers} <= {Accepted, StoreUnavailable}
        for one in answers:
            if isinstance(one, Accepted):
                assert one.event in await crud.latest(store, one.product.product_id)
        again = await take_all(Incoming(store, Alarm(store), app.clock), several)
        assert {type(one) for one in again} == {Accepted}
        assert await rows(store) == expected, last
        await store.close()
        if cut.is_through:
            break
    assert 0 < last < 199


async def test_a_client_that_goes_leaves_the_others_their_answers(app, incoming):
    held = Held(app.store)
    there = replace(incoming, store=held)
    running = asyncio.create_task(there.take(record(app.clock, 1, "20", minutes=3)))
    await held.asked.wait()
    others = [
        asyncio.create_task(there.take(record(app.clock, 1, "20", minutes=n))) for n in (2, 1)
    ]
    running.cancel()
    held.may.set()
    answers = await asyncio.gather(running, *others, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert [one.repeated for one in answers[1:]] == [False, False]
    assert len(await crud.latest(app.store, "shop.example:1")) == 3


async def test_what_was_begun_is_stored_before_the_store_is_closed(settings, overrides, clock):
    async with services(settings, overrides) as app:
        several = [record(clock, 1, "20", minutes=n) for n in range(4)]
        wanted = [(await claim_submission(app.store, one, clock=clock)) for one in several]
        assert [one.repeated for one in wanted] == [False] * 4
        tasks = [asyncio.create_task(app.incoming.keep(one)) for one in wanted]
        await asyncio.sleep(0)  # all of them ask
    answers = await asyncio.gather(*tasks)
    assert {one.event.uuid for one in answers} == {one.uuid for one in several}


async def test_what_was_dismissed_stays_so_when_a_batch_has_it_again(app, incoming):
    await incoming.take(record(app.clock, 1, "20", minutes=50))
    suspect = record(app.clock, 1, "5", minutes=40)
    held = await incoming.take(suspect)
    assert isinstance(held, Quarantined)
    await quarantine.dismiss(app.store, held.id, clock=app.clock)
    for minutes, price in ((30, "10"), (20, "7")):
        await incoming.take(record(app.clock, 1, price, minutes=minutes))
    report = await incoming.take_many([suspect.model_dump(mode="json", exclude_unset=True)])
    assert (report.held, report.stored) == (1, 0)
