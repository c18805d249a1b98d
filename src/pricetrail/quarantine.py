"""What was held back: records that are not valid, and prices that are hard to believe.

Of a target one observation waits, the one that its `held` names, which is the newest. The next
page that is read settles it: one that agrees confirms it, any other dismisses it. One that is
older and comes later is for a person to settle. What was decided is written first, then what
follows from it, and at last `held` changes; so whatever is cut off is completed by the next
attempt, or by deciding the same again, and an observation enters history once.
"""

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson

from pricetrail.clock import Clock, moment_of, utc_now
from pricetrail.crud.corrections import settle
from pricetrail.crud.entries import (
    Besides,
    Entry,
    Raising,
    known_of,
    plan_entry,
    put_entry,
    steps_before,
    whole,
)
from pricetrail.crud.history import get_event
from pricetrail.errors import Conflict, NotFound, RecordInvalid
from pricetrail.schema import (
    HeldStatus,
    Observation,
    ProductRecord,
    ProductScrapeEvent,
    Quarantined,
    Target,
)
from pricetrail.store.base import Store, every_row
from pricetrail.store.tables import PRODUCT, QUARANTINE, TARGET, Row

_MOST_TEXT = 200_000
_LONGEST_NAME = 2000


class HeldPage(NamedTuple):
    """One page of what was held back; `cursor` leads to the next one, None at the end."""

    items: list[Quarantined]
    cursor: str | None


def doubted(
    target: Target,
    record: ProductRecord,
    event: ProductScrapeEvent,
    reason: str,
    known: Observation | None,
    *,
    sent: bool = False,
) -> Quarantined:
    """The observation of a price that has to be seen twice; `known` is what was accepted last.

    `sent`: it is no page that was read, but a record that came from elsewhere.
    """
    return Quarantined(
        **place_of(target.shop, event.uuid),
        outcome="suspect",
        reason=reason,
        target_id=target.target_id,
        product_id=event.product_id,
        name=record.name,
        price=event.price,
        currency=event.currency,
        price_before=None if known is None else known.price,
        currency_before=None if known is None else known.currency,
        archive_ref=event.archive_ref,
        record=record.model_dump(mode="json", exclude_unset=True),
        event=event.model_dump(mode="json", exclude={"created"}),
        sent=sent,
    )


def invalid(
    target: Target, uuid: UUID, error: RecordInvalid, archive_ref: str | None
) -> Quarantined:
    """The record that is not valid, as it was read, with all that is wrong with it."""
    complaints, told = _complaints(error.detail), error.detail
    read = (one.get("input") for one in complaints if not one.get("loc"))
    record = next((given for given in read if isinstance(given, dict)), None)
    if len(told) > _MOST_TEXT or not complaints:
        record = None
        told = _json([{k: v for k, v in c.items() if k != "input"} for c in complaints])
    name = record.get("name") if record is not None else None
    return Quarantined(
        **place_of(target.shop, uuid),
        outcome="invalid",
        reason=str(error),
        target_id=target.target_id,
        product_id=target.product_id,
        name=name if isinstance(name, str) and len(name) < _LONGEST_NAME else None,
        archive_ref=archive_ref,
        record=record,
        errors=told,
    )


async def find_held(store: Store, shop: str, uuid: UUID) -> Quarantined | None:
    """What was held back of an attempt at a shop, None where nothing was."""
    row = await store.get(QUARANTINE, place_of(shop, uuid))
    return None if row is None else QUARANTINE.load(row)


async def get_held(store: Store, name: str) -> Quarantined:
    """What was held back under that id, ``<shop>:<uuid>``. Raises NotFound."""
    shop, _, text = name.rpartition(":")
    try:
        held = await find_held(store, shop, UUID(text))
    except ValueError:  # no UUID, or none that holds a moment
        held = None
    if held is None:
        raise NotFound(f"nothing called {name[:100]!r} was held back", among="quarantine list")
    return held


async def list_held(
    store: Store, *, limit: int = 100, cursor: str | None = None, **filters: str | None
) -> HeldPage:
    """One page of what was held back for which all the filters hold; see `iter_held`.

    Raises InvalidCursor.
    """
    page = await store.list(QUARANTINE, _given(filters), limit=limit, cursor=cursor)
    return HeldPage([QUARANTINE.load(row) for row in page.rows], page.cursor)


async def iter_held(store: Store, **filters: str | None) -> AsyncIterator[Quarantined]:
    """All that was held back, by status, outcome, shop, product_id, target_id; in store order."""
    async for row in every_row(store, QUARANTINE, _given(filters)):
        yield QUARANTINE.load(row)


