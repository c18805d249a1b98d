"""Pages that a person's own browser loaded: all that follows a fetch, without one."""

from fastapi import Response
from pydantic import BaseModel

from pricetrail.api.answers import as_json
from pricetrail.api.asked import PostedPage
from pricetrail.api.deps import JsonOnly, ServingDep
from pricetrail.api.direct import api_router
from pricetrail.api.problems import problem, responses
from pricetrail.schema import Attempt, Page, Product, ProductScrapeEvent

router = api_router("pages", "/pages")

FETCHER = "posted"


class PageRead(BaseModel):
    """What a page came to; product and event are null where it gave no event."""

    attempt: Attempt
    product: Product | None
    event: ProductScrapeEvent | None


@router.post(
    "",
    status_code=201,
    response_model=PageRead,
    responses={
        200: {"model": PageRead, "description": "It gave no event; the attempt says why."},
        201: {"description": "It gave an event."},
        **responses(413, 415),
    },
    dependencies=[JsonOnly],
)
async def take_page(posted: PostedPage, serving: ServingDep) -> Response:
    """Read a page as if it had been fetched from `url` just now, and store what it says.

    For shops that refuse programs: whoever may look at the page sends what they see.
    """
    services = serving.services
    body = posted.html.encode("utf-8", "replace")
    most = services.settings.max_page_bytes
    if len(body) > most:
        return problem(413, f"the page is larger than {most:,} bytes")
    page = Page(
        url=posted.url,
        final_url=posted.url,
        status=200,
        headers={"content-type": "text/html; charset=utf-8"},
        body=body,
        fetched_at=services.clock(),
        fetcher=FETCHER,
    )
    scrape = await services.pipeline.take_page(page)
    serving.metrics.scraped(scrape.attempt.outcome)
    read = PageRead.model_construct(
        attempt=scrape.attempt, product=scrape.product, event=scrape.event
    )
    status = 200 if scrape.event is None else 201
    return Response(as_json(read), status, media_type="application/json")
