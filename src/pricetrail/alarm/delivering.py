"""Sending what fired, from the outbox: at least once, with pauses between tries, until given up."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import itemgetter
from typing import NamedTuple

from pricetrail.alarm.looking import look_around
from pricetrail.alarm.raising import Alarm
from pricetrail.alert_records import Delivery
from pricetrail.clock import Clock, utc_now
from pricetrail.errors import (
    DeliveryFailed,
    InvalidCursor,
    PolicyError,
    PricetrailError,
    ServiceUnavailable,
    UsageError,
)
from pricetrail.log import get_logger
from pricetrail.notify.base import Message, Notifier, masked
from pricetrail.schema import Watermark
from pricetrail.store.base import Slice, Store, Write, gathered
from pricetrail.store.tables import OUTBOX, WATERMARK, Row

MOST_TRIES = 10
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
LEASE = timedelta(minutes=2)
"""A message that is being sent is left alone so long; what broke off is sent again then."""
AT_ONCE = 10
"""So many messages of a channel are on their way at the same time, and channels side by side."""
MOST_A_ROUND = 100
"""So many messages of a channel are tried in a round: one that hangs holds up no others."""
MOST_LOOKED_AT = 1_000
"""So many pending messages a round looks at; the next one goes on behind them."""
LOOK_EVERY = timedelta(minutes=5)
"""How often it is looked for what has lasted."""

_DELIVER_EVERY_S = 2.0
_PLACE = "outbox"
_log = get_logger("alarm")


class Delivered(NamedTuple):
    """How a round went: messages that arrived, that failed, and of these those given up."""

    sent: int
    failed: int
    dead: int


def pause_after(attempts: int) -> timedelta:
    """How long to wait after the how manyth failed try: doubled each time, six hours at most."""
    doubled: timedelta = FIRST_PAUSE * 2 ** min(max(attempts - 1, 0), 20)
    return min(doubled, LONGEST_PAUSE)


async def deliver_due(
    store: Store, notifier: Notifier, *, clock: Clock = utc_now, limit: int = 500
) -> Delivered:
    """Send the messages that are due, `limit` at most; any number of processes may do so.

    A round looks at a bounded part of those that wait, sends what was due first of it first, and
    the next round, whoever does it, goes on behind. A channel that takes none of several is left
    alone for the rest of the round. Raises StoreUnavailable. What a channel answers ends up in its
    message's `error`.
    """
    due = await _due(store, clock(), limit)
    found = await gathered(_deliver_to(store, notifier, some, clock) for some in due)
    results = [result for of_channel in found for result in of_channel]
    failed = results.count("pending") + results.count("dead")
    return Delivered(results.count("sent"), failed, results.count("dead"))


async def _due(store: Store, now: datetime, limit: int) -> list[list[Delivery]]:
    """The messages that are due of those that are looked at, by channel."""
    rows = [row for row in await _looked_at(store, now) if row["next_try"] <= now]
    due: defaultdict[str, list[Delivery]] = defaultdict(list)
    left = limit
    for row in sorted(rows, key=itemgetter("next_try")):
        if left and len(due[row["channel"]]) < MOST_A_ROUND:
            due[row["channel"]].append(OUTBOX.load(row))
            left -= 1
    return [messages for messages in due.values() if messages]


async def _looked_at(store: Store, now: datetime) -> list[Row]:
    """The next of the messages that wait; where there are more, the store keeps the place."""
    mark = await store.get(WATERMARK, {"name": _PLACE})
    cursor = None if mark is None else mark["cursor"]
    page = await _page(store, cursor)
    if page.cursor != cursor:
        place = Watermark(name=_PLACE, moment=now, cursor=page.cursor)
        await store.put([Write(WATERMARK, WATERMARK.row(place))])
    return page.rows


async def _page(store: Store, cursor: str | None) -> Slice:
    waiting = {"state": "pending"}
    try:
        return await store.list(OUTBOX, waiting, limit=MOST_LOOKED_AT, cursor=cursor)
    except InvalidCursor:  # a server that was replaced, say
        return await store.list(OUTBOX, waiting, limit=MOST_LOOKED_AT)


async def _deliver_to(
    store: Store, notifier: Notifier, messages: Sequence[Delivery], clock: Clock
) -> list[str | None]:
    """Send messages to one channel, until it takes none of those that are sent together."""
    results: list[str | None] = []
    for start in range(0, len(messages), AT_ONCE):
        some = messages[start : start + AT_ONCE]
        came = await gathered(_deliver(store, notifier, one, clock) for one in some)
        results += came
        if not {"sent", None} & set(came):
            break
    return results


async def _deliver(store: Store, notifier: Notifier, one: Delivery, clock: Clock) -> str | None:
    """Send one message and keep how it went; None where somebody else sends it."""
    key = {"delivery_id": one.delivery_id}
    tries, leased = one.attempts + 1, clock() + LEASE
    mine: Row = {"next_try": leased, "attempts": tries}
    before = {"state": "pending", "next_try": one.next_try, "attempts": one.attempts}
    if not await store.compare_and_set(OUTBOX, key, before, mine):
        return None
    after: Row = {"state": "sent", "error": None}
    try:
        await notifier.send(one.channel, message_of(one))
    except (DeliveryFailed, PolicyError, UsageError, ServiceUnavailable) as error:
        state = "dead" if tries >= MOST_TRIES else "pending"
        pause = pause_after(tries)
        after = {"state": state, "error": str(error)[:500], "next_try": clock() + pause}
        _log.warning(
            "a message was not delivered",
            delivery=one.delivery_id,
            channel=masked(one.channel),
            tries=tries,
            reason=str(error),
        )
    await store.compare_and_set(OUTBOX, key, mine, after)
    return str(after["state"])


def message_of(delivery: Delivery) -> Message:
    """What is sent for a row of the outbox."""
    return Message(
        delivery.delivery_id, delivery.title or "", delivery.text or "", delivery.data or {}
    )


async def send_test(notifier: Notifier, channel: str) -> None:
    """Send a sample to a channel, once. Raises as `Notifier.send`."""
    text = "This is a sample. Alerts that you set arrive here like this."
    message = Message(secrets.token_hex(16), "pricetrail: a sample alert", text, {"kind": "test"})
    await notifier.send(channel, message)


async def keep_delivering(
    store: Store, alarm: Alarm, notifier: Notifier, *, clock: Clock = utc_now
) -> None:
    """Deliver what is due every two seconds, and look for what has lasted, until cancelled.

    While the store cannot be used, it waits and tries again.
    """
    next_look = clock()
    while True:
        try:
            if clock() >= next_look:
                next_look = clock() + LOOK_EVERY
                await look_around(store, alarm, clock=clock)
            await deliver_due(store, notifier, clock=clock)
        except PricetrailError as error:
            _log.warning("alerts wait for the store", reason=str(error))
        await asyncio.sleep(_DELIVER_EVERY_S)
