"""Whatever a shop writes into a page is shown as text, and nothing else happens."""

from collections.abc import Iterator

import pytest

from pricetrail import crud, quarantine
from pricetrail.bootstrap import Services
from pricetrail.clock import utc_now
from pricetrail.crud import alert_rules
from pricetrail.schema import Page
from tests.support.browser import Browser
from tests.support.gallery import Gallery, daily
from tests.support.website import Website, running_website

MARKS = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "\"'><svg onload=document.title='owned'>",
    "</title></textarea></style><b>bold</b>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:document.title='owned'",
)
HOSTILE = " ".join(MARKS)
PATHS = ("/?view=cards", "/?view=table", "/activity", "{product}?range=all", "{product}/edit")
PATHS += ("{product}/untrack", "{target}", "/?tag={tag}", "/?q={tag}", "/?shop={tag}&state={tag}")

SOURCE = (
    "<!doctype html><html><title>{name}</title><script>document.title='owned'</script>"
    "<style>*{{color:red}}</style><link rel=stylesheet href=//evil.example/x.css>"
    '<script type="application/ld+json">{{"@type":"Product","name":"A posted lamp {tag}",'
    '"offers":{{"price":"{price}","priceCurrency":"EUR"}}}}</script>'
    "<h1>A posted lamp</h1><img src=x onerror=\"document.title='owned'\"><button>Add to cart"
)
OTHERS = (
    "/alerts",
    "/activity/quarantine",
    "/products/{lamp}/events/{event}/page",
    "/quarantine/{held}/page",
    "/feed.atom",
    "/products/{lamp}/feed.atom",
    "/products/{lamp}",
    "/export.csv?product={lamp}",
    "/p/%3Csvg%20onload=document.title='owned'%3E",
    "/products/%3Csvg%20onload=document.title='owned'%3E",
    "/progress/x?bad=%3Csvg/onload=document.title='owned'%3E",
    "/?cursor=%3Csvg/onload=document.title='owned'%3E",
    "/docs",
)


async def post(services: Services, price: str) -> None:
    """Read a hostile page as somebody's browser would send it."""
    html = SOURCE.format(name=MARKS[0], tag="<b>bold<\\/b>", price=price).encode()
    url = "http://shop.test/p/lamp"
    kind = {"content-type": "text/html; charset=utf-8"}
    page = Page(url, url, 200, kind, html, services.clock(), "posted")
    await services.pipeline.take_page(page)


@pytest.fixture(scope="module")
def posted(hostile: tuple[Website, list[str]]) -> dict[str, str]:
    """The names of a product that was read from a hostile page, its event, and what is held."""
    site, (product, _) = hostile
    names: dict[str, str] = {}

    async def read() -> None:
        services = site.services
        await post(services, "19.90")
        await post(services, "0.01")
        held = await quarantine.list_held(services.store, status="open", limit=1, cursor=None)
        names["held"] = held.items[0].id
        lamp = await crud.resolve(services.store, held.items[0].product_id or "")
        [event] = await crud.latest(services.store, lamp, limit=1)
        names.update(lamp=lamp, event=str(event.uuid))
        await alert_rules.add_rule(services.store, kind="gone", tag=MARKS[0], note=HOSTILE)
        await alert_rules.add_rule(services.store, kind="gone", product=product[3:], note=HOSTILE)

    site.run(read())
    return names


