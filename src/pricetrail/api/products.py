"""Products: the list, one of them, tracking, and what is tracked about it."""

from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel

from pricetrail import crud, overview
from pricetrail.api.answers import JsonAnswer, as_json
from pricetrail.api.asked import TargetChange, TrackOrder
from pricetrail.api.deps import (
    ClockDep,
    Cursor,
    JsonOnly,
    Limit,
    ProductName,
    QueueDep,
    ServicesDep,
    StoreDep,
)
from pricetrail.api.direct import api_router
from pricetrail.api.jobs import queued
from pricetrail.api.problems import problem, responses
from pricetrail.api.rows import PRODUCTS
from pricetrail.crud.jobs import JobStatus
from pricetrail.jobs import scrape_now, track_many
from pricetrail.schema import Product, State, Target
from pricetrail.stats import Stats

router = api_router("products", "/products")

Filter = Annotated[str | None, Query(max_length=200)]


class Products(BaseModel):
    """One page of products."""

    items: list[Product]
    next: str | None


class Rejected(BaseModel):
    """A URL that is not tracked, as it was given, and why."""

    url: str
    reason: str


class Ordered(BaseModel):
    """What became of URLs to track: the job that scrapes them first, and the others."""

    job: JobStatus
    rejected: list[Rejected]


@router.get("", response_model=Products, responses=responses(400))
async def list_products(
    *,
    store: StoreDep,
    q: Annotated[Filter, Query(description="Words of the name.")] = None,
    tag: Annotated[Filter, Query(description="A tag they have.")] = None,
    shop: Annotated[Filter, Query(description="Host of their shop.")] = None,
    state: Annotated[State | None, Query(description="How their last attempt went.")] = None,
    cursor: Cursor = None,
    limit: Limit = 100,
) -> Response:
    """Products with their latest record, in the store's stable order."""
    page = await crud.product_rows(
        store, q=q, tag=tag, shop=shop, state=state, cursor=cursor, limit=limit
    )
    return JsonAnswer(PRODUCTS.page(page.rows, page.cursor))


@router.post(
    "",
    status_code=202,
    response_model=Ordered,
    responses=queued("/job") | responses(400, 403, 413, 415),
    dependencies=[JsonOnly],
)
async def track_products(
    order: TrackOrder, services: ServicesDep, queue: QueueDep, response: Response
) -> Ordered | Response:
    """Scrape URLs now and on schedule from now on; the job tells how the first scrapes go.

    What is no URL, or a private address, is listed as rejected; the others are tracked all the
    same.
    """
    ordered = await track_many(
        services.store,
        queue,
        order.urls,
        every=order.every,
        usually=services.settings.interval,
        fetcher=order.fetcher,
        steps=order.steps,
        tags=order.tags,
        jump=order.jump,
        admit=services.admit,
        clock=services.clock,
    )
    rejected = [{"url": one.url, "reason": one.reason} for one in ordered.rejected]
    if ordered.job is None and all(one.by_policy for one in ordered.rejected):
        return problem(403, "not one of them may be fetched", rejected=rejected)
    if ordered.job is None:
        return problem(422, "not one of them is a URL that can be tracked", rejected=rejected)
    response.headers["Location"] = f"/jobs/{ordered.job.job_id}"
    status = await crud.job_status(services.store, ordered.job.job_id)
    return Ordered(job=status, rejected=[Rejected(**one) for one in rejected])


@router.get("/{product_id}", response_model=Product, responses=responses(404, 409))
async def get_product(product_id: ProductName, store: StoreDep) -> Response:
    """One product with its latest record."""
    return JsonAnswer(PRODUCTS.one(await crud.product_row(store, product_id)))


@router.patch("/{product_id}", responses=responses(404, 409, 413, 415), dependencies=[JsonOnly])
async def change_product(
    product_id: ProductName, change: TargetChange, store: StoreDep, clock: ClockDep
) -> Target:
    """Change how a product is scraped; answers its target."""
    return await crud.change_target(
        store,
        product_id,
        interval_s=None if change.every is None else int(change.every.total_seconds()),
        fetcher=change.fetcher,
        steps=change.steps,
        tags=change.tags,
        jump=change.jump,
        paused=change.paused,
        clock=clock,
    )


@router.delete("/{product_id}", status_code=204, responses=responses(404, 409))
async def untrack_product(product_id: ProductName, store: StoreDep) -> None:
    """Scrape a product no longer; its history stays, and `pricetrail purge` removes it."""
    await crud.untrack(store, product_id)


@router.get("/{product_id}/stats", response_model=Stats, responses=responses(404, 409))
async def get_stats(product_id: ProductName, store: StoreDep) -> Response:
    """Lows, highs, averages and changes of a product's price, and where today's stands."""
    product = await crud.get_product(store, product_id)
    stats = await overview.stats_of(store, product)
    return JsonAnswer(as_json(stats))


@router.post("/{product_id}/scrape", status_code=202, responses=queued("") | responses(404, 409))
async def scrape_product(
    product_id: ProductName, store: StoreDep, queue: QueueDep, clock: ClockDep, response: Response
) -> JobStatus:
    """Scrape a product now, whether it is due or not; the job tells how it goes."""
    job = await scrape_now(store, queue, [product_id], clock=clock)
    response.headers["Location"] = f"/jobs/{job.job_id}"
    return await crud.job_status(store, job.job_id)
