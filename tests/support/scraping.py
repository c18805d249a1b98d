"""Fixtures of tests that scrape: a shop, a store, a clock that stands still, and all services."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pricetrail.bootstrap import Overrides, Services, services
from pricetrail.clock import ManualClock
from pricetrail.config import Settings
from pricetrail.fetch.retry import NO_RETRIES
from tests.support.shop import HOST, Shop


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    shop = Shop()
    await shop.start()
    yield shop
    await shop.stop()


@pytest.fixture(params=["sqlite"])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/history.db"


@pytest.fixture
def settings(store_url: str) -> Settings:
    return Settings(store_url=store_url, politeness="off", _env_file=None)


@pytest.fixture
def overrides(shop: Shop, clock: ManualClock) -> Overrides:
    hosts = {HOST: shop.endpoint, "other.test": shop.endpoint}
    return Overrides(clock=clock, host_map=hosts, retry=NO_RETRIES)


@pytest.fixture
async def app(settings: Settings, overrides: Overrides) -> AsyncIterator[Services]:
    """All services over the test shop, SQLite, and a clock that stands still."""
    async with services(settings, overrides) as built:
        yield built
