"""What was held back, through the API; and archived pages as text."""

import asyncio
import io
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from pricetrail.api.archived import source_of
from pricetrail.clock import utc_now
from pricetrail.schema import Page
from tests.support.archived import files_of
from tests.support.serving import TOKEN, client_of, settings_for
from tests.support.shop import product_page

URL = "https://shop.example/p/kettle"


async def post_page(api: aiohttp.ClientSession, price: str, **more: str) -> Any:
    html = product_page("A kettle", price) + more.get("html", "")
    data = io.BytesIO(json.dumps({"url": URL, "html": html}).encode())
    headers = {"Content-Type": "application/json"}
    async with api.post("/pages", data=data, headers=headers) as response:
        return await response.json()


async def ask(api: aiohttp.ClientSession, path: str, method: str = "GET") -> tuple[int, Any]:
    async with api.request(method, path) as response:
        return response.status, await response.json(content_type=None)


@pytest.fixture
async def held(api: aiohttp.ClientSession) -> Any:
    """A price that was held back, after 19.90 was accepted."""
    await post_page(api, "19.90")
    read = await post_page(api, "1.99")
    assert (read["attempt"]["outcome"], read["event"]) == ("suspect", None)
    _, page = await ask(api, "/quarantine?status=open&shop=shop.example")
    [held] = page["items"]
    assert (held["uuid"], page["next"]) == (read["attempt"]["uuid"], None)
    return held


async def test_one_of_them_is_shown_whole(api: aiohttp.ClientSession, held: Any) -> None:
    assert await ask(api, f"/quarantine/{held['id']}") == (200, held)
    assert (held["price"], held["price_before"]) == ("1.99", "19.9")
    assert held["record"]["name"] == "A kettle"
    assert "less than a third" in held["reason"]


async def test_it_is_accepted_once_however_many_click(
    api: aiohttp.ClientSession, held: Any
) -> None:
    path = f"/quarantine/{held['id']}/accept"
    answers = await asyncio.gather(*(ask(api, path, "POST") for _ in range(5)))
    assert {status for status, _ in answers} == {200}
    assert [answer["event"] for _, answer in answers] == [answers[0][1]["event"]] * 5
    product_id = answers[0][1]["product"]["product_id"]
    _, events = await ask(api, f"/products/{product_id}/events")
    assert (events["items"][0]["uuid"], events["items"][0]["price"]) == (held["uuid"], "1.99")
    assert len(events["items"]) == 2
    status, problem = await ask(api, f"/quarantine/{held['id']}/dismiss", "POST")
    assert (status, problem["detail"]) == (409, "it was accepted meanwhile, and is in the history")


async def test_it_is_dismissed(api: aiohttp.ClientSession, held: Any) -> None:
    status, dismissed = await ask(api, f"/quarantine/{held['id']}/dismiss", "POST")
    assert (status, dismissed["status"]) == (200, "dismissed")
    assert (await ask(api, "/quarantine?status=open"))[1]["items"] == []
    assert len((await ask(api, "/quarantine"))[1]["items"]) == 1


@pytest.mark.parametrize("path", ["/quarantine/shop.example:1", "/quarantine/nonsense/page"])
async def test_what_is_not_there_is_said_to_be(api: aiohttp.ClientSession, path: str) -> None:
    status, problem = await ask(api, path)
    assert status == 404
    assert "was held back" in problem["detail"]


async def test_who_may_only_read_settles_nothing(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, api_token=TOKEN)
    async with client_of(settings) as stranger:
        assert (await ask(stranger, "/quarantine"))[0] == 401
        assert (await ask(stranger, "/quarantine/a:1/accept", "POST"))[0] == 401


HOSTILE = "<script>alert(1)</script>\u00e4"


async def test_an_archived_page_is_text_and_nothing_else(api: aiohttp.ClientSession) -> None:
    read = await post_page(api, "19.90", html=HOSTILE)
    event = read["event"]
    path = f"/products/{event['product_id']}/events/{event['uuid']}/page"
    async with api.get(path) as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]
        assert (await response.text()).endswith(HOSTILE)


async def test_so_is_one_that_was_held_back(api: aiohttp.ClientSession, held: Any) -> None:
    async with api.get(f"/quarantine/{held['id']}/page") as response:
        assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert "1.99" in await response.text()


async def test_a_page_that_is_not_kept_any_more_is_said_to_be(
    api: aiohttp.ClientSession, held: Any, tmp_path: Path
) -> None:
    for file in files_of(tmp_path / "archive"):
        file.unlink()
    status, problem = await ask(api, f"/quarantine/{held['id']}/page")
    assert (status, "is not kept" in problem["detail"]) == (404, True)


async def test_without_an_archive_there_is_no_page(tmp_path: Path) -> None:
    async with client_of(settings_for(tmp_path, archive_url="off")) as api:
        event = (await post_page(api, "19.90"))["event"]
        path = f"/products/{event['product_id']}/events/{event['uuid']}/page"
        status, problem = await ask(api, path)
        assert (status, problem["detail"]) == (404, "the page was not archived")


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("für".encode(), "text/html; charset=UTF-8", "für"),
        ("für".encode("latin-1"), "text/html; charset=iso-8859-1", "für"),
        (b'<meta charset="windows-1251">' + "чайник".encode("cp1251"), "text/html", "чайник"),
        ("für".encode(), "text/html; charset=nonsense", "für"),
        ("für".encode(), "text/html; charset=base64", "für"),
        (b"f\xfcr", "text/html", "f\ufffdr"),
    ],
)
def test_a_source_is_read_as_it_says(body: bytes, content_type: str, text: str) -> None:
    headers = {"content-type": content_type}
    page = Page(URL, URL, 200, headers, body, utc_now(), "posted")
    assert source_of(page).endswith(text)
