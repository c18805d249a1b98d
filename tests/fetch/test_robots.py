"""robots.txt against RFC 9309, through the whole fetcher."""

import asyncio
from datetime import timedelta
from time import process_time

import pytest
from yarl import URL

from pricetrail.errors import EgressDenied, FetchFailed, PolicyError, RateLimited, RobotsDenied
from pricetrail.fetch.base import Request
from pricetrail.fetch.client import HttpClient, HttpConfig
from pricetrail.fetch.gate import Egress
from pricetrail.fetch.politeness import LocalPoliteness
from pricetrail.fetch.robots import Robots as RobotsTxt
from tests.support.misbehaving import HOST, Robots

SHOP = f"http://{HOST}"
DENY_ALL = "User-agent: *\nDisallow: /\n"


async def allowed(fetcher, path: str = "/page") -> bool:
    try:
        await fetcher.fetch(Request(SHOP + path))
    except RobotsDenied:
        return False
    return True


def times_asked(site) -> int:
    return sum(seen.path == "/robots.txt" for seen in site.seen)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 451])
async def test_a_4xx_allows_everything(fetcher, site, status) -> None:
    site.robots[HOST] = Robots(status, DENY_ALL)
    assert await allowed(fetcher)


@pytest.mark.parametrize("status", [500, 502, 503, 599])
async def test_a_5xx_forbids_everything_for_now(fetcher, site, clock, status) -> None:
    site.robots[HOST] = Robots(status)
    with pytest.raises(RobotsDenied, match=f"answers {status}: nothing is fetched for now"):
        await fetcher.fetch(Request(f"{SHOP}/page"))
    assert not await allowed(fetcher)
    assert (times_asked(site), site.paths) == (1, [])
    site.robots[HOST] = Robots(200)
    clock.advance(timedelta(minutes=10))
    assert await allowed(fetcher)


@pytest.mark.parametrize("status", [429, 503])
async def test_a_rate_limit_is_told_as_one(fetcher, site, status) -> None:
    site.robots[HOST] = Robots(status, headers={"Retry-After": "90"})
    with pytest.raises(RateLimited) as caught:
        await fetcher.fetch(Request(f"{SHOP}/page"))
    assert caught.value.retry_after == timedelta(seconds=90)
    assert site.paths == []


async def test_a_network_error_fetches_nothing_and_is_no_verdict(fetcher, site) -> None:
    site.robots[HOST] = Robots(breaks=True)
    with pytest.raises(FetchFailed):
        await fetcher.fetch(Request(f"{SHOP}/page"))
    assert site.paths == []
    site.robots[HOST] = Robots()
    assert await allowed(fetcher)


async def test_a_silent_server_is_a_network_error(build, site) -> None:
    site.robots[HOST] = Robots(silent=True)
    with pytest.raises(FetchFailed, match="longer than"):
        await build({HOST: site.endpoint}, timeout_s=0.3).fetch(Request(f"{SHOP}/page"))
    assert site.paths == []


@pytest.mark.parametrize("trouble", [Robots(500), Robots(breaks=True), Robots(429)])
async def test_an_older_copy_counts_while_a_newer_cannot_be_had(fetcher, site, clock, trouble):
    site.robots[HOST] = Robots(200, "User-agent: *\nDisallow: /status\n")
    assert await allowed(fetcher)
    site.robots[HOST] = trouble
    clock.advance(timedelta(hours=24))
    assert await allowed(fetcher)
    assert not await allowed(fetcher, "/status/200")
    asked = times_asked(site)
    clock.advance(timedelta(minutes=9))
    assert await allowed(fetcher)
    assert times_asked(site) == asked