async def accept(
    store: Store, name: str, *, clock: Clock = utc_now, raising: Raising | None = None
) -> Entry:
    """Let what was held back enter history, at its true time; also where it was dismissed before.

    `raising` says what comes of it beside itself, once. Whoever does it again gets the same entry.
    Raises NotFound, and Conflict for a record that is not valid.
    """
    held = await get_held(store, name)
    if held.outcome == "invalid":
        raise Conflict("a record that is not valid cannot be accepted, only dismissed")
    while not held.is_in_history:
        await _decide(store, held, "accepted", clock())
        held = await get_held(store, name)
    entry = await enter(store, held, raising)
    if not held.sent:
        seen = {"state": "ok", "failures": 0, "reason": None}
        await _let_go(store, held, {"state": "suspect"}, seen)
    await _let_go(store, held, {}, {})
    return entry


async def dismiss(store: Store, name: str, *, clock: Clock = utc_now) -> Quarantined:
    """Leave what was held back out of history.

    Raises NotFound, and Conflict where it is there already.
    """
    held = await get_held(store, name)
    while held.status == "open":
        await _decide(store, held, "dismissed", clock())
        held = await get_held(store, name)
    if held.is_in_history:
        raise Conflict("it was accepted meanwhile, and is in the history")
    await _let_go(store, held, {}, {})
    return held


async def follow_up(
    store: Store,
    target: Target,
    seen: ProductScrapeEvent | None,
    *,
    clock: Clock = utc_now,
    raising: Raising | None = None,
) -> bool:
    """Settle what waits of `target` now that its page was read again, as `seen` or not validly.

    True where it entered history: the product is another one then. `target.held` is for the
    caller to change. Repeating it changes nothing.
    """
    if target.held is None or (held := await find_held(store, target.shop, target.held)) is None:
        return False
    if held.status == "open":
        agrees = held.outcome == "suspect" and seen is not None and _same_price(held, seen)
        await _decide(store, held, "confirmed" if agrees else "dismissed", clock())
        held = await get_held(store, held.id)
    if not held.is_in_history:
        return False
    await enter(store, held, raising)
    return True


async def enter(store: Store, held: Quarantined, raising: Raising | None = None) -> Entry:
    """Write the event that was held back, and what follows from it.

    `raising` says what comes of it beside itself; it is asked until `held` is let go. Raises
    NotFound where its target was purged.
    """
    key = {"target_id": held.target_id}
    row = await store.get(TARGET, key)
    if row is None:
        raise NotFound("its target was purged meanwhile", among="targets")
    target: Target = TARGET.load(row)
    event = ProductScrapeEvent.model_validate(
        {**(held.event or {}), "recorded_at": held.settled_at}
    )
    record = ProductRecord.model_validate(held.record)
    if not held.sent:
        record = whole(record)
        event = event.model_copy(update={"product_id": target.product_id or event.product_id})
        # The validators are those of a page with another price: a 304 would repeat this one.
        page = {"product_id": event.product_id, "etag": None, "last_modified": None}
        await store.compare_and_set(TARGET, key, {}, page)
    known = known_of(await store.run(steps_before(event)))
    plan = plan_entry(record, event, known, None if held.sent else target)
    is_new = all(there.uuid != event.uuid for there in known.events)
    besides = Besides([], [])
    if raising is not None and (is_new or target.held == held.uuid):
        besides = await raising(plan, known)
    await put_entry(store, plan, *besides)
    newest = await get_event(store, event.product_id, event.uuid)
    if newest.revision:  # it was accepted before, and corrected since
        await settle(store, newest)
    if not held.sent and target.state not in {
        "ok",
        "suspect",
    }:  # it failed since, which the product goes on to show
        product = {"product_id": event.product_id}
        await store.compare_and_set(PRODUCT, product, {}, {"state": target.state})
    return plan.entry


def place_of(shop: str, uuid: UUID) -> Row:
    """The key of what was held back of an attempt."""
    return {"day": moment_of(uuid).date(), "shop": shop, "uuid": uuid}


async def _decide(store: Store, held: Quarantined, status: HeldStatus, now: datetime) -> None:
    """Settle what is still as `held` says; where somebody else was first, that stands."""
    await store.compare_and_set(
        QUARANTINE,
        place_of(held.shop, held.uuid),
        {"status": held.status},
        {"status": status, "settled_at": now},
    )


async def _let_go(
    store: Store, held: Quarantined, expected: Mapping[str, Any], also: Mapping[str, Any]
) -> None:
    """Nothing of the target waits any more, where this is what waits and it is as `expected`."""
    key = {"target_id": held.target_id}
    before = {**expected, "held": held.uuid}
    await store.compare_and_set(TARGET, key, before, {**also, "held": None})


def _complaints(detail: str) -> list[dict[str, Any]]:
    """What a ValidationError's JSON says; nothing where it has values that JSON cannot have.

    Whole numbers of more than 64 bits, which cannot be stored, become floats.
    """
    try:
        return list(orjson.loads(detail))
    except orjson.JSONDecodeError:
        return []


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _same_price(a: Quarantined, b: Observation) -> bool:
    return (a.price, a.currency) == (b.price, b.currency)


def _given(filters: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in filters.items() if value is not None}
