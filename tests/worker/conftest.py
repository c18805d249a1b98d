from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis

from pricetrail.bootstrap import Services, services
from pricetrail.config import Settings
from pricetrail.queue.broker import BrokerQueue
from tests.support.background import running_shop
from tests.support.fleet import Fleet, fleet_in
from tests.support.redis import RedisServer
from tests.support.shop import Shop
from tests.support.working import HOSTS, overrides


@dataclass
class Place:
    """A shop, a store and a broker of a test's own; `fleet` works for them."""

    fleet: Fleet
    shop: Shop
    settings: Settings
    raw: redis.Redis

    def url(self, path: str, host: str = HOSTS[0]) -> str:
        return f"http://{host}{path}"


@pytest.fixture
def place(tmp_path: Path, redis_server: RedisServer) -> Iterator[Place]:
    given = {"store_url": f"sqlite:///{tmp_path}/t.db", "redis_url": redis_server.new_url()}
    settings = Settings(**given, data_dir=tmp_path, gap_s=0, _env_file=None)
    with (
        running_shop() as shop,
        fleet_in(tmp_path, **given, shop_port=shop.port) as fleet,
        redis.Redis.from_url(given["redis_url"]) as raw,
    ):
        yield Place(fleet, shop, settings, raw)


@pytest.fixture
async def app(place: Place) -> AsyncIterator[Services]:
    async with services(place.settings, overrides(place.shop.port)) as app:
        yield app


@pytest.fixture
async def queue(place: Place) -> AsyncIterator[BrokerQueue]:
    queue = BrokerQueue(place.settings.redis_url or "")
    yield queue
    await queue.close()
