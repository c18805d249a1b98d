"""What an imported item writes beside what the store has already, and what follows from it."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from pricetrail import crud
from pricetrail.alert_records import AlertRule
from pricetrail.clock import first_uuid_at, moment_of
from pricetrail.crud.alert_log import changed_mark
from pricetrail.crud.entries import create_entry, observed_in
from pricetrail.crud.targets import due_slot
from pricetrail.export.walking import month_rows
from pricetrail.schema import (
    Description,
    Model,
    Product,
    ProductAlias,
    ProductLink,
    ProductRecord,
    ProductScrapeEvent,
    ProductVersion,
    Quarantined,
    Target,
)
from pricetrail.stats import day_summary
from pricetrail.store.base import Store, Write
from pricetrail.store.tables import (
    ALERT_RULE,
    EVENT,
    PRODUCT,
    PRODUCT_ALIAS,
    PRODUCT_DAY,
    PRODUCT_LINK,
    PRODUCT_VERSION,
    QUARANTINE,
    TARGET,
)
from pricetrail.values import summary_of

Days = defaultdict[date, list[ProductScrapeEvent]]
"""Every revision of a product's events, by the day (UTC) on which they were observed."""

_DAY = timedelta(days=1)
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


async def writes_of(store: Store, item: Model, now: datetime) -> list[Write]:
    """What to write for anything but an event; what is newer in the store stays."""
    match item:
        case Product():
            row = await store.get(PRODUCT, {"product_id": item.product_id})
            keep = row is not None and _newer(row["last_event_at"], item.last_event_at)
            return [] if keep else [Write(PRODUCT, PRODUCT.row(item))]
        case Target():
            row = await store.get(TARGET, {"target_id": item.target_id})
            keep = row is not None and _newer(row["last_attempt_at"], item.last_attempt_at)
            return [] if keep else _target_writes(item, now)
        case Quarantined():
            row = await store.get(QUARANTINE, QUARANTINE.key_of(**vars(item)))
            keep = row is not None and _newer(row["settled_at"], item.settled_at)
            return [] if keep else [Write(QUARANTINE, QUARANTINE.row(item))]
        case AlertRule():
            row = await store.get(ALERT_RULE, {"rule_id": item.rule_id})
            new = Write(ALERT_RULE, ALERT_RULE.row(item))
            return [] if row is not None else [new, changed_mark(now)]
        case ProductVersion():
            return [Write(PRODUCT_VERSION, PRODUCT_VERSION.row(item))]
        case ProductAlias():
            return [Write(PRODUCT_ALIAS, PRODUCT_ALIAS.row(item))]
        case ProductLink():
            back = ProductLink(product_id=item.other_id, other_id=item.product_id)
            return [Write(PRODUCT_LINK, PRODUCT_LINK.row(one)) for one in (item, back)]
        case _:
            raise TypeError(f"{type(item).__name__} is not imported")


def quarantine_problem(held: Quarantined) -> str | None:
    """Why what was held back elsewhere could not be accepted here; None where it could."""
    if held.day != held.created.date():
        return "day: it is not that of its uuid"
    if held.outcome == "invalid":
        return None
    try:
        ProductRecord.model_validate(held.record)
        event = ProductScrapeEvent.model_validate(held.event)
    except ValidationError as error:
        return f"record, event: {summary_of(error)}"
    return None if event.uuid == held.uuid else "event: it has another uuid"


def _target_writes(target: Target, now: datetime) -> list[Write]:
    """A target and its due slots; dispatch no longer looks at minutes that have passed."""
    hints = {max(m, now) for m in (target.next_due, target.lease_until) if m is not None}
    writes = [due_slot(target.target_id, moment) for moment in sorted(hints)]
    return [*writes, Write(TARGET, TARGET.row(target))]


async def read_days(store: Store, product_id: str, month: str, first: date, last: date) -> Days:
    """What the store has on the days from `first` to `last` of one month."""
    since, until = first_uuid_at(_midnight(first)), first_uuid_at(_midnight(last) + _DAY)
    days: Days = defaultdict(list)
    async for row in month_rows(store, product_id, month, since=since, until=until):
        days[moment_of(row["uuid"]).date()].append(EVENT.load(row))
    return days


def day_writes(product_id: str, days: Days) -> list[Write]:
    """The rollups of days from all their events."""
    summaries = (day_summary(product_id, day, events) for day, events in days.items())
    return [Write(PRODUCT_DAY, PRODUCT_DAY.row(summary)) for summary in summaries]


async def live_day_writes(
    store: Store, product_id: str, newest: datetime, now: datetime
) -> list[Write]:
    """The rollups of today and yesterday once more, where the import reached them.

    A scrape may have added an event to such a day between reading and writing it.
    """
    if newest < now - _DAY:
        return []
    writes: list[Write] = []
    for day in ((now - _DAY).date(), now.date()):
        days = await read_days(store, product_id, f"{day:%Y-%m}", day, day)
        writes += day_writes(product_id, days)
    return writes


async def product_writes(
    store: Store, product_id: str, newest: datetime, url: str | None
) -> list[Write]:
    """The product as its latest event leaves it, where it is not there or behind `newest`.

    `url` is the product's, where that is known from elsewhere.
    """
    before = await crud.find_product(store, product_id)
    if before is not None and not _newer(newest, before.last_event_at):
        return []
    latest = await crud.latest(store, product_id, limit=1)
    if not latest:
        return []
    event = latest[0]
    product = create_entry(await _described_in(store, event), event, before=before)
    facts: dict[str, Any] = {"version": event.version}
    if before is None:
        facts["kind"] = "product" if product.name else "other"
        facts["url"] = product.url or url
        facts["first_event_at"] = await _first_event_at(store, product_id)
    product = product.model_copy(update=facts)
    return [Write(PRODUCT, PRODUCT.row(product))]


async def _described_in(store: Store, event: ProductScrapeEvent) -> ProductRecord:
    """What an event says, with the description it refers to where that is stored."""
    observed = observed_in(event)
    key = {"product_id": event.product_id, "version": event.version}
    row = None if event.version is None else await store.get(PRODUCT_VERSION, key)
    if row is None:
        return observed
    names = observed.model_fields_set | set(Description.model_fields) | {"url"}
    known = {name: row[name] for name in names if row.get(name) is not None}
    return observed.model_copy(update=known)


async def _first_event_at(store: Store, product_id: str) -> datetime | None:
    oldest = (await crud.months(store, product_id))[-1]
    async for row in month_rows(store, product_id, oldest):
        return moment_of(row["uuid"])
    return None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _newer(stored: datetime | None, given: datetime | None) -> bool:
    return (stored or _LONG_AGO) > (given or _LONG_AGO)
