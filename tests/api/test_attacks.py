"""What was tried against the server. Covers: auth behind a proxy, streams, forged addresses."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import FormData
from fastapi.routing import APIRoute, APIRouter

from pricetrail.api.deps import MOST_STREAMS
from pricetrail.api.limits import Buckets, client_key
from pricetrail.api.middleware.callers import is_public
from pricetrail.main import ROUTERS
from tests.support.serving import PATIENCE_S, TOKEN, client_of, settings_for
from tests.support.shop import Shop

SSE = {"Accept": "text/event-stream"}
FORWARDED = (
    {"X-Forwarded-For": "203.0.113.9"},
    {"X-Forwarded-For": "203.0.113.9, 127.0.0.1"},
    {"X-Forwarded-For": "unknown"},
    {"X-Forwarded-Host": "prices.example"},
    {"X-Real-IP": "203.0.113.9"},
    {"Forwarded": "for=203.0.113.9"},
    {"Via": "1.1 proxy.example"},
)


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    """A client, without a token, of an app that asks for one."""
    async with client_of(settings_for(tmp_path, api_token=TOKEN)) as client:
        yield client


@pytest.mark.threat("CVE-2024-23329", "forged addresses")
@pytest.mark.threat("SAFE-DEFAULTS", "proxies")
@pytest.mark.parametrize("headers", FORWARDED)
async def test_without_a_token_nothing_comes_through_a_proxy(
    headers: dict[str, str], api: aiohttp.ClientSession
) -> None:
    async with api.get("/products", headers=headers) as answer:
        assert answer.status == 403
        assert "PRICETRAIL_API_TOKEN" in await answer.text()


@pytest.mark.parametrize("headers", FORWARDED)
async def test_with_a_token_a_proxy_may_stand_before_it(
    headers: dict[str, str], tmp_path: Path
) -> None:
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        client_of(settings_for(tmp_path, api_token=TOKEN), headers=bearer) as client,
        client.get("/products", headers=headers) as answer,
    ):
        assert answer.status == 200


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.9", "203.0.113.8", False),
        ("203.0.113.9", "::ffff:203.0.113.9", True),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("x" * 50_000, "y" * 50_000, True),
        ("unknown", "", True),
    ],
)
def test_a_client_is_one_address_or_one_network(one: str, other: str, *, same: bool) -> None:
    buckets = Buckets(rate=1, burst=1, now=lambda: 0.0)
    assert buckets.take(one) == 0.0
    assert (buckets.take(other) > 0.0) is same


def test_no_client_is_kept_under_a_name_of_any_length() -> None:
    assert {len(client_key(f"{n}{'x' * 50_000}")) for n in range(100)} == {0}


async def test_wrong_tokens_of_one_network_count_together(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, api_token=TOKEN, trusted_proxies="127.0.0.0/8")
    async with client_of(settings) as client:
        for place in range(11):
            headers = {"X-Forwarded-For": f"2001:db8::{place:x}"}
            form = FormData({"token": "wrong"})
            sent = client.post("/login", data=form, headers=headers, allow_redirects=False)
            async with sent as answer:
                assert answer.status == (303 if place < 10 else 429)


async def test_nobody_is_believed_who_says_to_ask_for_others(tmp_path: Path) -> None:
    async with client_of(settings_for(tmp_path, api_token=TOKEN)) as client:
        for place in range(11):
            headers = {"X-Forwarded-For": f"203.0.113.{place}"}
            form = FormData({"token": "wrong"})
            sent = client.post("/login", data=form, headers=headers, allow_redirects=False)
            async with sent as answer:
                assert answer.status == (303 if place < 10 else 429)


async def test_no_more_than_some_streams_are_open_at_a_time(
    api: aiohttp.ClientSession, shop: Shop
) -> None:
    shop.hangs.add("/p/stuck")
    order = {"urls": [f"http://127.0.0.1:{shop.port}/p/stuck"]}
    async with api.post("/products", json=order) as answer:
        path = f"/jobs/{(await answer.json())['job']['job_id']}"
    streams = []
    for _ in range(MOST_STREAMS):
        streams.append(await api.get(path, headers=SSE))
        assert b"job" in await streams[-1].content.readline()
    async with api.get(path, headers=SSE) as refused:
        assert (refused.status, "Retry-After" in refused.headers) == (503, True)
    async with api.get(path) as answer:
        assert answer.status == 200
    for stream in streams:
        stream.close()
    async with asyncio.timeout(PATIENCE_S):
        while True:
            async with api.get(path, headers=SSE) as answer:
                if answer.status == 200:
                    break


def _routes(router: APIRouter) -> Iterator[tuple[str, str]]:
    """Every method and path there is, also of those that the document does not tell of."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            path = re.sub(r"{\w+}", "x", route.path)
            yield from ((method, path) for method in route.methods or ())
        else:
            yield from _routes(route.original_router)  # type: ignore[attr-defined]


EVERY_ROUTE = sorted({found for router in ROUTERS for found in _routes(router)})


def test_there_are_routes_of_the_api_and_of_the_pages() -> None:
    assert {("POST", "/bulk"), ("POST", "/events/scrape"), ("GET", "/p/x/image")} <= {*EVERY_ROUTE}


@pytest.mark.threat("CVE-2024-23329", "every route")
async def test_no_route_does_anything_without_a_token(guarded: aiohttp.ClientSession) -> None:
    for method, path in EVERY_ROUTE:
        async with guarded.request(method, path, json={}, allow_redirects=False) as answer:
            if is_public(path):
                assert answer.status < 500, path
            elif answer.status == 303:
                assert answer.headers["Location"].startswith("/login"), path
            else:
                assert answer.status == 401, path
