"""The history as files and feeds, and the server's numbers."""

import csv
import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import aiohttp
import orjson
import pyarrow.parquet as pq
import pytest

from pricetrail.export import export_csv, export_jsonl
from pricetrail.export.parquet import export_parquet
from pricetrail.store.sqlite import SqliteStore
from tests.support.serving import client_of, settings_for

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "<script>alert(1)</script> & \" ' ]]> \ufffe =1+1"


async def post(api: aiohttp.ClientSession, n: int, **given: Any) -> str:
    """The product's id."""
    record = {"url": f"https://shop.example/p/{n}", "name": f"Kettle {n}", "currency": "EUR"}
    async with api.post("/events/scrape", json={**record, **given}) as response:
        assert response.status == 201, await response.text()
        return str((await response.json())["product"]["product_id"])


async def text(api: aiohttp.ClientSession, path: str, **query: str) -> str:
    async with api.get(path, params=query) as response:
        assert response.status == 200
        return await response.text()


@pytest.fixture
async def ids(api: aiohttp.ClientSession) -> list[str]:
    """Products with three events each; one has a hostile name."""
    found = []
    for n in range(3):
        for price in ("10", "12", "12"):
            name = HOSTILE if n == 0 else f"Kettle {n}"
            found.append(await post(api, n, price=price, name=name))
    return sorted(set(found))


async def test_streams_are_the_files_that_an_export_writes(
    api: aiohttp.ClientSession, ids: list[str], tmp_path: Path
) -> None:
    store = SqliteStore(tmp_path / "trail.db")
    await store.open()
    as_jsonl, as_csv, as_parquet = io.BytesIO(), io.BytesIO(), io.BytesIO()
    await export_jsonl(store, as_jsonl)
    await export_csv(store, as_csv)
    await export_parquet(store, as_parquet)
    await store.close()
    assert (await text(api, "/export.jsonl")).encode() == as_jsonl.getvalue()
    assert (await text(api, "/export.csv")).encode() == as_csv.getvalue()
    async with api.get("/export.parquet") as response:
        assert response.content_type == "application/vnd.apache.parquet"
        assert await response.read() == as_parquet.getvalue()


async def test_one_product_is_exported_alone(api: aiohttp.ClientSession, ids: list[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(await text(api, "/export.csv", product=ids[1]))))
    assert [row["product_id"] for row in rows] == [ids[1]] * 3
    lines = (await text(api, "/export.jsonl", product=ids[1])).splitlines()
    assert [orjson.loads(line)["type"] for line in lines] == [
        *["event"] * 3,
        "product",
        "product_version",
    ]
    async with api.get("/export.parquet", params={"product": ids[1]}) as response:
        events = pq.read_table(io.BytesIO(await response.read()))
        assert events["product_id"].to_pylist() == [ids[1]] * 3
    for form in ("csv", "jsonl", "parquet"):
        async with api.get(f"/export.{form}", params={"product": "unknown"}) as response:
            assert response.status == 404


async def test_a_large_history_is_streamed_whole(api: aiohttp.ClientSession) -> None:
    for n in range(12):
        await post(api, n, description=f"{n}" * 20_000)
    lines = (await text(api, "/export.jsonl")).splitlines()
    assert len(lines) == 36
    assert all(line.startswith("{") and line.endswith("}") for line in lines)


async def test_a_feed_tells_changes_newest_first(
    api: aiohttp.ClientSession, ids: list[str]
) -> None:
    feed = ET.fromstring(await text(api, "/feed.atom"))
    titles = [entry.findtext(f"{ATOM}title") or "" for entry in feed.iter(f"{ATOM}entry")]
    assert len(titles) == 6  # two prices each; the third event says nothing new
    assert titles[0] == "Kettle 2: 12 EUR"
    assert HOSTILE.replace("\ufffe", "") in {title.rpartition(":")[0] for title in titles}
    updated = [entry.findtext(f"{ATOM}updated") or "" for entry in feed.iter(f"{ATOM}entry")]
    assert updated == sorted(updated, reverse=True)
    links = {link.get("href") or "" for link in feed.iter(f"{ATOM}link")}
    assert f"{str(api._base_url).rstrip('/')}/p/{ids[0]}" in links
    one = ET.fromstring(await text(api, f"/products/{ids[1]}/feed.atom"))
    assert len(list(one.iter(f"{ATOM}entry"))) == 2


async def test_a_feed_of_a_tag_holds_what_has_it(api: aiohttp.ClientSession) -> None:
    feed = ET.fromstring(await text(api, "/feed.atom", tag="<none>"))
    assert not list(feed.iter(f"{ATOM}entry"))
    assert "<none>" in (feed.findtext(f"{ATOM}title") or "")


async def test_numbers_are_counted_by_route_and_not_by_path(
    api: aiohttp.ClientSession, ids: list[str]
) -> None:
    for path in (*ids, "unknown", "<hostile>"):
        async with api.get(f"/products/{path}"):
            pass
    said = await text(api, "/metrics")
    counted = 'pricetrail_http_requests_total{method="GET",route="/products/{product_id}"'
    assert f'{counted},status="200"}} 3.0' in said
    assert f'{counted},status="404"}} 2.0' in said
    assert "unknown" not in said
    assert "pricetrail_queue_jobs 0.0" in said
    assert 'pricetrail_http_request_duration_seconds_bucket{le="0.005"' in said


async def test_scrapes_are_counted_by_outcome(api: aiohttp.ClientSession, kettle: str) -> None:
    order = {"urls": [kettle, f"{kettle}/gone"]}
    async with api.post("/products", json=order) as response:
        job = (await response.json())["job"]["job_id"]
    async with api.get(f"/jobs/{job}", headers={"Accept": "text/event-stream"}) as response:
        await response.read()  # until it is finished
    said = ""
    while "pricetrail_queue_jobs 0.0" not in said:
        said = await text(api, "/metrics")
    assert 'pricetrail_scrapes_total{outcome="ok"} 1.0' in said
    assert 'pricetrail_scrapes_total{outcome="not_found"} 1.0' in said


async def test_each_app_counts_for_itself(api: aiohttp.ClientSession, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    async with client_of(settings_for(tmp_path / "b")) as other:
        await text(api, "/healthz")
        assert 'route="/healthz"' not in await text(other, "/metrics")
