"""Pages as the browser fetcher hands them on."""

import asyncio

import pytest

from pricetrail.errors import (
    FetchFailed,
    InvalidURL,
    PageRejected,
    RateLimited,
    RobotsDenied,
)
from pricetrail.fetch.base import Request
from pricetrail.fetch.browser.driver import Driver
from pricetrail.fetch.retry import RetryPolicy
from tests.support.browsing import Site

PRICE = "<span class='price'>19,90 €</span>"
FILLED = """<!doctype html><title>A kettle</title><div id=root></div>
<script>fetch('/api').then(r => r.text()).then(t => document.getElementById('root').innerHTML = t)
</script>"""


def _pages(site: Site) -> list[str]:
    return [asked for asked in site.asked if not asked.endswith("/robots.txt")]


async def test_a_page_is_read_as_scripts_left_it(fetcher, site) -> None:
    headers = {"ETag": '"v1"', "X-Shop": "yes", "Content-Type": "text/html; charset=iso-8859-1"}
    url = site.says("/kettle", FILLED, headers=headers)
    site.says("/api", f"<h1>Käthe's</h1>{PRICE}")
    page = await fetcher.fetch(Request(url, etag='"v1"'))
    assert "<h1>Käthe's</h1>" in page.body.decode()
    assert page.body.startswith(b"<!doctype html><html>")
    assert (page.url, page.final_url, page.status, page.fetcher) == (url, url, 200, "browser")
    assert page.headers["x-shop"] == "yes"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "etag" not in page.headers
    assert page.screenshot is None
    assert _pages(site) == ["shop.test/kettle", "shop.test/api"]


async def test_it_says_who_it_is(fetcher, site) -> None:
    script = "<script>document.title = navigator.webdriver + ' ' + navigator.userAgent</script>"
    page = await fetcher.fetch(Request(site.says("/me", script + PRICE)))
    sent = site.headers["shop.test/me"]["User-Agent"]
    assert "HeadlessChrome/" in sent
    assert sent.endswith("pricetrail/0.0 (+https://contact.test)")
    assert f"<title>true {sent}</title>" in page.body.decode()
    assert "If-None-Match" not in site.headers["shop.test/me"]


@pytest.mark.parametrize("status", [404, 410, 403, 500])
async def test_the_status_is_the_documents_own(fetcher, site, status) -> None:
    page = await fetcher.fetch(Request(site.says("/gone", "<h1>Gone</h1>", status=status)))
    assert page.status == status
    assert b"<h1>Gone</h1>" in page.body
    assert page.screenshot is not None
    assert page.screenshot.startswith(b"\xff\xd8\xff")


async def test_trouble_that_passes_is_tried_again(world, site) -> None:
    url = site.says("/flaky", "later", status=502)

    async def pause(_: float) -> None:
        site.says("/flaky", PRICE)

    fetcher = world.build(RetryPolicy(sleep=pause))
    try:
        assert (await fetcher.fetch(Request(url))).status == 200
    finally:
        await fetcher.close()


async def test_too_many_requests_is_an_error_with_its_pause(fetcher, site) -> None:
    url = site.says("/busy", "later", status=429, headers={"Retry-After": "70"})
    with pytest.raises(RateLimited) as caught:
        await fetcher.fetch(Request(url))
    assert caught.value.retry_after is not None
    assert caught.value.retry_after.total_seconds() == 70


async def test_redirects_are_followed_of_the_server_and_of_scripts(fetcher, site) -> None:
    url = site.says("/old", status=301, headers={"Location": "/newer"})
    site.says("/newer", "<script>location.replace('/new')</script>")
    new = site.says("/new", PRICE)
    page = await fetcher.fetch(Request(url))
    assert (page.url, page.final_url, page.status) == (url, new, 200)
    assert PRICE.encode().replace(b"'", b'"') in page.body


async def test_robots_txt_is_obeyed_before_and_after_redirects(fetcher, site) -> None:
    site.says("shy.test/robots.txt", "User-agent: *\nDisallow: /p", headers={})
    with pytest.raises(RobotsDenied):
        await fetcher.fetch(Request(site.url("/p/1", host="shy.test")))
    assert site.asked == ["shy.test/robots.txt"]
    leads = {"Location": site.url("/p/1", host="shy.test")}
    with pytest.raises(RobotsDenied):
        await fetcher.fetch(Request(site.says("/to-shy", status=302, headers=leads)))


