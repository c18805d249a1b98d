"""Correcting the past: a higher revision of an event, beside those that stay as they were."""

from collections.abc import Mapping
from typing import Any

from pricetrail.clock import Clock, utc_now
from pricetrail.crud.entries import OBSERVED, sum_up_days
from pricetrail.crud.history import get_event, latest
from pricetrail.schema import Description, Product, ProductScrapeEvent, ProductVersion
from pricetrail.store.base import Store, Write
from pricetrail.store.tables import EVENT, PRODUCT, PRODUCT_VERSION, Row


async def correct(
    store: Store,
    event: ProductScrapeEvent,
    changes: Mapping[str, Any],
    *,
    described: ProductVersion | None = None,
    clock: Clock = utc_now,
) -> ProductScrapeEvent:
    """Append a revision of `event` with `changes`, and return it; no earlier one is touched.

    Its day is summed up anew, and so is the product where this was its latest event. `described`
    is the description that the revision refers to, where it is a new one. To retract an event is
    the change ``{"retracted": True}``. Where the newest revision says all of it already, that one
    is returned. Raises NotFound for an event that is not stored.
    """
    if described is not None:
        await store.put([Write(PRODUCT_VERSION, PRODUCT_VERSION.row(described))])
    while True:
        newest = await get_event(store, event.product_id, event.uuid)
        if all(getattr(newest, name) == value for name, value in changes.items()):
            return newest
        number = {"revision": newest.revision + 1, "recorded_at": clock()}
        revised = newest.model_copy(update={**changes, **number})
        if await store.insert_if_absent(EVENT, EVENT.row(revised)) is None:
            await settle(store, revised)
            return revised


async def settle(store: Store, event: ProductScrapeEvent) -> None:
    """Bring the day of `event`, and its product, in line with the revisions that are stored.

    Repeating it changes nothing; it completes a correction that was cut off.
    """
    await sum_up_days(store, [event])
    key = {"product_id": event.product_id}
    while (row := await store.get(PRODUCT, key)) is not None:
        product: Product = PRODUCT.load(row)
        if product.last_event is not None and product.last_event.time > event.uuid.time:
            return
        newest = await latest(store, event.product_id, 1)
        says = await _as_seen_in(store, product, newest[0] if newest else None)
        if says == row or await store.compare_and_set(
            PRODUCT, key, {"last_event": product.last_event}, says
        ):
            return


async def _as_seen_in(store: Store, product: Product, event: ProductScrapeEvent | None) -> Row:
    """The product's row as its newest event that counts leaves it; without one, without a price."""
    if event is None:
        seen: dict[str, Any] = dict.fromkeys(OBSERVED - {"name", "brand", "asin"})
        seen |= {"last_event": None, "last_event_at": None}
        return PRODUCT.row(product.model_copy(update=seen))
    seen = {name: getattr(event, name) for name in OBSERVED}
    seen |= {"last_event": event.uuid, "last_event_at": event.created, "version": event.version}
    version = {"product_id": event.product_id, "version": event.version}
    described = await store.get(PRODUCT_VERSION, version) if event.version else None
    if described is not None:
        seen |= {name: described[name] for name in Description.model_fields}
    return PRODUCT.row(product.model_copy(update=seen))
