"""The files that pages need, from the package itself: style, script, icon, manifest.

An asset's URL holds a hash of its bytes, so browsers keep it for good and still see every change.
"""

import hashlib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from fastapi import APIRouter, Response

from pricetrail.errors import NotFound

router = APIRouter(include_in_schema=False)

_MEDIA_TYPES = {
    "app.css": "text/css",
    "app.js": "text/javascript",
    "live.js": "text/javascript",
    "chart.js": "text/javascript",
    "favicon.svg": "image/svg+xml",
    "manifest.webmanifest": "application/manifest+json",
}
_FOR_GOOD = "public, max-age=31536000, immutable"
_FOR_AN_HOUR = "public, max-age=3600"


class Asset(NamedTuple):
    """A file's bytes and their short hash."""

    body: bytes
    version: str


@cache
def asset(name: str) -> Asset:
    """The package's file of that name. Raises NotFound."""
    if name not in _MEDIA_TYPES:
        raise NotFound(f"there is no file {name!r} here")
    body = files("pricetrail.web").joinpath("static", name).read_bytes()
    return Asset(body, hashlib.sha256(body).hexdigest()[:10])


def asset_url(name: str) -> str:
    """Where pages find that file."""
    return f"/static/{name}?v={asset(name).version}"


@router.get("/static/{name}")
async def get_asset(name: str, v: str = "") -> Response:
    """A file, to be kept for good where its version was asked for."""
    found = asset(name)
    kept = _FOR_GOOD if v == found.version else _FOR_AN_HOUR
    return Response(found.body, media_type=_MEDIA_TYPES[name], headers={"Cache-Control": kept})


@router.get("/favicon.ico")
async def get_icon() -> Response:
    """The icon, for browsers that ask before they have read the page."""
    return await get_asset("favicon.svg")


@router.get("/manifest.webmanifest")
async def get_manifest() -> Response:
    """What makes the UI installable as an app."""
    return await get_asset("manifest.webmanifest")