@pytest.mark.parametrize("by", ["server", "script"])
async def test_robots_txt_is_obeyed_on_the_way_too(fetcher, site, by) -> None:
    site.says(f"{by}.test/robots.txt", "User-agent: *\nDisallow: /hop", headers={})
    end = site.says(f"/after-{by}", PRICE)
    if by == "server":
        site.says("server.test/hop", status=302, headers={"Location": end})
    else:
        site.says("script.test/hop", f"<script>location.replace('{end}')</script>")
    leads = {"Location": site.url("/hop", host=f"{by}.test")}
    with pytest.raises(RobotsDenied, match="/hop"):
        await fetcher.fetch(Request(site.says(f"/by-{by}", status=302, headers=leads)))
    assert f"shop.test/after-{by}" in site.asked


async def test_a_host_that_is_mapped_needs_no_name_server(fetcher, site, names) -> None:
    site.says("/mapped", PRICE)
    page = await fetcher.fetch(Request("http://mapped.test/mapped"))
    assert page.status == 200
    assert names.asked["mapped.test"] == 0


REJECTED = {
    "large": ("<p>" + "x" * 500_000, "larger than 400,000 bytes"),
    "grown": ("<script>document.write('x'.repeat(500000))</script>", "larger than 400,000 bytes"),
    "restless": ("<script>location.replace('/restless?' + Math.random())</script>", "elsewhere"),
}


@pytest.mark.parametrize("name", REJECTED)
async def test_what_is_no_page_of_a_product_is_rejected(fetcher, site, name) -> None:
    body, reason = REJECTED[name]
    with pytest.raises(PageRejected, match=reason):
        await fetcher.fetch(Request(site.says(f"/{name}", body)))


async def test_a_picture_that_never_comes_changes_no_verdict(world, site, monkeypatch) -> None:
    endless = "new Promise(() => 0)"
    monkeypatch.setattr(
        Driver,
        "screenshot",
        lambda self: self.cdp("Runtime.evaluate", expression=endless, awaitPromise=True),
    )
    body, reason = REJECTED["large"]
    fetcher = world.build()
    try:
        with pytest.raises(PageRejected, match=reason) as caught:
            await fetcher.fetch(Request(site.says("/unseen", body)))
        assert caught.value.screenshot is None
        assert (await fetcher.fetch(Request(site.says("/next", PRICE)))).status == 200
    finally:
        await fetcher.close()


async def test_a_page_that_loads_too_much_is_rejected(fetcher, site) -> None:
    url = site.says("/greedy", "<script>fetch('/much')</script>")
    site.says("/much", b"x" * 3_000_000, headers={"Content-Type": "text/plain"})
    with pytest.raises(PageRejected, match=r"loads more than 2,000,000 bytes"):
        await fetcher.fetch(Request(url))


async def test_a_download_is_no_page_and_leaves_nothing(fetcher, site, world) -> None:
    headers = {"Content-Disposition": "attachment; filename=evil.bin"}
    with pytest.raises(PageRejected, match="a download or nothing"):
        await fetcher.fetch(Request(site.says("/evil", b"x" * 100, headers=headers)))
    assert not list(world.config.folder.rglob("evil*"))


async def test_a_redirect_in_a_circle_ends(fetcher, site) -> None:
    with pytest.raises(PageRejected, match="circle"):
        await fetcher.fetch(Request(site.says("/o", status=302, headers={"Location": "/o"})))


async def test_nobody_there_is_a_failure_that_says_so(fetcher) -> None:
    with pytest.raises(FetchFailed, match=r"nobody\.test"):
        await fetcher.fetch(Request("http://nobody.test:9/"))


async def test_what_is_no_url_never_gets_to_the_browser(fetcher) -> None:
    for url in ("file:///etc/passwd", "chrome://version", "about:blank", "javascript:alert(1)"):
        with pytest.raises(InvalidURL):
            await fetcher.fetch(Request(url))


async def test_dialogs_and_other_tabs_do_not_stop_it(fetcher, site) -> None:
    body = f"""{PRICE}<script>
      onbeforeunload = () => 'stay'; alert('1'); confirm('2'); prompt('3');
      open('/popup'); setInterval(() => alert('again'), 10);</script>"""
    url = site.says("/loud", body)
    for _ in range(2):
        assert b"19,90" in (await fetcher.fetch(Request(url))).body


