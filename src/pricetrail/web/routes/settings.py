"""What a person sets for this browser: who they are, and the colours."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from pricetrail.api.access import LONGEST_PATH, local_path
from pricetrail.api.deps import ServingDep
from pricetrail.web.pages import PageRoute
from pricetrail.web.render import THEME_COOKIE, page

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_A_YEAR_S = 365 * 86_400
_PROBLEMS = {
    "wrong": "That token is not known here. Check that all of it was copied.",
    "ended": "Your session is over. Log in again to go on.",
}


@router.get("/login")
async def show_login(
    request: Request,
    serving: ServingDep,
    *,
    failed: Annotated[str, Query(max_length=20)] = "",
    wanted: Annotated[str, Query(alias="next", max_length=LONGEST_PATH)] = "/",
) -> Response:
    """The form that asks for a token; where none is needed, the products."""
    if serving.access.is_open:
        return RedirectResponse("/", 303)
    problem = _PROBLEMS.get(failed)
    return page(
        request,
        "login.html",
        status=401 if problem else 200,
        bare=True,
        can_log_out=False,
        problem=problem,
        next=local_path(wanted),
    )


@router.post("/theme")
async def choose_theme(
    theme: Annotated[str, Form(max_length=10)], back: Annotated[str, Form(max_length=4000)] = "/"
) -> Response:
    """Remember light or dark on this browser, or forget it and do as the system does."""
    response = RedirectResponse(local_path(back), 303)
    if theme in ("light", "dark"):
        response.set_cookie(THEME_COOKIE, theme, max_age=_A_YEAR_S, samesite="lax", httponly=True)
    else:
        response.delete_cookie(THEME_COOKIE, samesite="lax", httponly=True)
    return response
