"""Every page, narrow and wide, light and dark: no barrier, no complaint, nothing cut off."""

from itertools import product
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest

from pricetrail import crud
from pricetrail.api.middleware.headers import CONTENT_SECURITY_POLICY
from pricetrail.schedule import take_now
from tests.support.browser import Browser, violations
from tests.support.gallery import Gallery
from tests.support.serving import TOKEN
from tests.support.shop import product_page
from tests.support.website import Website, running_website

AXE = Path(".cache/axe/node_modules/axe-core/axe.min.js")
WIDTHS = (390, 1440)
THEMES = ("light", "dark")

PAGES = {
    "cards": "/?view=cards",
    "table": "/?view=table",
    "nothing matches": "/?q=nosuchword",
    "add": "/add",
    "activity": "/activity",
    "alerts": "/alerts",
    "product": "/p/{Cordless drill AB 18}?range=all",
    "blocked product": "/p/{Blocked kettle}",
    "seen once": "/p/{Fresh teapot}",
    "without a price": "/p/{Priceless vase}",
    "right to left, three decimals": "/p/{سماعات رأس لاسلكية 60 ساعة (أسود)}",
    "edit": "/p/{Cordless drill AB 18}/edit",
    "untrack": "/p/{Cordless drill AB 18}/untrack",
}
OPEN_DETAILS = """
for (const one of document.querySelectorAll("details:not(tr:nth-child(n + 3) *)")) one.open = true;
"""
"""All that can be opened; of those in a table the first rows' alone, as the others are alike."""
CUT_OFF = """
return [...document.querySelectorAll(".table-wrap")]
  .filter(one => one.scrollWidth > one.clientWidth + 1)
  .map(one => `${one.ariaLabel}: ${one.scrollWidth} of ${one.clientWidth}`);
"""
"""The tables that do not fit in."""
MISSING = {"no product": "/p/nothing", "no page": "/nowhere"}


@pytest.fixture(scope="session")
def axe() -> str:
    """The script that looks for barriers."""
    return AXE.read_text()


def address(site: Website, gallery: Gallery, path: str) -> str:
    for name, product_id in gallery.ids.items():
        path = path.replace(f"{{{name}}}", quote(product_id))
    return site.url + path


def look(browser: Browser, axe: str) -> None:
    """At the page as it is, in every width and theme."""
    for width, theme in product(WIDTHS, THEMES):
        browser.resize(width)
        browser.prefer(theme)
        rules = () if theme == "light" else ("color-contrast",)
        assert violations(browser, axe, *rules) == [], (width, theme)
        wide = browser.evaluate("return document.documentElement.scrollWidth")
        assert wide <= width, f"{wide} at {width}"
        assert browser.evaluate(CUT_OFF) == [], width


@pytest.mark.parametrize("name", PAGES)
def test_pages_have_no_barrier(
    name: str, site: Website, gallery: Gallery, browser: Browser, axe: str
) -> None:
    browser.open(address(site, gallery, PAGES[name]))
    browser.evaluate(OPEN_DETAILS)
    look(browser, axe)


@pytest.mark.parametrize("name", MISSING)
def test_what_is_missing_is_told_in_a_page(
    name: str, site: Website, browser: Browser, axe: str
) -> None:
    browser.open(site.url + MISSING[name])
    browser.sees("There is no such thing here")
    browser.complaints()  # Chromium logs every 4xx answer
    look(browser, axe)


def test_targets_without_product_have_pages(site: Website, browser: Browser, axe: str) -> None:
    browser.open(site.url)
    paths = browser.evaluate(
        "return [...document.querySelectorAll('.card:has(.card-empty) h2 a')].map(a => a.pathname)"
    )
    assert len(paths) == 5  # one of them was seen once
    for path in paths:
        browser.open(site.url + path)
        browser.find(".product-head")
        assert violations(browser, axe) == []


def test_the_first_page_has_no_barrier(fresh_site: Website, browser: Browser, axe: str) -> None:
    browser.open(fresh_site.url)
    look(browser, axe)


def test_what_waits_in_quarantine_has_no_barrier(
    fresh_site: Website, browser: Browser, axe: str
) -> None:
    async def send() -> None:
        async with aiohttp.ClientSession(fresh_site.url) as api:
            for price in ("19.90", "1.99"):
                page = {"url": "http://shop.test/p", "html": product_page("A kettle", price)}
                async with api.post("/pages", json=page) as answer:
                    assert answer.ok

    fresh_site.run(send())
    browser.open(f"{fresh_site.url}/activity/quarantine")
    browser.sees("less than a third")
    look(browser, axe)


