"""Tracking, jobs and what is told live, on a real shop of the test's own."""

import asyncio
from pathlib import Path
from typing import Any

import aiohttp
import orjson

from pricetrail.main import create_app
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import TARGET
from tests.support.serving import client_of, served, settings_for
from tests.support.shop import Reply, Shop, product_page

SSE = {"Accept": "text/event-stream"}


async def answer(
    api: aiohttp.ClientSession, method: str, path: str, expected: int, **more: Any
) -> Any:
    async with api.request(method, path, **more) as response:
        assert response.status == expected, await response.text()
        return None if expected == 204 else await response.json(content_type=None)


async def finished(api: aiohttp.ClientSession, job_id: str) -> dict[str, Any]:
    """A job, once all it asked for is done."""
    while not (job := await answer(api, "GET", f"/jobs/{job_id}", 200))["finished"]:  # noqa: ASYNC110 - as a client polls
        await asyncio.sleep(0.02)
    return dict(job)


async def track(api: aiohttp.ClientSession, url: str, **more: Any) -> dict[str, Any]:
    """The item of a URL's job, once it was scraped."""
    ordered = await answer(api, "POST", "/products", 202, json={"urls": [url], **more})
    return dict((await finished(api, ordered["job"]["job_id"]))["items"][0])


async def test_urls_are_tracked_and_scraped_at_once(
    api: aiohttp.ClientSession, kettle: str
) -> None:
    order = {"urls": [kettle, "nonsense"], "every": "6h", "tags": ["kitchen"]}
    async with api.post("/products", json=order) as response:
        assert response.status == 202
        ordered = await response.json()
        assert response.headers["Location"] == f"/jobs/{ordered['job']['job_id']}"
    assert [one["url"] for one in ordered["rejected"]] == ["nonsense"]
    job = await finished(api, ordered["job"]["job_id"])
    assert [item["outcome"] for item in job["items"]] == ["ok"]
    found = await answer(api, "GET", "/products?tag=kitchen", 200)
    assert [one["name"] for one in found["items"]] == ["A steel kettle"]
    assert found["items"][0]["product_id"] == job["items"][0]["product_id"]


async def test_private_addresses_are_rejected_with_the_reason(
    api: aiohttp.ClientSession, kettle: str
) -> None:
    private = ["http://10.0.0.1/x", "http://[::1]/x", "http://0x7f000001/x"]
    ordered = await answer(api, "POST", "/products", 202, json={"urls": [*private, kettle]})
    assert [one["url"] for one in ordered["rejected"]] == private
    assert "not a public address" in ordered["rejected"][0]["reason"]
    problem = await answer(api, "POST", "/products", 403, json={"urls": private})
    assert [one["url"] for one in problem["rejected"]] == private
    mixed = {"urls": [*private, "nonsense"]}
    assert len((await answer(api, "POST", "/products", 422, json=mixed))["rejected"]) == 4
    form = {"urls": private[0]}
    async with api.post("/add", data=form, headers={"Sec-Fetch-Site": "same-origin"}) as page:
        assert page.status == 422
        assert "not a public address" in await page.text()
    await finished(api, ordered["job"]["job_id"])
    found = await answer(api, "GET", "/products", 200)
    assert [one["name"] for one in found["items"]] == ["A steel kettle"]


async def test_a_product_is_scraped_again_when_asked(
    api: aiohttp.ClientSession, kettle: str, shop: Shop
) -> None:
    item = await track(api, kettle)
    shop.replies["/p/kettle"] = Reply(product_page("A steel kettle", "17.50"))
    path = f"/products/{item['product_id']}"
    job = await answer(api, "POST", f"{path}/scrape", 202)
    await finished(api, job["job_id"])
    assert (await answer(api, "GET", path, 200))["price"] == "17.5"
    stats = await answer(api, "GET", f"{path}/stats", 200)
    assert (stats["price"], stats["all_time"]["high"]) == ("17.5", "19.9")


async def test_how_a_product_is_scraped_is_changed_and_ended(
    api: aiohttp.ClientSession, kettle: str
) -> None:
    item = await track(api, kettle)
    path = f"/products/{item['product_id']}"
    change = {"every": "1d12h", "tags": ["b", "a"], "paused": True, "jump": "5"}
    target = await answer(api, "PATCH", path, 200, json=change)
    assert target["jump"] == "5"
    default = await answer(api, "PATCH", path, 200, json={"jump": "default"})
    assert (default["jump"], default["interval_s"]) == (None, 129_600)
    await answer(api, "PATCH", path, 422, json={"jump": "1"})
    assert (target["interval_s"], target["tags"], target["paused"]) == (129_600, ["a", "b"], True)
    assert (await answer(api, "GET", path, 200))["tags"] == ["a", "b"]
    await answer(api, "DELETE", path, 204)
    assert (await answer(api, "PATCH", path, 200, json={}))["untracked"] is True
    assert (await answer(api, "GET", f"{path}/events", 200))["items"]


