"""Validators, what is kept for a second, compression, and headers of every answer."""

import gzip
import re
import tracemalloc
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricetrail import crud
from pricetrail.api.answers import Answer, KeptAnswers
from pricetrail.api.rows import RowForm
from pricetrail.clock import time_uuid, utc_now
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import EVENT, PRODUCT, Table
from tests.support.rows import NOON, rows

RECORD = {"url": "https://shop.example/p/1", "name": "A kettle", "price": "19.90"}


@pytest.fixture
async def kettle_id(api: aiohttp.ClientSession) -> str:
    """The id of a product with twenty events."""
    now = utc_now()
    for n in range(20):
        body = {**RECORD, "price": str(20 + n), "uuid": str(time_uuid(now - timedelta(hours=n)))}
        async with api.post("/events/scrape", json=body) as response:
            stored = await response.json()
    return str(stored["product"]["product_id"])


@pytest.mark.parametrize("path", ["", "/events", "/stats"])
async def test_an_answer_is_not_sent_twice(
    api: aiohttp.ClientSession, kettle_id: str, path: str
) -> None:
    place = f"/products/{kettle_id}{path}"
    async with api.get(place) as response:
        etag = response.headers["ETag"]
        assert re.fullmatch('"[^"]+"', etag)
    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        async with api.get(place, headers={"If-None-Match": known}) as response:
            assert response.status == 304
            assert response.headers["ETag"] == etag
            assert await response.read() == b""
    async with api.get(place, headers={"If-None-Match": '"other"'}) as response:
        assert response.status == 200


async def test_each_form_of_an_answer_has_its_own_validator(
    api: aiohttp.ClientSession, kettle_id: str
) -> None:
    found = {}
    for coding in ("gzip", "identity"):
        headers = {"Accept-Encoding": coding}
        async with api.get(f"/products/{kettle_id}/events", headers=headers) as response:
            assert response.headers.get("Content-Encoding", "identity") == coding
            assert "Accept-Encoding" in response.headers["Vary"]
            found[coding] = (await response.read(), response.headers["ETag"])
    assert found["gzip"][0] == found["identity"][0]  # the client has unpacked it
    assert found["gzip"][1] != found["identity"][1]


@pytest.mark.parametrize(
    ("coding", "taken"),
    [
        ("gzip;q=0", False),
        ("gzip; q=0.0, identity", False),
        ("br, identity;q=0.5", False),
        ("gzip;q=0.1", True),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", True),
    ],
)
@pytest.mark.parametrize("path", ["/products", "/docs"])
async def test_gzip_is_for_those_who_take_it(
    api: aiohttp.ClientSession, kettle_id: str, path: str, coding: str, taken: bool
) -> None:
    assert kettle_id
    async with api.get(path, headers={"Accept-Encoding": coding}) as response:
        assert (response.headers.get("Content-Encoding") == "gzip") is taken
        assert "Accept-Encoding" in response.headers["Vary"]


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/docs", "/healthz", "/metrics", "/products", "/products/{}", "/products/{}/events"),
        *("/export.jsonl", "/export.csv", "/feed.atom", "/p/{}", "/products/nowhere", "/nowhere"),
    ],
)
async def test_head_is_get_without_its_body(
    api: aiohttp.ClientSession, kettle_id: str, path: str
) -> None:
    place = path.format(kettle_id)
    async with api.get(place) as full, api.head(place, allow_redirects=False) as head:
        assert head.status == full.status
        assert await head.read() == b""
        for name in ("Content-Type", "ETag", "Vary", "Content-Security-Policy"):
            assert head.headers.get(name) == full.headers.get(name), name


async def test_head_is_not_known_where_get_is_not(api: aiohttp.ClientSession) -> None:
    async with api.head("/events/scrape") as response:
        assert response.status == 405


async def test_whoever_wrote_reads_it_at_once(api: aiohttp.ClientSession, kettle_id: str) -> None:
    for price in ("31", "32", "33"):
        async with api.post("/events/scrape", json={**RECORD, "price": price}) as response:
            assert response.status == 201
        async with api.get(f"/products/{kettle_id}") as response:
            assert (await response.json())["price"] == price


