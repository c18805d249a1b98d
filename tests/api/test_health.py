"""What those who run a server ask it."""

from pathlib import Path

import aiohttp

from tests.support.redis import RedisServer, running_redis
from tests.support.serving import client_of, settings_for


async def test_a_server_without_a_broker_is_ready_with_its_store(
    api: aiohttp.ClientSession,
) -> None:
    async with api.get("/readyz") as answer:
        said = await answer.json()
    assert said["store"].startswith("SQLite")
    assert said["broker"] is None


async def test_a_server_with_a_broker_is_ready_where_that_answers(
    redis_server: RedisServer, tmp_path: Path
) -> None:
    settings = settings_for(tmp_path, redis_url=redis_server.new_url())
    async with client_of(settings) as client, client.get("/readyz") as answer:
        assert answer.status == 200
        assert (await answer.json())["broker"].startswith("redis://")


async def test_a_server_whose_broker_is_gone_says_so(tmp_path: Path) -> None:
    with running_redis(tmp_path) as server:
        url = server.new_url().replace("//", "//:secret@")
        async with client_of(settings_for(tmp_path, redis_url=url)) as client:
            server.stop()
            async with client.get("/readyz") as answer:
                assert answer.status == 503
                assert "Retry-After" in answer.headers
                said = await answer.json(content_type=None)
            assert f"127.0.0.1:{server.port}" in said["detail"]
            assert "secret" not in said["detail"]
            async with client.get("/healthz") as answer:
                assert answer.status == 200
