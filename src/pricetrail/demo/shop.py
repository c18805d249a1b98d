"""The demo shops, served on loopback: what a visitor sees depends on the clock alone.

The shops' hosts do not exist in any DNS. A fetcher reaches them through `DemoShop.host_map`; a
person's browser through the ``.localhost`` names that `DemoShop.browser_url` gives.
"""

import asyncio
import re
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

import orjson
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from yarl import URL

from pricetrail.clock import Clock
from pricetrail.demo import pages
from pricetrail.demo.catalogue import DEMO_HOSTS, SHOPS, find, items, items_of
from pricetrail.demo.drawing import drawing
from pricetrail.demo.faults import SLOW_BY, Trouble, retry_after_s, trouble_at
from pricetrail.demo.model import Item, Shop
from pricetrail.demo.prices import price_at
from pricetrail.demo.replies import Validators, html_type, reply
from pricetrail.demo.styles.scripted import api_data
from pricetrail.demo.styles.view import View
from pricetrail.errors import ServiceUnavailable
from pricetrail.fetch.gate import Endpoint

_LOOPBACK = "127.0.0.1"
_LOG_LENGTH = 20_000
_XML = "application/xml; charset=utf-8"
_SVG = "image/svg+xml"
_PAGE_NUMBER = re.compile(r"[0-9]{1,4}")
_LOCAL_NAMES = {f"{shop.label}.localhost": shop for shop in SHOPS.values()}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request that a shop answered.

    `moment` is the clock's present, `monotonic_s` the machine's monotonic seconds at its arrival.
    """

    host: str
    path: str
    status: int
    moment: datetime
    monotonic_s: float


class DemoShop:
    """All demo shops on one loopback port; `faults=False` leaves out blocked and missing pages."""

    def __init__(self, clock: Clock, *, faults: bool = True) -> None:
        self._clock = clock
        self._faults = faults
        self._runner: web.AppRunner | None = None
        self._port = 0
        self.visits: deque[Visit] = deque(maxlen=_LOG_LENGTH)

    async def start(self, port: int = 0) -> int:
        """Open on 127.0.0.1 at `port`, or at a free one; the port it is.

        Raises ServiceUnavailable where the port is taken.
        """
        runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.TCPSite(runner, _LOOPBACK, port).start()
        except OSError as error:
            await runner.cleanup()
            raise ServiceUnavailable(
                f"the demo shop cannot open on port {port}: {error}"
            ) from error
        self._runner = runner
        self._port = int(runner.addresses[0][1])
        return self._port

    async def stop(self) -> None:
        """Close; closing twice is harmless."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    @property
    def host_map(self) -> Mapping[str, Endpoint]:
        """Where a fetcher has to connect for each of the shops' hosts, while it is open."""
        return dict.fromkeys(DEMO_HOSTS, Endpoint(_LOOPBACK, self._port))

    def product_urls(self) -> list[str]:
        """The products worth tracking, shop by shop; some are blocked or gone at times."""
        return [item.url for item in items() if item.tracked]

    def browser_url(self, url: str) -> str:
        """The same page as `url` under a name that a browser on this machine can open."""
        shop = SHOPS[URL(url).host or ""]
        return str(URL(url).with_host(f"{shop.label}.localhost").with_port(self._port))

    def counts(self) -> Counter[str]:
        """How often each page was asked for, by URL without its query; of the latest visits."""
        return Counter(f"http://{visit.host}{visit.path}" for visit in self.visits)

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[self._keep_log])
        app.add_routes(
            [
                web.get("/", self._home),
                web.get("/p/{slug}", self._product),
                web.get("/dp/{number}", self._product),
                web.get("/c/{category}", self._listing),
                web.get("/info/{topic}", self._info),
                web.get("/img/logo.svg", self._logo),
                web.get("/img/{name}.png", self._picture),
                web.get("/api/products/{slug}", self._api),
                web.get("/robots.txt", self._robots),
                web.get("/sitemap.xml", self._sitemap),
                web.get("/sitemap-{part}.xml", self._sitemap),
                web.get("/{tail:.*}", self._missing),
            ]
        )
        return app

    @web.middleware
    async def _keep_log(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        arrived, moment = monotonic(), self._clock()
        status = 500
        try:
            response = await handler(request)
            status = response.status
        except web.HTTPException as error:
            status = error.status
            raise
        finally:
            self.visits.append(Visit(_host_of(request), request.path, status, moment, arrived))
        return response

    async def _home(self, request: web.Request) -> web.Response:
        if _host_of(request) in {_LOOPBACK, "localhost"}:
            links = [(shop.title, self.browser_url(shop.url)) for shop in SHOPS.values()]
            return reply(request, pages.directory_page(links), html_type())
        return reply(request, pages.home_page(_shop_of(request)), html_type())

    async def _product(self, request: web.Request) -> web.Response:
        shop, moment = _shop_of(request), self._clock()
        item = find(shop.host, request.path)
        if item is None:
            return _missing(request, shop)
        trouble = trouble_at(item, moment) if self._faults else Trouble.NONE
        if trouble is Trouble.SLOW:
            await asyncio.sleep(SLOW_BY.total_seconds())
        elif trouble is not Trouble.NONE:
            return _refusal(request, shop, trouble, moment)
        return _product_reply(request, item, moment)

    async def _listing(self, request: web.Request) -> web.Response:
        shop, number = _shop_of(request), request.query.get("page", "1")
        if _PAGE_NUMBER.fullmatch(number) is None:
            return _missing(request, shop)
        category = request.match_info["category"]
        text = pages.listing_page(shop, category, int(number), self._clock())
        return _missing(request, shop) if text is None else reply(request, text, html_type())

    async def _info(self, request: web.Request) -> web.Response:
        shop = _shop_of(request)
        text = pages.info_page(shop, request.match_info["topic"])
        return _missing(request, shop) if text is None else reply(request, text, html_type())

    async def _logo(self, request: web.Request) -> web.Response:
        return reply(request, pages.logo(_shop_of(request)), _SVG)

    async def _picture(self, request: web.Request) -> web.Response:
        shop = _shop_of(request)
        item = _item_named(shop, request.match_info["name"])
        if item is None:
            return _missing(request, shop)
        return web.Response(body=drawing(item), content_type="image/png")

    async def _api(self, request: web.Request) -> web.Response:
        shop = _shop_of(request)
        item = _item_named(shop, request.match_info["slug"])
        if item is None:
            return _missing(request, shop)
        data = api_data(View(item, price_at(item, self._clock())))
        return reply(request, orjson.dumps(data).decode(), "application/json")

    async def _robots(self, request: web.Request) -> web.Response:
        return reply(request, pages.robots_txt(_shop_of(request)), "text/plain; charset=utf-8")

    async def _sitemap(self, request: web.Request) -> web.Response:
        shop = _shop_of(request)
        match request.match_info.get("part"):
            case None:
                return reply(request, pages.sitemap_index(shop), _XML)
            case "products":
                return reply(request, pages.sitemap_products(shop, self._clock()), _XML)
            case "pages":
                return reply(request, pages.sitemap_pages(shop), _XML)
        return _missing(request, shop)

    async def _missing(self, request: web.Request) -> web.Response:
        return _missing(request, _shop_of(request))


def _host_of(request: web.Request) -> str:
    return request.host.partition(":")[0].lower()


def _shop_of(request: web.Request) -> Shop:
    """The shop that was asked. Raises HTTPMisdirectedRequest for a host that is none of ours."""
    host = _host_of(request)
    shop = SHOPS.get(host) or _LOCAL_NAMES.get(host)
    if shop is None:
        raise web.HTTPMisdirectedRequest(text="No such shop here.\n")
    return shop


def _item_named(shop: Shop, slug: str) -> Item | None:
    return next((item for item in items_of(shop) if item.slug == slug), None)


def _product_reply(request: web.Request, item: Item, moment: datetime) -> web.Response:
    shop = item.shop
    changed = pages.product_changed_at(item, moment) if shop.last_modified else None
    return reply(
        request,
        pages.product_page(item, moment),
        html_type(item.charset if item.charset_in_header else None),
        charset=item.charset,
        validators=Validators(etag=shop.etag, changed=changed),
    )


def _refusal(request: web.Request, shop: Shop, trouble: Trouble, moment: datetime) -> web.Response:
    if trouble is Trouble.BLOCKED:
        return reply(request, pages.challenge_page(shop), html_type(), status=403)
    if trouble is Trouble.MOVED:
        raise web.HTTPFound("/c/all")
    if trouble is Trouble.RATE_LIMITED:
        response = reply(request, "Too many requests\n", "text/plain", status=429)
        response.headers[hdrs.RETRY_AFTER] = str(retry_after_s(moment))
        return response
    return _missing(request, shop)


def _missing(request: web.Request, shop: Shop) -> web.Response:
    return reply(request, pages.missing_page(shop), html_type(), status=404)
