from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import aiohttp
import pytest

from pricetrail.clock import utc_now
from tests.support.browser import Browser, running_browser
from tests.support.embedded import clock, store
from tests.support.gallery import Gallery, hang_pictures
from tests.support.serving import client_of, settings_for
from tests.support.website import Website, running_website

__all__ = ["clock", "store"]


@pytest.fixture(scope="session")
def one_browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with running_browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture
def browser(one_browser: Browser) -> Iterator[Browser]:
    """The one browser, without cookies, wide and light; at the end nothing was complained about."""
    one_browser.scripts(on=True)
    one_browser.driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    one_browser.resize(1440)
    one_browser.prefer("light")
    one_browser.complaints()
    yield one_browser
    one_browser.open("about:blank")
    assert one_browser.complaints() == []


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Website, Gallery]]:
    hung: list[Gallery] = []
    with running_website(tmp_path_factory.mktemp("gallery")) as site:

        async def hang() -> None:
            hung.append(await hang_pictures(site.services.store, utc_now()))

        site.run(hang())
        yield site, hung[0]


@pytest.fixture(scope="session")
def site(shown: tuple[Website, Gallery]) -> Website:
    """An app with products of every kind; tests leave them as they are."""
    return shown[0]


@pytest.fixture(scope="session")
def gallery(shown: tuple[Website, Gallery]) -> Gallery:
    return shown[1]


@pytest.fixture
def fresh_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Website]:
    """An app with an empty store of its own."""
    with running_website(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
async def api(tmp_path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of an app with an empty store of its own."""
    async with client_of(settings_for(tmp_path)) as client:
        yield client
