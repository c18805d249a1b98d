"""Stores and bare sessions on the shared Cassandra."""

from collections.abc import AsyncIterator, Iterator
from uuid import uuid4

import pytest
from cassandra.cluster import Session

from pricetrail.store.cassandra.location import Location
from pricetrail.store.cassandra.store import CassandraStore
from tests.support.cassandra import bare_session, drop_keyspace
from tests.support.stores import opened


@pytest.fixture
async def store(cassandra_url: str) -> AsyncIterator[CassandraStore]:
    async with opened(CassandraStore(cassandra_url)) as store:
        yield store


@pytest.fixture
def keyspace(cassandra_url: str) -> str:
    return Location.parse(cassandra_url).keyspace


@pytest.fixture
def session(cassandra_url: str) -> Iterator[Session]:
    """A bare session of the driver, for looking behind the store."""
    with bare_session(cassandra_url) as session:
        yield session


@pytest.fixture
def product_id() -> str:
    return f"shop.example:{uuid4().hex}"


@pytest.fixture
def empty_url(cassandra_url: str) -> Iterator[str]:
    """The URL of a keyspace that is not there yet."""
    url = f"{cassandra_url}_{uuid4().hex[:6]}"
    yield url
    drop_keyspace(url)
