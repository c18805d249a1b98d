"""What goes on."""

from fastapi import APIRouter, Request, Response

from pricetrail import crud
from pricetrail.activity import activity
from pricetrail.api.deps import ServingDep
from pricetrail.schema import Product, Target
from pricetrail.store.base import Store, gathered
from pricetrail.web.activity_page import activity_page
from pricetrail.web.pages import PageRoute
from pricetrail.web.render import page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_MOST_NAMED = 100


@router.get("/activity")
async def show_activity(request: Request, serving: ServingDep) -> Response:
    """What is running, due and failing, and how each shop does."""
    services = serving.services
    found = await activity(services.store, serving.queue, clock=services.clock)
    shown = [*found.running, *found.due_next[:_MOST_NAMED], *found.failing[:_MOST_NAMED]]
    products = await _products_of(services.store, shown)
    told = activity_page(found, products, services.clock())
    return page(request, "activity.html", section="activity", page=told)


async def _products_of(store: Store, targets: list[Target]) -> dict[str, Product]:
    ids = {target.product_id for target in targets if target.product_id is not None}
    found = await gathered(crud.find_product(store, one) for one in sorted(ids))
    return {product.product_id: product for product in found if product is not None}
