"""A shop on loopback that serves exactly what a test tells it to."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

from pricetrail.fetch.gate import Endpoint

HOST = "shop.test"


@dataclass
class Reply:
    """What a path answers from now on."""

    body: str | bytes = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


class Shop:
    """Answers each path with its `Reply`, 404 where it has none; honours ETags; keeps a log.

    `moments` are when requests arrived, on the monotonic clock, in the order of `asked`.
    """

    def __init__(self) -> None:
        self.replies: dict[str, Reply] = {}
        self.asked: list[str] = []
        self.moments: list[float] = []
        self.at_once = 0
        self.most_at_once = 0
        self.hangs: set[str] = set()
        self._runner: web.AppRunner | None = None
        self.port = 0

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/{path:.*}", self._answer)
        app.router.add_post("/told", self._hear)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        if self._runner is None:
            return
        for site in self._runner.sites:
            await site.stop()
        for _ in range(5):  # whoever was let in last is known then, and hung up on as well
            await asyncio.sleep(0)
        await self._runner.cleanup()

    @property
    def endpoint(self) -> Endpoint:
        return Endpoint("127.0.0.1", self.port)

    def url(self, path: str, host: str = HOST) -> str:
        return f"http://{host}{path}"

    async def _hear(self, request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=204)

    async def _answer(self, request: web.Request) -> web.Response:
        self.moments.append(time.monotonic())
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            return await self._reply(request)
        finally:
            self.at_once -= 1

    async def _reply(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        if request.path in self.hangs:
            await asyncio.sleep(3600)
        reply = self.replies.get(request.path_qs) or self.replies.get(request.path)
        if reply is None:
            return web.Response(status=404, text="nothing here", content_type="text/html")
        headers = {"Content-Type": "text/html; charset=utf-8", **reply.headers}
        if reply.headers.get("ETag") and request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers={"ETag": headers["ETag"]})
        body = reply.body if isinstance(reply.body, bytes) else reply.body.encode()
        return web.Response(body=body, status=reply.status, headers=headers)


def product_page(name: str = "A kettle", price: str | None = "19.90", **more: str) -> str:
    """A product page with plain JSON-LD; `more` may set currency, availability, url."""
    offer = (
        f'"offers": {{"@type": "Offer", "price": "{price}", "priceCurrency": '
        f'"{more.get("currency", "EUR")}", '
        f'"availability": "https://schema.org/{more.get("availability", "InStock")}"}},'
        if price is not None
        else ""
    )
    canonical = f'<link rel="canonical" href="{more["url"]}">' if "url" in more else ""
    return (
        f"<!doctype html><html lang=en><head><title>{name} | Shop</title>{canonical}"
        f'<script type="application/ld+json">{{"@context": "https://schema.org", '
        f'"@type": "Product", {offer} "name": "{name}"}}</script></head>'
        f"<body><h1>{name}</h1><p>{price or ''}</p><button>Add to cart</button></body></html>"
    )


CHALLENGE = (
    "<!doctype html><html><head><title>Just a moment...</title></head><body>"
    "<h1>Checking your browser before accessing the site</h1>"
    '<form id="challenge-form" action="/cdn-cgi/challenge-platform/x"></form></body></html>'
)
