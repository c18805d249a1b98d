"""What people do, in a real browser."""

from datetime import timedelta

from pricetrail import crud
from pricetrail.crud.tokens import create_token
from tests.support.browser import Browser
from tests.support.gallery import Gallery
from tests.support.serving import TOKEN
from tests.support.shop import Reply, product_page
from tests.support.website import Website, running_website


def test_the_first_run_leads_to_the_first_chart(fresh_site: Website, browser: Browser) -> None:
    fresh_site.shop.replies["/p/kettle"] = Reply(product_page("A steel kettle", "19.90"))
    browser.open(fresh_site.url)
    browser.sees("Paste a product page.")
    browser.fill("#urls", "http://shop.test/p/kettle")
    browser.fill("#tags", "kitchen, gifts")
    browser.press("Track and scrape now")
    browser.sees("1 of 1 done")
    browser.press("See its chart")
    browser.find("svg.plot")
    browser.sees("A steel kettle")
    browser.sees("€19.90")
    assert {tag.text for tag in browser.all("a.tag")} == {"kitchen", "gifts"}


def test_first_scrapes_are_watched_live(fresh_site: Website, browser: Browser) -> None:
    shop = fresh_site.shop
    shop.replies["/p/1"] = Reply(product_page("Mug", "5"))
    shop.replies["/p/2"] = Reply("<h1>no</h1>", status=404)
    browser.open(f"{fresh_site.url}/add")
    urls = "http://shop.test/p/1 http://other.test/p/2 not-an-address"
    browser.fill("#urls", urls)
    browser.press("Track and scrape now")
    browser.sees("2 of 2 done")
    browser.sees("gone from the shop")
    browser.sees("not-an-address")
    browser.sees("Mug")
    browser.press("All products")
    assert len(browser.all(".card")) == 2


def test_the_list_follows_first_scrapes(fresh_site: Website, browser: Browser) -> None:
    store, clock = fresh_site.services.store, fresh_site.services.clock

    async def begin() -> None:
        await crud.track(store, "http://shop.test/p/mug", clock=clock)

    async def end() -> None:
        target = await crud.get_target(store, "http://shop.test/p/mug")
        await Gallery(store, clock()).state(target, "blocked", timedelta(hours=1), "HTTP 403")

    fresh_site.run(begin())
    browser.open(fresh_site.url)
    browser.sees("not scraped yet")
    fresh_site.run(end())
    browser.sees("blocked by the shop for 1 h")
    assert not browser.all("[data-refresh]")


def test_adding_nothing_says_so(fresh_site: Website, browser: Browser) -> None:
    browser.open(f"{fresh_site.url}/add")
    browser.fill("#urls", "ftp://shop.test/p nonsense")
    browser.press("Track and scrape now")
    browser.sees("Nothing of this is the address of a page")
    assert browser.find("#urls").get_attribute("value") == "ftp://shop.test/p nonsense"
    browser.complaints()  # Chromium logs every 4xx answer


def test_filters_narrow_and_chips_widen(site: Website, browser: Browser) -> None:
    browser.open(site.url)
    everything = len(browser.all(".card"))
    browser.evaluate(
        "const s = document.querySelector('select[name=tag]'); s.value = 'tools';"
        "s.dispatchEvent(new Event('change', {bubbles: true}));"
    )
    browser.wait(lambda: "tag=tools" in browser.path)
    assert browser.path == "/?tag=tools"
    assert len(browser.all(".card")) == 2
    browser.find(".chips a").click()
    browser.wait(lambda: len(browser.all(".card")) == everything)


def test_slash_goes_to_the_search(site: Website, browser: Browser) -> None:
    browser.open(site.url)
    browser.find("body").send_keys("/")
    browser.driver.switch_to.active_element.send_keys("drill ab\n")
    browser.wait(lambda: "q=drill" in browser.path)
    assert len(browser.all(".card")) == 2


def test_the_table_sorts_the_page_on_screen(site: Website, browser: Browser) -> None:
    browser.open(f"{site.url}/?view=table&sort=-price&tag=tools")
    names = [cell.text for cell in browser.all("tbody th a")]
    assert names[:2] == ["Drill AB 18 elsewhere", "Cordless drill AB 18"]
    assert browser.find("th[aria-sort]").get_attribute("aria-sort") == "descending"
    browser.open(site.url)  # the view is remembered
    assert browser.all("table.products")


