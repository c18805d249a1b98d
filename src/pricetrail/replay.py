"""Reading archived pages again with today's rules: what would be different, and correcting it.

No network is used. Only what an event holds is compared (its observation, name and brand); a page
that is read as no page of the product any more retracts the event that was made of it. Of the
latest event the description is compared, too. Replaying again finds nothing to correct, so it may
be stopped at any moment and started anew.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from pricetrail import crud
from pricetrail.archive import Archive
from pricetrail.clock import Clock, utc_now
from pricetrail.crud.corrections import settle
from pricetrail.crud.entries import OBSERVED, version_of, whole
from pricetrail.errors import (
    ArchiveDamaged,
    InvalidURL,
    NotFound,
    RecordInvalid,
)
from pricetrail.extract import Extraction
from pricetrail.judge import judge
from pricetrail.schema import (
    Description,
    Page,
    Product,
    ProductRecord,
    ProductScrapeEvent,
    ProductVersion,
    Target,
)
from pricetrail.store.base import Store

Extractor = Callable[[Page], Awaitable[Extraction]]

_AT_ONCE = 32
_COMPARED = sorted(OBSERVED)
_DESCRIBED = frozenset(Description.model_fields)
_HELD = OBSERVED | {"retracted"}


class Change(NamedTuple):
    """A field that is read as another value today."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of one event; `problem` says why its page could not be read again.

    `changes` are those from its newest revision, none where it is read as it was.
    """

    event: ProductScrapeEvent
    changes: Sequence[Change] = ()
    problem: str | None = None
    described: ProductVersion | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """Which events are read again: of a shop, of a product, observed since; by default all."""

    shop: str | None = None
    product: str | None = None
    since: datetime | None = None


@dataclass
class Replay:
    """Reads the archived pages of `store`'s events again with `extractor`.

    With `applying`, what differs is corrected: a higher revision is appended, and no alert fires.
    """

    store: Store
    archive: Archive
    extractor: Extractor
    applying: bool = False
    clock: Clock = utc_now

    async def run(self, wanted: Wanted) -> AsyncIterator[Replayed]:
        """Every wanted event that has a page, product by product, each's newest event first.

        Several pages are read at the same time, also of different products; what differs is
        corrected in order. Raises NotFound and Ambiguous for a product that there is none of, or
        several.
        """
        ahead: deque[_Begun] = deque()
        try:
            async for product in self._products(wanted):
                readings: dict[str, asyncio.Task[_Reading]] = {}
                async for event in self._events(product, wanted.since):
                    ahead.append(self._begin(product, event, readings))
                    if len(ahead) == 2 * _AT_ONCE:
                        for replayed in await self._finish(ahead):
                            yield replayed
            while ahead:
                for replayed in await self._finish(ahead):
                    yield replayed
        finally:
            await _give_up(ahead)

    async def _products(self, wanted: Wanted) -> AsyncIterator[Product]:
        if wanted.product is not None:
            yield await crud.get_product(self.store, wanted.product)
            return
        async for product in crud.iter_products(self.store, shop=wanted.shop):
            yield product

    async def _events(
        self, product: Product, since: datetime | None
    ) -> AsyncIterator[ProductScrapeEvent]:
        """The newest revision of every event that has a page, retracted ones too."""
        last = None
        async for event in crud.history(
            self.store, product.product_id, since=since, originals=True
        ):
            if event.uuid != last and event.archive_ref is not None:
                yield event
            last = event.uuid

    def _begin(
        self,
        product: Product,
        event: ProductScrapeEvent,
        readings: dict[str, "asyncio.Task[_Reading]"],
    ) -> "_Begun":
        """Have an event's page read, unless `readings` has that of this product already."""
        ref = event.archive_ref or ""
        if ref not in readings:
            readings[ref] = asyncio.create_task(self._reading(product, ref))
        return _Begun(product, event, readings[ref])

    async def _finish(self, ahead: "deque[_Begun]") -> list[Replayed]:
        """The first ones of those that were begun, compared and, where that is wanted, corrected.

        They are taken off `ahead` as their pages are read.
        """
        found = []
        for _ in range(min(len(ahead), _AT_ONCE)):
            product, event, reading = ahead[0]
            found.append(_compared(product, event, await reading))
            ahead.popleft()
        if self.applying:
            await self._apply(found)
        return found

    async def _reading(self, product: Product, ref: str) -> "_Reading":
        """A page of a product as it is read today."""
        try:
            page = await self.archive.page(ref, product.target_id)
            extraction = await self.extractor(page)
            verdict = judge(page, extraction, _target_of(product, page))
        except (NotFound, ArchiveDamaged, RecordInvalid, InvalidURL) as error:
            return _Reading(problem=str(error))
        if verdict.outcome != "ok":
            return _Reading()
        return _Reading(whole(extraction.record), extraction.rule)

    async def _apply(self, found: Sequence[Replayed]) -> None:
        """Correct what differs; what was corrected before is settled, in case it was cut off."""
        for one in found:
            if one.changes:
                await self._correct(one)
        corrected = [one.event for one in found if one.event.revision and not one.changes]
        for _, of_day in groupby(corrected, key=lambda one: (one.product_id, one.created.date())):
            await settle(self.store, next(of_day))

    async def _correct(self, one: Replayed) -> None:
        changes = {c.field: c.after for c in one.changes if c.field in _HELD}
        if not changes.get("retracted"):
            changes |= one.facts
        if one.described is not None:
            changes["version"] = one.described.version
        await crud.correct(
            self.store, one.event, changes, described=one.described, clock=self.clock
        )


