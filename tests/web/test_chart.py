"""The chart's comfort: what lies under the pointer, zoom, and the same with keys."""

from selenium.webdriver import ActionChains
from selenium.webdriver.common.keys import Keys

from tests.support.browser import Browser
from tests.support.gallery import Gallery
from tests.support.website import Website


def open_drill(browser: Browser, site: Website, gallery: Gallery, query: str = "") -> None:
    browser.open(f"{site.url}/p/{gallery.ids['Cordless drill AB 18']}{query}")
    browser.find(".pointer")


def test_the_pointer_tells_what_was_seen_when(
    site: Website, gallery: Gallery, browser: Browser
) -> None:
    open_drill(browser, site, gallery)
    ActionChains(browser.driver).move_to_element(browser.find(".pointer")).perform()
    tip = browser.wait(lambda: browser.find(".tip").text)
    assert tip.startswith("€")
    assert "UTC" in tip
    assert "in stock" in tip or "sold out" in tip
    ActionChains(browser.driver).move_to_element(browser.find("h1")).perform()
    browser.wait(lambda: not browser.find(".tip").is_displayed())


def test_dragging_zooms_and_the_way_back_leads_back(
    site: Website, gallery: Gallery, browser: Browser
) -> None:
    open_drill(browser, site, gallery)
    heading = browser.find("#chart-title").text
    pointer = browser.find(".pointer")
    ActionChains(browser.driver).move_to_element(pointer).click_and_hold().move_by_offset(
        120, 0
    ).release().perform()
    browser.wait(lambda: "since=" in browser.path)
    browser.wait(lambda: browser.find("#chart-title").text != heading)
    browser.driver.back()
    browser.wait(lambda: browser.find("#chart-title").text == heading)
    assert browser.path.endswith(gallery.ids["Cordless drill AB 18"])


def test_keys_walk_from_change_to_change(site: Website, gallery: Gallery, browser: Browser) -> None:
    open_drill(browser, site, gallery, "?range=all")
    pointer = browser.find(".pointer")
    pointer.send_keys(Keys.HOME)
    texts = []
    for _ in range(4):
        texts.append(pointer.get_attribute("aria-valuetext"))
        pointer.send_keys(Keys.ARROW_RIGHT)
    assert any("€129.00" in text for text in texts)
    assert any("€119.00" in text for text in texts)
    heading = browser.find("#chart-title").text
    pointer.send_keys("+")
    browser.wait(lambda: "since=" in browser.path)
    browser.wait(lambda: browser.find("#chart-title").text != heading)


def test_escape_ends_the_zoom(site: Website, gallery: Gallery, browser: Browser) -> None:
    open_drill(browser, site, gallery)
    heading = browser.find("#chart-title").text
    browser.find(".pointer").send_keys("+")
    browser.wait(lambda: browser.find("#chart-title").text != heading)
    focused = "return document.activeElement.className"
    browser.wait(lambda: browser.evaluate(focused) == "pointer")
    browser.driver.switch_to.active_element.send_keys(Keys.ESCAPE)  # what the pointer tells
    browser.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    browser.wait(lambda: browser.find("#chart-title").text == heading)
    assert "since=" not in browser.path


def test_blocked_times_and_gaps_are_told(site: Website, gallery: Gallery, browser: Browser) -> None:
    browser.open(f"{site.url}/p/{gallery.ids['Blocked kettle']}")
    browser.sees("Blocked by the shop for 11 days")
    browser.sees("HTTP 403 with a challenge page")
    browser.sees("last seen 12 days ago, then in stock")
    assert browser.find(".now .price-past").text == "€35.00"
    assert len(browser.all("svg.plot .band")) == 2
    browser.press("The same as a table")
    browser.sees("not seen for 20 days")
    pointer = browser.find(".pointer")
    pointer.send_keys(Keys.END)
    assert "blocked by the shop" in pointer.get_attribute("aria-valuetext")


def test_the_same_product_elsewhere_is_on_one_chart(
    site: Website, gallery: Gallery, browser: Browser
) -> None:
    open_drill(browser, site, gallery)
    assert browser.all("path.line-2")
    browser.sees("at other.test")
    browser.sees("€3.00 dearer than here")


def test_why_a_price_is_what_it_is(site: Website, gallery: Gallery, browser: Browser) -> None:
    open_drill(browser, site, gallery)
    browser.find(".events .why summary").click()
    browser.sees("Other prices on the page, and why they lost")
    browser.sees("the struck-through price")