def test_long_names_and_prices_keep_within_the_page(
    site: Website, gallery: Gallery, browser: Browser, axe: str
) -> None:
    lamp = next(place for name, place in gallery.ids.items() if name.startswith("Long name"))
    browser.open(f"{site.url}/p/{quote(lamp)}")
    browser.sees("to €2,000,000.00")
    look(browser, axe)


def test_progress_and_confirmations_have_no_barrier(
    site: Website, browser: Browser, axe: str
) -> None:
    jobs: list[str] = []

    async def begin() -> None:
        target = await crud.get_target(site.services.store, "http://shop.test/p/just-added")
        gone = target.model_copy(update={"target_id": "0" * 16})
        clock = site.services.clock
        await take_now(site.services.store, target.target_id, clock())
        for one in (target, gone):
            job = await crud.start_job(site.services.store, "scrape", [one], clock=clock)
            jobs.append(job.job_id)

    site.run(begin())
    for job, told in zip(jobs, ("being scraped…", "is not scraped any more"), strict=True):
        browser.open(f"{site.url}/progress/{job}?bad=nonsense")
        browser.sees(told)
        browser.sees("These are no addresses of pages")
    look(browser, axe)
    browser.open(f"{site.url}/?view=table")
    browser.find("[data-all]").click()
    browser.press("Untrack…")
    browser.sees("Stop tracking")
    look(browser, axe)


def test_refusals_have_no_barrier(site: Website, browser: Browser, axe: str) -> None:
    browser.open(f"{site.url}/add")
    browser.evaluate("document.querySelector('form.add-form').action = '/activity'")
    browser.fill("#urls", "http://shop.test/p/1")
    browser.press("Track and scrape now")
    browser.sees("That cannot be done here")
    browser.complaints()  # Chromium logs every 4xx answer
    assert violations(browser, axe) == []
    browser.press("Back")
    browser.find("#urls")


def test_progress_loads_itself_again_without_scripts(fresh_site: Website, browser: Browser) -> None:
    target_ids: list[str] = []

    async def begin() -> None:
        store, clock = fresh_site.services.store, fresh_site.services.clock
        tracked = await crud.track(store, "http://shop.test/p/mug", clock=clock)
        job = await crud.start_job(store, "track", [tracked.target], clock=clock)
        await take_now(store, tracked.target.target_id, clock())
        target_ids.extend((tracked.target.target_id, job.job_id))

    async def end() -> None:
        store, clock = fresh_site.services.store, fresh_site.services.clock
        target = await crud.get_target(store, target_ids[0])
        await Gallery(store, clock()).change(target, state="blocked", last_attempt_at=clock())

    fresh_site.run(begin())
    browser.scripts(on=False)
    browser.open(f"{fresh_site.url}/progress/{target_ids[1]}")
    shown = lambda: browser.find("main").text  # noqa: E731
    browser.wait(lambda: "0 of 1 done" in shown())
    fresh_site.run(end())
    browser.wait(lambda: "1 of 1 done" in shown())
    assert "blocked by the shop" in shown()
    assert not browser.all("noscript meta, meta[http-equiv=refresh]")


def test_the_login_page_has_no_barrier(tmp_path_factory, browser: Browser, axe: str) -> None:
    with running_website(tmp_path_factory.mktemp("locked"), api_token=TOKEN) as site:
        browser.open(f"{site.url}/login")
        look(browser, axe)


def test_pages_work_without_scripts(site: Website, gallery: Gallery, browser: Browser) -> None:
    browser.scripts(on=False)
    browser.open(site.url)
    browser.find(".tools .without-js").click()
    browser.wait(lambda: "shop=" in browser.driver.current_url)
    browser.open(address(site, gallery, PAGES["product"]))
    browser.find("[title='Zoom in']").click()
    browser.wait(lambda: "since=" in browser.driver.current_url)
    browser.find("svg.plot")


def test_pages_hold_no_inline_script_or_style(
    site: Website, gallery: Gallery, browser: Browser
) -> None:
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    browser.open(site.url)
    paths = [address(site, gallery, path) for path in PAGES.values()]
    sources = browser.evaluate(
        "return Promise.all(arguments[0].map(path => fetch(path).then(answer => answer.text())))",
        paths,
    )
    assert len(sources) == len(PAGES)
    for source in sources:
        assert " style=" not in source
        assert "<style" not in source
        assert " onclick" not in source
        assert source.count("<script") == source.count('<script src="/static/')
