from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from pricetrail.clock import ManualClock
from pricetrail.demo.shop import DemoShop
from tests.support.demo_client import demo_client


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 3, 10, 9, tzinfo=UTC))


@pytest.fixture
async def shop(clock: ManualClock) -> AsyncIterator[DemoShop]:
    shop = DemoShop(clock)
    await shop.start()
    yield shop
    await shop.stop()


@pytest.fixture
async def client(shop: DemoShop) -> AsyncIterator[aiohttp.ClientSession]:
    async with demo_client(shop) as session:
        yield session
