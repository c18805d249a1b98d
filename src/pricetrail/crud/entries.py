"""Writing: one accepted record becomes a product row, a version, an event and its day."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from pydantic import ValidationError

from pricetrail.clock import Clock, first_uuid_at, moment_of, month_of, time_uuid, utc_now
from pricetrail.errors import Conflict, RecordInvalid
from pricetrail.schema import (
    Description,
    EventMonth,
    Headline,
    Model,
    Observation,
    Product,
    ProductRecord,
    ProductScrapeEvent,
    ProductVersion,
    Quarantined,
    Target,
)
from pricetrail.stats import day_summary
from pricetrail.store.base import Count, Get, Put, Scan, Step, Store, Write
from pricetrail.store.tables import (
    EVENT,
    EVENT_MONTH,
    PRODUCT,
    PRODUCT_DAY,
    PRODUCT_VERSION,
)
from pricetrail.urls import is_of_shop, product_id_of
from pricetrail.values import Moment, ProductId, TimeUUID, Word, summary_of

_DESCRIPTION = tuple(Description.model_fields)
_DESCRIBED = frozenset(_DESCRIPTION) | {"url"}
_OBSERVATION = frozenset(Observation.model_fields)
OBSERVED = _OBSERVATION | frozenset(Headline.model_fields)
"""The fields that an event holds of its record."""
_TOGETHER = ({"price", "price_raw", "price_max", "shipping"}, {"rating", "rating_best"})
_SUMMED_UP = ("uuid", "revision", "retracted", "price", "currency", "availability")
_MOST_A_DAY = 100_000
_CLOCK_SKEW = timedelta(minutes=10)


class Entry(NamedTuple):
    """What one accepted record became."""

    product: Product
    event: ProductScrapeEvent


class Known(NamedTuple):
    """What is stored before an event is: the events of its day, newest first, and its product."""

    events: list[ProductScrapeEvent]
    product: Product | None


class Plan(NamedTuple):
    """What an entry becomes, all rows to write, and how many events its day has with it.

    Those of `first` have to be stored before the others are: history is read by its months, and
    no event may stand in one that nobody looks into; and nothing may refer to a description that
    is not there.
    """

    entry: Entry
    first: list[Write]
    writes: list[Write]
    events: int


class Besides(NamedTuple):
    """What is written with an entry, and the steps that follow it."""

    writes: list[Write]
    steps: list[Step]


Raising = Callable[[Plan, Known], Awaitable[Besides]]
"""What an entry that is planned brings about beside itself: alerts."""


class Seen(NamedTuple):
    """An entry that is about to be stored, the product before it, and the events of days around it.

    `around` has the days of whose events the store does not know all yet.
    """

    entry: Entry
    before: Product | None
    around: Mapping[date, Sequence[ProductScrapeEvent]]


class Judged(NamedTuple):
    """What is known before an event once it was judged; `held` where it is held back."""

    known: Known
    held: Quarantined | None = None


Judging = Callable[[ProductRecord, ProductScrapeEvent, Known], Awaitable[Judged]]
"""Whether what was sent can be believed; what waited before it is settled by that."""


def create_entry(
    record: ProductRecord,
    event: ProductScrapeEvent,
    *,
    before: Product | None = None,
    target: Target | None = None,
) -> Product:
    """The product as `record`, observed in `event`, leaves it.

    Fields that `record` was not given keep the value they had `before`, and an event older than
    the product's latest changes nothing but `first_event_at`.
    """
    created = event.created
    first = min(created, (before and before.first_event_at) or created)
    if before is not None and before.last_event_at is not None and before.last_event_at > created:
        return before.model_copy(update={"first_event_at": first})
    known = {} if before is None else dict(vars(before))
    for fields in _TOGETHER:
        if fields & record.model_fields_set:  # the others speak of the former price or rating
            known |= dict.fromkeys(fields)
    known |= {name: getattr(record, name) for name in record.model_fields_set}
    if "list_price" not in record.model_fields_set and not _compares(known):
        known["list_price"] = None
    known |= {
        "product_id": event.product_id,
        "shop": event.product_id.rpartition(":")[0],
        "state": "ok",
        "version": _version_of({name: known.get(name) for name in _DESCRIPTION}),
        "last_event": event.uuid,
        "last_event_at": created,
        "first_event_at": first,
    }
    if target is not None:
        known |= {"tags": target.tags, "target_id": known.get("target_id") or target.target_id}
    return Product.model_construct(**known)


def _compares(known: Mapping[str, Any]) -> bool:
    """Whether the former list price is still one that the price can be compared with."""
    price, former = known.get("price"), known.get("list_price")
    return price is None or former is None or former > price


def create_scrape_entry(
    record: ProductRecord, *, product_id: str, uuid: UUID, **facts: Any
) -> ProductScrapeEvent:
    """The event that holds what `record` observed; `facts` are the event's other fields."""
    source = (record.provenance or {}).get("price")
    return ProductScrapeEvent(
        **{name: getattr(record, name) for name in OBSERVED},
        product_id=product_id,
        uuid=uuid,
        version=version_of(record),
        price_source=source if isinstance(source, str) else None,
        **facts,
    )


