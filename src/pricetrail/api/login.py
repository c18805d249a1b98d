"""Logging in and out: a token in a form becomes a session cookie. The form is the web UI's."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from pricetrail.api.access import LONGEST_PATH, SESSION_COOKIE, SESSION_LIFE, local_path, login_path
from pricetrail.api.deps import ServingDep
from pricetrail.api.middleware.headers import client_of
from pricetrail.api.problems import too_many

router = APIRouter(include_in_schema=False)

_LONGEST = 500


@router.post("/login")
async def log_in(
    request: Request,
    serving: ServingDep,
    token: Annotated[str, Form(max_length=_LONGEST)] = "",
    wanted: Annotated[str, Form(alias="next", max_length=LONGEST_PATH)] = "/",
) -> Response:
    """Open a session and go on to the page that was wanted; else back to the form.

    The form is then asked for with ``?failed=wrong``, and still knows what was wanted.
    """
    if serving.access.is_open:
        return RedirectResponse("/", 303)
    client = client_of(request.scope)
    wait = serving.logins.wait(client)
    if wait:
        return too_many(wait, "failed logins")
    secret = token.strip()
    if await serving.access.of_secret(secret) is None:
        serving.logins.take(client)
        return RedirectResponse(login_path(wanted, "wrong"), 303)
    response = RedirectResponse(local_path(wanted), 303)
    response.set_cookie(
        SESSION_COOKIE,
        serving.access.open_session(secret),
        max_age=int(SESSION_LIFE.total_seconds()),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return response


@router.post("/logout")
async def log_out() -> Response:
    """Forget the session on this browser, and show the form."""
    response = RedirectResponse("/login", 303)
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
    return response
