"""Price changes as an Atom feed (RFC 4287): of all products, of a tag, or of one product."""

import asyncio
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Annotated, Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import Query, Request, Response

from pricetrail import crud
from pricetrail.api.deps import ProductName, StoreDep
from pricetrail.api.direct import api_router
from pricetrail.api.problems import responses
from pricetrail.clock import iso
from pricetrail.schema import Product, ProductScrapeEvent
from pricetrail.store.base import Store

router = api_router("feed")

MEDIA_TYPE = "application/atom+xml"

_ATOM = "http://www.w3.org/2005/Atom"
_MOST_ENTRIES = 50
_MOST_PRODUCTS = 1000
_LOOK_BACK = 200
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_STOCK = {"in_stock": "in stock", "out_of_stock": "out of stock", "preorder": "for pre-order"}
_FEED: dict[int | str, Any] = {
    200: {"content": {MEDIA_TYPE: {"schema": {"type": "string"}}}, "description": "The feed."}
}


class Change(NamedTuple):
    """An event that says something else about price or stock than the one before it."""

    product: Product
    event: ProductScrapeEvent
    before: ProductScrapeEvent | None


@router.get("/feed.atom", response_class=Response, responses=_FEED)
async def get_feed(
    request: Request,
    store: StoreDep,
    tag: Annotated[str | None, Query(max_length=200, description="Of products with it.")] = None,
) -> Response:
    """The latest changes of price and stock, newest first; at most 50."""
    page = await crud.list_products(store, tag=tag, limit=_MOST_PRODUCTS)
    latest = sorted(page.products, key=_last_seen, reverse=True)[:_MOST_ENTRIES]
    found = await asyncio.gather(*(_changes_of(store, product) for product in latest))
    title = "pricetrail: changes" + (f" of what is tagged {tag}" if tag else "")
    return _feed(request, title, [change for changes in found for change in changes])


@router.get(
    "/products/{product_id}/feed.atom",
    response_class=Response,
    responses=_FEED | responses(404, 409),
)
async def get_product_feed(request: Request, product_id: ProductName, store: StoreDep) -> Response:
    """The latest changes of one product's price and stock, newest first; at most 50."""
    product = await crud.get_product(store, product_id)
    return _feed(request, product.name or product_id, await _changes_of(store, product))


async def _changes_of(store: Store, product: Product) -> list[Change]:
    """The changes among a product's latest 200 events, newest first."""
    events = await crud.latest(store, product.product_id, limit=_LOOK_BACK)
    found = [
        Change(product, event, before)
        for event, before in pairwise(events)
        if _said(event) != _said(before)
    ]
    if events and len(events) < _LOOK_BACK:
        found.append(Change(product, events[-1], None))
    return found[:_MOST_ENTRIES]


def _said(event: ProductScrapeEvent) -> object:
    return event.price, event.currency, event.availability


def _last_seen(product: Product) -> datetime:
    return product.last_event_at or _LONG_AGO


def _feed(request: Request, title: str, changes: Iterable[Change]) -> Response:
    newest: Sequence[Change] = sorted(changes, key=lambda c: c.event.created, reverse=True)
    newest = newest[:_MOST_ENTRIES]
    home = str(request.base_url)
    feed = Element("feed", xmlns=_ATOM)
    _text(feed, "title", title)
    _text(feed, "id", str(request.url))
    SubElement(feed, "link", rel="self", href=str(request.url))
    SubElement(feed, "link", rel="alternate", href=home)
    _text(feed, "updated", iso(newest[0].event.created if newest else _LONG_AGO))
    SubElement(feed, "author").append(_element("name", "pricetrail"))
    for change in newest:
        feed.append(_entry(home, change))
    return Response(tostring(feed, "utf-8", xml_declaration=True), media_type=MEDIA_TYPE)


def _entry(home: str, change: Change) -> Element:
    product, event, before = change
    entry = Element("entry")
    _text(entry, "title", f"{product.name}: {_words(event)}")
    _text(entry, "id", event.uuid.urn)
    SubElement(entry, "link", rel="alternate", href=f"{home}p/{product.product_id}")
    _text(entry, "updated", iso(event.created))
    if before is not None:
        _text(entry, "summary", f"It was: {_words(before)}.")
    return entry


def _words(event: ProductScrapeEvent) -> str:
    """What an event says of price and stock, in a few words."""
    price = "no price" if event.price is None else f"{event.price} {event.currency or ''}".strip()
    stock = _STOCK.get(event.availability or "")
    return f"{price}, {stock}" if stock else price


def _text(parent: Element, tag: str, text: str) -> None:
    parent.append(_element(tag, text))


def _element(tag: str, text: str) -> Element:
    element = Element(tag)
    element.text = _NOT_XML.sub("", text)
    return element
