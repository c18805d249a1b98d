"""Records scraped elsewhere: each is stored once, however often it is sent."""

import hashlib
from datetime import UTC, datetime
from typing import Literal, NamedTuple
from uuid import UUID

import orjson
from pydantic import ConfigDict, Field, JsonValue

from pricetrail.clock import Clock, moment_of, time_uuid, utc_now
from pricetrail.crud.entries import (
    Judging,
    Raising,
    Sent,
    check_ingest,
    create_scrape_entry,
    keep_entry,
    known_of,
    product_of,
    says_the_same,
    steps_before,
)
from pricetrail.crud.history import find_event
from pricetrail.crud.products import find_product
from pricetrail.errors import Conflict, RecordInvalid
from pricetrail.schema import Product, ProductRecord, ProductScrapeEvent, Quarantined
from pricetrail.store.base import Store
from pricetrail.store.tables import IDEMPOTENCY_KEY
from pricetrail.values import Line, WebAddress

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)

_EXAMPLE: dict[str, JsonValue] = {
    "url": "https://shop.example/p/4711",
    "product_id": "shop.example:4711",
    "name": "A steel kettle",
    "price": "19.90",
    "currency": "EUR",
    "availability": "in_stock",
}


class Submission(Sent, ProductRecord):
    """A record of a product, and what its sender says about the observation."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    url: WebAddress = Field(description="The product's URL.")
    kind: Literal["product"] = Field("product", description="Only products are stored.")
    name: Line = Field(description="Product name, without the shop's additions.")


class Accepted(NamedTuple):
    """What a submission became; `repeated` where it was stored before."""

    product: Product
    event: ProductScrapeEvent
    repeated: bool


async def accept_submission(
    store: Store,
    submission: Submission,
    *,
    key: str | None = None,
    clock: Clock = utc_now,
    raising: Raising | None = None,
    judging: Judging | None = None,
) -> Accepted | Quarantined:
    """Store a record that was sent to us, once: a repeat answers what the first one became.

    `judging` may hold it back, which is answered then.

    Repeats are known for a day by `key`, where the sender gave one, and by the event's id; by
    the id alone also later. `raising` says what comes of it beside itself. Raises Conflict for a
    key or an id that came with another record, RecordInvalid and InvalidURL as `check_ingest` does,
    and RecordInvalid for an id from before the year 2000.
    """
    now = clock()
    record = record_of(submission)
    check_submission(submission)
    check_ingest(record, product_id=submission.product_id, uuid=submission.uuid, now=now)
    product_id = submission.product_id or product_of(record)
    uuid, repeated = await _claimed(store, submission, key, submission.uuid or time_uuid(now))
    if submission.uuid is not None and not repeated:
        stored = await _stored(store, record, product_id, uuid)
        if stored is not None:
            return stored
    wanted = create_scrape_entry(
        record,
        product_id=product_id,
        uuid=uuid,
        recorded_at=now,
        fetcher=submission.fetcher,
        fetched_at=submission.fetched_at,
    )
    known = known_of(await store.run(steps_before(wanted)))
    if judging is not None:
        known, held = await judging(record, wanted, known)
        if held is not None:
            return held
    entry = await keep_entry(store, record, wanted, known, raising=raising)
    return Accepted(entry.product, entry.event, repeated)


def check_submission(submission: Submission) -> None:
    """Refuse an event from before the year 2000. Raises RecordInvalid."""
    if submission.uuid is not None and moment_of(submission.uuid) < EARLIEST:
        raise RecordInvalid("uuid: it was made before the year 2000", "[]")


def record_of(submission: Submission) -> ProductRecord:
    """The record alone; what was not given counts as not given."""
    values = {name: getattr(submission, name) for name in ProductRecord.model_fields}
    given = submission.model_fields_set & ProductRecord.model_fields.keys()
    return ProductRecord.model_construct(_fields_set=given | {"kind"}, **values)


async def _claimed(
    store: Store, submission: Submission, key: str | None, uuid: UUID
) -> tuple[UUID, bool]:
    """The event's id, and whether the same submission was sent before."""
    digest = _digest(submission)
    keys = {}
    if key is not None:
        keys[f"key {hashlib.sha256(key.encode()).hexdigest()}"] = "Idempotency-Key"
    if submission.uuid is not None:
        keys[f"uuid {submission.uuid}"] = "uuid"
    repeated = False
    for one, said in keys.items():
        row = {"key": one, "digest": digest, "uuid": uuid}
        there = await store.insert_if_absent(IDEMPOTENCY_KEY, row)
        if there is None:
            continue
        if there["digest"] != digest:
            raise Conflict(f"this {said} came with another record before")
        uuid, repeated = there["uuid"], True
    return uuid, repeated


def _digest(submission: Submission) -> str:
    said = submission.model_dump(mode="json", exclude_unset=True)
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


async def _stored(
    store: Store, record: ProductRecord, product_id: str, uuid: UUID
) -> Accepted | None:
    """An event that came here another way, or long ago: nothing of it is written anew."""
    event, product = (
        await find_event(store, product_id, uuid),
        await find_product(store, product_id),
    )
    if event is None or product is None:
        return None
    wanted = create_scrape_entry(
        record, product_id=product_id, uuid=uuid, recorded_at=event.recorded_at
    )
    if not says_the_same(event, wanted):
        raise Conflict(f"event {uuid} is stored already, and says something else")
    return Accepted(product, event, repeated=True)
