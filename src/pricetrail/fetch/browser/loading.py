"""Waiting for a page that scripts make: until it shows a price, or has come to rest.

Nothing is waited for by the clock alone: the page is looked at again and again, and a page that
shows nothing is scrolled down while it grows.
"""

import asyncio
import time
from dataclasses import dataclass
from typing import NamedTuple

from pricetrail.errors import PageRejected
from pricetrail.fetch.browser.browser import Browser
from pricetrail.fetch.browser.network import NetworkLog
from pricetrail.fetch.browser.proxy import Traffic
from pricetrail.fetch.browser.trouble import CommandRefused, LoadFailed, LoadTooSlow

MOST_DOCUMENTS = 10

_LOOK_EVERY_S = 0.025
_LONGEST_SETTLING_S = 10.0
_QUIET_S = 0.5
_QUIET_WITH_PRICE_S = 0.1
_QUIET_AFTER_SCROLL_S = 0.25
_PATIENCE_S = 5.0  # with a request that nobody answers
_PATIENCE_WITH_PRICE_S = 1.5
_MOST_SCROLLS = 10

# A price that machines can read, or one that people can see where it is called that.
_LOOK = """
const digit = /\\d/;
const some = (css, test) => Array.from(document.querySelectorAll(css)).slice(0, 200).some(test);
const said = e => e.content || e.textContent || '';
const priced =
  some('script[type="application/ld+json"]', e => /"(?:lowPrice|price)"/.test(e.textContent)) ||
  some('[itemprop~="price"], meta[property$=":price:amount"]', e => digit.test(said(e))) ||
  some('[class*="price" i], [id*="price" i]', e =>
    e.textContent.length < 100 && digit.test(e.textContent) && e.getClientRects().length > 0);
const root = document.scrollingElement || document.documentElement;
const here = document.readyState !== 'loading' && !window.pricetrailLeft;
return [here, priced, root ? root.scrollHeight : 0, document.getElementsByTagName('*').length,
        root ? root.scrollTop + window.innerHeight >= root.scrollHeight - 2 : true];
"""
_TO_END = "const r = document.scrollingElement; if (r) window.scrollTo(0, r.scrollHeight);"
_ONE_SCREEN = "window.scrollBy(0, window.innerHeight * 0.9);"
_READ = """
const root = document.documentElement;
const text = root ? root.outerHTML : '';
const type = document.doctype ? '<!doctype html>' : '';
return [text.length > arguments[0] ? null : type + text, location.href];
"""


class Look(NamedTuple):
    """What a page is like at a moment; `here` says whether its document is read."""

    here: bool
    priced: bool
    height: int
    elements: int
    at_end: bool


@dataclass
class Loading:
    """A page on its way; `deadline` is on the monotonic clock, nothing waits beyond it."""

    browser: Browser
    log: NetworkLog
    traffic: Traffic
    deadline: float

    async def arrive(self) -> None:
        """Wait until the document is there and read; raises LoadFailed, LoadTooSlow."""
        while True:
            look = await self.look()
            document = self.log.document
            if document is not None and document.error is not None:
                raise LoadFailed(document.error.removeprefix("net::"))
            if look.here and document is not None and document.status is not None:
                return
            if time.monotonic() >= self.deadline:
                raise LoadTooSlow("its document does not come")
            await asyncio.sleep(_LOOK_EVERY_S)

    async def settle(self) -> Look:
        """Wait until the page shows a price and rests, scrolling down where it shows none.

        Raises PageRejected once it got more than a page may get.
        """
        until = min(self.deadline, time.monotonic() + _LONGEST_SETTLING_S)
        look = await self.rest(_QUIET_S, until)
        for _ in range(_MOST_SCROLLS):
            if look.priced or time.monotonic() >= until:
                break
            before = look
            await self.scroll(_ONE_SCREEN)
            look = await self.rest(_QUIET_AFTER_SCROLL_S, until)
            if look.at_end and before.at_end and look.elements == before.elements:
                break
        return look

    async def rest(self, quiet_s: float, until: float) -> Look:
        """Wait until nothing was asked for or changed for `quiet_s`; less, once a price is seen."""
        changed_at, look = time.monotonic(), await self.look()
        while True:
            now = time.monotonic()
            patience_s = _PATIENCE_WITH_PRICE_S if look.priced else _PATIENCE_S
            quiet = min(now - changed_at, self.log.quiet_for_s(patience_s))
            enough = min(quiet_s, _QUIET_WITH_PRICE_S) if look.priced else quiet_s
            if quiet >= enough or now >= until:
                return look
            await asyncio.sleep(max(_LOOK_EVERY_S, min(enough - quiet, _QUIET_WITH_PRICE_S)))
            before, look = look, await self.look()
            if look[:4] != before[:4]:
                changed_at = time.monotonic()

    async def look(self) -> Look:
        """What the page is like now; between two documents there is nothing to see."""
        self.log.feed(await self.browser.call(self.browser.driver.network_messages))
        if self.traffic.is_over:
            raise PageRejected(f"the page loads more than {self.traffic.most_bytes:,} bytes")
        if self.log.documents > MOST_DOCUMENTS:
            raise PageRejected(f"the page leads elsewhere more than {MOST_DOCUMENTS} times")
        try:
            return Look(*await self.browser.call(self.browser.driver.run, _LOOK))
        except CommandRefused:
            return Look(here=False, priced=False, height=0, elements=0, at_end=True)

    async def scroll(self, script: str = _TO_END) -> None:
        """Scroll down, to the end of the page unless `script` says otherwise."""
        await self.browser.call(self.browser.driver.run, script)

    async def read(self, most_bytes: int) -> tuple[bytes, str]:
        """The document as it stands now, in UTF-8, and its address. Raises PageRejected."""
        text, address = await self.browser.call(self.browser.driver.run, _READ, most_bytes)
        body = b"" if text is None else text.encode("utf-8", "replace")
        if text is None or len(body) > most_bytes:
            raise PageRejected(f"the page is larger than {most_bytes:,} bytes")
        return body, str(address)
