"""Whoever is refused in a browser reads why, in a page; programs get the problem document."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from pricetrail.crud.tokens import create_token
from pricetrail.store.sqlite import SqliteStore
from tests.support.serving import TOKEN, client_of, settings_for

AS_BROWSER = {"Accept": "text/html,application/xhtml+xml"}
FOREIGN = {**AS_BROWSER, "Sec-Fetch-Site": "cross-site"}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    async with client_of(settings_for(tmp_path)) as session:
        yield session


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    settings = settings_for(tmp_path, api_token=TOKEN)
    async with client_of(settings) as session:
        yield session


async def told(answer: aiohttp.ClientResponse, status: int) -> str:
    text = await answer.text()
    assert answer.status == status
    assert answer.content_type == "text/html"
    assert answer.headers["Content-Security-Policy"]
    assert len(answer.headers.getall("Content-Length")) == 1
    return text


async def test_another_site_is_refused_in_a_page(client: aiohttp.ClientSession) -> None:
    async with client.post("/add", data={"urls": "x"}, headers=FOREIGN) as answer:
        text = await told(answer, 403)
    assert "A page of another site cannot change anything here. Nothing was changed." in text
    assert 'href="/"' in text


async def test_too_large_a_form_leads_back_to_it(client: aiohttp.ClientSession) -> None:
    async with client.get("/add?tags=a") as answer:
        headers = {**AS_BROWSER, "Referer": str(answer.url)}
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    large = b"urls=" + b"x" * 1_000_001
    for body in (large, chunks(large)):
        async with client.post("/add", data=body, headers=headers) as answer:
            text = await told(answer, 413)
        assert "That is too much at once" in text
        assert 'href="/add?tags=a"' in text


async def chunks(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 65_536):
        yield body[start : start + 65_536]


async def test_too_many_changes_say_how_long_to_wait(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, writes_per_s=0.1)
    async with client_of(settings) as client:
        for _ in range(5):
            async with client.post("/theme", data={"theme": "dark"}, headers=AS_BROWSER) as answer:
                await answer.read()
        text = await told(answer, 429)
    wait = answer.headers["Retry-After"]
    assert f"Too many changes from one client; wait {wait} s." in text
    assert "nothing is lost" in text


async def test_too_many_failed_logins_lead_back_to_the_form(
    guarded: aiohttp.ClientSession,
) -> None:
    for _ in range(11):
        async with guarded.post("/login", data={"token": "no"}, headers=AS_BROWSER) as answer:
            await answer.read()
    text = await told(answer, 429)
    assert "Too many failed logins" in text
    assert 'href="/login"' in text
    assert "Search products" not in text


async def test_a_token_that_may_only_read_is_told_so(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "trail.db")
    await store.open()
    _, secret = await create_token(store, "guest", "read")
    await store.close()
    async with client_of(settings_for(tmp_path, api_token=TOKEN)) as client:
        headers = {**AS_BROWSER, "Authorization": f"Bearer {secret}"}
        async with client.post("/p/x", data={"action": "pause"}, headers=headers) as answer:
            text = await told(answer, 403)
    assert "may only read" in text


async def test_what_a_path_does_not_know_is_told(client: aiohttp.ClientSession) -> None:
    async with client.post("/activity", headers=AS_BROWSER) as answer:
        assert "That cannot be done here" in await told(answer, 405)
        assert answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/products/none", "/nowhere", "/p/none"])
async def test_programs_get_documents_for_what_is_theirs(
    path: str, client: aiohttp.ClientSession
) -> None:
    accept = {"Accept": "application/json"} if not path.startswith("/products") else AS_BROWSER
    async with client.get(path, headers=accept) as answer:
        assert answer.status == 404
        is_page = answer.content_type == "text/html"
        assert is_page == (path == "/p/none")


async def test_foreign_names_get_a_page_that_leads_nowhere(client: aiohttp.ClientSession) -> None:
    async with client.get("/", headers={**AS_BROWSER, "Host": "evil.example"}) as answer:
        text = await told(answer, 400)
    assert "This address is not ours" in text
    assert "button-main" not in text


async def test_a_failed_login_still_knows_what_was_wanted(guarded: aiohttp.ClientSession) -> None:
    async with guarded.get("/?tag=a&q=b", headers=AS_BROWSER) as answer:
        form = await answer.text()
    assert 'value="/?tag=a&amp;q=b"' in form
    wrong = {"token": "no", "next": "/?tag=a&q=b"}
    async with guarded.post("/login", data=wrong, headers=AS_BROWSER) as answer:
        again = await told(answer, 401)
    assert "not known here" in again
    assert 'value="/?tag=a&amp;q=b"' in again
    elsewhere = {"token": "no", "next": "//evil.example/"}
    async with guarded.post("/login", data=elsewhere, headers=AS_BROWSER) as answer:
        assert "evil" not in await told(answer, 401)


async def test_a_session_that_is_over_says_so(guarded: aiohttp.ClientSession) -> None:
    headers = {**AS_BROWSER, "Cookie": "pricetrail_session=stale"}
    async with guarded.post("/theme", data={"theme": "dark"}, headers=headers) as answer:
        assert "Your session is over" in await told(answer, 401)