@dataclass(frozen=True, slots=True)
class _Reading:
    """What an archived page is read as: a record; without one and a problem, no such product."""

    record: ProductRecord | None = None
    rule: str | None = None
    problem: str | None = None


class _Begun(NamedTuple):
    """An event of a product, and its page as it is being read."""

    product: Product
    event: ProductScrapeEvent
    reading: asyncio.Task[_Reading]


async def _give_up(ahead: Iterable[_Begun]) -> None:
    """End what is still being read, as nobody waits for it any more."""
    readings = {one.reading for one in ahead}
    for reading in readings:
        reading.cancel()
    await asyncio.gather(*readings, return_exceptions=True)


def _compared(product: Product, event: ProductScrapeEvent, reading: _Reading) -> Replayed:
    if reading.problem is not None:
        return Replayed(event, problem=reading.problem)
    record = reading.record
    if record is None:
        return Replayed(event, () if event.retracted else [Change("retracted", False, True)])
    changes = [
        Change(name, getattr(event, name), getattr(record, name))
        for name in _COMPARED
        if getattr(event, name) != getattr(record, name)
    ]
    if event.retracted:
        changes.append(Change("retracted", True, False))
    described = None
    if event.uuid == product.last_event:
        described = _described(product, record, {c.field for c in changes}, event.recorded_at)
        changes += _description_changes(product, described)
    source = (record.provenance or {}).get("price")
    facts = {"rule": reading.rule, "price_source": source if isinstance(source, str) else None}
    return Replayed(event, changes, described=described, facts=facts)


def _described(
    product: Product, record: ProductRecord, changed: set[str], recorded_at: datetime
) -> ProductVersion:
    """The product's description with what the page gives of it, as a scrape leaves it.

    What the page does not give stays as it is known, unless the event says otherwise now.
    """
    given = _DESCRIBED & (record.model_fields_set | changed)
    known = {name: getattr(product, name) for name in _DESCRIBED}
    known |= {name: getattr(record, name) for name in given}
    described = Description.model_construct(**known)
    return ProductVersion.model_construct(
        **known,
        product_id=product.product_id,
        version=version_of(described),
        url=product.url,
        recorded_at=recorded_at,
    )


def _description_changes(product: Product, described: ProductVersion) -> list[Change]:
    """What the latest description says otherwise, beside what every event repeats."""
    return [
        Change(name, getattr(product, name), getattr(described, name))
        for name in sorted(_DESCRIBED - OBSERVED)
        if getattr(product, name) != getattr(described, name)
    ]


def _target_of(product: Product, page: Page) -> Target:
    """The target as it is needed to judge a page of its product."""
    return Target.model_construct(
        target_id=product.target_id or "",
        url=page.url,
        shop=product.shop,
        product_id=product.product_id,
        created_at=page.fetched_at,
    )
