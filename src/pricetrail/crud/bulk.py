"""Many records at once: each as `ingest` stores it, with few reads and one write for all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from pydantic import ValidationError

from pricetrail.clock import Clock, moment_of, month_of, utc_now
from pricetrail.crud.entries import (
    Besides,
    Entry,
    Judged,
    Known,
    Plan,
    Seen,
    check_ingest,
    create_entry,
    create_scrape_entry,
    day_write,
    keep_entry,
    known_of,
    product_of,
    says_the_same,
    scan_of_day,
    steps_before,
    sum_up_day,
    version_row,
)
from pricetrail.crud.submissions import Submission, check_submission, record_of
from pricetrail.errors import Conflict, PricetrailError, RecordInvalid
from pricetrail.plausible import doubt, is_news
from pricetrail.schema import EventMonth, Observation, Product, ProductRecord, ProductScrapeEvent
from pricetrail.store.base import Count, Get, Put, Scan, Store, Write
from pricetrail.store.tables import EVENT, EVENT_MONTH, PRODUCT, PRODUCT_VERSION, TARGET, Row
from pricetrail.urls import target_id_of
from pricetrail.values import summary_of

_MOST_PROBLEMS = 20


@dataclass
class Ingested:
    """How many records were stored, were stored before, were refused, and are held back.

    `problems` are the first reasons.
    """

    stored: int = 0
    repeated: int = 0
    refused: int = 0
    held: int = 0
    problems: list[str] = field(default_factory=list)

    def refuse(self, number: int, reason: str) -> None:
        """Count a record that is not stored; `number` is its place, counted from 1."""
        self.refused += 1
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(f"record {number}: {reason}")


class _Wanted(NamedTuple):
    """A record, the event it asks for, and its place."""

    number: int
    record: ProductRecord
    event: ProductScrapeEvent
    created: datetime


class Watch(Protocol):
    """Who judges records before they are stored, and says what comes of them."""

    @property
    def jump(self) -> Decimal:
        """The bound of a price that can be believed."""

    async def judge(self, record: ProductRecord, event: ProductScrapeEvent, known: Known) -> Judged:
        """A `Judging`."""

    @property
    def alarm(self) -> "Alarms":
        """What comes of entries beside themselves."""


class Alarms(Protocol):
    """What comes of entries beside themselves: alerts."""

    async def besides(self, plan: Plan, known: Known) -> Besides:
        """A `Raising`."""

    async def besides_many(self, seen: Sequence[Seen]) -> Besides:
        """The same for many entries, of each product the oldest first."""


async def ingest_many(
    store: Store,
    records: Sequence[Mapping[str, Any]],
    *,
    clock: Clock = utc_now,
    watch: Watch | None = None,
) -> Ingested:
    """Store records that were scraped elsewhere, each once, in the order they were observed.

    Each needs the `uuid` of its event, by which a repeat is known. What is refused is counted
    with its reason and keeps none of the others. With `watch`, the records of a product whose
    price may be hard to believe, or of which something waits in quarantine, are judged one by one.
    """
    report = Ingested()
    by_product: dict[str, list[_Wanted]] = defaultdict(list)
    for number, data in enumerate(records, 1):
        try:
            wanted = _wanted(number, data, clock())
        except PricetrailError as error:
            report.refuse(number, str(error))
        else:
            by_product[wanted.event.product_id].append(wanted)
    batch = await _Batch.read(store, by_product, report)
    closely: list[_Wanted] = []
    for product_id, several in by_product.items():
        ordered = sorted(several, key=lambda one: one.created)
        if watch is not None and batch.stands_out(product_id, ordered, watch.jump):
            closely += ordered
        else:
            batch.add_all(product_id, ordered)
    await batch.store_all(watch)
    for one in closely:
        await _take_one(store, one, report, watch)
    return report


async def _take_one(store: Store, one: _Wanted, report: Ingested, watch: Watch | None) -> None:
    """Judge a record, and store it or not."""
    known = known_of(await store.run(steps_before(one.event)))
    is_repeat = any(there.uuid == one.event.uuid for there in known.events)
    held, raising = None, None
    if watch is not None:
        known, held = await watch.judge(one.record, one.event, known)
        raising = watch.alarm.besides
    if held is not None:
        report.held += 1
        return
    try:
        await keep_entry(store, one.record, one.event, known, raising=raising)
    except Conflict as error:
        report.refuse(one.number, str(error))
    else:
        report.repeated += is_repeat
        report.stored += not is_repeat


def _wanted(number: int, data: Mapping[str, Any], now: datetime) -> _Wanted:
    """A valid record and its event. Raises RecordInvalid and InvalidURL."""
    try:
        sent = Submission.model_validate(data)
    except ValidationError as error:
        raise RecordInvalid(summary_of(error), "[]") from error
    if sent.uuid is None:
        raise RecordInvalid("uuid: a record in a batch needs one, so that a repeat is known", "[]")
    record = record_of(sent)
    check_submission(sent)
    check_ingest(record, product_id=sent.product_id, uuid=sent.uuid, now=now)
    event = create_scrape_entry(
        record,
        product_id=sent.product_id or product_of(record),
        uuid=sent.uuid,
        recorded_at=now,
        fetcher=sent.fetcher,
        fetched_at=sent.fetched_at,
    )
    return _Wanted(number, record, event, moment_of(sent.uuid))


@dataclass
class _Batch:
    """What is stored of the products and days that a batch touches, and what it writes.

    As in a `Plan`, those of `first` have to be stored before the others are.
    """

    known: dict[str, Product | None]
    days: dict[tuple[str, date], list[ProductScrapeEvent]]
    targets: dict[str, list[Row]]
    store: Store
    report: Ingested
    first: list[Write] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    months: set[tuple[str, str]] = field(default_factory=set)
    touched: dict[tuple[str, date], ProductScrapeEvent] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    there: dict[tuple[str, date], dict[UUID, ProductScrapeEvent]] = field(init=False)

    def __post_init__(self) -> None:
        # Of each event the highest revision, which comes first.
        self.there = {d: {e.uuid: e for e in reversed(of)} for d, of in self.days.items()}

    @classmethod
    async def read(
        cls, store: Store, by_product: Mapping[str, Sequence[_Wanted]], report: Ingested
    ) -> "_Batch":
        days: dict[tuple[str, date], Scan] = {}
        for product_id, several in by_product.items():
            for one in several:
                days.setdefault((product_id, one.created.date()), scan_of_day(one.event))
        gets = [Get(PRODUCT, {"product_id": product_id}) for product_id in by_product]
        places = {
            (product_id, target_id_of(one.record.url or ""))
            for product_id, several in by_product.items()
            for one in several
        }
        targets = [Get(TARGET, {"target_id": target_id}) for _, target_id in places]
        answers = await store.run([*gets, *targets, *days.values()])
        rows, scans = answers[: len(gets)], answers[len(gets) + len(targets) :]
        at: dict[str, list[Row]] = defaultdict(list)
        for (product_id, _), row in zip(places, answers[len(gets) :], strict=False):
            if row is not None:
                at[product_id].append(row)
        products = (None if row is None else PRODUCT.load(row) for row in rows)
        events = ([EVENT.load(row) for row in of_day] for of_day in scans)
        return cls(
            dict(zip(by_product, products, strict=True)),
            dict(zip(days, events, strict=True)),
            at,
            store,
            report,
        )

    def stands_out(self, product_id: str, several: Sequence[_Wanted], jump: Decimal) -> bool:
        """Whether a price among these, oldest first, is to be judged closely.

        That is one far from the last before it, or from the latest where it is older than that,
        which alone makes no price hard to believe; and any where an observation waits.
        """
        product = self.known[product_id]
        latest = None if product is None else product.last_event_at
        last: Observation | None = product
        targets = self.targets.get(product_id, ())
        if any(row["held"] is not None for row in targets):
            return True
        bounds = [jump, *(row["jump"] for row in targets if row["jump"] is not None)]
        jump = min((bound for bound in bounds if bound), default=jump)
        for one in several:
            if one.event.uuid in self.there[product_id, one.created.date()]:
                continue
            if doubt(one.event, last, (), jump=jump) is not None:
                return True
            if last is not None and not last.price and is_news(one.event, last):
                return bool(jump)
            if one.event.price is not None and (latest is None or one.created > latest):
                last = one.event
        return False

    def add_all(self, product_id: str, several: Sequence[_Wanted]) -> None:
        """Plan what the records of one product write, the oldest first."""
        before = product = self.known[product_id]
        dates = {one.created.date() for one in several}
        around = {date: self.days[product_id, date] for date in dates}
        for one in several:
            day = product_id, one.created.date()
            there = self.there[day].get(one.event.uuid)
            if there is not None and not says_the_same(there, one.event):
                reason = f"event {there.uuid} is stored already, and says something else"
                self.report.refuse(one.number, reason)
                continue
            self.months.add((product_id, month_of(one.created)))
            self.touched[day] = there or one.event
            if there is None or _was_cut_off(product, there):
                product = self._add(one, there, product, around)
            elif product is not None and product.last_event == there.uuid:
                self.seen.append(Seen(Entry(product, there), product, around))
            self.report.stored += there is None
            self.report.repeated += there is not None
        if product is not None and product is not before:
            self.writes.append(Write(PRODUCT, PRODUCT.row(product)))

    def _add(
        self,
        one: _Wanted,
        there: ProductScrapeEvent | None,
        former: Product | None,
        around: Mapping[date, Sequence[ProductScrapeEvent]],
    ) -> Product:
        """Plan the event of a record, unless it is there; the product as that leaves it."""
        event = there or one.event
        product = create_entry(one.record, event, before=former)
        if there is None and product.last_event == event.uuid:
            event = event.model_copy(update={"version": product.version})
        if former is None or event.version != former.version:
            described = product if product.last_event == event.uuid else one.record
            row = PRODUCT_VERSION.row(version_row(described, event))
            self.first.append(Write(PRODUCT_VERSION, row))
        if there is None:
            day = event.product_id, one.created.date()
            self.writes.append(Write(EVENT, EVENT.row(event)))
            self.days[day].append(event)
            self.there[day][event.uuid] = event
        self.seen.append(Seen(Entry(product, event), former, around))
        return product

    async def store_all(self, watch: Watch | None = None) -> None:
        """Write it all; as in `put_entry`, the days are right in the end whoever writes beside."""
        months = [EventMonth(product_id=product, month=month) for product, month in self.months]
        self.first += [Write(EVENT_MONTH, EVENT_MONTH.row(month)) for month in months]
        days = [day_write(event, self.days[day]) for day, event in self.touched.items()]
        alerts = Besides([], [])
        if watch is not None and self.seen:
            alerts = await watch.alarm.besides_many(self.seen)
        writes = [*self.writes, *days, *alerts.writes]
        await self.store.run([Put(self.first), Put(writes), *alerts.steps])
        counts = [Count(scan_of_day(event)) for event in self.touched.values()]
        there = await self.store.run(counts) if counts else []
        for (day, event), number in zip(self.touched.items(), there, strict=True):
            if number != len(self.days[day]):
                await sum_up_day(self.store, event)


def _was_cut_off(product: Product | None, event: ProductScrapeEvent) -> bool:
    """Whether an event is stored that its product does not know of."""
    if product is None:
        return True
    if event.revision or product.last_event_at is None or product.first_event_at is None:
        return False  # it was corrected, and the product with it
    return not product.first_event_at <= event.created <= product.last_event_at
