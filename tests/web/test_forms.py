"""What no menu of a form offers, but whoever writes requests by hand can send."""

import aiohttp
import pytest

HUGE = ("366000000", str(10**15), str(10**30))


@pytest.mark.parametrize("every", [*HUGE, "0", "-1"])
async def test_no_interval_is_out_of_bounds(every: str, api: aiohttp.ClientSession) -> None:
    url = "http://shop.invalid/kettle"
    async with api.post("/add", data={"urls": url, "every": every}) as answer:
        assert 400 <= answer.status < 500
    async with api.post("/products", json={"urls": [url]}) as answer:
        [item] = (await answer.json())["job"]["items"]
    form = {"every": every, "fetcher": "http"}
    async with api.post(f"/p/{item['target_id']}/edit", data=form) as answer:
        assert answer.status == 422
        assert "interval_s" in await answer.text()


async def test_a_bound_is_set_and_taken_back(api: aiohttp.ClientSession) -> None:
    url = "http://shop.invalid/kettle"
    async with api.post("/products", json={"urls": [url], "jump": "7"}) as answer:
        [item] = (await answer.json())["job"]["items"]
    path = f"/p/{item['target_id']}/edit"
    for given, status, shown in (("x", 422, "7"), ("2,5", 200, "2.5"), ("", 200, "")):
        form = {"every": "3600", "fetcher": "http", "jump": given}
        async with api.post(path, data=form) as answer:
            assert answer.status == status
        async with api.get(path) as answer:
            assert f'autocomplete="off" value="{shown}" placeholder="3"' in await answer.text()
