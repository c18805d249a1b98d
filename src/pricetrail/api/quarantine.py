"""What was held back: looking at it, and letting it into history or not."""

from typing import Annotated, Literal

from fastapi import Path, Query, Response
from pydantic import BaseModel

from pricetrail import quarantine
from pricetrail.api.answers import JsonAnswer, as_json
from pricetrail.api.deps import ClockDep, Cursor, Limit, ServicesDep, StoreDep
from pricetrail.api.direct import api_router
from pricetrail.api.events import Stored
from pricetrail.api.problems import responses
from pricetrail.schema import HeldStatus, Quarantined

router = api_router("quarantine", "/quarantine")

HeldName = Annotated[
    str,
    Path(
        max_length=300,
        description="The `id` of what was held back.",
        examples=["shop.example:8f2e2b60-1c2d-11f1-8000-0242ac120002"],
    ),
]
Filter = Annotated[str | None, Query(max_length=200)]


class HeldBack(BaseModel):
    """One page of what was held back."""

    items: list[Quarantined]
    next: str | None


@router.get("", response_model=HeldBack, responses=responses(400))
async def list_quarantine(
    store: StoreDep,
    *,
    status: Annotated[HeldStatus | None, Query(description="What became of it.")] = None,
    outcome: Annotated[
        Literal["suspect", "invalid"] | None, Query(description="Why it was held back.")
    ] = None,
    shop: Annotated[Filter, Query(description="Host of the shop.")] = None,
    product_id: Annotated[Filter, Query(description="The product it speaks of.")] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """Observations that were held back, in the store's stable order; those that wait are `open`."""
    page = await quarantine.list_held(
        store,
        limit=limit,
        cursor=cursor,
        status=status,
        outcome=outcome,
        shop=shop,
        product_id=product_id,
    )
    return JsonAnswer(as_json(HeldBack.model_construct(items=page.items, next=page.cursor)))


@router.get("/{held_id}", response_model=Quarantined, responses=responses(404))
async def get_quarantined(held_id: HeldName, store: StoreDep) -> Response:
    """One observation that was held back, with its record and what is wrong with it."""
    return JsonAnswer(as_json(await quarantine.get_held(store, held_id)))


@router.post("/{held_id}/accept", response_model=Stored, responses=responses(404, 409))
async def accept_quarantined(held_id: HeldName, services: ServicesDep) -> Response:
    """Let it enter history at its true time; answers what it became. Alerts may fire.

    Accepting it again answers the same. A record that is not valid is a conflict.
    """
    entry = await quarantine.accept(
        services.store, held_id, clock=services.clock, raising=services.alarm.besides
    )
    stored = Stored.model_construct(product=entry.product, event=entry.event)
    return Response(as_json(stored), media_type="application/json")


@router.post("/{held_id}/dismiss", response_model=Quarantined, responses=responses(404, 409))
async def dismiss_quarantined(held_id: HeldName, store: StoreDep, clock: ClockDep) -> Response:
    """Leave it out of history; what is there already is a conflict."""
    held = await quarantine.dismiss(store, held_id, clock=clock)
    return Response(as_json(held), media_type="application/json")
