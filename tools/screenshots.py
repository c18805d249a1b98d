"""The pictures in ``docs/images``: the demo's main pages, as a browser shows them.

``python -m tools.screenshots`` runs the demo on a store of its own, opens Chromium and writes
each picture anew. Fonts are the machine's own: with Inter installed they look as intended.
"""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import quote

from pricetrail import crud, schedule
from pricetrail.bootstrap import Services
from pricetrail.config import Settings
from pricetrail.crud import alert_rules
from pricetrail.demo.simulate import Demo, open_demo, simulate
from pricetrail.main import Opener, create_app
from pricetrail.queue import LocalQueue
from tests.support.browser import Browser, running_browser
from tests.support.serving import served

FOLDER = Path("docs/images")
MOST_BYTES = 150_000

_QUALITIES = (90, 80, 70, 60, 50)


class Shot(NamedTuple):
    """A picture to take; ``{slug}`` in its path is a demo product's id."""

    name: str
    path: str
    theme: str
    width: int
    height: int


SHOTS = (
    Shot("products-light", "/?view=cards", "light", 1440, 1000),
    Shot("products-dark", "/?view=cards", "dark", 1440, 1000),
    Shot("table", "/?view=table", "light", 1440, 900),
    Shot("product-light", "/p/{akku-bohrschrauber-18v}", "light", 1440, 1000),
    Shot("product-dark", "/p/{B0DEMOHPH7}", "dark", 1440, 1000),
    Shot("phone-products", "/?view=cards", "dark", 390, 844),
    Shot("phone-product", "/p/{akku-bohrschrauber-18v}", "light", 390, 844),
    Shot("activity", "/activity", "light", 1440, 900),
    Shot("add", "/add", "light", 1440, 700),
    Shot("alerts", "/alerts", "light", 1440, 1060),
)


async def main() -> None:
    """Take all of them."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(store_url=f"sqlite:///{folder / 'demo.db'}", data_dir=folder)
        async with open_demo(settings) as demo:
            await _set_rules(demo.services)
            async for _ in simulate(demo):
                pass
            await _scrape_once(demo.services)
            ids = await _ids_of(demo)
            app = create_app(demo.services.settings, _handing_in(demo.services))
            async with served(app, demo.services.settings) as url:
                await asyncio.to_thread(take_all, url, ids, folder / "profile")


def take_all(url: str, ids: dict[str, str], profile: Path) -> None:
    """Every picture, of the app at `url`."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with running_browser(profile) as browser:
        for shot in SHOTS:
            path = shot.path
            for slug, product_id in ids.items():
                path = path.replace(f"{{{slug}}}", quote(product_id))
            browser.resize(shot.width, shot.height)
            browser.prefer(shot.theme)
            browser.open(url + path)
            _settle(browser)
            (FOLDER / f"{shot.name}.webp").write_bytes(_picture(browser))


async def _set_rules(app: Services) -> None:
    """Two rules for all that the demo tracks, so that alerts have something to show."""
    await alert_rules.add_rule(app.store, kind="drop", tag="demo", percent=Decimal(25))
    await alert_rules.add_rule(app.store, kind="back_in_stock", note="tell Ada, too")


async def _scrape_once(app: Services) -> None:
    """Scrape everything at the present, so that nothing is overdue."""
    queue = LocalQueue(app.pipeline.work)
    await schedule.dispatch(app.store, queue, clock=app.clock, catch_up=False)
    await queue.join()
    if app.pipeline.health is not None:
        await app.pipeline.health.flush()


async def _ids_of(demo: Demo) -> dict[str, str]:
    """Slug → product id, of the demo's products."""
    ids = {}
    async for product in crud.iter_products(demo.services.store):
        slug = (product.url or "").rpartition("/")[2]
        ids[slug] = product.product_id
    return ids


def _handing_in(built: Services) -> Opener:
    @asynccontextmanager
    async def opened(_: Settings) -> AsyncIterator[Services]:
        yield built

    return opened


def _settle(browser: Browser) -> None:
    """Wait until the pictures on the page are there."""
    ready = "return [...document.images].every(one => one.complete || one.loading === 'lazy')"
    browser.wait(lambda: browser.evaluate(ready), "picture")


def _picture(browser: Browser) -> bytes:
    """The window as WebP, in the best quality that is small enough."""
    for quality in _QUALITIES:
        asked = {"format": "webp", "quality": quality}
        answer = browser.driver.execute_cdp_cmd("Page.captureScreenshot", asked)
        body = base64.b64decode(answer["data"])
        if len(body) <= MOST_BYTES:
            break
    return body


if __name__ == "__main__":
    asyncio.run(main())
