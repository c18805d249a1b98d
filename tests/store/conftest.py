"""The backends that the contract tests run on.

A backend joins by one more entry in `BACKENDS`: a context manager that yields an open store.
Backends may keep what earlier tests wrote, so contract tests use keys of their own.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
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
from tests.support.stores import opened

OpenStore = Callable[[pytest.FixtureRequest], AbstractAsyncContextManager[Store]]


def _sqlite(request: pytest.FixtureRequest) -> AbstractAsyncContextManager[Store]:
    folders: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
    return opened(SqliteStore(folders.mktemp("backend") / "history.db"))


def _cassandra(request: pytest.FixtureRequest) -> AbstractAsyncContextManager[Store]:
    return opened(make_store(request.getfixturevalue("cassandra_url")))


def _astra(request: pytest.FixtureRequest) -> AbstractAsyncContextManager[Store]:
    astra: Astra = request.getfixturevalue("astra")
    return opened(make_store(astra.url(), Login("token", TOKEN)))


BACKENDS: dict[str, OpenStore] = {"astra": _astra, "cassandra": _cassandra, "sqlite": _sqlite}


@pytest_asyncio.fixture(params=sorted(BACKENDS), scope="session", loop_scope="session")
async def store(request: pytest.FixtureRequest) -> AsyncIterator[Store]:
    """An open store of each backend in turn; to connect for each test would cost more than it.

    It belongs to the session's event loop, and so do the tests and fixtures that use it.
    """
    async with BACKENDS[request.param](request) as store:
        yield store


@pytest.fixture
def clock() -> ManualClock:
    """A clock that tests move by hand."""
    return ManualClock(NOON)


@pytest.fixture
async def sqlite(tmp_path: Path, clock: ManualClock) -> AsyncIterator[SqliteStore]:
    """An open SQLite store whose time the test moves."""
    async with opened(SqliteStore(tmp_path / "history.db", clock)) as store:
        yield store


@pytest.fixture
def product_id() -> str:
    """A product id that no other test uses."""
    return f"shop.example:{uuid4().hex}"
