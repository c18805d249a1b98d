"""Records scraped elsewhere: each is stored once, however often it is sent."""

import hashlib
from datetime import UTC, datetime
from typing import Literal, NamedTuple
from uuid import UUID

import orjson
from pydantic import ConfigDict, Field, JsonValue

from pricetrail.clock import Clock, moment_of, time_uuid, utc_now
from pricetrail.crud.entries import Sent, check_ingest, create_scrape_entry, product_of
from pricetrail.crud.together import Accepted, Outcome, Wanted, store_together
from pricetrail.errors import Conflict, PricetrailError, RecordInvalid
from pricetrail.schema import ProductRecord, Quarantined
from pricetrail.store.base import Store
from pricetrail.store.tables import IDEMPOTENCY_KEY
from pricetrail.values import Line, WebAddress

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)

_OF_RECORD = frozenset(ProductRecord.model_fields)
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


class Claimed(NamedTuple):
    """What a submission asks for; `repeated` where the same was sent before."""

    wanted: Wanted
    repeated: bool

    def told(self, outcome: Outcome) -> Accepted | Quarantined:
        """What its sender is told. Raises the error that refused it."""
        if isinstance(outcome, PricetrailError):
            raise outcome
        if isinstance(outcome, Accepted) and self.repeated:
            return outcome._replace(repeated=True)
        return outcome


async def claim_submission(
    store: Store, submission: Submission, *, key: str | None = None, clock: Clock = utc_now
) -> Claimed:
    """What is to be stored of a record that was sent to us.

    Repeats are known for a day by `key`, where the sender gave one, and by the event's id; by
    the id alone also later, once its day is read. Raises Conflict for a key or an id that came
    with another record, RecordInvalid and InvalidURL as `wanted_of` does.
    """
    now = clock()
    wanted = wanted_of(submission, submission.uuid or time_uuid(now), now)
    uuid, repeated = await _claimed(store, submission, key, wanted.event.uuid)
    if uuid != wanted.event.uuid:
        wanted = wanted_of(submission, uuid, now)
    return Claimed(wanted._replace(is_named=repeated or submission.uuid is not None), repeated)


async def accept_submission(
    store: Store, submission: Submission, *, key: str | None = None, clock: Clock = utc_now
) -> Accepted | Quarantined:
    """Store a record that was sent to us, once: a repeat answers what the first one became.

    Raises as `claim_submission`, and Conflict for an id under which something else is stored.
    """
    claimed = await claim_submission(store, submission, key=key, clock=clock)
    [outcome] = await store_together(store, [claimed.wanted])
    return claimed.told(outcome)


def wanted_of(submission: Submission, uuid: UUID, now: datetime) -> Wanted:
    """The record and the event of a submission.

    Raises RecordInvalid and InvalidURL as `check_ingest` does, and RecordInvalid for an id from
    before the year 2000.
    """
    record = record_of(submission)
    if moment_of(uuid) < EARLIEST:
        raise RecordInvalid("uuid: it was made before the year 2000", "[]")
    check_ingest(record, product_id=submission.product_id, uuid=uuid, now=now)
    event = create_scrape_entry(
        record,
        product_id=submission.product_id or product_of(record),
        uuid=uuid,
        recorded_at=now,
        fetcher=submission.fetcher,
        fetched_at=submission.fetched_at,
    )
    return Wanted(record, event, is_named=True)


def record_of(submission: Submission) -> ProductRecord:
    """The record alone; what was not given counts as not given."""
    values = {name: getattr(submission, name) for name in _OF_RECORD}
    given = submission.model_fields_set & _OF_RECORD
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
