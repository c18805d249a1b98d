"""What workers share through Redis, where somebody else wrote to it."""

import pytest
import redis

from pricetrail.errors import ServiceUnavailable
from pricetrail.queue.shared import Shared
from tests.support.redis import RedisServer


@pytest.mark.threat("CVE-2021-23727", "worker: counters")
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("pricetrail:scrapes", {"shop.example ok": "__import__('os')"}),
        ("pricetrail:times", {"scrape count": "many"}),
        ("pricetrail:times", {"scrape seconds": "long"}),
        ("pricetrail:beat", "yesterday"),
        ("pricetrail:beat", "9" * 30),
        ("pricetrail:scrapes", "a text"),
    ],
)
async def test_numbers_that_are_none_are_said_to_be_wrong(
    redis_server: RedisServer, key: str, value: dict[str, str] | str
) -> None:
    url = redis_server.new_url()
    with redis.Redis.from_url(url) as client:
        if isinstance(value, str):
            client.set(key, value)
        else:
            client.hset(key, mapping=value)
    shared = Shared(url)
    try:
        with pytest.raises(ServiceUnavailable, match="Redis at"):
            await shared.numbers()
    finally:
        await shared.close()
