"""The baseline: the same API as the usual tutorial writes it, with cqlengine objects in its routes.

``uvicorn benchmarks.answering.tutorial:app``; it finds Cassandra by `HOST` and `PORT`. Its records
have our fields. A product is keyed by its ASIN; events are keyed by their id and found by a
secondary index on the ASIN.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid1

from cassandra.cqlengine import columns, connection
from cassandra.cqlengine.management import (
    CQLENG_ALLOW_SCHEMA_MANAGEMENT,
    create_keyspace_simple,
    sync_table,
)
from cassandra.cqlengine.models import Model
from fastapi import FastAPI, HTTPException
from pydantic import BaseModel, create_model, model_validator

from pricetrail.store.tables import EVENT, PRODUCT, ColumnType, Table

KEYSPACE = "tutorial"
HOST = "TUTORIAL_CASSANDRA_HOST"
PORT = "TUTORIAL_CASSANDRA_PORT"

_UUID_EPOCH = datetime(1582, 10, 15, tzinfo=UTC)
_TYPES: dict[ColumnType, tuple[Any, Any]] = {
    ColumnType.TEXT: (columns.Text, str),
    ColumnType.INT: (columns.BigInt, int),
    ColumnType.BOOL: (columns.Boolean, bool),
    ColumnType.DECIMAL: (columns.Decimal, Decimal),
    ColumnType.TIMESTAMP: (columns.DateTime, datetime),
    ColumnType.DATE: (columns.Date, date),
    ColumnType.TIMEUUID: (columns.UUID, UUID),
    ColumnType.JSON: (columns.Text, str),
    ColumnType.TEXT_SET: (lambda: columns.Set(columns.Text), set[str]),
}


def fields(table: Table) -> dict[str, ColumnType]:
    """Those of our table that are not its key or `asin`, nor made for it."""
    left_out = {"product_id", "asin", "uuid", *table.derived}
    return {name: kind for name, kind in table.columns.items() if name not in left_out}


def _model(name: str, table: Table, **keys: Any) -> Any:
    others = {field: _TYPES[kind][0]() for field, kind in fields(table).items()}
    return type(name, (Model,), {"__keyspace__": KEYSPACE, **keys, **others})


def _schema(name: str, table: Table, base: type[BaseModel]) -> Any:
    others = {field: (_TYPES[kind][1] | None, None) for field, kind in fields(table).items()}
    return create_model(name, __base__=base, **others)  # type: ignore[call-overload]


class _OfProduct(BaseModel):
    asin: str


class _WithMoment(BaseModel):
    asin: str
    uuid: UUID
    created: datetime | None = None

    @model_validator(mode="before")
    @classmethod
    def _created(cls, event: Any) -> dict[str, Any]:
        values = dict(event)
        moment = _UUID_EPOCH + timedelta(microseconds=values["uuid"].time // 10)
        return values | {"created": moment}


Product = _model("Product", PRODUCT, asin=columns.Text(primary_key=True))
ProductScrapeEvent = _model(
    "ProductScrapeEvent", EVENT, uuid=columns.UUID(primary_key=True), asin=columns.Text(index=True)
)
ProductSchema = _schema("ProductSchema", PRODUCT, _OfProduct)
_OBSERVED = fields(EVENT)
EventSchema = _schema("EventSchema", EVENT, _WithMoment)


def set_up(host: str, port: int) -> Any:
    """Connect cqlengine, make the keyspace and the tables if they are missing; its session."""
    os.environ.setdefault(CQLENG_ALLOW_SCHEMA_MANAGEMENT, "1")
    connection.setup([host], KEYSPACE, port=port, protocol_version=5)
    create_keyspace_simple(KEYSPACE, 1)
    sync_table(Product)
    sync_table(ProductScrapeEvent)
    return connection.get_session()


@asynccontextmanager
async def _lifespan(_: FastAPI) -> AsyncIterator[None]:
    set_up(os.environ[HOST], int(os.environ[PORT]))
    yield


app = FastAPI(lifespan=_lifespan)


@app.get("/products", response_model=list[ProductSchema])  # type: ignore[valid-type]
def list_products() -> Any:
    """Every product."""
    return [dict(product) for product in Product.objects.all().limit(None)]


@app.get("/products/{asin}", response_model=ProductSchema)
def get_product(asin: str) -> Any:
    """One product."""
    product = Product.objects.filter(asin=asin).first()
    if product is None:
        raise HTTPException(404)
    return dict(product)


@app.get("/products/{asin}/events", response_model=list[EventSchema])  # type: ignore[valid-type]
def list_events(asin: str) -> Any:
    """Every event of a product."""
    return list(ProductScrapeEvent.objects.filter(asin=asin).limit(None))


@app.post("/events/scrape", response_model=ProductSchema)
def ingest(record: ProductSchema) -> Any:  # type: ignore[valid-type]
    """Store a record: the product as it is now, and an event."""
    values: dict[str, Any] = record.model_dump(exclude_unset=True)  # type: ignore[attr-defined]
    product = Product.create(**values)
    observed = {name: value for name, value in values.items() if name in _OBSERVED}
    ProductScrapeEvent.create(uuid=uuid1(), asin=product.asin, **observed)
    return dict(product)
