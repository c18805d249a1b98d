"""Archived pages as text: what a price was read from, never as a page of this server."""

import re
from typing import Any
from uuid import UUID

from fastapi import Response
from fastapi.responses import PlainTextResponse

from pricetrail import crud, quarantine
from pricetrail.api.deps import ProductName, ServicesDep
from pricetrail.api.direct import api_router
from pricetrail.api.problems import responses
from pricetrail.api.quarantine import HeldName
from pricetrail.bootstrap import Services
from pricetrail.errors import NotFound
from pricetrail.schema import Page

router = api_router()

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
_LOOKED_AT = 4096
_HEADERS = {
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
}
_TEXT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The page's source, as text in UTF-8.",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}


@router.get(
    "/products/{product_id}/events/{uuid}/page",
    tags=["events"],
    response_class=PlainTextResponse,
    responses=_TEXT | responses(404, 409, 500),
)
async def get_page(product_id: ProductName, uuid: UUID, services: ServicesDep) -> Response:
    """The page that an event was read from, as text; 404 where it is not kept, or no more."""
    product = await crud.get_product(services.store, product_id)
    event = await crud.get_event(services.store, product.product_id, uuid)
    return await _shown(services, event.archive_ref, product.target_id)


@router.get(
    "/quarantine/{held_id}/page",
    tags=["quarantine"],
    response_class=PlainTextResponse,
    responses=_TEXT | responses(404, 500),
)
async def get_held_page(held_id: HeldName, services: ServicesDep) -> Response:
    """The page that was held back, as text; 404 where it is not kept, or no more."""
    held = await quarantine.get_held(services.store, held_id)
    return await _shown(services, held.archive_ref, held.target_id)


async def _shown(services: Services, ref: str | None, target_id: str | None) -> Response:
    if ref is None or services.archive is None:
        raise NotFound("the page was not archived")
    page = await services.archive.page(ref, target_id)
    return PlainTextResponse(source_of(page), headers=_HEADERS)


def source_of(page: Page) -> str:
    """A page's source in the encoding that it says it has, UTF-8 where it says none that is one.

    What is no character in it is replaced.
    """
    start = page.body[:_LOOKED_AT].decode("latin-1")
    said = _CHARSET.search(page.headers.get("content-type", "")) or _CHARSET.search(start)
    try:
        text = page.body.decode(said[1] if said else "utf-8", "replace")
    except (LookupError, UnicodeError):
        text = page.body.decode("utf-8", "replace")
    return text.encode("utf-8", "replace").decode()
