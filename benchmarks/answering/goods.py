"""What is stored before anything is measured: products, and histories of several lengths."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import orjson
from cassandra.cluster import Session
from cassandra.concurrent import execute_concurrent_with_args
from cassandra.query import UNSET_VALUE

from benchmarks.answering import tutorial
from benchmarks.store import an_event
from pricetrail.crud.entries import version_of
from pricetrail.errors import StoreUnavailable
from pricetrail.schema import EventMonth, Product, ProductDay, Target
from pricetrail.store.base import Store, Write
from pricetrail.store.tables import EVENT, EVENT_MONTH, PRODUCT, PRODUCT_DAY, TARGET, Row
from pricetrail.urls import target_id_of

SHOP = "shop.example"

_NEWEST = datetime(2026, 3, 20, tzinfo=UTC)
_BETWEEN = timedelta(minutes=5)
_BATCH = 1_000
_TRIES = 5
_DAYS = 90
_RECORD = {
    "kind": "product",
    "brand": "Acme",
    "price": "@",
    "currency": "EUR",
    "availability": "in_stock",
    "country_of_origin": "Germany",
}


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
        await _put(store, batch)


async def _put(store: Store, batch: Sequence[Write]) -> None:
    """Write, again where a busy machine was too slow: repeating it changes nothing."""
    for _ in range(_TRIES - 1):
        try:
            return await store.put(batch)
        except StoreUnavailable:
            continue
    return await store.put(batch)


def fill_tutorial(session: Session, goods: Goods, *, most: int) -> None:
    """Put the same into the baseline's tables, but of each history `most` events."""
    now = datetime.now(UTC).replace(microsecond=0)
    rows = (_product_row(one, number, now) for number, one in enumerate(goods.ids))
    events = (
        _event_row(one, n)
        for size in goods.histories
        for one in goods.with_events(size)
        for n in range(min(size, most))
    )
    for model, keys, table, found in (
        (tutorial.Product, ("asin",), PRODUCT, rows),
        (tutorial.ProductScrapeEvent, ("uuid", "asin"), EVENT, events),
    ):
        names = [*keys, *tutorial.fields(table)]
        statement = session.prepare(
            f"INSERT INTO {model.column_family_name()} ({', '.join(names)}) "
            f"VALUES ({', '.join('?' * len(names))})"
        )
        values = (_bound(row, names) for row in found)
        execute_concurrent_with_args(session, statement, values, concurrency=100)


def _bound(row: Row, names: Iterable[str]) -> list[Any]:
    """What the baseline binds: the id as the ASIN, maps as text, nothing for null."""
    values = {**row, "asin": row["product_id"]}
    texts = {n: orjson.dumps(v).decode() for n, v in values.items() if isinstance(v, dict)}
    given = values | texts
    return [UNSET_VALUE if given[name] is None else given[name] for name in names]


def records(goods: Goods) -> Iterator[str]:
    """Records of the plain products to post to us, as lines for `Load`."""
    for one in goods.plain:
        record = {**_RECORD, "product_id": one, "url": _url(one), "name": _name(one)}
        yield f"/events/scrape\t{orjson.dumps(record).decode()}"


def tutorial_records(goods: Goods) -> Iterator[str]:
    """The same for the baseline."""
    for one in goods.plain:
        record = {**_RECORD, "asin": one, "shop": SHOP, "url": _url(one), "name": _name(one)}
        yield f"/events/scrape\t{orjson.dumps(record).decode()}"


def _writes(goods: Goods) -> Iterator[Write]:
    now = datetime.now(UTC).replace(microsecond=0)
    for number, one in enumerate(goods.ids):
        yield Write(PRODUCT, _product_row(one, number, now))
        yield Write(TARGET, TARGET.row(_target(one, now)))
        if number < goods.with_days:
            yield from _days(one, now)
    for events in goods.histories:
        for one in goods.with_events(events):
            yield from _history(one, events)


def _history(product_id: str, events: int) -> Iterator[Write]:
    months = set()
    for n in range(events):
        row = _event_row(product_id, n)
        months.add(row["month"])
        yield Write(EVENT, row)
    for month in months:
        item = EventMonth(product_id=product_id, month=month)
        yield Write(EVENT_MONTH, EVENT_MONTH.row(item))


def _event_row(product_id: str, number: int) -> Row:
    return an_event(number, _NEWEST - number * _BETWEEN) | {"product_id": product_id}


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


def _product_row(product_id: str, number: int, now: datetime) -> Row:
    item = Product(
        product_id=product_id,
        target_id=target_id_of(_url(product_id)),
        shop=SHOP,
        tags=(f"tag-{number % 12}",),
        kind="product",
        url=_url(product_id),
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
    return PRODUCT.row(item.model_copy(update={"version": version_of(item)}))


def _target(product_id: str, now: datetime) -> Target:
    return Target(
        target_id=target_id_of(_url(product_id)),
        url=_url(product_id),
        shop=SHOP,
        product_id=product_id,
        state="ok",
        created_at=now - timedelta(days=_DAYS),
        last_attempt_at=now,
        next_due=now + timedelta(hours=6),
    )


def _name(product_id: str) -> str:
    return f"Gooseneck kettle, stainless steel, model {product_id.partition(':')[2]}"


def _url(product_id: str) -> str:
    return f"https://{SHOP}/{product_id.partition(':')[2]}"
