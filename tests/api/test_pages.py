import io
import json
from typing import Any

import aiohttp
import pytest

from tests.support.shop import product_page

URL = "https://shop.example/p/kettle"


async def post(api: aiohttp.ClientSession, **body: Any) -> tuple[int, Any]:
    data, headers = io.BytesIO(json.dumps(body).encode()), {"Content-Type": "application/json"}
    async with api.post("/pages", data=data, headers=headers) as response:
        return response.status, await response.json(content_type=None)


async def test_a_page_that_was_sent_is_as_good_as_one_that_was_fetched(
    api: aiohttp.ClientSession,
) -> None:
    status, read = await post(api, url=URL, html=product_page("Ein Kessel für Tee", "19.90"))
    assert status == 201
    assert read["product"]["name"] == "Ein Kessel für Tee"
    assert (read["event"]["price"], read["event"]["fetcher"]) == ("19.9", "posted")
    async with api.get(f"/products/{read['product']['product_id']}/events") as response:
        assert (await response.json())["items"] == [read["event"]]


async def test_a_page_that_is_no_product_says_why(api: aiohttp.ClientSession) -> None:
    status, read = await post(api, url=URL, html="<h1>About us</h1>")
    assert status == 200
    assert read["attempt"]["outcome"] == "not_a_product"
    assert read["attempt"]["reason"]
    assert read["event"] is None


@pytest.mark.parametrize(
    "url", ["nonsense", "file:///etc/passwd", "https://user:pw@shop.example/", "//shop.example"]
)
async def test_a_page_needs_its_url(api: aiohttp.ClientSession, url: str) -> None:
    status, problem = await post(api, url=url, html=product_page())
    assert status == 422
    assert "pw" not in problem["detail"]


async def test_hostile_pages_are_read_all_the_same(api: aiohttp.ClientSession) -> None:
    for html in ("", "\x00", "\ud800", "<" * 100_000, "<div>" * 20_000):
        status, read = await post(api, url=URL, html=html)
        assert (status, read["event"]) == (200, None)


async def test_a_page_may_be_larger_than_other_bodies(api: aiohttp.ClientSession) -> None:
    filler = f"<!-- {'x' * 2_000_000} -->"
    status, _ = await post(api, url=URL, html=product_page() + filler)
    assert status == 201
    status, problem = await post(api, url=URL, html="x" * 26_000_000)
    assert status == 413
    status, problem = await post(api, url=URL, html="x" * 21_000_000)
    assert status == 413
    assert "page" in problem["detail"]