async def test_a_copy_is_kept_for_a_day_by_the_clock(fetcher, site, clock) -> None:
    site.robots[HOST] = Robots(200)
    assert await allowed(fetcher)
    site.robots[HOST] = Robots(200, DENY_ALL)
    clock.advance(timedelta(hours=24) - timedelta(milliseconds=1))
    assert await allowed(fetcher)
    clock.advance(timedelta(milliseconds=1))
    assert not await allowed(fetcher)
    assert times_asked(site) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", True),
        ("User-agent: *\nDisallow:\n", True),
        (DENY_ALL, False),
        ("\ufeffUser-agent: *\nDisallow: /\n", False),
        ("user-agent: *\r\ndisallow: /\r\n", False),
        ("User-agent: pricetrail\nDisallow: /\n", False),
        ("User-agent: PriceTrail\nDisallow: /page\n", False),
        ("User-agent: otherbot\nDisallow: /\n", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: pricetrail\nAllow: /\n", True),
        ("User-agent: pricetrail\nDisallow: /x\n\nUser-agent: *\nDisallow: /\n", True),
        ("User-agent: a\nUser-agent: pricetrail\nDisallow: /page\n", False),
        ("User-agent: *\nDisallow: /\nAllow: /page\n", True),
        ("User-agent: *\nDisallow: /page\nAllow: /page\n", True),
        ("User-agent: *\nDisallow: /page/x\n", True),
        ("User-agent: *\nDisallow: /*ge$\n", False),
        ("User-agent: *\nDisallow: /pag$\n", True),
        ("User-agent: *\nDisallow: /%70age\n", False),
        ("User-agent: * # all\nDisallow: /page # this\n", False),
        ("User-agent: *\nUser-agent: x\nDisallow: /\n", False),
        ("User-agent: *\n\nSitemap: /s\nUser-agent: x\nDisallow: /\n", False),
        ("User-agent: *\nAllow: /\nUser-agent: x\nDisallow: /\n", True),
        ("User-agent: x\nDisallow: /\nUser-agent: *\nDisallow: /x\n", True),
        ("User-agent: price\nDisallow: /\n", True),
        ("User-agent: pricetrailer\nDisallow: /\n", True),
        ("User-agent: pricetrail/1.0\nDisallow: /\n", False),
        ("User agent *\nDisallow: /\n", False),
        ("useragent : *\nDisallow: /\n", False),
        ("Disallow: /\n", True),
        ("<html><body>Not found</body></html>", True),
        ("\0\xff\x00binary", True),
        ("# " + "x" * 520_000 + "\n" + DENY_ALL, True),  # beyond 500 KiB
        (DENY_ALL + "# " + "x" * 2_000_000, False),  # within it
    ],
)
async def test_rules_are_read_as_the_rfc_says(fetcher, site, text, expected) -> None:
    site.robots[HOST] = Robots(200, text)
    assert await allowed(fetcher) is expected


async def test_a_line_cut_at_the_limit_does_not_count(fetcher, site) -> None:
    start = "User-agent: *\n# "
    site.robots[HOST] = Robots(
        200, start + "x" * (500 * 1024 - len(start) - 11) + "\nDisallow: /page-that-is-cut\n"
    )
    assert await allowed(fetcher)


async def test_hostile_patterns_take_no_time(fetcher, site) -> None:
    """THREATS "ReDoS": wildcards in plenty, over a long path."""
    site.robots[HOST] = Robots(200, "User-agent: *\nDisallow: /" + "*a" * 500 + "*b\n")
    began = process_time()
    assert await allowed(fetcher, "/page?" + "a" * 1900)
    assert process_time() - began < 5


@pytest.mark.parametrize("name", ["bot{}", "*", "pricetrail"])
async def test_many_agents_with_many_rules_take_little(fetcher, site, name) -> None:
    """THREATS "Bombs, memory": each rule counts for each agent of its group."""
    agents = "".join(f"User-agent: {name.format(n)}\n" for n in range(10_000))
    site.robots[HOST] = Robots(200, agents + "Disallow: /*x*y\n" * 10_000)
    began = process_time()
    assert await allowed(fetcher)
    assert process_time() - began < 10


async def test_the_query_counts(fetcher, site) -> None:
    site.robots[HOST] = Robots(200, "User-agent: *\nDisallow: /*?sort=\n")
    assert not await allowed(fetcher, "/page?sort=up")
    assert await allowed(fetcher, "/page")


async def test_each_origin_has_its_own(fetcher, site) -> None:
    site.robots["other.test"] = Robots(200, DENY_ALL)
    assert await allowed(fetcher)
    with pytest.raises(RobotsDenied, match=r"robots\.txt of other\.test"):
        await fetcher.fetch(Request("http://other.test/page"))
    await fetcher.fetch(Request(f"http://{HOST}:8080/page"))
    assert times_asked(site) == 3


