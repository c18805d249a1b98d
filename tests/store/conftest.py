"""The backends that the contract tests run on.

A backend joins by one more entry in `BACKENDS`: a context manager that yields an open store.
Backends may keep what earlier tests wrote, so contract tests use keys of their own.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from pricetrail.clock import ManualClock
from pricetrail.store.base import Store
from pricetrail.store.cassandra import make_store
from pricetrail.store.cassandra.location import Login
from pricetrail.store.sqlite import SqliteStore
from tests.support.astra import TOKEN, Astra
from tests.support.rows import NOON

OpenStore = Callable[[pytest.FixtureRequest], AbstractAsyncContextManager[Store]]


@asynccontextmanager
async def _sqlite(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    folders: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
    store = SqliteStore(folders.mktemp("backend") / "history.db")
    await store.open()
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def _cassandra(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    store = make_store(request.getfixturevalue("cassandra_url"))
    await store.open()
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def _astra(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    astra: Astra = request.getfixturevalue("astra")
    store = make_store(astra.url(), Login("token", TOKEN))
    await store.open()
    try:
        yield store
    finally:
        await store.close()


BACKENDS: dict[str, OpenStore] = {"astra": _astra, "cassandra": _cassandra, "sqlite": _sqlite}


@pytest_asyncio.fixture(params=sorted(BACKENDS), scope="session", loop_scope="session")
async def store(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """An open store of each backend in turn; to connect for each test would cost more than it.

    It belongs to the session's event loop, and so do the tests and fixtures that use it.
    """
    async with BACKENDS[request.param](request) as opened:
        yield opened


@pytest.fixture
def clock() -> ManualClock:
    """A clock that tests move by hand."""
    return ManualClock(NOON)


@pytest.fixture
async def sqlite(tmp_path: Path, clock: ManualClock) -> AsyncIterator[SqliteStore]:
    """An open SQLite store whose time the test moves."""
    opened = SqliteStore(tmp_path / "history.db", clock)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def product_id() -> str:
    """A product id that no other test uses."""
    return f"shop.example:{uuid4().hex}"
