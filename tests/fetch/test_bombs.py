"""THREATS "Bombs, memory": the memory of a process that is sent bombs stays within its cap."""

import asyncio
import sys

import pytest

from pricetrail.errors import PageRejected, PricetrailError
from pricetrail.fetch.base import Request
from tests.support.misbehaving import HOST, Robots

CAP_MB = 10
BOMB_MB = 200


async def peak_growth_mb(site, *paths: str) -> float:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.support.fetch_and_measure",
        str(site.port),
        str(CAP_MB * 1_000_000),
        *paths,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    assert process.returncode == 0
    before, after = map(float, output.split())
    return after - before


@pytest.mark.threat("CVE-2017-14158", "HTTP fetcher: memory")
@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "gzip,gzip", "gzip,br"])
async def test_a_bomb_costs_little_more_than_the_largest_page(site, coding) -> None:
    assert await peak_growth_mb(site, f"/bomb/{coding}?mb={BOMB_MB}") < 3 * CAP_MB


@pytest.mark.parametrize("path", ["/huge/chunked", "/huge/declared"])
async def test_a_huge_page_costs_little_more_than_the_largest_page(site, path) -> None:
    assert await peak_growth_mb(site, path) < 3 * CAP_MB


@pytest.mark.threat("CVE-2017-14158", "HTTP redirects")
async def test_the_body_of_a_redirect_is_not_even_read(fetcher, site) -> None:
    page = await fetcher.fetch(Request(f"http://{HOST}/bomb/gzip?mb=20&code=302"))
    assert page.final_url == f"http://{HOST}/page"


@pytest.mark.threat("CVE-2017-14158", "HTTP redirects")
async def test_a_bomb_behind_a_redirect_is_a_bomb(fetcher) -> None:
    with pytest.raises(PageRejected, match="larger than"):
        await fetcher.fetch(Request(f"http://{HOST}/to?u=/bomb/br%3Fmb=20"))


@pytest.mark.threat("CVE-2017-14158", "HTTP fetcher: memory")
@pytest.mark.parametrize("code", [403, 404, 500])
async def test_error_pages_have_the_same_limits(fetcher, code) -> None:
    with pytest.raises(PageRejected, match="larger than"):
        await fetcher.fetch(Request(f"http://{HOST}/bomb/gzip?mb=20&code={code}"))


async def test_a_bomb_for_robots_txt_is_cut_and_read(fetcher, site) -> None:
    site.robots[HOST] = Robots(302, headers={"Location": "/bomb/gzip?mb=50"})
    try:
        page = await fetcher.fetch(Request(f"http://{HOST}/page"))
    except PricetrailError as error:
        pytest.fail(f"robots.txt full of nothing forbids nothing: {error}")
    assert page.status == 200
