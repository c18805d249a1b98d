"""THREATS "SSRF" and "file:// and friends" for the browser: nothing gets around the gate."""

import asyncio
import os
from contextlib import suppress

import pytest

from pricetrail.errors import EgressDenied, PageRejected
from pricetrail.fetch.base import Request
from pricetrail.fetch.browser.proxy import EgressProxy
from pricetrail.fetch.gate import Egress
from tests.support.browsing import SITE_ADDRESS
from tests.support.hostile_urls import PRIVATE_LITERALS

PRICE = "<span class='price'>19,90 €</span>"


@pytest.mark.threat("CVE-2026-27696", "browser: navigation")
@pytest.mark.parametrize("url", PRIVATE_LITERALS)
async def test_a_private_url_never_gets_to_the_browser(fetcher, url) -> None:
    with pytest.raises(EgressDenied):
        await fetcher.fetch(Request(url))


WAYS_OFF = {
    "redirect": "",
    "meta refresh": "<meta http-equiv=refresh content='0;url={}'>",
    "script": "<script>location.href = '{}'</script>",
    "form": "<form action='{}'></form><script>document.forms[0].submit()</script>",
}


OFF_TO = [
    *((way, "127.0.0.1") for way in WAYS_OFF),
    *((way, "inside.lan") for way in WAYS_OFF),
    ("redirect", "localhost"),
    ("redirect", "[::ffff:127.0.0.1]"),
    ("redirect", "2130706433"),
]


@pytest.mark.threat("CVE-2026-27696", "browser: redirect, meta refresh, script, form")
@pytest.mark.parametrize(("way", "host"), OFF_TO)
async def test_no_way_leads_the_page_to_a_private_address(
    fetcher, site, names, canary, way, host
) -> None:
    private = f"http://{host}:{canary.port}/"
    redirect = {"status": 302, "headers": {"Location": private}} if way == "redirect" else {}
    url = site.says("/off", WAYS_OFF[way].format(private), **redirect)
    with pytest.raises(EgressDenied, match="not a public address"):
        await fetcher.fetch(Request(url))


WITHIN = """<!doctype html><title>A kettle</title>
<link rel=stylesheet href='http://w1.lan:{port}/'>
<link rel=preload as=fetch href='http://w2.lan:{port}/'>
<link rel=preconnect href='http://w3.lan:{port}/'>
<script src='http://w4.lan:{port}/'></script>
<iframe src='http://w5.lan:{port}/'></iframe>
<iframe src='https://w6.lan:{port}/'></iframe>
<object data='http://w7.lan:{port}/'></object>
<script>
  fetch('http://w8.lan:{port}/', {{mode: 'no-cors'}}).catch(() => 0);
  const request = new XMLHttpRequest();
  request.open('GET', 'http://w9.lan:{port}/'); request.send();
  new WebSocket('ws://w10.lan:{port}/');
  new WebSocket('wss://w11.lan:{port}/');
  new EventSource('http://w12.lan:{port}/');
  navigator.sendBeacon('http://w13.lan:{port}/', 'x');
  fetch('http://127.0.0.1:{port}/', {{mode: 'no-cors'}}).catch(() => 0);
  fetch('http://[::1]:{port}/', {{mode: 'no-cors'}}).catch(() => 0);
  fetch('/to?u=http://w14.lan:{port}/', {{mode: 'no-cors'}}).catch(() => 0);
  new Worker('data:text/javascript,fetch("http://w15.lan:{port}/",{{mode:"no-cors"}})');
  const peer = new RTCPeerConnection({{iceServers: [
    {{urls: 'stun:127.0.0.1:{port}'}},
    {{urls: 'turn:127.0.0.1:{port}', username: 'a', credential: 'b'}}]}});
  peer.createDataChannel('x');
  peer.createOffer().then(offer => peer.setLocalDescription(offer));
  if (window.WebTransport) new WebTransport('https://w16.lan:{port}/').closed.catch(() => 0);
</script><img src='http://w17.lan:{port}/'>
<span class='price'>19,90 €</span>"""


@pytest.mark.threat("CVE-2026-27696", "browser: sub-resources and scripts")
async def test_nothing_on_a_page_reaches_a_private_address(fetcher, site, names, canary) -> None:
    """The page is read all the same; each way was tried, and refused by the proxy."""
    leads = {"Location": f"http://w14.lan:{canary.port}/"}
    site.says("/to", status=302, headers=leads)
    page = await fetcher.fetch(Request(site.says("/within", WITHIN.format(port=canary.port))))
    assert b"19,90" in page.body
    refused = fetcher.last_traffic.refused
    tried = {f"w{n}.lan" for n in (1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)}
    assert tried | {"127.0.0.1", "::1"} <= set(refused)