def version_of(record: Description) -> str:
    """16 hexadecimal digits that are equal exactly where the descriptions are."""
    return _version_of({name: getattr(record, name) for name in _DESCRIPTION})


def _version_of(described: Mapping[str, Any]) -> str:
    canonical = orjson.dumps(described, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(canonical).hexdigest()[:16]


def observed_in(event: ProductScrapeEvent) -> ProductRecord:
    """What `event` says and nothing else: a record that was given its observations only."""
    observed = {name: getattr(event, name) for name in OBSERVED}
    return ProductRecord.model_construct(_fields_set=set(OBSERVED), **observed)


def whole(record: ProductRecord) -> ProductRecord:
    """What a page that was read says: of what it observes, what it does not show is not there.

    Its descriptions stay partial, as a shop may leave one out for once.
    """
    given = record.model_fields_set | _OBSERVATION
    return record.model_construct(_fields_set=given, **dict(record))


def steps_before(event: ProductScrapeEvent) -> list[Step]:
    """The reads that `known_of` makes a `Known` of."""
    return [scan_of_day(event), Get(PRODUCT, {"product_id": event.product_id})]


def known_of(answers: Sequence[Any]) -> Known:
    """What the answers to `steps_before` say."""
    events, product = answers
    return Known(
        [EVENT.load(row) for row in events], None if product is None else PRODUCT.load(product)
    )


def plan_entry(
    record: ProductRecord,
    event: ProductScrapeEvent,
    known: Known,
    target: Target | None = None,
) -> Plan:
    """What `record`, observed in `event`, becomes; nothing is written yet.

    An event that is stored already stays as it is stored, whatever `record` says now; one that was
    corrected since leaves its product as the correction did.
    """
    events, before = known
    stored = next((e for e in events if (e.uuid, e.revision) == (event.uuid, event.revision)), None)
    first = [] if events and stored is None else [_month_write(event)]
    if stored is not None:
        event = stored
        record = record.model_copy(update={name: getattr(stored, name) for name in OBSERVED})
    product = create_entry(record, event, before=before, target=target)
    if before is not None and any(e.uuid == event.uuid and e.revision for e in events):
        product = before
    if stored is None:
        if product.last_event == event.uuid:
            event = event.model_copy(update={"version": product.version})
        events = [*events, event]
    if before is None or before.version != event.version:
        described = product if product.last_event == event.uuid else record
        first.append(Write(PRODUCT_VERSION, PRODUCT_VERSION.row(version_row(described, event))))
    writes = [
        Write(EVENT, EVENT.row(event)),
        Write(PRODUCT, PRODUCT.row(product)),
        day_write(event, events),
    ]
    return Plan(Entry(product, event), first, writes, len(events))


async def put_entry(
    store: Store, plan: Plan, also: Sequence[Write] = (), then: Sequence[Step] = ()
) -> list[Any]:
    """Write what was planned and what `also` is given, and answer what the steps `then` do.

    The event's day counts every event in the end: whoever wrote an event looks at its day once
    more after writing; the last one to look sees the events of all, so the day ends up right
    however many write at the same time.
    """
    event = plan.entry.event
    first = [Put(plan.first)] if plan.first else []
    steps = [*first, Put([*plan.writes, *also]), Count(scan_of_day(event)), *then]
    _, there, *answers = (await store.run(steps))[len(first) :]
    if there != plan.events:
        await sum_up_days(store, [event])
    return answers


async def sum_up_days(store: Store, events: Sequence[ProductScrapeEvent]) -> None:
    """Sum up the days that `events` lie in anew, until each counts every event there is."""
    while events:
        rows = await store.run([events_of_day(event) for event in events])
        days = [
            day_write(event, [EVENT.load(row) for row in of_day])
            for event, of_day in zip(events, rows, strict=True)
        ]
        counts = [Count(scan_of_day(event)) for event in events]
        _, *there = await store.run([Put(days), *counts])
        counted = zip(events, rows, there, strict=True)
        events = [event for event, of_day, number in counted if number != len(of_day)]


async def ingest(
    store: Store,
    record: ProductRecord,
    *,
    product_id: str | None = None,
    uuid: UUID | None = None,
    target: Target | None = None,
    clock: Clock = utc_now,
    raising: Raising | None = None,
    **facts: Any,
) -> Entry:
    """Store one accepted record: its event, and the product as that leaves it.

    Without `uuid` it is observed now; without `product_id` that follows from the record's URL.
    Repeating it with the same `uuid` changes nothing, and with another body raises Conflict.
    `facts` are the event's other fields, `raising` says what comes of it beside itself. Raises
    RecordInvalid for a record without URL or of another kind than ``product``, for a product of
    another shop, and for a moment to come.
    """
    now = clock()
    check_ingest(record, product_id=product_id, uuid=uuid, now=now)
    wanted = create_scrape_entry(
        record,
        product_id=product_id or product_of(record),
        uuid=uuid or time_uuid(now),
        recorded_at=now,
        **facts,
    )
    known = known_of(await store.run(steps_before(wanted)))
    return await keep_entry(store, record, wanted, known, target=target, raising=raising)


async def keep_entry(
    store: Store,
    record: ProductRecord,
    wanted: ProductScrapeEvent,
    known: Known,
    *,
    target: Target | None = None,
    raising: Raising | None = None,
) -> Entry:
    """Store what `record`, observed in `wanted`, becomes beside what is `known`.

    Raises Conflict where that event is stored already, and says something else.
    """
    plan = plan_entry(record, wanted, known, target)
    if not says_the_same(plan.entry.event, wanted):
        raise Conflict(f"event {wanted.uuid} is stored already, and says something else")
    besides = Besides([], []) if raising is None else await raising(plan, known)
    await put_entry(store, plan, *besides)
    return plan.entry


def check_ingest(
    record: ProductRecord, *, product_id: str | None, uuid: UUID | None, now: datetime
) -> None:
    """Refuse what `ingest` cannot store: raises RecordInvalid, and InvalidURL for the record's."""
    if record.url is None:
        raise RecordInvalid("a record without url cannot be stored", "[]")
    if record.kind != "product":
        raise RecordInvalid(f"kind: a {record.kind} page is no observation of a product", "[]")
    if product_id is not None and not is_of_shop(product_id, record.url):
        raise RecordInvalid(f"product_id: {product_id} is of another shop than the url", "[]")
    if uuid is not None and is_ahead(moment_of(uuid), now):
        raise RecordInvalid("uuid: it was made at a moment that is yet to come", "[]")


def product_of(record: ProductRecord) -> str:
    """The id of the product that a record with a URL speaks of. Raises InvalidURL."""
    return product_id_of(record.url or "", record.asin)


def says_the_same(a: Observation, b: Observation) -> bool:
    """Whether two events observed the same, name and brand included."""
    return all(getattr(a, name) == getattr(b, name) for name in OBSERVED)


def is_ahead(moment: datetime, now: datetime) -> bool:
    """Whether `moment` is yet to come, by more than clocks differ.

    As the latest observation it would hide all that are made until then.
    """
    return moment > now + _CLOCK_SKEW


class Sent(Model):
    """What data from outside says beside the record itself."""

    uuid: TimeUUID | None = None
    product_id: ProductId | None = None
    fetcher: Word | None = None
    fetched_at: Moment | None = None


async def add_scrape_event(
    store: Store, data: Mapping[str, Any], *, fresh: bool = False, clock: Clock = utc_now
) -> Entry:
    """Validate `data` and store it: `ingest` for plain data, which is left untouched.

    `kind` defaults to ``product``. The event is observed at its ``uuid`` if `data` has one; with
    `fresh`, or without one, now. Raises RecordInvalid, with the ValidationError as JSON, and
    Conflict as `ingest` does.
    """
    try:
        record = ProductRecord.model_validate({"kind": "product", **data})
        sent = Sent.model_validate(data)
    except ValidationError as error:
        raise RecordInvalid(summary_of(error), _as_json(error)) from error
    return await ingest(
        store,
        record,
        product_id=sent.product_id,
        uuid=None if fresh else sent.uuid,
        clock=clock,
        fetcher=sent.fetcher,
        fetched_at=sent.fetched_at,
    )


def _as_json(error: ValidationError) -> str:
    try:
        return error.json(include_url=False, include_context=False)
    except ValueError:  # a lone surrogate in the input: json can only say where it was
        told = error.errors(include_url=False, include_context=False, include_input=False)
        return json.dumps(told)


def version_row(described: ProductRecord, event: ProductScrapeEvent) -> ProductVersion:
    """The description that `event` refers to, as a row of its own."""
    return ProductVersion.model_construct(
        **{name: getattr(described, name) for name in _DESCRIBED},
        product_id=event.product_id,
        version=event.version or version_of(described),
        recorded_at=event.recorded_at,
    )


def _month_write(event: ProductScrapeEvent) -> Write:
    month = EventMonth(product_id=event.product_id, month=month_of(event.created))
    return Write(EVENT_MONTH, EVENT_MONTH.row(month))


def day_write(event: ProductScrapeEvent, events: Sequence[ProductScrapeEvent]) -> Write:
    """The day that `event` lies in, summed up from all its `events`."""
    summary = day_summary(event.product_id, event.created.date(), events)
    return Write(PRODUCT_DAY, PRODUCT_DAY.row(summary))


def scan_of_day(event: ProductScrapeEvent) -> Scan:
    """The read of all events of the day that `event` lies in."""
    moment = event.created
    first, beyond = _bounds_of(moment.date())
    partition = {"product_id": event.product_id, "month": month_of(moment)}
    return Scan(EVENT, partition, limit=_MOST_A_DAY, ge=(first,), lt=(beyond,))


def events_of_day(event: ProductScrapeEvent) -> Scan:
    """The read of those events with nothing but what sums up a day."""
    return scan_of_day(event)._replace(only=_SUMMED_UP)


@lru_cache(maxsize=8)
def _bounds_of(day: date) -> tuple[UUID, UUID]:
    """The first UUID of a day (UTC), and that of the day after."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return first_uuid_at(midnight), first_uuid_at(midnight + timedelta(days=1))