async def test_what_another_process_wrote_shows_within_a_second(
    api: aiohttp.ClientSession, kettle_id: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def price() -> Any:
        async with api.get(f"/products/{kettle_id}") as response:
            return (await response.json())["price"]

    before = await price()
    store = SqliteStore(tmp_path / "trail.db")
    await store.open()
    await crud.add_scrape_event(store, {**RECORD, "price": "77"})
    await store.close()
    assert await price() in (before, "77")
    monkeypatch.setattr("pricetrail.api.answers.KEPT_FOR_S", 0)  # as if a second had passed
    assert await price() == "77"


def answer(at: float, size: int = 10) -> Answer:
    return Answer(b"x" * size, None, at)


def test_a_kept_answer_is_less_than_a_second_old() -> None:
    now = 100.0
    kept = KeptAnswers(lambda: now)
    kept.keep(("/a", b""), answer(at=99.5), kept.writes)
    assert kept.get(("/a", b"")) is not None
    now = 100.5
    assert kept.get(("/a", b"")) is None


def test_an_answer_that_was_read_before_a_write_is_not_kept() -> None:
    kept = KeptAnswers(lambda: 0.0)
    writes = kept.writes
    kept.drop()
    kept.keep(("/a", b""), answer(at=0.0), writes)
    assert kept.get(("/a", b"")) is None


def test_what_is_kept_is_bounded() -> None:
    kept = KeptAnswers(lambda: 0.0)
    for n in range(40):
        kept.keep((f"/{n}", b""), answer(at=0.0, size=900_000), kept.writes)
    assert 10 <= sum(kept.get((f"/{n}", b"")) is not None for n in range(40)) <= 17
    assert kept.get(("/39", b"")) is not None
    kept.keep(("/large", b""), answer(at=0.0, size=2_000_000), kept.writes)
    assert kept.get(("/large", b"")) is None


def test_the_packed_form_is_the_same_answer() -> None:
    large = answer(at=0.0, size=5000)
    assert gzip.decompress(large.gzipped()) == large.body


@pytest.mark.parametrize("path", ["/products", "/nowhere", "/docs", "/metrics", "/healthz"])
async def test_every_answer_has_an_id_and_keeps_browsers_in_bounds(
    api: aiohttp.ClientSession, path: str
) -> None:
    async with api.get(path) as response:
        headers = response.headers
    assert re.fullmatch("[0-9a-f]{32}", headers["X-Request-ID"])
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("given", "kept"), [("abc-1.2_3", True), ("a b", False), ("x" * 65, False)]
)
async def test_a_plain_id_of_the_client_is_kept(
    api: aiohttp.ClientSession, given: str, kept: bool
) -> None:
    async with api.get("/healthz", headers={"X-Request-ID": given}) as response:
        assert (response.headers["X-Request-ID"] == given) is kept


async def test_a_method_that_is_not_there_is_told_the_ones_that_are(
    api: aiohttp.ClientSession,
) -> None:
    async with api.put("/products/x") as response:
        assert response.status == 405
        assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "PATCH", "DELETE"}


async def test_a_body_is_bounded(api: aiohttp.ClientSession) -> None:
    async def endless() -> Any:
        for _ in range(40):
            yield b" " * 65_536

    json = {"Content-Type": "application/json"}
    for data in (b" " * 1_000_001, endless()):
        async with api.post("/events/scrape", data=data, headers=json) as response:
            assert response.status == 413
            assert response.content_type == "application/problem+json"
    async with api.get("/healthz") as response:
        assert response.status == 200


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 100_000, b"9" * 100_000, b"nul"])
async def test_hostile_json_is_refused(api: aiohttp.ClientSession, body: bytes) -> None:
    json = {"Content-Type": "application/json"}
    async with api.post("/events/scrape", data=body, headers=json) as response:
        assert response.status in (400, 422)
        assert (await response.json(content_type=None))["detail"]


async def test_lists_say_of_each_item_what_it_says_itself(
    api: aiohttp.ClientSession, kettle_id: str
) -> None:
    async def get(path: str) -> Any:
        async with api.get(path) as response:
            return await response.json()

    listed = (await get("/products"))["items"][0]
    assert listed == await get(f"/products/{kettle_id}")
    for event in (await get(f"/products/{kettle_id}/events"))["items"]:
        assert event == await get(f"/products/{kettle_id}/events/{event['uuid']}")


@pytest.mark.parametrize("table", [EVENT, PRODUCT], ids=lambda table: table.name)
@given(data=st.data())
@settings(max_examples=50, deadline=None)
def test_rows_become_what_their_items_say(table: Table, data: st.DataObject) -> None:
    row = data.draw(rows(table))
    if table is EVENT:
        row["recorded_at"] = NOON  # never null, as the ids
    shown = orjson.loads(RowForm(table).page([dict(row)], "next"))
    assert shown == {"items": [table.load(row).json_dict()], "next": "next"}


def test_what_is_kept_of_a_row_holds_no_room_to_spare() -> None:
    row = {**dict.fromkeys(PRODUCT.columns), "product_id": "shop.example:1", "name": "A kettle"}
    tracemalloc.start()
    try:
        kept = [RowForm(PRODUCT).one(dict(row)) for _ in range(50)]
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 2 * sum(map(len, kept))
