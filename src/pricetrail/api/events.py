"""Events: a product's history, and records scraped elsewhere."""

from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, Response
from pydantic import BaseModel

from pricetrail import crud
from pricetrail.api.answers import JsonAnswer, as_json
from pricetrail.api.deps import Cursor, JsonOnly, Limit, ProductName, ServicesDep, StoreDep
from pricetrail.api.direct import api_router
from pricetrail.api.problems import problem, responses
from pricetrail.api.rows import EVENTS
from pricetrail.crud.submissions import Submission
from pricetrail.schema import Product, ProductScrapeEvent, Quarantined
from pricetrail.values import Moment

router = api_router("events")

_PRODUCT = {"product_id": "$response.body#/product/product_id"}
_LINKS = {
    "product": {"operationId": "get_product", "parameters": _PRODUCT},
    "events": {"operationId": "list_events", "parameters": _PRODUCT},
    "event": {
        "operationId": "get_event",
        "parameters": {**_PRODUCT, "uuid": "$response.body#/event/uuid"},
    },
    "stats": {"operationId": "get_stats", "parameters": _PRODUCT},
    "feed": {"operationId": "get_product_feed", "parameters": _PRODUCT},
}


class Events(BaseModel):
    """One page of a product's history, newest first."""

    items: list[ProductScrapeEvent]
    next: str | None


class Stored(BaseModel):
    """What a record became: the product as it stands now, and the event."""

    product: Product
    event: ProductScrapeEvent


@router.get(
    "/products/{product_id}/events", response_model=Events, responses=responses(400, 404, 409)
)
async def list_events(
    product_id: ProductName,
    store: StoreDep,
    *,
    since: Annotated[Moment | None, Query(description="Observed then or later.")] = None,
    until: Annotated[Moment | None, Query(description="Observed before that.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response:
    """A product's events, newest first: of each its latest revision, unless it was retracted."""
    if since is not None and until is not None and since > until:
        return problem(422, "query.since: it is later than until")
    page = await crud.event_rows(
        store, product_id, limit=limit, cursor=cursor, since=since, until=until
    )
    return JsonAnswer(EVENTS.page(page.rows, page.cursor))


@router.get(
    "/products/{product_id}/events/{uuid}",
    response_model=ProductScrapeEvent,
    responses=responses(404, 409),
)
async def get_event(product_id: ProductName, uuid: UUID, store: StoreDep) -> Response:
    """One event, in its latest revision."""
    event = await crud.get_event(store, await crud.resolve(store, product_id), uuid)
    return JsonAnswer(as_json(event))


@router.post(
    "/events/scrape",
    status_code=201,
    response_model=Stored,
    responses={
        200: {"model": Stored, "description": "It is stored already; this is what it became."},
        201: {"description": "It is stored.", "links": _LINKS},
        202: {
            "model": Quarantined,
            "description": "Its price is hard to believe: it waits in quarantine.",
        },
        **responses(409, 413, 415),
    },
    dependencies=[JsonOnly],
)
async def ingest_record(
    submission: Submission,
    services: ServicesDep,
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=255,
            description="The same for every repeat of this request, for a day.",
        ),
    ] = None,
) -> Response:
    """Store a record that was scraped elsewhere: an event, and the product as that leaves it.

    Fields that are absent leave the product's as they are. A repeat, known by the record's `uuid`
    or the `Idempotency-Key`, stores nothing and is answered with 200; the same key with another
    record is a conflict. A price that is hard to believe is answered with 202 and the row of the
    quarantine: another record that agrees, a scrape of the URL, or a person settles it.
    """
    accepted = await services.incoming.take(submission, key=idempotency_key)
    if isinstance(accepted, Quarantined):
        return Response(as_json(accepted), 202, media_type="application/json")
    stored = Stored.model_construct(product=accepted.product, event=accepted.event)
    status = 200 if accepted.repeated else 201
    return Response(as_json(stored), status, media_type="application/json")
