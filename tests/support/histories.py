"""Arbitrary histories: products observed, corrected and described, with their targets."""

import operator
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from hypothesis import strategies as st

from pricetrail import crud
from pricetrail.clock import ManualClock, month_of, time_uuid
from pricetrail.schema import ProductAlias, ProductRecord, ProductScrapeEvent
from pricetrail.stats import day_summary
from pricetrail.store.base import Store, Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import EVENT, PRODUCT_ALIAS, PRODUCT_DAY

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)

_LINES = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
_NAMES = _LINES | st.sampled_from(["=1+1", "'=x", "''", "+49", "-5 €", "@x", 'a "b", c', "＝x"])
_PRICES = st.decimals(0, 10**6, places=2) | st.sampled_from([Decimal("1E+2"), Decimal("0.000001")])
_TEXTS = st.text(max_size=30)
_RATINGS = st.sampled_from(
    [{"rating": 4}, {"rating_best": 5}, {"rating": 9}, {"rating": "4.5", "rating_best": 5}, {}]
)
_RECORDS = st.fixed_dictionaries(
    {"name": _NAMES.filter(lambda name: name.strip() != "")},
    optional={
        "price": _PRICES,
        "price_raw": _NAMES,
        "currency": st.sampled_from(["EUR", "JPY"]),
        "availability": st.sampled_from(["in_stock", "out_of_stock"]),
        "brand": _NAMES,
        "review_count": st.integers(0, 2**53),
        "description": _TEXTS,
        "specs": st.dictionaries(_TEXTS, _TEXTS, max_size=3),
        "provenance": st.dictionaries(_TEXTS, _TEXTS, max_size=2),
    },
)


@dataclass
class Visit:
    """One observation to make: of which product, how long ago, and what is corrected later."""

    product: int
    ago: timedelta
    record: dict[str, object]
    retracted: bool
    corrected: bool


VISITS = st.builds(
    Visit,
    product=st.integers(0, 3),
    ago=st.timedeltas(timedelta(0), timedelta(days=500)),
    record=st.builds(operator.or_, _RECORDS, _RATINGS),
    retracted=st.booleans(),
    corrected=st.booleans(),
)


@dataclass
class Histories:
    """SQLite stores in one folder, closed at the end."""

    folder: Path
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOW))

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[SqliteStore]:
        """An open, empty store."""
        store = SqliteStore(self.folder / f"{uuid4().hex}.db", self.clock)
        await store.open()
        try:
            yield store
        finally:
            await store.close()

    async def fill(self, store: Store, visits: list[Visit]) -> None:
        """Make the visits, in their order, track their products, and link them to the first."""
        first: str | None = None
        for visit in visits:
            url = f"https://shop{visit.product}.example/p/{visit.product}"
            tracked = await crud.track(store, url, tags=["x"], clock=self.clock)
            record = ProductRecord.model_validate({**visit.record, "kind": "product", "url": url})
            uuid = time_uuid(NOW - visit.ago)
            entry = await crud.ingest(
                store, record, uuid=uuid, target=tracked.target, clock=self.clock
            )
            if visit.corrected or visit.retracted:
                await self._revise(store, entry.event, retracted=visit.retracted)
            alias = ProductAlias(alias=f"old:{visit.product}", product_id=entry.event.product_id)
            await store.put([Write(PRODUCT_ALIAS, PRODUCT_ALIAS.row(alias))])
            first = first or entry.event.product_id
            if first != entry.event.product_id:
                await crud.link(store, first, entry.event.product_id)

    async def _revise(self, store: Store, event: ProductScrapeEvent, *, retracted: bool) -> None:
        """Append a higher revision, as a correction does; the day follows."""
        changes = {"revision": 1, "price": Decimal("1.5"), "retracted": retracted}
        revised = event.model_copy(update=changes)
        await store.put([Write(EVENT, EVENT.row(revised))])
        month = {"product_id": event.product_id, "month": month_of(event.created)}
        events = [EVENT.load(row) for row in await store.scan(EVENT, month, limit=10_000)]
        summary = day_summary(event.product_id, event.created.date(), events)
        await store.put([Write(PRODUCT_DAY, PRODUCT_DAY.row(summary))])
