"""Product pictures and screenshots, from this server alone."""

from uuid import UUID

from fastapi import APIRouter, Response

from pricetrail import crud
from pricetrail.api.deps import ProductName, ServingDep
from pricetrail.errors import NotFound
from pricetrail.web.pictures import picture_of, tile

router = APIRouter(include_in_schema=False)

# Opened by itself, a picture is a document: one that can do nothing at all.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
_KEPT_S = 86_400
_TILE_KEPT_S = 60


@router.get("/p/{product_id}/image")
async def get_picture(serving: ServingDep, product_id: ProductName) -> Response:
    """A product's picture; where there is none, or none yet, a tile with its first letter."""
    product = await crud.get_product(serving.services.store, product_id)
    picture = None
    if product.image_url is not None:
        picture = await serving.services.pictures.get(product.image_url)
    if picture is not None:
        return Response(picture.body, media_type=picture.media_type, headers=_headers(_KEPT_S))
    body = tile(picture_of(product, product.name or "?"))
    return Response(body, media_type="image/svg+xml", headers=_headers(_TILE_KEPT_S))


@router.get("/attempts/{uuid}/screenshot")
async def get_screenshot(serving: ServingDep, uuid: UUID) -> Response:
    """What a browser showed in an attempt, as a JPEG; 404 where it is not kept on this machine."""
    picture = await serving.services.screenshots.get(f"{uuid}.jpg")
    if picture is None:
        raise NotFound("no screenshot of that attempt is kept here")
    return Response(picture, media_type="image/jpeg", headers=_headers(_KEPT_S))


def _headers(kept_s: int) -> dict[str, str]:
    return {"Content-Security-Policy": _POLICY, "Cache-Control": f"private, max-age={kept_s}"}