async def test_steps_are_told_changed_and_taken_away(tmp_path: Path) -> None:
    steps = [{"do": "click", "css": "#accept", "optional": True}, {"do": "wait", "css": ".price"}]
    url = "http://127.0.0.1:9/p"
    async with client_of(settings_for(tmp_path, chromium="/no/chromium")) as api:
        item = await track(api, url, steps=steps)
        assert "/no/chromium" in item["reason"]  # there is no browser that could do them
        path = f"/products/{item['target_id']}"
        for change, expected in (
            ({}, steps),
            ({"steps": steps[1:]}, steps[1:]),
            ({"steps": []}, []),
        ):
            target = await answer(api, "PATCH", path, 200, json=change)
            for told, step in zip(target["steps"] or [], expected, strict=True):
                assert told.items() >= step.items()
        wrong = {"steps": [{"do": "leap"}]}
        await answer(api, "PATCH", path, 422, json=wrong)
        await answer(api, "POST", "/products", 422, json={"urls": [url], **wrong})


async def test_what_is_unknown_is_refused(api: aiohttp.ClientSession, kettle: str) -> None:
    for body in ({"urls": [kettle], "evry": "6h"}, {"urls": [kettle], "every": "1s"}, {}, []):
        problem = await answer(api, "POST", "/products", 422, json=body)
        assert problem["errors"]
    problem = await answer(api, "POST", "/products", 422, json={"urls": ["nonsense"]})
    assert problem["rejected"][0]["url"] == "nonsense"


async def test_what_is_missing_is_said(api: aiohttp.ClientSession) -> None:
    for path in ("/products/x", "/products/x/events", "/products/x/stats", "/jobs/x"):
        problem = await answer(api, "GET", path, 404)
        assert "'x'" in problem["detail"]


async def test_an_asin_of_several_shops_answers_with_the_candidates(
    api: aiohttp.ClientSession,
) -> None:
    for host in ("amazon.de", "amazon.fr"):
        record = {"url": f"https://{host}/dp/B000000001", "name": "K", "asin": "B000000001"}
        await answer(api, "POST", "/events/scrape", 201, json=record)
    problem = await answer(api, "GET", "/products/B000000001", 409)
    assert problem["candidates"] == ["amazon.de:B000000001", "amazon.fr:B000000001"]


async def test_a_job_is_told_live_until_it_is_finished(
    api: aiohttp.ClientSession, kettle: str, shop: Shop, tmp_path: Path
) -> None:
    shop.hangs.add("/p/stuck")
    stuck = f"http://127.0.0.1:{shop.port}/p/stuck"
    order = {"urls": [stuck, kettle.replace("127.0.0.1", "localhost")]}
    ordered = await answer(api, "POST", "/products", 202, json=order)
    async with api.get(f"/jobs/{ordered['job']['job_id']}", headers=SSE) as response:
        assert response.content_type == "text/event-stream"
        async for line in response.content:
            if b'"done":1' in line:
                break
        await remove_target(tmp_path, ordered["job"]["items"][0]["target_id"])
        lines = (await response.text()).splitlines()
    assert [line for line in lines if line.startswith("event:")] == ["event: job"]
    told = [orjson.loads(line[6:]) for line in lines if line.startswith("data: ")]
    assert [item["state"] for item in told[0]["items"]] == ["gone", "done"]
    assert told[0]["finished"]


async def remove_target(folder: Path, target_id: str) -> None:
    """Remove a target, as another process would."""
    store = SqliteStore(folder / "trail.db")
    await store.open()
    await store.delete(TARGET, {"target_id": target_id})
    await store.close()


async def test_a_stream_ends_when_the_server_is_told_to(tmp_path: Path, shop: Shop) -> None:
    shop.hangs.add("/p/stuck")
    url = f"http://127.0.0.1:{shop.port}/p/stuck"
    settings = settings_for(tmp_path)
    async with aiohttp.ClientSession() as client:
        async with served(create_app(settings), settings) as server:
            order = {"urls": [url]}
            ordered = await answer(client, "POST", f"{server}/products", 202, json=order)
            job = ordered["job"]["job_id"]
            stream = await client.get(f"{server}/jobs/{job}", headers=SSE)
            assert b"job" in await stream.content.readline()
        assert b"data: " in await stream.read()


async def test_a_list_is_paged_in_one_order(api: aiohttp.ClientSession) -> None:
    for n in range(7):
        record = {"url": f"https://shop.example/p/{n}", "name": f"Kettle {n}"}
        await answer(api, "POST", "/events/scrape", 201, json=record)
    whole = (await answer(api, "GET", "/products", 200))["items"]
    paged: list[Any] = []
    query: dict[str, str] = {"limit": "3"}
    while True:
        page = await answer(api, "GET", "/products", 200, params=query)
        paged += page["items"]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert paged == whole
    assert len(paged) == 7
    found = await answer(api, "GET", "/products", 200, params={"q": "kettle 3"})
    assert [one["name"] for one in found["items"]] == ["Kettle 3"]
