"""Parameters that a route does not know: refused on every route of the API."""

import aiohttp
import pytest
from fastapi.routing import APIRoute
from yarl import URL

from pricetrail.api.direct import DirectRoute
from pricetrail.main import ROUTERS

NO_SUCH = "there is no such parameter"


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("GET", "/products?limt=5", f"query.limt: {NO_SUCH}; did you mean limit?"),
        ("HEAD", "/products?limt=5", ""),
        ("GET", "/products/x/events?limit=5&unitl=1", "query.unitl: "),
        ("GET", "/export.csv?tag=kitchen", f"query.tag: {NO_SUCH}; it knows product"),
        ("GET", "/quarantine/x/page?a", f"query.a: {NO_SUCH}; it knows none"),
        ("POST", "/products/x/scrape?%FF%2561=", "query.\N{REPLACEMENT CHARACTER}%61: "),
    ],
)
async def test_a_parameter_that_a_route_does_not_know_is_refused(
    method: str, path: str, said: str, api: aiohttp.ClientSession
) -> None:
    async with api.request(method, URL(path, encoded=True)) as response:
        assert response.status == 422
        assert response.content_type == "application/problem+json"
        if method != "HEAD":
            assert (await response.json())["detail"].startswith(said)


async def test_what_gets_past_caches_is_let_through(api: aiohttp.ClientSession) -> None:
    async with api.get("/products?_=1764000000&limit=1") as response:
        assert response.status == 200


async def test_a_page_for_people_takes_what_other_sites_append(api: aiohttp.ClientSession) -> None:
    async with api.get("/?utm_source=mail", headers={"Accept": "text/html"}) as response:
        assert response.status == 200


async def test_a_method_that_a_path_does_not_know_is_told_first(api: aiohttp.ClientSession) -> None:
    async with api.put("/products?limt=5") as response:
        assert response.status == 405


def test_every_route_of_the_api_looks_at_its_parameters() -> None:
    routes = (route for router in ROUTERS for route in router.routes)
    described = [one for one in routes if isinstance(one, APIRoute) and one.include_in_schema]
    assert len(described) > 30
    assert {type(one) for one in described} == {DirectRoute}
