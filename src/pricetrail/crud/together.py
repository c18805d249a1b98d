"""Records that are stored together: each as `ingest` stores it, with few reads and one write."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol
from uuid import UUID

from pricetrail.clock import moment_of, month_of, uuid_sort_key
from pricetrail.crud.entries import (
    Besides,
    Entry,
    Judged,
    Known,
    Plan,
    Seen,
    create_entry,
    day_write,
    events_of_day,
    keep_entry,
    known_of,
    says_the_same,
    scan_of_day,
    steps_before,
    sum_up_days,
    version_row,
)
from pricetrail.errors import Conflict, PricetrailError
from pricetrail.plausible import doubt, is_news
from pricetrail.schema import (
    EventMonth,
    Observation,
    Product,
    ProductRecord,
    ProductScrapeEvent,
    Quarantined,
)
from pricetrail.store.base import Count, Get, Put, Scan, Step, Store, Write
from pricetrail.store.tables import (
    EVENT,
    EVENT_MONTH,
    PRODUCT,
    PRODUCT_VERSION,
    QUARANTINE,
    TARGET,
    Row,
)
from pricetrail.urls import shop_of, target_id_of

_MOST_HELD = 10_000

_Day = tuple[str, date]


class Wanted(NamedTuple):
    """A valid record, and the event that it asks for; `is_named` where its sender gave that its id.

    Only what has an id may have been sent before.
    """

    record: ProductRecord
    event: ProductScrapeEvent
    is_named: bool

    @property
    def day(self) -> _Day:
        """The product and the day in UTC."""
        return self.event.product_id, self.event.created.date()


class Accepted(NamedTuple):
    """What a record became; `repeated` where it was stored before."""

    product: Product
    event: ProductScrapeEvent
    repeated: bool


Outcome = Accepted | Quarantined | PricetrailError
"""What became of a record: stored, held back, or refused for a reason of its own."""


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


async def store_together(
    store: Store, several: Sequence[Wanted], watch: Watch | None = None
) -> list[Outcome]:
    """What became of each of `several` records, in the order they were observed, each on its own.

    With `watch`, the records of a product whose price may be hard to believe, or of which something
    waits or waited in quarantine, are judged one by one. Raises StoreUnavailable where the store
    failed all of them; some may be stored then, and sending them again completes them.
    """
    by_product: dict[str, list[int]] = defaultdict(list)
    for number in sorted(range(len(several)), key=lambda n: several[n].event.uuid.time):
        by_product[several[number].event.product_id].append(number)
    batch = await _Batch.read(store, several, judged=watch is not None)
    closely: list[int] = []
    for product_id, numbers in by_product.items():
        of_product = [several[number] for number in numbers]
        if watch is not None and batch.stands_out(product_id, of_product, watch.jump):
            closely += numbers
        else:
            batch.add_all(product_id, numbers)
    await batch.store_all(store, watch)
    for number in closely:
        batch.outcomes[number] = await _take_one(store, several[number], watch)
    return [batch.outcomes[number] for number in range(len(several))]


async def _take_one(store: Store, one: Wanted, watch: Watch | None) -> Outcome:
    """Judge a record, and store it or not."""
    try:
        known = known_of(await store.run(steps_before(one.event)))
        is_repeat = any(there.uuid == one.event.uuid for there in known.events)
        raising = None
        if watch is not None:
            known, held = await watch.judge(one.record, one.event, known)
            raising = watch.alarm.besides
            if held is not None:
                return held
        entry = await keep_entry(store, one.record, one.event, known, raising=raising)
    except PricetrailError as error:
        return error
    return Accepted(entry.product, entry.event, is_repeat)


@dataclass
class _Batch:
    """What is stored of the products and days that a batch touches, and what it writes.

    Of the events of a day only those columns are there that sum it up, unless one of them is sent
    again. As in a `Plan`, the writes of `first` have to be stored before the others are.
    """

    several: Sequence[Wanted]
    known: dict[str, Product | None]
    targets: dict[str, list[Row]]
    held: set[UUID]
    days: dict[_Day, list[ProductScrapeEvent]]
    first: list[Write] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    months: set[tuple[str, str]] = field(default_factory=set)
    touched: dict[_Day, ProductScrapeEvent] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    ids: dict[_Day, set[UUID]] = field(init=False)

    def __post_init__(self) -> None:
        self.ids = {day: {event.uuid for event in events} for day, events in self.days.items()}

    @classmethod
    async def read(cls, store: Store, several: Sequence[Wanted], *, judged: bool) -> "_Batch":
        """What is stored; of targets and of the quarantine nothing, unless records are judged."""
        products = list(dict.fromkeys(one.event.product_id for one in several))
        places: list[tuple[str, str]] = []
        held: list[Scan] = []
        if judged:
            urls = dict.fromkeys((one.event.product_id, one.record.url or "") for one in several)
            places = [(product_id, target_id_of(url)) for product_id, url in urls]
            held = _scans_of_held([one for one in several if one.is_named])
        days = {one.day: events_of_day(one.event) for one in several}
        steps: list[Step] = [Get(PRODUCT, {"product_id": product}) for product in products]
        steps += [Get(TARGET, {"target_id": target}) for _, target in places]
        answers = iter(await store.run([*steps, *held, *days.values()]))
        known = {one: PRODUCT.load(row) if (row := next(answers)) else None for one in products}
        targets: dict[str, list[Row]] = defaultdict(list)
        for product_id, _ in places:
            if (row := next(answers)) is not None:
                targets[product_id].append(row)
        ids = {row["uuid"] for _ in held for row in next(answers)}
        of_days = {day: [EVENT.load(row) for row in next(answers)] for day in days}
        batch = cls(several, known, targets, ids, of_days)
        await batch.read_repeated(store)
        return batch

    async def read_repeated(self, store: Store) -> None:
        """Read the days whole of which an event is sent again: what it says is compared."""
        repeated = {one.day: one.event for one in self.several if self._revisions_of(one)}
        if not repeated:
            return
        rows = await store.run([scan_of_day(event) for event in repeated.values()])
        for day, found in zip(repeated, rows, strict=True):
            self.days[day] = [EVENT.load(row) for row in found]

    def _revisions_of(self, one: Wanted) -> list[ProductScrapeEvent]:
        """What is stored, or about to be, under the id of a record's event, the latest first."""
        uuid = one.event.uuid
        if uuid not in self.ids[one.day]:
            return []
        return [event for event in self.days[one.day] if event.uuid == uuid]

    def stands_out(self, product_id: str, several: Sequence[Wanted], jump: Decimal) -> bool:
        """Whether a price among these, oldest first, is to be judged closely.

        That is one far from the last before it, or from the latest where it is older than that,
        which alone makes no price hard to believe; one that was held back before; and any where
        an observation waits.
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
            if self._revisions_of(one):
                continue
            if one.event.uuid in self.held or doubt(one.event, last, (), jump=jump) is not None:
                return True
            if last is not None and not last.price and is_news(one.event, last):
                return bool(jump)
            if one.event.price is not None and (latest is None or one.event.created > latest):
                last = one.event
        return False

    def add_all(self, product_id: str, numbers: Sequence[int]) -> None:
        """Plan what the records of one product write, the oldest first."""
        before = product = self.known[product_id]
        dates = {self.several[number].day for number in numbers}
        around = {day[1]: self.days[day] for day in dates}
        for number in numbers:
            one = self.several[number]
            there = self._revisions_of(one)
            if there and not any(says_the_same(event, one.event) for event in there):
                said = f"event {one.event.uuid} is stored already, and says something else"
                self.outcomes[number] = Conflict(said)
                continue
            event = there[0] if there else None
            self._touch(one, event)
            if event is None or _was_cut_off(product, event):
                product, event = self._add(one, event, product, around)
            elif product is not None and product.last_event == event.uuid:
                self.seen.append(Seen(Entry(product, event), product, around))
            if product is not None:
                self.outcomes[number] = Accepted(product, event, bool(there))
        if product is not None and product is not before:
            self.writes.append(Write(PRODUCT, PRODUCT.row(product)))

    def _touch(self, one: Wanted, there: ProductScrapeEvent | None) -> None:
        """See to it that the day is summed up, and that its month is known."""
        if not self.days[one.day]:  # else it was stored before the events that are there
            self.months.add((one.event.product_id, month_of(one.event.created)))
        self.touched[one.day] = there or one.event

    def _add(
        self,
        one: Wanted,
        there: ProductScrapeEvent | None,
        former: Product | None,
        around: Mapping[date, Sequence[ProductScrapeEvent]],
    ) -> Entry:
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
            self.writes.append(Write(EVENT, EVENT.row(event)))
            self.days[one.day].append(event)
            self.ids[one.day].add(event.uuid)
        entry = Entry(product, event)
        self.seen.append(Seen(entry, former, around))
        return entry

    async def store_all(self, store: Store, watch: Watch | None) -> None:
        """Write it all; as in `put_entry`, the days are right in the end whoever writes beside."""
        if not self.touched:
            return
        months = [EventMonth(product_id=product, month=month) for product, month in self.months]
        self.first += [Write(EVENT_MONTH, EVENT_MONTH.row(month)) for month in months]
        days = [day_write(event, self.days[day]) for day, event in self.touched.items()]
        alerts = Besides([], [])
        if watch is not None and self.seen:
            alerts = await watch.alarm.besides_many(self.seen)
        first = [Put(self.first)] if self.first else []
        steps = [*first, Put([*self.writes, *days, *alerts.writes]), *alerts.steps]
        counts = [Count(scan_of_day(event)) for event in self.touched.values()]
        there = (await store.run([*steps, *counts]))[len(steps) :]
        wrong = [
            event
            for (day, event), number in zip(self.touched.items(), there, strict=True)
            if number != len(self.days[day])
        ]
        await sum_up_days(store, wrong)


def _scans_of_held(several: Sequence[Wanted]) -> list[Scan]:
    """The reads of what was held back among the ids of these, one for each shop and day."""
    ids: dict[tuple[date, str], list[UUID]] = defaultdict(list)
    for one in several:
        uuid = one.event.uuid
        ids[moment_of(uuid).date(), shop_of(one.record.url or "")].append(uuid)
    scans = []
    for (day, shop), some in ids.items():
        some.sort(key=uuid_sort_key)
        partition = {"day": day, "shop": shop}
        scans.append(
            Scan(QUARANTINE, partition, _MOST_HELD, ge=some[:1], le=some[-1:], only=("uuid",))
        )
    return scans


def _was_cut_off(product: Product | None, event: ProductScrapeEvent) -> bool:
    """Whether an event is stored that its product does not know of."""
    if product is None:
        return True
    if event.revision or product.last_event_at is None or product.first_event_at is None:
        return False  # it was corrected, and the product with it
    return not product.first_event_at <= event.created <= product.last_event_at
