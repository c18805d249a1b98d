"""One site and one browser that all these tests share; they run in one event loop."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from inspect import iscoroutinefunction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import pytest_asyncio

from pricetrail.fetch.browser.config import BrowserConfig
from pricetrail.fetch.browser.fetcher import BrowserFetcher
from pricetrail.fetch.client import HttpClient, HttpConfig
from pricetrail.fetch.gate import Egress, Endpoint
from pricetrail.fetch.politeness import LocalPoliteness
from pricetrail.fetch.retry import NO_RETRIES, RetryPolicy
from pricetrail.fetch.robots import Robots
from tests.support.browsing import NAME, SITE_ADDRESS, Names, Site, running_canary, running_site

_SHARED: dict[str, Any] = {"scope": "session", "loop_scope": "session"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All these tests run in the loop that the browser's proxy runs in."""
    here = Path(__file__).parent
    for item in items:
        is_async = isinstance(item, pytest.Function) and iscoroutinefunction(item.function)
        if is_async and here in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@dataclass
class World:
    """The site, its names, and `build`, which makes a fetcher for them with a browser of its own.

    Its keywords are `retry`, and those of `BrowserConfig`.
    """

    site: Site
    names: Names
    config: BrowserConfig
    build: Callable[..., BrowserFetcher]


@pytest_asyncio.fixture(**_SHARED)
async def world() -> AsyncIterator[World]:
    names = Names()
    with TemporaryDirectory(prefix="pt-") as home:  # Chromium needs a short path
        async with running_site() as site, _client(site, names) as client:
            yield _world(site, names, client, Path(home))


@pytest_asyncio.fixture(loop_scope="session")
async def polite(world: World) -> AsyncIterator[BrowserFetcher]:
    """A fetcher with a browser of its own, which takes turns at hosts, without a gap."""
    async with _client(world.site, world.names, LocalPoliteness(0)) as client:
        fetcher = _world(world.site, world.names, client, world.config.folder).build()
        yield fetcher
        await fetcher.close()


@asynccontextmanager
async def _client(
    site: Site, names: Names, politeness: LocalPoliteness | None = None
) -> AsyncIterator[HttpClient]:
    egress = Egress((SITE_ADDRESS,), {"mapped.test": Endpoint(SITE_ADDRESS, site.port)})
    politeness = politeness or LocalPoliteness(0, off=True)
    client = HttpClient(HttpConfig(NAME), egress, politeness, resolver=names)
    yield client
    await client.close()


def _world(site: Site, names: Names, client: HttpClient, home: Path) -> World:
    config = BrowserConfig(
        chromium="/usr/bin/chromium",
        chromedriver="/usr/bin/chromedriver",
        name=NAME,
        folder=home,
        sandbox=os.geteuid() != 0,
        max_page_bytes=400_000,
        max_traffic_bytes=2_000_000,
        timeout_s=25,
    )

    def build(retry: RetryPolicy = NO_RETRIES, **given: Any) -> BrowserFetcher:
        return BrowserFetcher(
            replace(config, **given),
            client.egress,
            client.politeness,
            Robots(client),
            retry=retry,
            resolver=names,
        )

    return World(site, names, config, build)


@pytest_asyncio.fixture(**_SHARED)
async def fetcher(world: World) -> AsyncIterator[BrowserFetcher]:
    """The fetcher that all share; who ends its browser makes one of their own."""
    fetcher = world.build()
    yield fetcher
    await fetcher.close()
    strangers = {name for name in world.names.asked if not name.endswith((".test", ".lan"))}
    assert strangers == set(), "Chromium asked somebody on its own account"


@pytest.fixture
def site(world: World) -> Site:
    """The shared site, without replies."""
    world.site.replies.clear()
    world.site.asked.clear()
    return world.site


@pytest.fixture
def names(world: World) -> Names:
    world.names.answers.clear()
    return world.names


@pytest_asyncio.fixture(loop_scope="session")
async def canary():
    async with running_canary() as running:
        yield running
