"""The misbehaving site, and fetchers that reach it without waiting for anything."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from pricetrail.clock import ManualClock
from pricetrail.fetch.client import HttpClient, HttpConfig
from pricetrail.fetch.gate import Egress, Endpoint
from pricetrail.fetch.http import HttpFetcher
from pricetrail.fetch.politeness import LocalPoliteness, Politeness
from pricetrail.fetch.retry import NO_RETRIES, RetryPolicy
from pricetrail.fetch.robots import Robots
from tests.support.misbehaving import HOST, MisbehavingSite, misbehaving_site
from tests.support.times import NOON

CONFIG = HttpConfig(user_agent="pricetrail/0.0 (+https://contact.test)", max_page_bytes=1_000_000)


@pytest.fixture
async def site() -> AsyncIterator[MisbehavingSite]:
    async with misbehaving_site() as running:
        yield running


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOON)


@pytest.fixture
async def build(clock: ManualClock) -> AsyncIterator[Callable[..., HttpFetcher]]:
    """Builds fetchers, and closes them in the end."""
    built: list[HttpFetcher] = []

    def build_fetcher(
        hosts: dict[str, Endpoint] | None = None,
        *,
        allow: tuple[str, ...] = (),
        retry: RetryPolicy = NO_RETRIES,
        politeness: Politeness | None = None,
        resolver=None,
        ssl_context=None,
        **config: float | str,
    ) -> HttpFetcher:
        client = HttpClient(
            replace(CONFIG, **config),
            Egress(allow, hosts),
            politeness or LocalPoliteness(0, off=True),
            clock=clock,
            resolver=resolver,
            ssl_context=ssl_context,
        )
        fetcher = HttpFetcher(client, Robots(client, clock), clock=clock, retry=retry)
        built.append(fetcher)
        return fetcher

    yield build_fetcher
    for fetcher in built:
        await fetcher.close()
        await fetcher.close()


@pytest.fixture
def fetcher(build: Callable[..., HttpFetcher], site: MisbehavingSite) -> HttpFetcher:
    """A fetcher to which shop.test and other.test are the misbehaving site."""
    return build({HOST: site.endpoint, "other.test": site.endpoint})
