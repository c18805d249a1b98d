"""Taking validated items from outside into a store, in batches."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from pricetrail.clock import Clock, moment_of, month_of, utc_now
from pricetrail.crud.entries import is_ahead
from pricetrail.errors import InvalidURL
from pricetrail.export.merging import (
    day_writes,
    live_day_writes,
    product_writes,
    quarantine_problem,
    read_days,
    writes_of,
)
from pricetrail.schema import EventMonth, Model, Product, ProductScrapeEvent, Quarantined, Target
from pricetrail.store.base import Store, Write, gathered
from pricetrail.store.tables import EVENT, EVENT_MONTH
from pricetrail.urls import target_id_of

_BATCH = 4000
_MOST_PRODUCTS_PENDING = 20_000
_MOST_BAD_LINES = 1000


class BadLine(NamedTuple):
    """A line that was left out, counted from 1, and why."""

    line: int
    reason: str


@dataclass
class ImportReport:
    """How an import went; `bad_lines` are the first thousand of the `bad` ones, in file order.

    Of the `events` among the good lines, `new_events` were not stored before.
    """

    good: int = 0
    bad: int = 0
    events: int = 0
    new_events: int = 0
    bad_lines: list[BadLine] = field(default_factory=list)

    def refuse(self, bad: BadLine) -> None:
        """Count a bad line."""
        self.bad += 1
        if len(self.bad_lines) < _MOST_BAD_LINES:
            self.bad_lines.append(bad)

    def add(self, other: "ImportReport", place: str) -> None:
        """Count what another file held, which is at `place`."""
        self.good += other.good
        self.events += other.events
        self.new_events += other.new_events
        room = _MOST_BAD_LINES - len(self.bad_lines)
        self.bad += other.bad
        self.bad_lines += [
            BadLine(bad.line, f"{place}: {bad.reason}") for bad in other.bad_lines[:room]
        ]


class Numbered(NamedTuple):
    """An event, the line it came from, and when it was observed."""

    line: int
    event: ProductScrapeEvent
    created: datetime


def problem_with(item: Model, now: datetime) -> str | None:
    """Why an item from outside is refused although its fields are valid, None where it is not."""
    if isinstance(item, ProductScrapeEvent) and is_ahead(item.created, now):
        return "uuid: it was made at a moment that is yet to come"
    if isinstance(item, Product) and is_ahead(item.last_event_at or now, now):
        return "last_event_at: it is a moment that is yet to come"
    if isinstance(item, Quarantined):
        return quarantine_problem(item)
    if isinstance(item, Target):
        try:
            if item.target_id != target_id_of(item.url):
                return f"target_id: {item.target_id[:40]!r} is not the id of its url"
        except InvalidURL as error:
            return f"url: {error}"
    return None


class Importer:
    """Collects items and stores them in batches; `finish` stores the rest and reports.

    With its events a batch writes their months and days, so that what is stored fits together
    whenever the import stops. `urls` names the URL of products that are known by events only.
    """

    def __init__(self, store: Store, *, clock: Clock = utc_now) -> None:
        self.urls: dict[str, str] = {}
        self._store = store
        self._clock = clock
        self._report = ImportReport()
        self._events: list[Numbered] = []
        self._others: list[Model] = []
        self._newest: dict[str, datetime] = {}
        self._writing: asyncio.Task[None] | None = None

    def refuse(self, bad: BadLine) -> None:
        """Report a line that holds no item."""
        self._report.refuse(bad)

    async def add(self, line: int, item: Model) -> None:
        """Take an item, from that line; it is stored when enough have come together."""
        if isinstance(item, ProductScrapeEvent):
            self._events.append(Numbered(line, item, moment_of(item.uuid)))
        else:
            self._others.append(item)
        if len(self._events) + len(self._others) >= _BATCH:
            await self._store_batch()

    async def finish(self) -> ImportReport:
        """Store what is left, make the products right, and tell how it went."""
        await self._store_batch()
        await self._settle()
        self._report.bad_lines.sort()
        return self._report

    async def _store_batch(self) -> None:
        events, others = self._events, self._others
        self._events, self._others = [], []
        await self._written()
        writes = await self._event_writes(events)
        now = self._clock()
        for written in await gathered(writes_of(self._store, item, now) for item in others):
            writes += written
        self._report.good += len(others)
        # It is written while the next batch is read and validated.
        self._writing = asyncio.create_task(self._store.put(writes))
        await asyncio.sleep(0)
        if len(self._newest) >= _MOST_PRODUCTS_PENDING:
            await self._settle()

    async def _written(self) -> None:
        """Wait for the batch before; raises what its writing raised."""
        writing, self._writing = self._writing, None
        if writing is not None:
            await writing

    async def _event_writes(self, events: Sequence[Numbered]) -> list[Write]:
        by_month: dict[tuple[str, int, int], list[Numbered]] = defaultdict(list)
        for numbered in events:
            created = numbered.created
            by_month[numbered.event.product_id, created.year, created.month].append(numbered)
        found = await gathered(self._month_writes(of_month) for of_month in by_month.values())
        return [write for writes in found for write in writes]

    async def _month_writes(self, events: Sequence[Numbered]) -> list[Write]:
        """What the events of one month write beside what the store has on their days."""
        first = min(numbered.created for numbered in events)
        last = max(numbered.created for numbered in events)
        product_id, month = events[0].event.product_id, month_of(first)
        self._newest[product_id] = max(last, self._newest.get(product_id, last))
        days = await read_days(self._store, product_id, month, first.date(), last.date())
        known = {(e.uuid, e.revision): e for of_day in days.values() for e in of_day}
        entry = EventMonth(product_id=product_id, month=month)
        writes = [Write(EVENT_MONTH, EVENT_MONTH.row(entry))]
        for line, event, created in events:
            stored = known.setdefault((event.uuid, event.revision), event)
            if stored is event:
                self._report.new_events += 1
                days[created.date()].append(event)
                writes.append(Write(EVENT, {**vars(event), "month": month}))
            elif EVENT.row(stored) != EVENT.row(event):
                reason = f"event {event.uuid} is stored already, and says something else"
                self._report.refuse(BadLine(line, reason))
                continue
            self._report.good += 1
            self._report.events += 1
        return writes + day_writes(product_id, days)

    async def _settle(self) -> None:
        """Make the products follow from the events that were added, and the days that go on."""
        await self._written()
        newest, self._newest = self._newest, {}
        writes: list[Write] = []
        for found in await gathered(
            product_writes(self._store, product_id, moment, self.urls.get(product_id))
            for product_id, moment in newest.items()
        ):
            writes += found
        for found in await gathered(
            live_day_writes(self._store, product_id, moment, self._clock())
            for product_id, moment in newest.items()
        ):
            writes += found
        await self._store.put(writes)
        self.urls.clear()
