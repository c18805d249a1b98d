"""Alerts as people set and see them."""

import aiohttp
import pytest

from pricetrail import crud
from tests.support.browser import Browser
from tests.support.shop import HOST, Reply, product_page
from tests.support.website import Website

KETTLE = f"http://{HOST}/p/kettle"


def scrape(site: Website, price: str) -> None:
    site.shop.replies["/p/kettle"] = Reply(product_page("A steel kettle", price))
    site.run(site.services.pipeline.scrape_url(KETTLE))


def test_a_target_price_is_set_without_scripts_and_told(
    fresh_site: Website, browser: Browser
) -> None:
    store = fresh_site.services.store
    fresh_site.run(crud.track(store, KETTLE))
    scrape(fresh_site, "19.90")
    browser.scripts(on=False)
    browser.open(fresh_site.url)
    browser.press("A steel kettle")
    browser.fill("#below", "15")
    browser.press("Set", within=".tell")
    browser.sees("The rule is set.")
    scrape(fresh_site, "14.50")
    browser.open(fresh_site.url)
    browser.sees("Alert: at or below €15.00")
    browser.press("Alerts")
    browser.sees("€14.50, at or below €15.00")
    browser.find(".rules [value=off]").click()
    browser.sees("The rule is off")
    browser.find(".rules [value=on]").click()
    browser.sees("The rule is on again.")
    browser.find(".rules [value=remove]").click()
    browser.sees("There is none yet.")
    browser.scripts(on=True)


def test_a_narrow_page_leads_to_the_form_below(site: Website, browser: Browser) -> None:
    browser.open(f"{site.url}/alerts")
    assert not browser.find("a[href='#new']").is_displayed()
    browser.resize(390)
    browser.press("New rule")
    top = "return document.querySelector('#new').getBoundingClientRect().top"
    browser.wait(lambda: 0 <= browser.evaluate(top) < 450, "form in sight")


SENT = [
    ({"kind": "below", "amount": "x"}, "is no number"),
    ({"kind": "below", "amount": "5"}, "currency"),
    ({"kind": "below", "amount": "5", "unit": "%"}, "needs an amount"),
    ({"kind": "gone", "product": "nobody"}, "no product"),
    ({"kind": "gone", "product": "a", "tag": "b"}, "not for both"),
    ({"kind": "stale", "after": "soon"}, "not a time span"),
    ({"kind": "gone", "channels": "nothing://x/S3CRET"}, "no channel"),
    ({"kind": "gone", "channels": "http://169.254.169.254/S3CRET"}, "not a public address"),
    ({"kind": "shop_broke", "shop": "a shop"}, "named by its host"),
    ({"kind": "sometimes"}, "kind"),
]


@pytest.mark.parametrize(("form", "said"), SENT)
async def test_what_makes_no_rule_is_told_and_kept_in_the_form(
    form: dict[str, str], said: str, api: aiohttp.ClientSession
) -> None:
    async with api.post("/alerts", data=form) as answer:
        assert answer.status == 422
        text = await answer.text()
    assert said in text
    assert "S3CRET" not in text


async def test_every_field_of_the_form_reaches_the_rule(api: aiohttp.ClientSession) -> None:
    forms = [
        {"kind": "drop", "amount": "12,5", "unit": "%", "against": "median", "tag": "kitchen"},
        {"kind": "rise", "amount": "5", "unit": "eur"},
        {"kind": "low", "days": "30", "note": "for the office", "amount": "ignored"},
        {"kind": "blocked", "after": "2d"},
        {"kind": "shop_broke", "shop": "www.Shop.example"},
    ]
    words = [
        "price drops by 12.5% from the median of 30 days",
        "price rises by €5.00 from the time before",
        "lowest in 30 days",
        "blocked for 2 days",
        "does clearly worse than before",
        "shop=shop.example",
    ]
    for form in forms:
        async with api.post("/alerts", data=form) as answer:
            assert answer.status == 200
            page = await answer.text()
    assert all(one in page for one in words)
    assert "for the office" in page
    async with api.post("/alerts/change", data={"action": "sample", "channel": "x"}) as answer:
        assert answer.status == 400
    async with api.post("/alerts/change", data={"action": "dance"}) as answer:
        assert answer.status == 400
