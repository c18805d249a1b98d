"""A page that only a browser can read, from its target to its event."""

import os
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import pytest_asyncio

from pricetrail import crud
from pricetrail.bootstrap import Overrides, Services, services
from pricetrail.clock import ManualClock
from pricetrail.config import Settings
from pricetrail.errors import UsageError
from pricetrail.fetch.gate import Endpoint
from pricetrail.fetch.retry import NO_RETRIES
from pricetrail.steps import steps_of
from tests.support.browsing import SITE_ADDRESS

# As large shops have it: the shell names the product, all that is asked for comes when it is seen.
MARKET = """<!doctype html><html lang=en><head><title>Kitsune kettle 1.7 l | Market</title></head>
<body><noscript>Please switch on JavaScript to continue.</noscript>
<nav>Departments Deals Sell Help</nav><div id=dp><h1 id=title>Kitsune kettle 1.7 l</h1>
<div style='height:2500px'></div><div id=buybox></div></div><script>
const box = document.getElementById('buybox');
new IntersectionObserver((seen, watch) => {
  if (!seen.some(one => one.isIntersecting)) return;
  watch.disconnect();
  fetch('/api/offer').then(r => r.json()).then(offer => {
    box.innerHTML = `<div class="price-block"><span class="price">${offer.price}</span></div>
      <div id="availability">In stock</div>
      <button id="add-to-cart">Add to cart</button>`;
  });
}).observe(box);
</script></body></html>"""
OFFER = {"headers": {"Content-Type": "application/json"}}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def app(world, tmp_path_factory) -> AsyncIterator[Services]:
    settings = Settings(
        store_url=f"sqlite:///{tmp_path_factory.mktemp('trail') / 'history.db'}",
        politeness="off",
        browser_sandbox="on" if os.geteuid() else "off",
        timeout_s=25,
        _env_file=None,
    )
    clock = ManualClock(datetime(2026, 3, 1, 12, tzinfo=UTC))
    names = ("market.test", "steps.test", "plain.test", "empty.test", "blocked.test")
    hosts = dict.fromkeys(names, Endpoint(SITE_ADDRESS, world.site.port))
    async with services(settings, Overrides(clock, hosts, retry=NO_RETRIES)) as built:
        yield built


@pytest.fixture
def store(app):
    return app.store


async def test_from_target_to_event_through_the_browser(app, site) -> None:
    site.says("/dp/1", MARKET)
    site.says("/api/offer", '{"price": "€ 49.90"}', **OFFER)
    url = "http://market.test/dp/1"
    target, _ = await crud.track(app.store, url, clock=app.clock)
    scrape = await app.pipeline.scrape_slot(target, target.next_due)
    assert scrape is not None
    event = scrape.event
    assert event is not None, scrape.attempt.reason
    assert (event.name, event.price, event.currency) == (
        "Kitsune kettle 1.7 l",
        Decimal("49.90"),
        "EUR",
    )
    assert (event.availability, event.fetcher) == ("in_stock", "browser")
    assert [e async for e in crud.history(app.store, event.product_id)] == [event]
    assert scrape.attempt.screenshot is None

    target = await crud.get_target(app.store, url)
    assert target.rendered
    site.asked.clear()
    again = await app.pipeline.scrape(target)
    assert again.event is not None
    assert site.asked.count("market.test/dp/1") == 1, "plain http is known not to do"


async def test_a_page_that_plain_http_reads_never_gets_a_browser(app, site) -> None:
    body = "<title>Kettle</title><h1>Kettle</h1><p itemscope itemtype='https://schema.org/Product'>"
    body += "<b itemprop=name>Kettle</b><span itemprop=offers itemscope itemtype="
    body += "'https://schema.org/Offer'><i itemprop=price content=5></i>"
    body += "<i itemprop=priceCurrency content=EUR></i></span></p><script src=/app.js></script>"
    site.says("/plain", body)
    scrape = await app.pipeline.scrape_url("http://plain.test/plain")
    assert scrape.event is not None
    assert scrape.event.fetcher == "http"
    assert site.asked.count("plain.test/plain") == 1


async def test_a_block_is_a_block_and_no_reason_for_a_browser(app, site) -> None:
    site.says("/p", "<div id=root></div><script></script>", status=403)
    scrape = await app.pipeline.scrape_url("http://blocked.test/p")
    assert (scrape.attempt.outcome, scrape.attempt.fetcher) == ("blocked", "http")


async def test_steps_of_a_target_are_done_and_can_be_changed(app, site) -> None:
    hidden = MARKET.replace("id=buybox", "id=buybox hidden")
    opener = (
        "<button id=open onclick=\"document.getElementById('buybox').hidden = false\">+</button>"
    )
    site.says("/dp/2", hidden.replace("</nav>", f"</nav>{opener}"))
    site.says("/api/offer", '{"price": "€ 12"}', **OFFER)
    steps = steps_of([{"do": "click", "css": "#open"}, {"do": "scroll"}])
    url = "http://steps.test/dp/2"
    target, _ = await crud.track(app.store, url, steps=steps, clock=app.clock)
    assert target.steps == [{"do": "click", "css": "#open"}, {"do": "scroll"}]
    scrape = await app.pipeline.scrape(await crud.get_target(app.store, url))
    assert scrape.event is not None, scrape.attempt.reason
    assert scrape.event.price == 12
    assert site.asked.count("steps.test/dp/2") == 1, "steps need a browser"

    with pytest.raises(UsageError, match="steps need a browser"):
        await crud.change_target(app.store, url, fetcher="http")
    target = await crud.change_target(app.store, url, steps=())
    assert target.steps is None
    assert (await crud.get_target(app.store, url)).steps is None


async def test_a_failure_is_kept_with_a_picture_of_the_page(app, site) -> None:
    site.says("/p", "<div id=root></div><script></script>")
    steps = steps_of([{"do": "click", "css": "#nowhere", "within_s": 0.1}])
    url = "http://empty.test/p"
    await crud.track(app.store, url, clock=app.clock)
    unread = await app.pipeline.scrape(await crud.get_target(app.store, url))
    assert (unread.attempt.outcome, unread.attempt.fetcher) == ("not_a_product", "browser")
    await crud.change_target(app.store, url, steps=steps)
    app.clock.advance(timedelta(seconds=1))
    stuck = await app.pipeline.scrape(await crud.get_target(app.store, url))
    assert stuck.attempt.outcome == "fetch_failed"
    assert stuck.attempt.reason is not None
    assert stuck.attempt.reason.startswith("step 1 (click #nowhere): ")
    for attempt in (unread.attempt, stuck.attempt):
        assert attempt.screenshot == f"{attempt.uuid}.jpg"
        picture = await app.screenshots.get(attempt.screenshot)
        assert picture is not None
        assert picture.startswith(b"\xff\xd8\xff")
    target = await crud.get_target(app.store, url)
    kept = [attempt async for attempt in crud.attempts(app.store, target)]
    assert {attempt.screenshot for attempt in kept} == {
        unread.attempt.screenshot,
        stuck.attempt.screenshot,
    }
    assert await app.screenshots.get("../history.db") is None