async def test_nothing_is_kept_from_page_to_page(fetcher, site) -> None:
    body = """<script>
      const had = document.cookie + (localStorage.seen || '') + (sessionStorage.seen || '');
      document.cookie = 'seen=1'; localStorage.seen = sessionStorage.seen = 'before';
      </script><body><script>document.body.append('had:' + had + ':')</script>"""
    url = site.says("/tracking", body + PRICE, headers={"Set-Cookie": "id=1; HttpOnly"})
    site.says("/cached", PRICE, headers={"Cache-Control": "max-age=3600"})
    for _ in range(2):
        assert b"had::" in (await fetcher.fetch(Request(url))).body
        await fetcher.fetch(Request(site.url("/cached")))
    assert "Cookie" not in site.headers["shop.test/tracking"]
    assert site.asked.count("shop.test/cached") == 2


async def test_pictures_fonts_and_films_are_not_asked_for(fetcher, site) -> None:
    body = f"""<style>@font-face {{ font-family: f; src: url(/f.woff2) }} p {{ font-family: f }}
      </style><p>Text</p><img src=/a.jpg><video src=/a.mp4 autoplay></video>{PRICE}"""
    await fetcher.fetch(Request(site.says("/pictures", body)))
    assert _pages(site) == ["shop.test/pictures"]


GROWING = """<!doctype html><body><div id=list style='height:3000px'></div><script>
  let rounds = 0;
  const more = () => fetch('/more').then(() => {
    const next = document.createElement('div');
    next.style.height = '3000px';
    next.innerHTML = ++rounds === %d ? "<span class=price>7,50 €</span>" : '<p>more</p>';
    document.body.append(next); watch.observe(next);
  });
  const watch = new IntersectionObserver(seen => seen.forEach(one => {
    if (one.isIntersecting) { watch.unobserve(one.target); more(); } }));
  watch.observe(document.getElementById('list'));
  </script>"""


async def test_a_page_is_scrolled_down_until_it_shows_a_price(fetcher, site) -> None:
    site.says("/more", "{}")
    page = await fetcher.fetch(Request(site.says("/scroll", GROWING % 3)))
    assert b"7,50" in page.body


async def test_scrolling_without_end_ends(fetcher, site) -> None:
    site.says("/more", "{}")
    page = await fetcher.fetch(Request(site.says("/endless", GROWING % -1)))
    assert b"more" in page.body
    assert page.screenshot is not None
    assert site.asked.count("shop.test/more") < 15


async def test_a_request_without_answer_is_not_waited_for_forever(fetcher, site) -> None:
    never = asyncio.Event()
    site.says("/never", wait=never)
    page = await fetcher.fetch(
        Request(site.says("/stuck", f"<script src=/never async></script>{PRICE}"))
    )
    never.set()
    assert page.status == 200


async def test_a_page_that_moved_to_another_name_of_its_host_is_read(site, polite) -> None:
    moved = {"Location": site.url("/p", "www.shop.test")}
    site.says("shop.test/p", status=301, headers=moved)
    site.says("www.shop.test/p", PRICE)
    page = await polite.fetch(Request(site.url("/p")))
    assert page.final_url == site.url("/p", "www.shop.test")
    assert site.asked.index("www.shop.test/p") < site.asked.index("www.shop.test/robots.txt")


async def test_no_turn_of_a_host_passes_in_waiting_for_the_browser(site, polite) -> None:
    hold = asyncio.Event()
    site.says("/slow", PRICE, wait=hold)
    site.says("/p", PRICE)
    hosts = [f"shop{n}.test" for n in range(4)]
    slow = asyncio.create_task(polite.fetch(Request(site.url("/slow"))))
    await site.wait_for("shop.test/slow")
    others = [asyncio.create_task(polite.fetch(Request(site.url("/p", host)))) for host in hosts]
    for host in hosts:
        await site.wait_for(f"{host}/robots.txt")
    for host in hosts:
        async with asyncio.timeout(20), polite._politeness.turn(host):
            pass
    hold.set()
    assert {page.status for page in await asyncio.gather(slow, *others)} == {200}
