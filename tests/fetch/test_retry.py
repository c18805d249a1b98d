"""How often, how soon and after what a fetch is tried again; and Retry-After."""

import socket
import ssl
from datetime import timedelta
from urllib.parse import quote

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from hypothesis import given
from hypothesis import strategies as st

from pricetrail.errors import FetchFailed, PageRejected, RateLimited
from pricetrail.fetch.base import Request
from pricetrail.fetch.gate import Endpoint
from pricetrail.fetch.retry import LONGEST_PAUSE, RetryPolicy, parse_retry_after
from tests.support.misbehaving import HOST, Robots
from tests.support.resolvers import ScriptedResolver
from tests.support.times import NOON

SHOP = f"http://{HOST}"


class Waits(list[float]):
    """Remembers the waits instead of waiting."""

    async def sleep(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def policy(waits) -> RetryPolicy:
    return RetryPolicy(first_wait_s=8.0, sleep=waits.sleep, uniform=lambda low, high: low)


@pytest.fixture
def fetcher(build, site, policy):
    return build({HOST: site.endpoint}, retry=policy)


@pytest.mark.parametrize("status", [500, 502, 504])
@pytest.mark.parametrize(("times", "final", "tries"), [(1, 200, 2), (2, 200, 3), (9, None, 3)])
async def test_passing_statuses_are_tried_three_times(
    fetcher, site, waits, status, times, final, tries
) -> None:
    page = await fetcher.fetch(Request(f"{SHOP}/flaky/{status}?times={times}"))
    assert page.status == (final or status)
    assert len(site.paths) == tries
    assert waits == [4.0, 8.0][: tries - 1]


@pytest.mark.parametrize("status", [400, 403, 404, 410, 501, 503, 505])
async def test_other_statuses_are_final(fetcher, site, waits, status) -> None:
    assert (await fetcher.fetch(Request(f"{SHOP}/status/{status}"))).status == status
    assert (len(site.paths), waits) == (1, [])


@pytest.mark.parametrize("path", ["/truncated/length", "/truncated/gzip"])
async def test_a_broken_body_is_tried_three_times(fetcher, site, waits, path) -> None:
    with pytest.raises(FetchFailed):
        await fetcher.fetch(Request(SHOP + path))
    assert (len(site.paths), len(waits)) == (3, 2)


async def test_a_broken_connection_is_tried_again(fetcher, waits) -> None:
    page = await fetcher.fetch(Request(f"{SHOP}/flaky/0?times=2"))
    assert page.status == 200
    assert waits == [4.0, 8.0]


async def test_a_closed_port_is_tried_three_times(build, waits, policy) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        with pytest.raises(FetchFailed):
            await build({HOST: Endpoint("127.0.0.1", port)}, retry=policy).fetch(Request(SHOP))
    assert waits == [4.0, 8.0]


@pytest.mark.parametrize("path", ["/huge/declared", "/typed/image/png", "/loop/a", "/limited/429"])
async def test_what_will_not_pass_is_tried_once(fetcher, waits, path) -> None:
    with pytest.raises((FetchFailed, PageRejected, RateLimited)):
        await fetcher.fetch(Request(SHOP + path))
    assert waits == []


@pytest.mark.parametrize("code", [429, 503])
async def test_a_short_retry_after_is_waited_for(fetcher, site, waits, code) -> None:
    page = await fetcher.fetch(Request(f"{SHOP}/limited/{code}?after=7&times=1"))
    assert (page.status, waits, len(site.paths)) == (200, [7.0], 2)


async def test_a_retry_after_in_vain_ends_after_three_tries(fetcher, site, waits) -> None:
    with pytest.raises(RateLimited) as caught:
        await fetcher.fetch(Request(f"{SHOP}/limited/429?after=7"))
    assert caught.value.retry_after == timedelta(seconds=7)
    assert (waits, len(site.paths)) == ([7.0, 7.0], 3)


@pytest.mark.parametrize("after", ["31", "3600", quote("Wed, 02 Sep 2026 12:00:00 GMT")])
async def test_a_long_retry_after_is_left_to_the_schedule(fetcher, site, waits, after) -> None:
    with pytest.raises(RateLimited):
        await fetcher.fetch(Request(f"{SHOP}/limited/429?after={after}"))
    assert (waits, len(site.paths)) == ([], 1)


async def test_the_time_of_a_fetch_is_one_budget_over_all_tries(build, site, waits, policy):
    fetcher = build({HOST: site.endpoint}, retry=policy, timeout_s=3)
    with pytest.raises(FetchFailed, match=r"longer than 3 seconds"):
        await fetcher.fetch(Request(f"{SHOP}/slow-after-500"))
    assert (len(site.paths), waits) == (2, [4.0])


async def test_robots_in_trouble_are_asked_again(fetcher, site, waits) -> None:
    site.robots[HOST] = Robots(breaks=True)
    with pytest.raises(FetchFailed):
        await fetcher.fetch(Request(f"{SHOP}/page"))
    assert (site.paths, len(waits)) == ([], 2)


def no_address(number: int) -> FetchFailed:
    key = ConnectionKey("x.test", 80, False, True, None, None, None)
    error = FetchFailed("x.test has no address")
    error.__cause__ = aiohttp.ClientConnectorDNSError(key, socket.gaierror(number, "no"))
    return error


def untrusted() -> FetchFailed:
    error = FetchFailed("x.test offers no trusted TLS connection")
    error.__cause__ = ssl.SSLCertVerificationError("no")
    return error


def test_a_name_that_does_not_exist_and_a_bad_certificate_are_final() -> None:
    policy = RetryPolicy(uniform=lambda low, high: high)
    assert policy.wait_after(no_address(socket.EAI_NONAME), 1) is None
    assert policy.wait_after(untrusted(), 1) is None
    assert policy.wait_after(no_address(socket.EAI_AGAIN), 1) == 1.0
    assert policy.wait_after(FetchFailed("broken"), 2) == 2.0


async def test_an_unknown_name_is_asked_for_once(build, policy, waits) -> None:
    class NoName(ScriptedResolver):
        async def resolve(self, host, port=0, family=socket.AF_INET):
            self.asked.append(host)
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    resolver = NoName([])
    with pytest.raises(FetchFailed):
        await build(resolver=resolver, retry=policy).fetch(Request("http://nowhere.test/"))
    assert (waits, resolver.asked) == ([], ["nowhere.test"])


@given(tried=st.integers(1, 6))
def test_backoff_doubles_and_is_drawn_from_its_upper_half(tried: int) -> None:
    whole = 2.0 ** (tried - 1)
    wait = RetryPolicy().wait_after(FetchFailed("broken"), tried)
    assert wait is not None
    assert whole / 2 <= wait <= whole


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("٣", None),
        ("0", 0),
        ("120", 120),
        (" 7 ", 7),
        ("99999999999999999999", LONGEST_PAUSE.total_seconds()),
        ("Tue, 01 Sep 2026 12:02:00 GMT", 120),
        ("Tuesday, 01-Sep-26 12:02:00 GMT", 120),
        ("Tue Sep  1 12:02:00 2026", 120),
        ("Tue, 01 Sep 2026 14:02:00 +0200", 120),
        ("Tue, 01 Sep 2026 11:00:00 GMT", 0),
        ("Fri, 01 Sep 2990 12:00:00 GMT", LONGEST_PAUSE.total_seconds()),
        ("Tue, 32 Sep 2026 12:00:00 GMT", None),
        ("Tue, 01 Sep 99999 12:00:00 GMT", None),
    ],
)
def test_retry_after_is_read_by_its_rules(value: str | None, seconds: float | None) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert parse_retry_after(value, NOON) == expected


@given(st.text(max_size=40))
def test_any_retry_after_gives_a_bounded_wait_or_none(value: str) -> None:
    wait = parse_retry_after(value, NOON)
    assert wait is None or timedelta() <= wait <= LONGEST_PAUSE
