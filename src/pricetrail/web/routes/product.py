"""A product's page, and what can be done with one product."""

import asyncio
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import AwareDatetime

from pricetrail import crud
from pricetrail.api.deps import Serving, ServingDep
from pricetrail.crud.history import EventPage
from pricetrail.crud.links import link, unlink
from pricetrail.crud.targets import jump_of
from pricetrail.errors import NotFound, UsageError
from pricetrail.jobs import scrape_now
from pricetrail.overview import ProductView, product_view
from pricetrail.schema import Product, Target
from pricetrail.urls import MAX_URL_LENGTH
from pricetrail.web.cards import name_of
from pricetrail.web.charts.history import HistoryChart, Line, Period, history_chart
from pricetrail.web.charts.runs import Run
from pricetrail.web.charts.scales import TimeScale
from pricetrail.web.forms import FETCHERS, fetchers, intervals, tags_in
from pricetrail.web.history import Window, runs_in, runs_of_days, window_of
from pricetrail.web.pages import PageRoute
from pricetrail.web.product_page import product_page
from pricetrail.web.render import page, product_path

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_EVENTS_SHOWN = 15
_ATTEMPTS_SHOWN = 10
_MOST_OTHERS = 4
_REFRESH_S = 2

Name = Annotated[str, Path(max_length=MAX_URL_LENGTH)]


