"""How scrapes go that were asked for: live with a script, by asking again without one."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from pricetrail import crud, in_words, states
from pricetrail.api.deps import ServingDep
from pricetrail.crud.jobs import JobItem, JobStatus
from pricetrail.errors import InvalidURL, PolicyError
from pricetrail.schema import Product
from pricetrail.states import Said
from pricetrail.store.base import Store, gathered
from pricetrail.urls import normalise_url
from pricetrail.web import words
from pricetrail.web.pages import PageRoute
from pricetrail.web.pictures import picture_of
from pricetrail.web.render import page, product_path

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_REFRESH_S = 2
_MOST_SHOWN = 200
_GONE = Said("is not scraped any more")
_WAITING = Said("being scraped…")


@router.get("/progress/{job_id}")
async def show_progress(
    request: Request,
    serving: ServingDep,
    job_id: Annotated[str, Path(max_length=64)],
    bad: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """The targets of a job, each with what came out so far."""
    store = serving.services.store
    job = await crud.job_status(store, job_id)
    products = await _products_of(store, job.items[:_MOST_SHOWN])
    items = [
        _item(item, product)
        for item, product in zip(job.items[:_MOST_SHOWN], products, strict=True)
    ]
    found = [item["href"] for item in items if item["found"]]
    told = {
        "title": _title(job),
        "told": _told(job, len(items)),
        "finished": job.finished,
        "stream": f"/jobs/{job_id}",
        "total": job.total,
        "done": job.done,
        "targets": items,
        "rejected": _rejected(bad, serving.services.admit),
        "chart": found[0] if job.finished and len(found) == 1 else None,
    }
    refresh = None if job.finished else _REFRESH_S
    return page(request, "progress.html", refresh_s=refresh, section="products", page=told)


async def _products_of(store: Store, items: list[JobItem]) -> list[Product | None]:
    async def product_of(item: JobItem) -> Product | None:
        if item.product_id is None:
            return None
        return await crud.find_product(store, item.product_id)

    return await gathered(product_of(item) for item in items)


def _item(item: JobItem, product: Product | None) -> dict[str, Any]:
    waiting = item.state == "waiting"
    state = _WAITING if waiting else _GONE
    if item.state == "done":
        state = states.state(item.outcome or "new")
    name = product.name if product is not None and product.name else item.url
    gave = item.state == "done" and product is not None and state.tone == "good"
    return {
        "waiting": waiting,
        "found": gave,
        "name": name,
        "href": None if item.state == "gone" else product_path(item.product_id or item.target_id),
        "picture": picture_of(product, name),
        "state": state,
        "reason": item.reason if item.state == "done" else None,
        "price": in_words.money(product.price, product.currency) if product and gave else None,
    }


def _title(job: JobStatus) -> str:
    what = words.count(job.total, "product")
    if not job.finished:
        return f"Scraping {what}…"
    return f"{what} scraped".capitalize() if job.total > 1 else "Scraped"


def _told(job: JobStatus, shown: int) -> str:
    done = f"{job.done:,} of {job.total:,} done."
    return done if shown == job.total else f"{done} The first {shown} are shown."


def _rejected(bad: str, admit: Callable[[str], None]) -> list[dict[str, str]]:
    """What of a pasted text is no address, or a refused one, and why: never trusted."""
    rejected = []
    for text in bad.split():
        try:
            admit(normalise_url(text))
        except (InvalidURL, PolicyError) as error:
            rejected.append({"url": text, "reason": str(error)})
    return rejected