TO_FILE = [
    *((way, "file:///etc/passwd") for way in (*WAYS_OFF, "frame", "fetch")),
    ("redirect", "file://localhost/etc/passwd"),
    ("redirect", "view-source:file:///etc/passwd"),
    ("script", "view-source:file:///etc/passwd"),
]


@pytest.mark.threat("CVE-2024-51483", "browser")
@pytest.mark.parametrize(("way", "url"), TO_FILE)
async def test_no_file_is_read(fetcher, site, tmp_path, way, url) -> None:
    (tmp_path / "canary").write_text("a secret canary")
    url = url.replace("/etc/passwd", str(tmp_path / "canary"))
    body = {
        "frame": f"<iframe src='{url}'></iframe>",
        "fetch": f"<script>fetch('{url}').then(r => r.text()).then(document.write)</script>",
    }.get(way) or WAYS_OFF[way].format(url)
    redirect = {"status": 302, "headers": {"Location": url}} if way == "redirect" else {}
    try:
        page = await fetcher.fetch(Request(site.says("/file", body + PRICE, **redirect)))
    except (EgressDenied, PageRejected):
        assert way in WAYS_OFF
    else:
        assert b"secret" not in page.body
        assert page.final_url == site.url("/file")


@pytest.mark.threat("CVE-2026-27696", "browser: rebinding")
async def test_the_address_that_was_checked_is_the_address_connected_to(
    fetcher, site, names, canary
) -> None:
    """A name that is the site's when asked first, and 127.0.0.1 ever after."""
    names.answers["rebind.test"] = [SITE_ADDRESS, SITE_ADDRESS, "127.0.0.1"]
    site.says("/p", PRICE)
    page = await fetcher.fetch(Request(site.url("/p", host="rebind.test")))
    assert b"19,90" in page.body
    with pytest.raises(EgressDenied, match=r"rebind\.test resolves to 127\.0\.0\.1"):
        await fetcher.fetch(Request(site.url("/p", host="rebind.test")))


async def _ask(proxy: EgressProxy, head: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(head.replace("\n", "\r\n").encode())
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def test_the_proxy_serves_its_own_user_only_and_only_for_a_page(site, names) -> None:
    asks = f"GET {site.says('/p', PRICE)} HTTP/1.1\nHost: shop.test\n\n"
    for user, served in ((os.getuid(), True), (os.getuid() + 1, False)):
        proxy = EgressProxy(Egress((SITE_ADDRESS,)), names, user=user)
        await proxy.start()
        assert await _ask(proxy, asks) == b""
        proxy.begin(1000)
        assert (PRICE.encode() in await _ask(proxy, asks)) is served
        await proxy.end()
        assert await _ask(proxy, asks) == b""
        await proxy.close()
        await proxy.close()


BAD = [
    "GET / HTTP/1.1\n\n",
    "GET ftp://shop.test/ HTTP/1.1\n\n",
    "GET file:///etc/passwd HTTP/1.1\n\n",
    "CONNECT 127.0.0.1:{port} HTTP/1.1\n\n",
    "CONNECT inside.lan:{port} HTTP/1.1\n\n",
    "CONNECT user@127.0.0.1:{port} HTTP/1.1\n\n",
    "CONNECT 2130706433:{port} HTTP/1.1\n\n",
    "CONNECT [::ffff:127.0.0.1]:{port} HTTP/1.1\n\n",
    "GET http://127.1:{port}/ HTTP/1.1\n\n",
    "GET http://127.0.0.1.:{port}/ HTTP/1.1\n\n",
    "GET http://shop.test@127.0.0.1:{port}/ HTTP/1.1\n\n",
    "nonsense\n\n",
    "A B\n\n",
    "GET http://\u00e9 HTTP/1.1\n\n",
]


@pytest.mark.threat("CVE-2026-27696", "browser: its proxy")
@pytest.mark.parametrize("head", BAD)
async def test_the_proxy_refuses_what_the_gate_refuses(names, canary, head) -> None:
    proxy = EgressProxy(Egress((SITE_ADDRESS,)), names)
    await proxy.start()
    proxy.begin(1000)
    assert await _ask(proxy, head.format(port=canary.port)) == b""
    await proxy.close()


async def test_a_connection_is_for_one_request(site, names) -> None:
    """A second request on it would go to the first one's address, unchecked."""
    proxy = EgressProxy(Egress((SITE_ADDRESS,)), names)
    await proxy.start()
    proxy.begin(100_000)
    first = f"GET {site.says('/a', 'first')} HTTP/1.1\nHost: shop.test\nConnection: keep-alive\n\n"
    second = f"GET {site.says('/b', 'second')} HTTP/1.1\nHost: shop.test\n\n"
    answer = await _ask(proxy, first + second)
    assert b"first" in answer
    assert b"Connection: close" in answer
    assert b"second" not in answer
    await proxy.close()
