"""Products: the list and one of them."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from pricetrail import crud
from pricetrail.api.deps import Cursor, Limit, StoreDep
from pricetrail.api.problems import responses
from pricetrail.schema import Product, State

router = APIRouter(prefix="/products", tags=["products"])


class Products(BaseModel):
    """One page of products."""

    items: list[Product]
    next: str | None


@router.get("", responses=responses(400, 503))
async def list_products(
    *,
    store: StoreDep,
    q: Annotated[str | None, Query(description="Words of the name.")] = None,
    tag: str | None = None,
    shop: str | None = None,
    state: State | None = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Products:
    """Products with their latest record, in the store's stable order."""
    page = await crud.list_products(
        store, q=q, tag=tag, shop=shop, state=state, cursor=cursor, limit=limit
    )
    return Products(items=page.products, next=page.cursor)


@router.get("/{product_id}", responses=responses(404, 409, 503))
async def get_product(product_id: str, store: StoreDep) -> Product:
    """One product with its latest record; a bare ASIN, an alias or a target id names it too."""
    return await crud.get_product(store, product_id)
