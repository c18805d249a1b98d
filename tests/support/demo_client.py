"""A plain HTTP client that finds the demo shops under their own host names."""

from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

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


def demo_client(shop: DemoShop) -> aiohttp.ClientSession:
    """A session whose bodies come as they were sent, still compressed."""
    connector = aiohttp.TCPConnector(resolver=ShopResolver(shop))
    return aiohttp.ClientSession(connector=connector, auto_decompress=False)
