"""All pages as one router."""

from fastapi import APIRouter

from pricetrail.web import assets
from pricetrail.web.routes import (
    activity,
    listing,
    pictures,
    product,
    progress,
    quarantine,
    settings,
)

router = APIRouter()
for _part in (
    assets.router,
    listing.router,
    progress.router,
    product.router,
    pictures.router,
    activity.router,
    quarantine.router,
    settings.router,
):
    router.include_router(_part)
