"""What a browser showed in an attempt, on the product's page and by itself."""

import base64
from pathlib import Path
from uuid import uuid4

import aiohttp
import pytest

from pricetrail.clock import utc_now
from pricetrail.screenshots import Screenshots
from pricetrail.store.base import Write
from pricetrail.store.tables import ATTEMPT
from tests.support.browser import Browser
from tests.support.gallery import DAY, Gallery
from tests.support.serving import TOKEN, client_of, settings_for
from tests.support.website import Website
from tests.web.test_pages import OPEN_DETAILS, axe, look

__all__ = ["axe"]

JPEG = b"\xff\xd8\xff\xe0 and so on"


def jpeg_of(browser: Browser) -> bytes:
    """A real picture, of what the browser shows."""
    taken = browser.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "jpeg"})
    return base64.b64decode(taken["data"])


def test_an_attempt_shows_what_the_browser_saw(
    fresh_site: Website, browser: Browser, axe: str
) -> None:
    browser.open(fresh_site.url)
    picture, paths = jpeg_of(browser), []

    async def hang() -> None:
        services = fresh_site.services
        gallery = Gallery(services.store, utc_now())
        target = await gallery.track("http://far.test/kettle")
        for ago, is_kept in ((DAY, True), (2 * DAY, False)):
            attempt = await gallery.attempt(target, ago, "blocked", "HTTP 403")
            name = f"{attempt.uuid}.jpg"
            if is_kept:
                await services.screenshots.keep(attempt.uuid, picture)
            told = attempt.model_copy(update={"screenshot": name})
            await services.store.put([Write(ATTEMPT, ATTEMPT.row(told))])
        await gallery.state(target, "blocked", DAY, "HTTP 403")
        paths.append(f"/p/{target.target_id}")

    fresh_site.run(hang())
    browser.open(fresh_site.url + paths[0])
    browser.press("What the browser showed")
    [shown] = browser.all("img.screenshot")  # the other one lies on another machine
    assert "as the browser showed it" in (shown.get_attribute("alt") or "")
    browser.wait(lambda: browser.evaluate("return arguments[0].naturalWidth", shown) > 100)
    browser.evaluate(OPEN_DETAILS)
    look(browser, axe)
    shown.click()
    browser.wait(lambda: browser.path.endswith("/screenshot"))


@pytest.mark.parametrize("body", [b"<svg onload=alert(1)>", b"<!doctype html>", b""])
async def test_nothing_but_a_jpeg_is_served(tmp_path: Path, body: bytes) -> None:
    settings = settings_for(tmp_path)
    screenshots = Screenshots(tmp_path / "screenshots")
    kept, other = uuid4(), uuid4()
    await screenshots.keep(kept, JPEG)
    await screenshots.keep(other, body)
    async with client_of(settings) as client:
        async with client.get(f"/attempts/{kept}/screenshot") as answer:
            assert (answer.status, await answer.read()) == (200, JPEG)
            assert answer.headers["Content-Type"] == "image/jpeg"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer.headers["Content-Security-Policy"]
        for name in (str(other), str(uuid4()), "..%2Ft.db"):
            async with client.get(f"/attempts/{name}/screenshot") as answer:
                assert answer.status in {404, 422}
                assert answer.content_type != "image/jpeg"


async def test_a_screenshot_is_for_those_who_may_see_the_site(tmp_path: Path) -> None:
    kept = uuid4()
    await Screenshots(tmp_path / "screenshots").keep(kept, JPEG)
    path = f"/attempts/{kept}/screenshot"
    async with client_of(settings_for(tmp_path, api_token=TOKEN)) as client:
        stranger = aiohttp.ClientSession(client._base_url)
        async with stranger, stranger.get(path, allow_redirects=False) as answer:
            assert answer.status in {303, 401}
        mine = {"Authorization": f"Bearer {TOKEN}"}
        async with client.get(path, headers=mine) as answer:
            assert answer.status == 200
