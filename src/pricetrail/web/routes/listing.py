"""The list of products, adding to it, and doing something with many of them at once."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, cast, get_args

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from pricetrail import crud
from pricetrail.alarm.matching import matching_rules
from pricetrail.api.access import local_path
from pricetrail.api.deps import Serving, ServingDep
from pricetrail.errors import UsageError
from pricetrail.jobs import Rejected, scrape_now, track_many
from pricetrail.overview import cards, facets
from pricetrail.schema import Product
from pricetrail.states import Said
from pricetrail.values import Interval
from pricetrail.web import words
from pricetrail.web.alerts_page import badge
from pricetrail.web.cards import name_of
from pricetrail.web.forms import AddForm, intervals, tags_in, urls_in
from pricetrail.web.listing import Filters, View, list_page
from pricetrail.web.pages import PageRoute
from pricetrail.web.render import link, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

VIEW_COOKIE = "pricetrail_view"

_PER_PAGE = {"cards": 48, "table": 100}
_LONGEST = 200
_A_YEAR_S = 365 * 86_400
_MOST_TEXT = 900_000

Word = Annotated[str, Query(max_length=_LONGEST)]


@router.get("/")
async def show_products(
    request: Request,
    serving: ServingDep,
    *,
    q: Word = "",
    tag: Word = "",
    shop: Word = "",
    state: Word = "",
    cursor: Annotated[str, Query(max_length=2000)] = "",
    sort: Word = "",
    view: Word = "",
) -> Response:
    """Products as cards or as a table; where there is none yet, how to begin."""
    filters = Filters(q.strip(), tag, shop, state, cursor, sort)
    shown = _view_of(view or request.cookies.get(VIEW_COOKIE, ""))
    store, now = serving.services.store, serving.services.clock()
    narrowing = {name: filters.narrowing.get(name) for name in ("q", "tag", "shop", "state")}
    found, counted = await asyncio.gather(
        cards(
            store,
            **narrowing,
            limit=_PER_PAGE[shown],
            cursor=cursor or None,
            clock=serving.services.clock,
        ),
        facets(store),
    )
    if not found.cards and not filters.narrowing and not cursor:
        form = _new_form(serving, ())
        return page(request, "first_run.html", section="products", form=form)
    alerts = await _matching(serving, [card.product for card in found.cards])
    told = list_page(found, counted, filters, shown, now, alerts=alerts)
    response = page(request, "products.html", section="products", query=filters.q, page=told)
    if view:
        response.set_cookie(VIEW_COOKIE, shown, max_age=_A_YEAR_S, samesite="lax", httponly=True)
    return response


async def _matching(serving: Serving, products: Sequence[Product | None]) -> dict[str, Said]:
    """What rules were waiting for and is so, by product."""
    known = [product for product in products if product is not None]
    services = serving.services
    found = await matching_rules(services.store, services.alarm.rules, known)
    return {product_id: badge(rules) for product_id, rules in found.items()}


@router.get("/add")
async def show_add(request: Request, serving: ServingDep) -> Response:
    """The form that adds products."""
    known = await facets(serving.services.store)
    form = _new_form(serving, list(known.tags))
    return page(request, "add.html", section="products", form=form)


@router.post("/add")
async def add(
    request: Request,
    serving: ServingDep,
    *,
    urls: Annotated[str, Form(max_length=_MOST_TEXT)] = "",
    tags: Annotated[str, Form(max_length=5000)] = "",
    every: Annotated[Interval | None, Form()] = None,
) -> Response:
    """Track what was pasted, scrape it now, and show how that goes."""
    given = urls_in(urls)
    length = timedelta(seconds=every) if every is not None else None
    problem, rejected = "Paste at least one address.", list[Rejected]()
    if given:
        try:
            ordered = await track_many(
                serving.services.store,
                serving.queue,
                given,
                every=length,
                usually=serving.services.settings.interval,
                tags=tags_in(tags),
                admit=serving.services.admit,
                clock=serving.services.clock,
            )
        except UsageError as error:
            problem = str(error)
        else:
            rejected = ordered.rejected
            if ordered.job is not None:
                bad = [one.url for one in rejected][:20]
                return _see(link(f"/progress/{ordered.job.job_id}", bad=" ".join(bad)[:1500]))
            problem = "Nothing of this is the address of a page:"
    form = _new_form(serving, (), urls=urls, tags=tags, problem=problem, rejected=rejected[:50])
    return page(request, "add.html", status=422, section="products", form=form)


@router.post("/bulk")
async def change_many(
    request: Request,
    serving: ServingDep,
    *,
    action: Annotated[str, Form(max_length=20)],
    pick: Annotated[list[str] | None, Form(max_length=1000)] = None,
    tag: Annotated[str, Form(max_length=_LONGEST)] = "",
    confirmed: Annotated[bool, Form()] = False,
    back: Annotated[str, Form(max_length=4000)] = "/",
) -> Response:
    """Scrape, pause, resume, tag or untrack what was selected."""
    picked = pick or []
    if not picked:
        return _see(_back_to(back, "none"))
    store, clock = serving.services.store, serving.services.clock
    if action == "scrape":
        job = await scrape_now(store, serving.queue, picked, clock=clock)
        return _see(f"/progress/{job.job_id}")
    if action == "untrack" and not confirmed:
        return await _confirm_untracking(request, serving, picked, back)
    if action == "tag" and not tags_in(tag):
        return _see(_back_to(back, "no-tag"))
    said = await _change(serving, action, picked, tags_in(tag))
    return _see(_back_to(back, said))


async def _change(serving: Serving, action: str, picked: Sequence[str], tags: Sequence[str]) -> str:
    """Do it to each; returns what there is to say. Raises UsageError for what cannot be done."""
    store, clock = serving.services.store, serving.services.clock
    for name in picked:
        if action in ("pause", "resume"):
            await crud.change_target(store, name, paused=action == "pause", clock=clock)
        elif action == "tag":
            target = await crud.get_target(store, name)
            merged = sorted({*target.tags, *tags})
            await crud.change_target(store, name, tags=merged, clock=clock)
        elif action == "untrack":
            await crud.untrack(store, name)
        else:
            raise UsageError(f"{action!r} is nothing that can be done with products")
    return {"pause": "paused", "resume": "resumed", "tag": "tagged"}.get(action, "untracked")


async def _confirm_untracking(
    request: Request, serving: Serving, picked: Sequence[str], back: str
) -> Response:
    store = serving.services.store
    names = []
    for name in picked:
        target = await crud.get_target(store, name)
        product = None
        if target.product_id is not None:
            product = await crud.find_product(store, target.product_id)
        names.append(name_of(product, target))
    asked = words.count(len(names), "product")
    fields = [("pick", name) for name in picked]
    told = {
        "title": f"Stop tracking {asked}?",
        "words": "They are no longer scraped. Their histories stay, and can be tracked on later.",
        "names": names,
        "action": "/bulk",
        "fields": [*fields, ("action", "untrack"), ("confirmed", "true"), ("back", back)],
        "yes": f"Untrack {asked}",
        "back": local_path(back),
    }
    return page(request, "confirm.html", section="products", page=told)


def _new_form(serving: Serving, known_tags: Sequence[str], **sent: object) -> AddForm:
    usual = serving.services.settings.interval
    return AddForm(intervals=intervals(usual), known_tags=known_tags, **sent)  # type: ignore[arg-type]


def _view_of(name: str) -> View:
    return cast(View, name) if name in get_args(View) else "cards"


def _see(where: str) -> RedirectResponse:
    return RedirectResponse(where, 303)


def _back_to(back: str, said: str) -> str:
    path = local_path(back).partition("#")[0]
    return f"{path}{'&' if '?' in path else '?'}said={said}"
