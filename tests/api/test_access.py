"""Who may do what. Covers: auth and CSRF, DNS rebinding, scopes, limits."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from aiohttp import FormData

from pricetrail import crud
from pricetrail.api.access import SESSION_COOKIE, local_path
from pricetrail.main import create_app
from pricetrail.store.sqlite import SqliteStore
from tests.support.serving import TOKEN, client_of, settings_for

PUBLIC = {"/healthz", "/login"}
BEARER = {"Authorization": f"Bearer {TOKEN}"}
RECORD = {"url": "https://shop.example/p/1", "name": "A kettle", "price": "19.90"}


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    """A client, without a token, of an app that asks for one."""
    async with client_of(settings_for(tmp_path, api_token=TOKEN)) as client:
        yield client


async def status(client: aiohttp.ClientSession, method: str, path: str, **more: Any) -> int:
    async with client.request(method, path, allow_redirects=False, **more) as response:
        return response.status


async def named_token(folder: Path, name: str, scope: str) -> str:
    """The secret of a new token, made as another process would."""
    store = SqliteStore(folder / "trail.db")
    await store.open()
    try:
        return (await crud.create_token(store, name, scope))[1]  # type: ignore[arg-type]
    finally:
        await store.close()


async def log_in(client: aiohttp.ClientSession, token: str, **fields: str) -> str:
    """Where the login form leads to."""
    form = FormData({"token": token, **fields})
    async with client.post("/login", data=form, allow_redirects=False) as response:
        assert response.status == 303
        return response.headers["Location"]


@pytest.mark.threat("CVE-2024-23329", "every route")
async def test_every_route_is_shut_without_a_token(guarded: aiohttp.ClientSession) -> None:
    tried = 0
    for path, methods in create_app().openapi()["paths"].items():
        place = path.replace("{uuid}", str(uuid4())).replace("{", "").replace("}", "")
        for method in methods:
            found = await status(guarded, method, place, json={})
            assert found == (200 if path in PUBLIC else 401), place
            tried += 1
    assert tried > 15
    for page in ("/", "/docs", "/nowhere", "/p/x", "/activity"):
        assert await status(guarded, "GET", page) == 303


async def test_a_page_leads_to_the_login_and_back(guarded: aiohttp.ClientSession) -> None:
    async with guarded.get("/docs", allow_redirects=False) as response:
        assert response.headers["Location"] == "/login?next=/docs"
    assert await log_in(guarded, TOKEN, next="/docs") == "/docs"
    assert await status(guarded, "GET", "/docs") == 200
    assert await status(guarded, "GET", "/products") == 200
    assert await status(guarded, "POST", "/logout") == 303
    assert await status(guarded, "GET", "/products") == 401


async def test_a_refusal_says_how_to_log_in(guarded: aiohttp.ClientSession) -> None:
    async with guarded.get("/products") as response:
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert response.content_type == "application/problem+json"


async def test_a_bearer_token_opens(guarded: aiohttp.ClientSession) -> None:
    assert await status(guarded, "GET", "/products", headers=BEARER) == 200
    assert await status(guarded, "POST", "/events/scrape", headers=BEARER, json=RECORD) == 201
    wrong = {"Authorization": f"Bearer {TOKEN}x"}
    assert await status(guarded, "GET", "/products", headers=wrong) == 401
    async with guarded.get("/products", headers=wrong) as response:
        assert "may have been removed" in (await response.json(content_type=None))["detail"]


@pytest.mark.threat("CVE-2024-23329", "scopes")
async def test_a_scope_to_read_changes_nothing(
    guarded: aiohttp.ClientSession, tmp_path: Path
) -> None:
    reader = {"Authorization": f"Bearer {await named_token(tmp_path, 'reader', 'read')}"}
    writer = {"Authorization": f"Bearer {await named_token(tmp_path, 'writer', 'write')}"}
    for headers, expected in ((reader, 403), (writer, 201)):
        assert await status(guarded, "GET", "/products", headers=headers) == 200
        posted = await status(guarded, "POST", "/events/scrape", headers=headers, json=RECORD)
        assert posted == expected


async def test_a_removed_token_ends_its_sessions_within_a_second(
    guarded: aiohttp.ClientSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = await named_token(tmp_path, "laptop", "write")
    await log_in(guarded, secret)
    assert await status(guarded, "GET", "/products") == 200
    store = SqliteStore(tmp_path / "trail.db")
    await store.open()
    await crud.revoke_token(store, "laptop")
    await store.close()
    monkeypatch.setattr("pricetrail.api.access.monotonic", lambda: float("inf"))
    assert await status(guarded, "GET", "/products") == 401


async def test_a_session_ends_with_the_token_it_was_signed_by(tmp_path: Path) -> None:
    async with client_of(settings_for(tmp_path, api_token=TOKEN)) as client:
        await log_in(client, TOKEN)
        cookie = {c.key: c.value for c in client.cookie_jar}
    changed = settings_for(tmp_path, api_token="another")
    async with client_of(changed, cookies=cookie) as client:
        assert await status(client, "GET", "/products") == 401
        forged = {SESSION_COOKIE: cookie[SESSION_COOKIE].replace(".", "x.", 1)}
        assert await status(client, "GET", "/products", cookies=forged) == 401


@pytest.mark.threat("CVE-2024-23329", "login")
async def test_the_session_cookie_is_kept_from_scripts_and_other_sites(
    guarded: aiohttp.ClientSession,
) -> None:
    form = FormData({"token": TOKEN})
    async with guarded.post("/login", data=form, allow_redirects=False) as response:
        said = response.headers["Set-Cookie"].lower()
    assert "httponly" in said
    assert "samesite=strict" in said
    assert TOKEN not in said


@pytest.mark.threat("CVE-2024-23329", "login")
async def test_wrong_tokens_are_bounded(guarded: aiohttp.ClientSession) -> None:
    for _ in range(10):
        assert await log_in(guarded, "wrong") == "/login?failed=wrong"
    form = FormData({"token": TOKEN})
    async with guarded.post("/login", data=form, allow_redirects=False) as response:
        assert response.status == 429
        assert int(response.headers["Retry-After"]) >= 1
    guess = {"Authorization": "Bearer guess"}
    assert await status(guarded, "GET", "/products", headers=guess) == 429
    assert await status(guarded, "GET", "/products", headers=BEARER) == 200  # not to be guessed


@pytest.mark.threat("CVE-2024-23329", "requests of other sites")
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/page"},
    ],
)
async def test_other_sites_change_nothing(
    api: aiohttp.ClientSession, headers: dict[str, str]
) -> None:
    for path in ("/events/scrape", "/login", "/products/x/scrape"):
        assert await status(api, "POST", path, json=RECORD, headers=headers) == 403
    assert await status(api, "GET", "/products", headers=headers) == 200


async def test_our_own_pages_change_things(api: aiohttp.ClientSession) -> None:
    own = str(api._base_url).rstrip("/")
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": own}, {"Referer": f"{own}/"}):
        assert await status(api, "POST", "/events/scrape", json=RECORD, headers=headers) == 201


@pytest.mark.threat("CVE-2024-23329", "requests of other sites")
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_that_a_form_could_send_is_refused(
    api: aiohttp.ClientSession, kind: str
) -> None:
    for path in ("/events/scrape", "/products"):
        found = await status(api, "POST", path, data=b'{"a":1}', headers={"Content-Type": kind})
        assert found == 415


@pytest.mark.threat("CVE-2024-23329", "forged hosts")
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::2]:80", "a b"])
async def test_other_names_are_not_answered(api: aiohttp.ClientSession, host: str) -> None:
    assert await status(api, "GET", "/healthz", headers={"Host": host}) == 400


async def test_names_that_are_allowed_are_answered(tmp_path: Path) -> None:
    async with client_of(settings_for(tmp_path, allowed_hosts="Prices.Example, b")) as client:
        for host in ("prices.example", "PRICES.example:8000", "b", "localhost:1", "[::1]"):
            assert await status(client, "GET", "/healthz", headers={"Host": host}) == 200


async def test_changes_are_bounded_where_that_is_set(tmp_path: Path) -> None:
    async with client_of(settings_for(tmp_path, writes_per_s=0.25)) as client:
        assert await status(client, "POST", "/products/x/scrape") == 404
        async with client.post("/products/x/scrape") as response:
            assert response.status == 429
            assert 1 <= int(response.headers["Retry-After"]) <= 4
        assert await status(client, "GET", "/products") == 200


@pytest.mark.threat("CVE-2024-23329", "login")
@pytest.mark.parametrize(
    "wanted",
    ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:1", "", "/\n/x"],
)
def test_a_login_leads_to_no_other_site(wanted: str) -> None:
    assert local_path(wanted) == "/"
    assert local_path("/p/x?y=1") == "/p/x?y=1"
