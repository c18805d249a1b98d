"""A product's events, newest first, read month by month."""

import base64
import binascii
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pricetrail.clock import first_uuid_at, moment_of, month_of
from pricetrail.errors import InvalidCursor, NotFound
from pricetrail.schema import ProductScrapeEvent
from pricetrail.store.base import Scan, Slice, Store
from pricetrail.store.tables import EVENT, EVENT_MONTH, Row

_PAGE = 500
MOST_MONTHS = 12_000


class EventPage(NamedTuple):
    """One page of a history; `cursor` leads to the next one, None at the end."""

    events: list[ProductScrapeEvent]
    cursor: str | None


class Bounds(NamedTuple):
    """Which events are wanted: ``since <= created < until``, and those below `before` alone."""

    since: datetime | None = None
    until: datetime | None = None
    before: UUID | None = None


async def months(store: Store, product_id: str) -> list[str]:
    """The months in which a product has events, newest first, such as ``2026-01``."""
    rows = await store.scan(EVENT_MONTH, {"product_id": product_id}, limit=MOST_MONTHS)
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
    bounds = Bounds(since, until, before)
    found = await months(store, product_id)
    async for rows in _rows(store, product_id, found, bounds, originals=originals):
        for row in rows:
            yield EVENT.load(row)


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
    found = await months(store, product_id)
    page = await rows_page(
        store, product_id, found, limit=limit, cursor=cursor, since=since, until=until
    )
    return EventPage([EVENT.load(row) for row in page.rows], page.cursor)


async def rows_page(
    store: Store,
    product_id: str,
    among: Sequence[str],
    *,
    limit: int,
    cursor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    shown: bool = False,
) -> Slice:
    """The rows of a `history_page`, for readers of many: `among` are the product's months.

    With `shown`, their values are as JSON has them, see `Scan`.
    """
    bounds = Bounds(since, until, _uuid_of_cursor(cursor) if cursor is not None else None)
    kept: list[Row] = []
    pages = _rows(store, product_id, among, bounds, size=limit + 1, shown=shown)
    async with aclosing(pages):  # one that is left open costs the event loop a round of its own
        async for rows in pages:
            kept += rows
            if len(kept) > limit:
                return Slice(kept[:limit], _cursor_of_uuid(_uuid_of(kept[limit - 1])))
    return Slice(kept, None)


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


async def _rows(
    store: Store,
    product_id: str,
    among: Sequence[str],
    bounds: Bounds,
    *,
    originals: bool = False,
    size: int = 51,  # most readers want the first fifty and look whether there is more
    shown: bool = False,
) -> AsyncGenerator[list[Row]]:
    """The rows of the wanted events, newest first, some at a time; the first time `size`."""
    since, until, before = bounds
    upper = _earlier(first_uuid_at(until) if until is not None else None, before)
    lower = first_uuid_at(since) if since is not None else None
    last: UUID | str | None = None
    for month in among:
        if upper is not None and month > month_of(moment_of(upper)):
            continue
        if lower is not None and month < month_of(moment_of(lower)):
            return
        within = Scan(
            EVENT,
            {"product_id": product_id, "month": month},
            size,
            ge=(lower,) if lower is not None else None,
            lt=(upper,) if upper is not None else None,
            shown=shown,
        )
        async with aclosing(_month_rows(store, within)) as chunks:
            async for rows in chunks:
                yield rows if originals else _latest_of(rows, last)
                last = rows[-1]["uuid"]


async def _month_rows(store: Store, within: Scan) -> AsyncGenerator[list[Row]]:
    """The rows of a month that a scan answers and those behind them, some at a time."""
    while rows := (await store.run([within]))[0]:
        yield rows
        if len(rows) < within.limit:
            return
        below = (_uuid_of(rows[-1]), rows[-1]["revision"])
        within = within._replace(lt=below, limit=_PAGE)


def _latest_of(rows: Sequence[Row], last: UUID | str | None) -> list[Row]:
    """Of each event the highest revision, unless it was retracted; `last` was met before."""
    kept: list[Row] = []
    for row in rows:
        if row["uuid"] != last and not row["retracted"]:
            kept.append(row)
        last = row["uuid"]
    return kept


def _uuid_of(row: Row) -> UUID:
    """The id in a row, which may be a text."""
    uuid = row["uuid"]
    return uuid if isinstance(uuid, UUID) else UUID(uuid)


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