@pytest.mark.threat("CVE-2023-24769", "pages, sources, feeds and errors in a browser")
@pytest.mark.parametrize("path", OTHERS)
def test_no_page_runs_what_a_shop_or_a_link_says(
    path: str, hostile: tuple[Website, list[str]], posted: dict[str, str], browser: Browser
) -> None:
    browser.open(hostile[0].url + path.format(**posted))
    assert browser.evaluate("return document.title") != "owned"
    assert browser.evaluate(
        "return [...document.querySelectorAll('b, iframe, [onload], [onerror], h1 script')]"
        ".filter(one => one.tagName !== 'B' || one.textContent === 'bold').length"
    ) in (0, None)
    said = [one for one in browser.complaints() if "Failed to load resource" not in one]
    assert said == []


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Website, list[str]]]:
    paths: list[str] = []
    with running_website(tmp_path_factory.mktemp("hostile")) as site:

        async def hang() -> None:
            gallery = Gallery(site.services.store, utc_now())
            product = await gallery.product(
                HOSTILE,
                "http://shop.test/p/'\"<b>javascript:alert(1)",
                daily(5, 0, "2", "1"),
                tags=[MARKS[0]],
                price_raw=HOSTILE,
                brand=HOSTILE,
                sku=HOSTILE,
                mpn=HOSTILE,
                description=HOSTILE,
                country_of_origin=HOSTILE,
                image_url="javascript:document.title='owned'",
                specs={HOSTILE[:400]: HOSTILE[:400]},
                provenance={
                    "price": HOSTILE[:400],
                    HOSTILE[:300]: HOSTILE[:400],
                    "price_rejected": [{"value": MARKS[0], "source": MARKS[1], "reason": MARKS[2]}],
                },
            )
            target = await crud.get_target(site.services.store, product.product_id)
            await gallery.attempt(target, gallery.now - gallery.now, "invalid", HOSTILE)
            await gallery.state(target, "invalid", gallery.now - gallery.now, HOSTILE)
            failing = await gallery.track("http://far.test/<svg/onload=alert(1)>", MARKS[1])
            await gallery.state(failing, "fetch_failed", gallery.now - gallery.now, HOSTILE)
            paths.extend((f"/p/{product.product_id}", f"/p/{failing.target_id}"))

        site.run(hang())
        yield site, paths


@pytest.mark.threat("CVE-2023-24769", "pages in a browser")
@pytest.mark.threat("CVE-2024-32651", "pages in a browser")
@pytest.mark.parametrize("path", PATHS)
def test_scraped_text_stays_text(
    path: str, hostile: tuple[Website, list[str]], browser: Browser
) -> None:
    site, (product, target) = hostile
    tag = "%3Cscript%3Edocument.title%3D%27owned%27%3C%2Fscript%3E"
    browser.open(site.url + path.format(product=product, target=target, tag=tag))
    assert "owned" not in browser.evaluate(
        "document.querySelectorAll('details').forEach(one => one.open = true);"
        "return document.title.replace(arguments[0], '')",
        HOSTILE,
    )
    assert any(mark in browser.text or mark in browser.driver.title for mark in MARKS)
    strange = browser.evaluate(
        "return [...document.querySelectorAll('b, iframe, [onload], [onerror], [style],"
        ' script:not([src^="/static/"])\')].map(e => e.outerHTML)'
        ".concat([...document.links].map(a => a.protocol).filter(p => !/^https?:$/.test(p)))"
    )
    assert [one for one in strange if "pointer" not in one and 'class="tip"' not in one] == []


def test_a_pasted_text_is_told_as_text(fresh_site: Website, browser: Browser) -> None:
    browser.open(f"{fresh_site.url}/add")
    browser.fill("#urls", HOSTILE)
    browser.fill("#tags", MARKS[0])
    browser.press("Track and scrape now")
    browser.sees("Nothing of this is the address of a page")
    assert browser.driver.title == "Add products · pricetrail"
    browser.complaints()  # Chromium logs every 4xx answer


def test_messages_and_ways_back_cannot_be_chosen_by_strangers(
    site: Website, browser: Browser
) -> None:
    browser.open(f"{site.url}/?said=%3Cb%3Ehello")
    assert not browser.all(".notice")
    answer = browser.evaluate(
        "return fetch('/theme', {method: 'POST', body: new URLSearchParams("
        "{theme: 'dark', back: '//evil.example/'})}).then(answer => answer.url)"
    )
    assert answer == f"{site.url}/"
