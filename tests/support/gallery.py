"""Histories of every kind a page has to show, made without a single request."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pricetrail import crud
from pricetrail.clock import time_uuid
from pricetrail.crud.entries import ingest
from pricetrail.schema import Attempt, Availability, Outcome, Product, ProductRecord, State, Target
from pricetrail.store.base import Store, Write
from pricetrail.store.tables import ATTEMPT, TARGET

DAY = timedelta(days=1)


@dataclass
class Gallery:
    """Adds products and targets to a store, as of `now`."""

    store: Store
    now: datetime
    ids: dict[str, str] = field(default_factory=dict)

    def clock(self) -> datetime:
        return self.now

    async def track(self, url: str, *tags: str) -> Target:
        target = (await crud.track(self.store, url, tags=tags, clock=self.clock)).target
        later = {"next_due": self.now + timedelta(hours=2), "created_at": self.now - 400 * DAY}
        return await self.change(target, **later)

    async def change(self, target: Target, **changes: Any) -> Target:
        await self.store.compare_and_set(TARGET, {"target_id": target.target_id}, {}, changes)
        return target.model_copy(update=changes)

    async def attempt(
        self, target: Target, ago: timedelta, outcome: Outcome, reason: str | None = None
    ) -> Attempt:
        attempt = Attempt(
            target_id=target.target_id,
            uuid=time_uuid(self.now - ago),
            outcome=outcome,
            reason=reason,
            url=target.url,
            status=403 if outcome == "blocked" else 200,
            duration_ms=420,
            size=52_000,
        )
        await self.store.put([Write(ATTEMPT, ATTEMPT.row(attempt))])
        return attempt

    async def state(
        self, target: Target, state: State, since: timedelta, reason: str | None = None
    ) -> Target:
        return await self.change(
            target,
            state=state,
            state_since=self.now - since,
            reason=reason,
            last_attempt_at=self.now - timedelta(hours=1),
        )

    async def product(
        self,
        name: str,
        url: str,
        prices: Sequence[tuple[float, str | None]],
        *,
        tags: Sequence[str] = (),
        provenance: dict[str, Any] | None = None,
        sold_out: Sequence[float] = (),
        stock: Availability = "in_stock",
        **fields: Any,
    ) -> Product:
        """A tracked product; `prices` are (days ago, price), the oldest first."""
        target = await self.track(url, *tags)
        said = provenance or {"price": "json-ld: Product[0].offers.price"}
        product_id: str | None = None
        for ago, price in prices:
            uuid = time_uuid(self.now - ago * DAY)
            record = ProductRecord(
                kind="product",
                url=url,
                name=name,
                price=price,
                **{"currency": "EUR", **fields},
                availability="out_of_stock" if ago in sold_out else stock,
                provenance=said,
            )
            entry = await ingest(
                self.store,
                record,
                product_id=product_id,
                uuid=uuid,
                target=target,
                clock=self.clock,
                fetcher="http",
            )
            product_id = entry.product.product_id
            attempt = Attempt(
                target_id=target.target_id,
                uuid=uuid,
                outcome="ok",
                url=url,
                status=200,
                duration_ms=180,
                size=48_000,
                product_id=product_id,
                provenance=said,
            )
            await self.store.put([Write(ATTEMPT, ATTEMPT.row(attempt))])
        await self.change(
            target,
            state="ok",
            product_id=product_id,
            last_attempt_at=self.now - prices[-1][0] * DAY,
        )
        self.ids[name] = product_id or ""
        return await crud.get_product(self.store, product_id or "")


def daily(first: int, last: int, *prices: str) -> list[tuple[float, str | None]]:
    """One observation a day from `first` days ago until `last`, the prices taken in turns."""
    days = range(first, last - 1, -1)
    return [(day, prices[place * len(prices) // len(days)]) for place, day in enumerate(days)]


async def hang_pictures(store: Store, now: datetime) -> Gallery:
    """A product of every kind, and targets that have none."""
    gallery = Gallery(store, now)
    await gallery.product(
        "Cordless drill AB 18",
        "http://shop.test/p/drill",
        daily(120, 0, "129", "119", "129", "99.50", "109"),
        tags=["tools"],
        gtin="4006381333931",
        brand="Nordhammer",
        list_price="149",
        sold_out=range(40, 33, -1),
        rating="4.5",
        rating_best="5",
        review_count=312,
        description="Two gears and two batteries.\nIn a case.",
        specs={"Voltage": "18 V", "Torque": "60 Nm"},
        provenance={
            "price": "json-ld: Product[0].offers.price",
            "name": "json-ld: Product[0].name",
            "price_rejected": [
                {"value": "149", "source": "microdata: price", "reason": "the struck-through price"}
            ],
        },
    )
    await gallery.product(
        "Drill AB 18 elsewhere",
        "http://other.test/drill",
        daily(60, 1, "125", "104", "112"),
        tags=["tools"],
        gtin="4006381333931",
    )
    blocked = await gallery.product(
        "Blocked kettle",
        "http://far.test/kettle",
        [*daily(80, 50, "40", "38"), *daily(30, 12, "35")],
        tags=["kitchen"],
    )
    target = await crud.get_target(store, blocked.product_id)
    for ago in (*range(49, 30, -1), *range(11, 0, -1)):
        await gallery.attempt(target, ago * DAY, "blocked", "HTTP 403 with a challenge page")
    await gallery.state(target, "blocked", 11 * DAY, "HTTP 403 with a challenge page")
    gone = await gallery.product(
        "Discontinued toaster",
        "http://other.test/toaster",
        daily(70, 9, "59", "49"),
        tags=["kitchen"],
    )
    target = await crud.get_target(store, gone.product_id)
    for ago in range(8, 0, -1):
        await gallery.attempt(target, ago * DAY, "not_found", "HTTP 404")
    await gallery.state(target, "not_found", 8 * DAY, "HTTP 404")
    await gallery.product(
        "Announced camera",
        "http://shop.test/p/camera",
        daily(20, 0, "899", "849"),
        stock="preorder",
    )
    await gallery.product(
        "Shirt in many sizes",
        "http://shop.test/p/shirt",
        daily(90, 0, "19.95", "24.95", "17.95"),
        price_max="34.95",
        sold_out=range(6, -1, -1),
    )
    await gallery.product("Fresh teapot", "http://shop.test/p/teapot", [(0, "24.90")])
    await gallery.product(
        f"{'Long name of a lamp that a seller stuffed with words, ' * 4}{'x' * 120}",
        "http://a-very-long-host-name-of-a-shop.example.test/p/lamp",
        daily(60, 0, "1234567.89", "999999.99"),
        list_price="1500000",
        price_max="2000000",
        tags=["a tag of many words"],
    )
    await gallery.product(
        "سماعات رأس لاسلكية 60 ساعة (أسود)",
        "http://shop.test/p/headphones",
        daily(60, 0, "12.750", "11.500", "13.125"),
        currency="KWD",
    )
    await gallery.product(
        "鉄瓶 1.2L", "http://shop.test/p/tetsubin", daily(60, 0, "15400", "13200"), currency="JPY"
    )
    await gallery.product("Priceless vase", "http://shop.test/p/vase", [(3, None), (1, None)])
    await gallery.track("http://shop.test/p/just-added", "kitchen")
    failing = await gallery.track("http://far.test/p/never-there")
    await gallery.state(failing, "fetch_failed", 2 * DAY, "could not connect to far.test")
    paused = await gallery.track("http://other.test/p/resting")
    await gallery.change(paused, paused=True)
    return gallery
