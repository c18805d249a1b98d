"""A clock that stands still, and an embedded store of its own for each test."""

from datetime import UTC, datetime

import pytest

from pricetrail.clock import ManualClock
from pricetrail.store.sqlite import SqliteStore


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
async def store(tmp_path, clock):
    store = SqliteStore(tmp_path / "history.db", clock)
    await store.open()
    yield store
    await store.close()