@router.get("/p/{name}")
async def show_product(
    request: Request,
    serving: ServingDep,
    name: Name,
    *,
    period: Annotated[str, Query(alias="range", max_length=10)] = "",
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    events: Annotated[str, Query(max_length=200)] = "",
    attempts: Annotated[str, Query(max_length=10)] = "",
    job: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    """Where the price stands, what it did, and why it is what it is."""
    store, clock = serving.services.store, serving.services.clock
    view = await product_view(store, name, clock=clock)
    proper = _id_of(view)
    if proper != name:
        return RedirectResponse(product_path(proper), 307)
    running = bool(job) and not (await crud.job_status(store, job)).finished
    if job and not running:
        return RedirectResponse(product_path(name), 303)
    now = clock()
    first = view.product.first_event_at if view.product is not None else None
    window = window_of(period, since, until, first=first, now=now)
    runs: list[Run] = []
    found = EventPage([], None)
    if view.product is not None:
        runs, found = await asyncio.gather(
            runs_in(store, view.product, view.target, view.days, window),
            crud.history_page(
                store, view.product.product_id, limit=_EVENTS_SHOWN, cursor=events or None
            ),
        )
    shown = len(view.attempts) if attempts == "all" else _ATTEMPTS_SHOWN
    names = [one.screenshot for one in view.attempts[:shown] if one.screenshot is not None]
    others = _drawable(view)
    chart = _chart(view, window, runs, others)
    told = product_page(
        view,
        window,
        runs,
        chart,
        found,
        shown_others=others,
        attempts_shown=shown,
        now=now,
        channels=serving.services.notifier.names,
        screenshots=await serving.services.screenshots.kept(names),
    )
    told["stream"] = f"/jobs/{job}" if running else None
    return page(
        request,
        "product.html",
        section="products",
        refresh_s=_REFRESH_S if running else None,
        page=told,
    )


@router.post("/p/{name}")
async def change_product(
    serving: ServingDep,
    name: Name,
    *,
    action: Annotated[str, Form(max_length=20)],
    other: Annotated[str, Form(max_length=MAX_URL_LENGTH)] = "",
) -> Response:
    """Scrape it now, let its schedule rest or go on, or link it to another product."""
    store, clock = serving.services.store, serving.services.clock
    path = product_path(name)
    if action == "scrape":
        job = await scrape_now(store, serving.queue, [name], clock=clock)
        return RedirectResponse(f"{path}?job={job.job_id}", 303)
    if action in ("pause", "resume"):
        await crud.change_target(store, name, paused=action == "pause", clock=clock)
        return RedirectResponse(f"{path}?said={action}d", 303)
    if action == "track":
        target = await crud.get_target(store, name)
        usual = serving.services.settings.interval
        await crud.track(store, target.url, usually=usual, clock=clock)
        return RedirectResponse(f"{path}?said=resumed", 303)
    if action in ("link", "unlink"):
        own = await crud.resolve(store, name)
        change = link if action == "link" else unlink
        await change(store, own, await crud.resolve(store, other.strip()))
        return RedirectResponse(f"{path}?said={action}ed", 303)
    raise UsageError(f"{action!r} is nothing that can be done with a product")


@router.get("/p/{name}/edit")
async def show_edit(request: Request, serving: ServingDep, name: Name) -> Response:
    """How it is scraped, as a form."""
    return await _edit_form(request, serving, name)


@router.post("/p/{name}/edit")
async def edit(
    request: Request,
    serving: ServingDep,
    name: Name,
    *,
    every: Annotated[int, Form()],
    fetcher: Annotated[str, Form(max_length=20)],
    tags: Annotated[str, Form(max_length=5000)] = "",
    jump: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Change how it is scraped."""
    if fetcher not in FETCHERS:
        raise UsageError(f"there is no fetcher {fetcher!r}")
    try:
        await crud.change_target(
            serving.services.store,
            name,
            interval_s=every,
            fetcher=fetcher,  # type: ignore[arg-type]
            tags=tags_in(tags),
            jump=jump_of(jump),
            clock=serving.services.clock,
        )
    except UsageError as error:
        return await _edit_form(request, serving, name, problem=str(error))
    return RedirectResponse(f"{product_path(name)}?said=saved", 303)


@router.get("/p/{name}/untrack")
async def show_untrack(request: Request, serving: ServingDep, name: Name) -> Response:
    """Whether that is really meant."""
    target, product = await _both(serving, name)
    told = {
        "title": f"Stop tracking {name_of(product, target)}?",
        "words": "It is no longer scraped. Its history stays, and it can be tracked on later.",
        "names": [],
        "action": f"{product_path(name)}/untrack",
        "fields": [],
        "yes": "Untrack it",
        "back": product_path(name),
    }
    return page(request, "confirm.html", section="products", page=told)


@router.post("/p/{name}/untrack")
async def untrack(serving: ServingDep, name: Name) -> Response:
    """Stop scraping it; its history stays."""
    await crud.untrack(serving.services.store, name)
    return RedirectResponse(f"{product_path(name)}?said=untracked", 303)


async def _edit_form(
    request: Request, serving: Serving, name: str, *, problem: str | None = None
) -> Response:
    target, product = await _both(serving, name)
    told = {
        "name": name_of(product, target),
        "url": target.url,
        "action": f"{product_path(name)}/edit",
        "back": product_path(name),
        "tags": ", ".join(target.tags),
        "intervals": intervals(timedelta(seconds=target.interval_s)),
        "fetchers": fetchers(target.fetcher),
        "jump": "" if target.jump is None else f"{target.jump:f}",
        "usual_jump": f"{serving.services.settings.jump:f}",
        "problem": problem,
    }
    status = 200 if problem is None else 422
    return page(request, "edit.html", status=status, section="products", page=told)


async def _both(serving: Serving, name: str) -> tuple[Target, Product | None]:
    store = serving.services.store
    target = await crud.get_target(store, name)
    product_id = target.product_id
    return target, await crud.find_product(store, product_id) if product_id is not None else None


def _id_of(view: ProductView) -> str:
    if view.product is not None:
        return view.product.product_id
    if view.target is None:
        raise NotFound("there is nothing of that name")
    return view.target.target_id


def _drawable(view: ProductView) -> list[Product]:
    """The same product elsewhere, where its price is in the same currency."""
    currency = view.product.currency if view.product is not None else None
    return [
        other
        for other, days in view.others
        if any(day.last is not None and day.currency == currency for day in days)
    ][:_MOST_OTHERS]


def _chart(
    view: ProductView, window: Window, runs: list[Run], others: list[Product]
) -> HistoryChart | None:
    if view.product is None:
        return None
    days_of = {other.product_id: days for other, days in view.others}
    lines = [Line(view.product.shop, runs)]
    lines += [Line(other.shop, runs_of_days(days_of[other.product_id])) for other in others]
    blocked = [Period(since, until or window.until) for since, until in view.blocked]
    return history_chart(
        lines,
        TimeScale(window.since, window.until),
        currency=view.stats.currency if view.stats is not None else None,
        blocked=blocked,
        label=f"Price of {view.product.name}, from {window.since:%Y-%m-%d} to "
        f"{window.until:%Y-%m-%d}; the table below the chart says the same",
    )
