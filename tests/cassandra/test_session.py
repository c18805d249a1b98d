"""The process's own session, and cqlengine models over it, as a notebook uses them."""

import asyncio
import os
import sys
from collections.abc import Iterator
from decimal import Decimal

import pytest

from pricetrail.config import get_settings
from pricetrail.errors import StoreIncompatible, StoreUnavailable, UsageError
from pricetrail.store.base import Write
from pricetrail.store.cassandra import db
from pricetrail.store.cassandra.models import Product, ProductScrapeEvent
from pricetrail.store.cassandra.store import CassandraStore
from pricetrail.store.tables import PRODUCT
from tests.support.rows import MONTH, event_row, events, product_row
from tools.cassandra.node import free_port


@pytest.fixture
def store_url(cassandra_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("STORE_URL", cassandra_url)
    get_settings.cache_clear()
    yield cassandra_url
    db.close_session()
    get_settings.cache_clear()


async def test_models_read_what_the_store_wrote(
    store: CassandraStore, store_url: str, product_id: str
) -> None:
    await store.put([Write(PRODUCT, product_row(product_id, price="19.9", tags=("a",)))])
    await store.put(events([event_row(product_id)]))
    session = db.get_session()
    assert session is db.get_session()
    assert session.cluster is db.get_cluster()
    product = Product.objects.get(product_id=product_id)
    assert (product.price, product.tags, product.name) == (Decimal("19.9"), {"a"}, "Kettle")
    assert ProductScrapeEvent.objects.filter(product_id=product_id, month=MONTH).count() == 1
    assert any(found.product_id == product_id for found in Product.objects.all())
    rows = session.execute("SELECT name FROM product WHERE product_id = %s", (product_id,))
    assert rows.one() == {"name": "Kettle"}


async def test_a_closed_session_is_made_anew(store: CassandraStore, store_url: str) -> None:
    first = db.get_session()
    db.close_session()
    assert first.is_shutdown
    assert db.get_session() is not first
    db.close_session()
    db.close_session()


async def test_a_missing_keyspace_is_told(
    store: CassandraStore, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORE_URL", store_url + "_missing")
    get_settings.cache_clear()
    with pytest.raises(StoreIncompatible, match=r"_missing.*sync-tables"):
        db.get_session()


async def test_what_could_not_connect_is_tried_anew(
    store: CassandraStore, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORE_URL", f"cassandra://127.0.0.1:{free_port()}/scraper_app")
    get_settings.cache_clear()
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="refused"):
            db.get_session()
    monkeypatch.setenv("STORE_URL", store_url)
    get_settings.cache_clear()
    assert db.get_session().keyspace in store_url


def test_another_kind_of_store_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORE_URL", "sqlite:///x.db")
    get_settings.cache_clear()
    try:
        with pytest.raises(UsageError):
            db.get_session()
    finally:
        get_settings.cache_clear()


FORK = """
import asyncio, os, sys
from pricetrail.store.cassandra import make_store

async def use(store):
    await store.open()
    await store.ping()
    await store.close()

before = make_store(sys.argv[1])
asyncio.run(use(make_store(sys.argv[1])))
child = os.fork()
asyncio.run(use(before))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) if child else 0)
"""


async def test_a_store_made_before_a_fork_works_on_both_sides(
    store: CassandraStore, cassandra_url: str
) -> None:
    # Python warns of any fork beside threads; the driver's were started before.
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORK, cassandra_url]
    process = await asyncio.create_subprocess_exec(*command)
    async with asyncio.timeout(60):
        assert await process.wait() == 0


def test_each_process_has_a_session_of_its_own(
    store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = db.get_cluster()
    monkeypatch.setattr(os, "getpid", lambda: 1)
    assert db.get_cluster() is not mine
