"""A product's events, newest first, read month by month."""

import base64
import binascii
from collections.abc import AsyncIterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pricetrail.clock import first_uuid_at, moment_of, month_of
from pricetrail.errors import InvalidCursor, NotFound
from pricetrail.schema import ProductScrapeEvent
from pricetrail.store.base import Store
from pricetrail.store.tables import EVENT, EVENT_MONTH

_PAGE = 500
_MOST_MONTHS = 12_000


class EventPage(NamedTuple):
    """One page of a history; `cursor` leads to the next one, None at the end."""

    events: list[ProductScrapeEvent]
    cursor: str | None


async def months(store: Store, product_id: str) -> list[str]:
    """The months in which a product has events, newest first, such as ``2026-01``."""
    rows = await store.scan(EVENT_MONTH, {"product_id": product_id}, limit=_MOST_MONTHS)
    return [row["month"] for row in rows]


async def history(
    store: Store,
    product_id: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    before: UUID | None = None,
    originals: bool = False,
) -> AsyncIterator[ProductScrapeEvent]:
    """A product's events with ``since <= created < until``, newest first, read as they are used.

    Of each event its highest revision, and none that was retracted; with `originals` every
    revision there is, the highest first. `before` starts below that event.
    """
    upper = _earlier(first_uuid_at(until) if until is not None else None, before)
    lower = first_uuid_at(since) if since is not None else None
    last: UUID | None = None
    for month in await months(store, product_id):
        if upper is not None and month > month_of(moment_of(upper)):
            continue
        if lower is not None and month < month_of(moment_of(lower)):
            return
        async for event in _month_events(store, product_id, month, lower, upper):
            if originals or (event.uuid != last and not event.retracted):
                yield event
            last = event.uuid


async def latest(store: Store, product_id: str, limit: int = 50) -> list[ProductScrapeEvent]:
    """A product's newest `limit` events, newest first."""
    return (await history_page(store, product_id, limit=limit)).events


async def history_page(
    store: Store,
    product_id: str,
    *,
    limit: int = 50,
    cursor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> EventPage:
    """One page of `history`. Raises InvalidCursor for a cursor that was not handed out here."""
    before = _uuid_of_cursor(cursor) if cursor is not None else None
    events: list[ProductScrapeEvent] = []
    async for event in history(store, product_id, since=since, until=until, before=before):
        if len(events) == limit:
            return EventPage(events, _cursor_of_uuid(events[-1].uuid))
        events.append(event)
    return EventPage(events, None)


async def get_event(store: Store, product_id: str, uuid: UUID) -> ProductScrapeEvent:
    """The highest revision of one event, found from its id alone. Raises NotFound."""
    event = await find_event(store, product_id, uuid)
    if event is None:
        raise NotFound(f"{product_id} has no event {uuid}")
    return event


async def find_event(store: Store, product_id: str, uuid: UUID) -> ProductScrapeEvent | None:
    """The highest revision of one event, None where there is none."""
    try:
        month = month_of(moment_of(uuid))
    except ValueError:  # no event is named by such a UUID
        return None
    partition = {"product_id": product_id, "month": month}
    rows = await store.scan(EVENT, partition, ge=(uuid,), le=(uuid,), limit=1)
    return EVENT.load(rows[0]) if rows else None


async def _month_events(
    store: Store,
    product_id: str,
    month: str,
    lower: UUID | None,
    upper: UUID | None,
) -> AsyncIterator[ProductScrapeEvent]:
    partition = {"product_id": product_id, "month": month}
    least = (lower,) if lower is not None else None
    below: tuple[UUID] | tuple[UUID, int] | None = (upper,) if upper is not None else None
    size = 51  # most readers want the first page of fifty and look whether there is more
    while True:
        rows = await store.scan(EVENT, partition, ge=least, lt=below, limit=size)
        for row in rows:
            yield EVENT.load(row)
        if len(rows) < size:
            return
        below = (rows[-1]["uuid"], rows[-1]["revision"])
        size = _PAGE


def _earlier(a: UUID | None, b: UUID | None) -> UUID | None:
    both = [u for u in (a, b) if u is not None]
    return min(both, key=lambda u: u.time, default=None)


def _cursor_of_uuid(uuid: UUID) -> str:
    return base64.urlsafe_b64encode(uuid.bytes).decode().rstrip("=")


def _uuid_of_cursor(cursor: str) -> UUID:
    try:
        uuid = UUID(bytes=base64.b64decode(cursor + "==", altchars=b"-_", validate=True))
        moment_of(uuid)
    except (binascii.Error, ValueError) as error:
        raise InvalidCursor("that cursor was not handed out by this list; start again") from error
    return uuid