async def test_the_target_of_a_redirect_is_asked_for_too(fetcher, site) -> None:
    site.robots["other.test"] = Robots(200, DENY_ALL)
    site.robots[HOST] = Robots(200, "User-agent: *\nDisallow: /page\n")
    with pytest.raises(RobotsDenied, match=r"of other\.test"):
        await fetcher.fetch(Request(f"{SHOP}/to?u=http://other.test/page"))
    assert not await allowed(fetcher, "/to?u=/page")
    assert len(site.paths) == 2


async def test_a_redirect_is_followed_even_to_another_host(fetcher, site) -> None:
    site.robots[HOST] = Robots(301, headers={"Location": "http://other.test/robots.txt"})
    site.robots["other.test"] = Robots(200, DENY_ALL)
    assert not await allowed(fetcher)


@pytest.mark.parametrize("hops", [5, 6])
async def test_after_five_redirects_there_is_no_robots_txt(fetcher, site, hops) -> None:
    site.robots[HOST] = Robots(302, headers={"Location": f"/hops/{hops - 1}"})
    assert await allowed(fetcher)
    assert len(site.paths) == 5 + 1


@pytest.mark.parametrize("location", ["file:///etc/passwd", "http://127.0.0.1/", "http://[::1/"])
async def test_a_redirect_that_is_refused_fetches_nothing(fetcher, site, location) -> None:
    site.robots[HOST] = Robots(302, headers={"Location": location})
    with pytest.raises(RobotsDenied, match="leads nowhere"):
        await fetcher.fetch(Request(f"{SHOP}/page"))
    assert site.paths == []


async def test_the_gate_comes_before_robots(fetcher) -> None:
    with pytest.raises(EgressDenied):
        await fetcher.fetch(Request("http://127.0.0.1/page"))


async def test_many_at_once_ask_once(fetcher, site) -> None:
    site.robots[HOST] = Robots(200)
    await asyncio.gather(*(allowed(fetcher) for _ in range(20)))
    assert times_asked(site) == 1


async def test_a_cancelled_asker_does_not_stop_the_others(fetcher, site) -> None:
    first = asyncio.create_task(allowed(fetcher))
    second = asyncio.create_task(allowed(fetcher))
    await site.wait_for("/robots.txt")
    first.cancel()
    assert await second
    with pytest.raises(asyncio.CancelledError):
        await first


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 7\n", 7.0),
        ("User-agent: *\nCrawl-delay: 0.5\n", 0.5),
        ("User-agent: pricetrail\nCrawl-delay: 3\n\nUser-agent: *\nCrawl-delay: 9\n", 3.0),
        ("User-agent: *\nCrawl-delay: soon\n", 0.0),
        ("User-agent: *\nCrawl-delay: -1\n", 0.0),
        ("User-agent: *\nCrawl-delay: inf\n", 0.0),
        ("", 0.0),
    ],
)
async def test_the_crawl_delay_is_handed_on(robots_of, site, text, delay) -> None:
    site.robots[HOST] = Robots(200, text)
    assert await robots_of().check(URL(f"{SHOP}/page")) == delay


@pytest.fixture
async def robots_of(site, clock):
    hosts = {f"{n}.test": site.endpoint for n in range(9)} | {HOST: site.endpoint}
    client = HttpClient(
        HttpConfig("pricetrail/0"), Egress(host_map=hosts), LocalPoliteness(0, off=True)
    )
    yield lambda **limits: RobotsTxt(client, clock, **limits)
    await client.close()


@pytest.mark.parametrize("limits", [{"max_origins": 3}, {"max_kept_bytes": 3 * len(DENY_ALL)}])
async def test_memory_is_bounded_and_the_longest_unused_go_first(robots_of, site, limits) -> None:
    robots = robots_of(**limits)

    async def check(n: int) -> None:
        site.robots[f"{n}.test"] = Robots(200, DENY_ALL)
        with pytest.raises(PolicyError):
            await robots.check(URL(f"http://{n}.test/page"))

    for n in (0, 1, 2, 0, 3):  # 1 is the longest unused when 3 comes
        await check(n)
    assert len(robots._copies) == 3
    asked = times_asked(site)
    for n in (0, 2, 3):
        await check(n)
    assert times_asked(site) == asked
    await check(1)
    assert times_asked(site) == asked + 1
