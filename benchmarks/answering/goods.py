"""What is stored before anything is measured: products, and histories of several lengths."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice

import orjson
from cassandra.cluster import Session
from cassandra.concurrent import execute_concurrent_with_args

from benchmarks.answering import tutorial
from benchmarks.store import an_event
from pricetrail.clock import time_uuid
from pricetrail.schema import EventMonth, Product, ProductDay, Target
from pricetrail.store.base import Store, Write
from pricetrail.store.tables import EVENT, EVENT_MONTH, PRODUCT, PRODUCT_DAY, TARGET
from pricetrail.urls import target_id_of

SHOP = "shop.example"

_NEWEST = datetime(2026, 3, 20, tzinfo=UTC)
_BETWEEN = timedelta(minutes=5)
_BATCH = 5_000
_DAYS = 90


@dataclass(frozen=True, slots=True)
class Goods:
    """How much there is.

    `histories`: the number of events → how many products have as many. `products` in all; those
    without a history are the ones that records are sent of. The first `with_days` in the order
    of their ids have ninety days summed up, as a list in the web UI shows them.
    """

    histories: Mapping[int, int]
    products: int
    with_days: int = 0

    def with_events(self, events: int) -> list[str]:
        """The ids of the products with that many events."""
        return [f"{SHOP}:H{events}-{n}" for n in range(self.histories[events])]

    @property
    def plain(self) -> list[str]:
        """The ids of the products without a history."""
        return [f"{SHOP}:P{n:06}" for n in range(self.products - sum(self.histories.values()))]

    @property
    def ids(self) -> list[str]:
        """All ids, sorted."""
        histories = (one for events in self.histories for one in self.with_events(events))
        return sorted([*histories, *self.plain])


async def fill(store: Store, goods: Goods) -> None:
    """Put all of it into one of our stores, which is open."""
    writes = _writes(goods)
    while batch := list(islice(writes, _BATCH)):
        await store.put(batch)


def fill_tutorial(session: Session, goods: Goods, *, most: int) -> None:
    """Put the same into the baseline's tables, but of each history `most` events."""
    product = session.prepare(
        f"INSERT INTO {tutorial.KEYSPACE}.product (asin, title, brand, price_str, "
        "country_of_origin) VALUES (?, ?, ?, ?, ?)"
    )
    event = session.prepare(
        f"INSERT INTO {tutorial.KEYSPACE}.product_scrape_event (uuid, asin, title, brand, "
        "price_str, country_of_origin) VALUES (?, ?, ?, ?, ?, ?)"
    )
    described = ("A gooseneck kettle of stainless steel", "Acme", "24.90", "Germany")
    products = ((one, *described) for one in goods.ids)
    events = (
        (time_uuid(_NEWEST - n * _BETWEEN), one, *described)
        for size in goods.histories
        for one in goods.with_events(size)
        for n in range(min(size, most))
    )
    for statement, values in ((product, products), (event, events)):
        execute_concurrent_with_args(session, statement, values, concurrency=100)


def records(goods: Goods) -> Iterator[str]:
    """Records of the plain products to post to us, as lines for `Load`."""
    for one in goods.plain:
        record = {
            "url": f"https://{SHOP}/{one.partition(':')[2]}",
            "product_id": one,
            "name": _name(one),
            "brand": "Acme",
            "price": "@",
            "currency": "EUR",
            "country_of_origin": "Germany",
        }
        yield f"/events/scrape\t{orjson.dumps(record).decode()}"


def tutorial_records(goods: Goods) -> Iterator[str]:
    """The same for the baseline."""
    for one in goods.plain:
        record = {
            "asin": one,
            "title": _name(one),
            "brand": "Acme",
            "price_str": "@",
            "country_of_origin": "Germany",
        }
        yield f"/events/scrape\t{orjson.dumps(record).decode()}"


def _writes(goods: Goods) -> Iterator[Write]:
    now = datetime.now(UTC).replace(microsecond=0)
    for number, one in enumerate(goods.ids):
        target_id = target_id_of(f"https://{SHOP}/{one.partition(':')[2]}")
        yield Write(PRODUCT, PRODUCT.row(_product(one, number, target_id, now)))
        yield Write(TARGET, TARGET.row(_target(one, target_id, now)))
        if number < goods.with_days:
            yield from _days(one, now)
    for events in goods.histories:
        for one in goods.with_events(events):
            yield from _history(one, events)


def _history(product_id: str, events: int) -> Iterator[Write]:
    months = set()
    for n in range(events):
        row = an_event(n, _NEWEST - n * _BETWEEN) | {"product_id": product_id}
        months.add(row["month"])
        yield Write(EVENT, row)
    for month in months:
        item = EventMonth(product_id=product_id, month=month)
        yield Write(EVENT_MONTH, EVENT_MONTH.row(item))


def _days(product_id: str, now: datetime) -> Iterable[Write]:
    for ago in range(_DAYS):
        price = Decimal(2_490 + ago * 7 % 300) / 100
        item = ProductDay(
            product_id=product_id,
            day=(now - timedelta(days=ago)).date(),
            currency="EUR",
            low=price,
            high=price,
            average=price,
            last=price,
            events=4,
            in_stock=4,
            out_of_stock=0,
        )
        yield Write(PRODUCT_DAY, PRODUCT_DAY.row(item))


def _product(product_id: str, number: int, target_id: str, now: datetime) -> Product:
    return Product(
        product_id=product_id,
        target_id=target_id,
        shop=SHOP,
        tags=(f"tag-{number % 12}",),
        kind="product",
        url=f"https://{SHOP}/{product_id.partition(':')[2]}",
        name=_name(product_id),
        brand="Acme",
        sku=f"K-{number:06}",
        price=Decimal(2_490 + number % 977) / 100,
        price_raw="€ 24,99",
        currency="EUR",
        availability="in_stock",
        rating=Decimal("4.4"),
        rating_best=Decimal(5),
        review_count=1_000 + number % 50,
        image_url=f"https://{SHOP}/images/{number}.jpg",
        description="A kettle of stainless steel that boils in three minutes. " * 8,
        country_of_origin="Germany",
        specs={"Capacity": "1.2 litres", "Material": "Stainless steel", "Weight": "1.1 kg"},
        last_event_at=now,
        first_event_at=now - timedelta(days=_DAYS),
    )


def _target(product_id: str, target_id: str, now: datetime) -> Target:
    return Target(
        target_id=target_id,
        url=f"https://{SHOP}/{product_id.partition(':')[2]}",
        shop=SHOP,
        product_id=product_id,
        state="ok",
        created_at=now - timedelta(days=_DAYS),
        last_attempt_at=now,
        next_due=now + timedelta(hours=6),
    )


def _name(product_id: str) -> str:
    return f"Gooseneck kettle, stainless steel, model {product_id.partition(':')[2]}"
