"""The baseline: a price API as the usual tutorial writes it, with cqlengine objects in its routes.

``uvicorn benchmarks.answering.tutorial:app``; it finds Cassandra by `HOST` and `PORT`. A product is
keyed by its ASIN; events are keyed by their id and found by a secondary index on the ASIN. Its
rows are narrower than ours, which is in its favour.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
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
from pydantic import BaseModel, model_validator

KEYSPACE = "tutorial"
HOST = "TUTORIAL_CASSANDRA_HOST"
PORT = "TUTORIAL_CASSANDRA_PORT"

_UUID_EPOCH = datetime(1582, 10, 15, tzinfo=UTC)


class Product(Model):  # type: ignore[misc]
    """One product, by its ASIN."""

    __keyspace__ = KEYSPACE
    asin = columns.Text(primary_key=True, required=True)
    title = columns.Text()
    brand = columns.Text()
    price_str = columns.Text(default="-100")
    country_of_origin = columns.Text()


class ProductScrapeEvent(Model):  # type: ignore[misc]
    """One scrape, by its id."""

    __keyspace__ = KEYSPACE
    uuid = columns.UUID(primary_key=True)
    asin = columns.Text(index=True)
    title = columns.Text()
    brand = columns.Text()
    price_str = columns.Text(default="-100")
    country_of_origin = columns.Text()


class ProductSchema(BaseModel):
    """A product, as it is sent and answered."""

    asin: str
    title: str | None
    brand: str | None = None
    price_str: str | None
    country_of_origin: str | None = None


class EventSchema(BaseModel):
    """An event, with the time that its id holds."""

    asin: str
    title: str | None
    price_str: str | None
    created: datetime | None = None

    @model_validator(mode="before")
    @classmethod
    def _created(cls, event: Any) -> dict[str, Any]:
        values = dict(event)
        uuid: UUID = values["uuid"]
        return values | {"created": _UUID_EPOCH + timedelta(microseconds=uuid.time // 10)}


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


@app.get("/products", response_model=list[ProductSchema])
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


@app.get("/products/{asin}/events", response_model=list[EventSchema])
def list_events(asin: str) -> Any:
    """Every event of a product."""
    return list(ProductScrapeEvent.objects.filter(asin=asin).limit(None))


@app.post("/events/scrape", response_model=ProductSchema)
def ingest(record: ProductSchema) -> Any:
    """Store a record: the product as it is now, and an event."""
    values = record.model_dump()
    product = Product.create(**values)
    ProductScrapeEvent.create(uuid=uuid1(), **values)
    return dict(product)
