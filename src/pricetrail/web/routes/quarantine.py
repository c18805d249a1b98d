"""What was held back, and what is to become of it."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from pricetrail import quarantine
from pricetrail.api.deps import ServingDep
from pricetrail.errors import UsageError
from pricetrail.web.pages import PageRoute
from pricetrail.web.quarantine_page import PATH, SHOWN, quarantine_page
from pricetrail.web.render import link, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_PER_PAGE = 50


@router.get(PATH)
async def show_quarantine(
    request: Request,
    serving: ServingDep,
    *,
    status: Annotated[str, Query(max_length=20)] = "open",
    cursor: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """What waits until another fetch, or a person, agrees; and what became of the others."""
    shown = status if status in SHOWN else "open"
    found = await quarantine.list_held(
        serving.services.store, status=shown, limit=_PER_PAGE, cursor=cursor or None
    )
    told = quarantine_page(found, shown)
    return page(request, "quarantine.html", section="activity", page=told)


@router.post(PATH)
async def settle(
    serving: ServingDep,
    *,
    action: Annotated[str, Form(max_length=20)],
    pick: Annotated[str, Form(max_length=300)],
    status: Annotated[str, Form(max_length=20)] = "open",
) -> Response:
    """Accept or dismiss one of them."""
    services = serving.services
    store, clock = services.store, services.clock
    if action == "accept":
        await quarantine.accept(store, pick, clock=clock, raising=services.alarm.besides)
    elif action == "dismiss":
        await quarantine.dismiss(store, pick, clock=clock)
    else:
        raise UsageError(f"{action!r} is nothing that can be done with what was held back")
    said = {"accept": "accepted", "dismiss": "dismissed"}[action]
    return RedirectResponse(link(PATH, status=status, said=said), 303)
