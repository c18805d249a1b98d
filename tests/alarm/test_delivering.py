"""The outbox: at least once, with pauses, until given up; and what webhooks promise."""

import asyncio
import hashlib
import hmac
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic import SecretStr

from pricetrail.alarm import delivering
from pricetrail.alarm.delivering import (
    AT_ONCE,
    LEASE,
    LONGEST_PAUSE,
    MOST_TRIES,
    deliver_due,
    keep_delivering,
    message_of,
    pause_after,
    send_test,
)
from pricetrail.alert_records import Delivery
from pricetrail.bootstrap import build_client, build_egress, build_notifier
from pricetrail.crud.alert_log import list_deliveries, send_again
from pricetrail.errors import DeliveryFailed, EgressDenied, NotFound, UsageError
from pricetrail.fetch.gate import Egress
from pricetrail.notify import services, webhook
from pricetrail.notify.base import masked, outlets_of
from pricetrail.store.base import Write
from pricetrail.store.tables import OUTBOX
from tests.support.receiver import receiving

HOOK = "http://hooks.test/in?token=abc"
SECRET = "between us"


@pytest.fixture
async def receiver():
    async with receiving() as receiver:
        yield receiver


@pytest.fixture
def overrides(overrides, receiver):
    return replace(overrides, host_map={**overrides.host_map, "hooks.test": receiver.endpoint})


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"webhook_secret": SecretStr(SECRET), "channels": ()})


async def queue(app, channel=HOOK, name="one"):
    now = app.clock()
    one = Delivery(
        delivery_id=name, channel=channel, alert_id="a", title="Kettle: 49 EUR", text="Kettle",
        data={"price": "49", "kind": "below"}, next_try=now, created_at=now,
    )  # fmt: skip
    await app.store.put([Write(OUTBOX, OUTBOX.row(one))])


async def deliver(app):
    return await deliver_due(app.store, app.notifier, clock=app.clock)


async def outbox(app):
    [one] = await list_deliveries(app.store)
    return one


async def test_a_webhook_can_be_verified_by_its_receiver(app, receiver):
    await queue(app)
    assert await deliver(app) == (1, 0, 0)
    [headers], [body] = receiver.headers, receiver.bodies
    signed = headers["Pricetrail-Timestamp"].encode() + b"." + body
    expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["Pricetrail-Signature"] == f"v1={expected}"
    assert headers["Pricetrail-Timestamp"] == str(int(app.clock().timestamp()))
    assert headers["Pricetrail-Id"] == json.loads(body)["id"] == "one"
    assert json.loads(body)["price"] == "49"
    assert await deliver(app) == (0, 0, 0)


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_what_is_not_taken_is_tried_again_under_the_same_id(app, receiver, status):
    await queue(app)
    receiver.status = status
    assert await deliver(app) == (0, 1, 0)
    one = await outbox(app)
    assert (one.attempts, one.state) == (1, "pending")
    assert one.error == f"hooks.test answers HTTP {status}"
    assert await deliver(app) == (0, 0, 0)
    receiver.status = 200
    app.clock.advance(pause_after(1))
    assert await deliver(app) == (1, 0, 0)
    assert [headers["Pricetrail-Id"] for headers in receiver.headers] == ["one", "one"]


async def test_a_message_is_given_up_stays_visible_and_can_be_sent_again(app, receiver):
    await queue(app)
    receiver.status = 500
    for _ in range(MOST_TRIES):
        await deliver(app)
        app.clock.advance(LONGEST_PAUSE)
    assert (await outbox(app)).state == "dead"
    assert await deliver(app) == (0, 0, 0)
    receiver.status = 200
    await send_again(app.store, "one", clock=app.clock)
    assert await deliver(app) == (1, 0, 0)
    with pytest.raises(NotFound):
        await send_again(app.store, "one", clock=app.clock)


async def test_two_at_once_send_a_message_once(app, receiver):
    for number in range(20):
        await queue(app, name=str(number))
    rounds = await asyncio.gather(deliver(app), deliver(app))
    assert sum(one.sent for one in rounds) == len(receiver.bodies) == 20


async def test_a_channel_that_takes_nothing_keeps_none_of_the_others(app):
    tried = []

    class Notifier:
        async def send(self, channel, message):
            tried.append(channel)
            if channel == "hangs":
                raise DeliveryFailed("it hangs")

    for number in range(300):
        await queue(app, "hangs", f"a{number}")
    for number in range(25):
        await queue(app, "works", f"b{number}")
    done = await deliver_due(app.store, Notifier(), clock=app.clock, limit=200)
    assert done == (25, AT_ONCE, 0)
    assert (tried.count("works"), tried.count("hangs")) == (25, AT_ONCE)
    again = await deliver_due(app.store, Notifier(), clock=app.clock, limit=200)
    assert again == (0, AT_ONCE, 0)


async def test_a_round_looks_at_a_part_and_the_next_goes_on_behind(app, monkeypatch):
    sent, pages = [], []

    class Notifier:
        async def send(self, channel, message):
            sent.append(message.id)
            if channel == "away":
                raise DeliveryFailed("it is away")

    async def listed(*args, **given):
        pages.append(await listing(*args, **given))
        return pages[-1]

    listing = app.store.list
    monkeypatch.setattr(app.store, "list", listed)
    monkeypatch.setattr(delivering, "MOST_LOOKED_AT", 10)
    for number in range(25):
        await queue(app, "away", f"a{number:02}")
    await deliver_due(app.store, Notifier(), clock=app.clock)
    await queue(app, "works", "z")
    for _ in range(3):
        await deliver_due(app.store, Notifier(), clock=app.clock)
    assert sent.count("z") == 1
    assert [len(page.rows) for page in pages] == [10, 10, 6, 10]
    assert len(set(sent)) == len(sent) == 26