def test_many_products_are_paused_and_untracked_at_once(
    fresh_site: Website, browser: Browser
) -> None:
    for number in (1, 2, 3):
        fresh_site.shop.replies[f"/p/{number}"] = Reply(product_page(f"Cup {number}", "5"))
    browser.open(f"{fresh_site.url}/add")
    browser.fill("#urls", " ".join(f"http://shop.test/p/{n}" for n in (1, 2, 3)))
    browser.press("Track and scrape now")
    browser.sees("3 of 3 done")
    browser.open(f"{fresh_site.url}/?view=table")
    browser.find("[data-all]").click()
    browser.sees("3 selected")
    browser.press("Pause")
    browser.wait(lambda: browser.text.count("paused") >= 3)
    browser.find("input[name=pick]").click()
    browser.press("Untrack…")
    browser.sees("Stop tracking 1 product?")
    browser.press("Untrack 1 product")
    browser.sees("No longer tracked")
    browser.sees("not tracked")


def test_a_product_is_scraped_edited_and_untracked(fresh_site: Website, browser: Browser) -> None:
    shop = fresh_site.shop
    shop.replies["/p/mug"] = Reply(product_page("Blue mug", "5"))
    browser.open(f"{fresh_site.url}/add")
    browser.fill("#urls", "http://shop.test/p/mug")
    browser.press("Track and scrape now")
    browser.press("See its chart")
    shop.replies["/p/mug"] = Reply(product_page("Blue mug", "4"))
    browser.press("Scrape now")
    browser.sees("€4.00")
    browser.sees("20% cheaper")
    assert "job=" not in browser.path
    browser.press("Edit")
    browser.fill("#tags", "blue")
    browser.press("Save")
    browser.sees("Saved.")
    browser.press("Pause")
    browser.sees("Paused:")
    browser.press("Untrack")
    browser.press("Untrack it")
    browser.sees("No longer tracked")
    browser.sees("only when you ask")
    browser.press("Track it")
    browser.find("button[value=pause]")


def test_logging_in_and_out(tmp_path_factory, browser: Browser) -> None:
    with running_website(tmp_path_factory.mktemp("locked"), api_token=TOKEN) as site:
        browser.open(f"{site.url}/activity")
        browser.sees("Log in")
        browser.fill("#token", "wrong")
        browser.press("Log in")
        browser.sees("not known here")
        browser.complaints()  # Chromium logs every 4xx answer
        browser.fill("#token", TOKEN)
        browser.press("Log in")
        browser.wait(lambda: browser.path == "/activity")
        browser.press("Log out")
        browser.find("#token")
        browser.open(f"{site.url}/")
        browser.find("#token")


def test_who_may_only_read_is_offered_nothing_else(tmp_path_factory, browser: Browser) -> None:
    secrets = []
    with running_website(tmp_path_factory.mktemp("locked"), api_token=TOKEN) as site:

        async def prepare() -> None:
            store = site.services.store
            _, secret = await create_token(store, "guest", "read")
            secrets.append(secret)
            await crud.track(store, "http://shop.test/p/mug")

        site.run(prepare())
        browser.open(f"{site.url}/login")
        browser.fill("#token", secrets[0])
        browser.press("Log in")
        browser.find(".card h2 a").click()
        browser.find(".product-head")
        assert not browser.all("main form:not(.tools), .pick, [href='/add']")


def test_colours_are_chosen_and_remembered(site: Website, browser: Browser) -> None:
    browser.open(site.url)
    ground = "return getComputedStyle(document.body).backgroundColor"
    light = browser.evaluate(ground)
    browser.find(".themes button[value=dark]").click()
    browser.wait(lambda: browser.evaluate(ground) != light)
    dark = browser.evaluate(ground)
    browser.wait(lambda: any(c["name"] == "pricetrail_theme" for c in browser.driver.get_cookies()))
    browser.open(site.url)
    assert browser.evaluate(ground) == dark
    browser.scripts(on=False)
    browser.open(site.url)
    browser.find(".themes button[value=system]").click()
    browser.open(site.url)
    assert browser.driver.get_cookies() == []
