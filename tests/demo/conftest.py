from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver, ResolveResult

from pricetrail.clock import ManualClock
from pricetrail.demo.shop import DemoShop


class ShopResolver(AbstractResolver):
    """Sends the shops' host names to where the demo listens."""

    def __init__(self, shop: DemoShop) -> None:
        self._shop = shop

    async def resolve(self, host: str, port: int = 0, family: Any = 0) -> list[ResolveResult]:
        address, real_port = self._shop.host_map[host]
        return [
            ResolveResult(
                hostname=host, host=address, port=real_port, family=family, proto=0, flags=0
            )
        ]

    async def close(self) -> None:
        pass


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
    connector = aiohttp.TCPConnector(resolver=ShopResolver(shop))
    async with aiohttp.ClientSession(connector=connector, auto_decompress=False) as session:
        yield session