async def test_what_was_due_first_is_sent_first(app):
    sent = []

    class Notifier:
        async def send(self, channel, message):
            sent.append(message.id)

    for name in "cab":
        await queue(app, name, name)
        app.clock.advance(timedelta(seconds=1))
    for _ in range(3):
        await deliver_due(app.store, Notifier(), clock=app.clock, limit=1)
    assert sent == ["c", "a", "b"]


async def test_a_message_whose_sending_broke_off_is_sent_again(app, receiver):
    await queue(app)
    receiver.hangs = True
    sending = asyncio.create_task(deliver(app))
    await receiver.came.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    receiver.hangs = False
    assert await deliver(app) == (0, 0, 0)
    app.clock.advance(LEASE)
    assert await deliver(app) == (1, 0, 0)


async def test_a_webhook_that_hangs_times_out(app, receiver, settings, overrides):
    receiver.hangs = True
    await queue(app)
    client = build_client(settings, overrides)
    message = message_of(await outbox(app))
    try:
        with pytest.raises(DeliveryFailed, match="longer than"):
            await webhook.post(client, HOOK, message, "s", clock=app.clock, timeout_s=0.1)
    finally:
        await client.close()


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x", "http://169.254.169.254/latest", "http://[::1]/", "http://0x7f1/"]
)
async def test_private_addresses_get_nothing(app, url):
    with pytest.raises(EgressDenied):
        app.notifier.check(url)
    await queue(app, channel=url)
    assert await deliver(app) == (0, 1, 0)


async def test_apprise_speaks_to_no_private_server(app, receiver):
    url = f"json://127.0.0.1:{receiver.port}/x"
    await queue(app, channel=url)
    assert await deliver(app) == (0, 1, 0)
    assert receiver.bodies == []
    assert "no public address" in (await outbox(app)).error


async def test_apprise_sends_the_message_with_its_id(app, receiver):
    await queue(app)
    message = message_of(await outbox(app))
    url = f"json://127.0.0.1:{receiver.port}/x"
    await services.send(url, message, Egress(["127.0.0.1"]))
    told = json.loads(receiver.bodies[0])
    assert told["title"] == "Kettle: 49 EUR"
    assert told["message"] == "Kettle\n[one]"
    receiver.status = 500
    with pytest.raises(DeliveryFailed):
        await services.send(url, message, Egress(["127.0.0.1"]))


@pytest.mark.parametrize("url", ["nothing://x", "dbus://", "syslog://", "exec://x", "json://"])
async def test_what_apprise_cannot_or_must_not_do(app, url):
    with pytest.raises(UsageError) as told:
        app.notifier.check(url)
    assert url.partition("://")[0] in str(told.value)


async def test_a_channel_by_name(app, receiver, settings, overrides):
    named = settings.model_copy(update={"channels": (SecretStr(f"mine={HOOK}"),)})
    client = build_client(named, overrides)
    notifier = build_notifier(named, client, overrides)
    assert notifier.names == ["mine"]
    notifier.check("mine")
    await send_test(notifier, "mine")
    assert json.loads(receiver.bodies[0])["kind"] == "test"
    with pytest.raises(UsageError, match="no channel 'other'"):
        notifier.check("other")
    await client.close()


async def test_without_a_secret_no_webhook_is_sent(settings, overrides):
    bare = settings.model_copy(update={"webhook_secret": None})
    client = build_client(bare, overrides)
    with pytest.raises(UsageError, match="PRICETRAIL_WEBHOOK_SECRET"):
        build_notifier(bare, client, overrides).check(HOOK)
    await client.close()


@pytest.mark.parametrize("entry", ["phone", "=json://x", "phone=x", "a://b=json://x"])
def test_channels_that_are_written_wrongly_are_told_without_their_url(entry):
    with pytest.raises(UsageError) as told:
        outlets_of([entry])
    assert "json://x" not in str(told.value)


@pytest.mark.parametrize(
    ("channel", "shown"),
    [
        ("phone", "phone"),
        ("slack://tokenA/tokenB", "slack://…"),
        ("https://hooks.test/secret?x=1", "https://hooks.test/…"),
        ("https://user:pass@hooks.test/", "https://hooks.test/…"),
        ("https://[broken/secret", "https:///…"),
    ],
)
def test_a_channel_is_shown_without_its_secret(channel, shown):
    assert masked(channel) == shown


def test_pauses_double_up_to_six_hours():
    assert [pause_after(n) for n in (1, 2, 3)] == [timedelta(minutes=m) for m in (1, 2, 4)]
    assert pause_after(99) == LONGEST_PAUSE


async def test_it_is_kept_up_until_cancelled(app, receiver):
    await queue(app)
    working = asyncio.create_task(
        keep_delivering(app.store, app.alarm, app.notifier, clock=app.clock)
    )
    await receiver.came.wait()
    working.cancel()
    with pytest.raises(asyncio.CancelledError):
        await working


def test_the_gate_of_a_notifier_is_the_one_of_the_settings(settings, overrides):
    allowed = settings.model_copy(update={"egress_allow": ("10.0.0.0/8",)})
    client = build_client(allowed, overrides)
    assert build_egress(allowed, overrides)._networks
    build_notifier(allowed, client, overrides).check("http://10.1.2.3/hook")
