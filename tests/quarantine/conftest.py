from datetime import UTC, datetime

import pytest

from pricetrail.bootstrap import Overrides, services
from pricetrail.clock import ManualClock
from pricetrail.config import Settings
from pricetrail.fetch.retry import NO_RETRIES
from tests.support.shop import HOST, Shop


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
async def shop():
    shop = Shop()
    await shop.start()
    yield shop
    await shop.stop()


@pytest.fixture(params=["sqlite"])
def store_url(request, tmp_path) -> str:
    return f"sqlite:///{tmp_path}/history.db"


@pytest.fixture
def settings(store_url) -> Settings:
    return Settings(store_url=store_url, politeness="off", _env_file=None)


@pytest.fixture
def overrides(shop, clock) -> Overrides:
    hosts = {HOST: shop.endpoint, "other.test": shop.endpoint}
    return Overrides(clock=clock, host_map=hosts, retry=NO_RETRIES)


@pytest.fixture
async def app(settings, overrides):
    """All services over the test shop, SQLite, and a clock that stands still."""
    async with services(settings, overrides) as built:
        yield built
