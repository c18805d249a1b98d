"""Who may do what, and how often: tokens, sessions, scopes and rates.

Everything is refused to whoever shows no token, unless its path is listed here.
"""

from collections.abc import Mapping

from fastapi import Response
from fastapi.responses import RedirectResponse
from starlette.requests import HTTPConnection
from starlette.types import Scope

from pricetrail.api.access import ANYONE, SESSION_COOKIE, Caller, login_path
from pricetrail.api.deps import Serving
from pricetrail.api.middleware.headers import client_of, text
from pricetrail.api.middleware.origins import SAFE_METHODS
from pricetrail.api.problems import problem, problem_of, too_many
from pricetrail.errors import PricetrailError

PUBLIC = frozenset({"/healthz", "/login", "/favicon.ico", "/manifest.webmanifest"})
PUBLIC_FOLDER = "/static/"
API = (
    *("/products", "/events", "/jobs", "/pages", "/quarantine", "/export.", "/feed.atom"),
    *("/metrics", "/readyz"),
)
API_DOCUMENT = "/openapi.json"
INGEST = "/events/scrape"

_COST_OF_INGEST = 0.01  # a record sent to us makes no request to a shop
_UNGUESSABLE = 20  # characters: a failing neighbour must not shut out who has such a token
_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="pricetrail"'}


async def refusal(
    scope: Scope, headers: Mapping[bytes, bytes], serving: Serving
) -> Response | None:
    """What is told who may not ask for it; pages of the UI lead others to the login page."""
    try:
        return await _refusal(scope, headers, serving)
    except PricetrailError as error:
        return problem_of(error)


async def _refusal(
    scope: Scope, headers: Mapping[bytes, bytes], serving: Serving
) -> Response | None:
    changes = scope["method"] not in SAFE_METHODS
    path: str = scope["path"]
    if not is_public(path):
        caller = await _caller(scope, headers, serving)
        if isinstance(caller, Response):
            return caller
        if changes and caller.scope != "write":
            return problem(403, f"the token {caller.name!r} may only read")
        state = scope.setdefault("state", {})
        state["caller"] = caller.name
        state["may_change"] = caller.scope == "write"
    if changes and serving.writes is not None:
        cost = _COST_OF_INGEST if path == INGEST else 1.0
        wait = serving.writes.take(client_of(scope), cost)
        if wait:
            return too_many(wait, "changes from one client")
    return None


def is_public(path: str) -> bool:
    """Whether anybody may ask for a path."""
    return path in PUBLIC or path.startswith(PUBLIC_FOLDER)


def is_api(path: str) -> bool:
    """Whether programs ask for a path; the others are pages for people."""
    return path.startswith(API) or path == API_DOCUMENT


async def _caller(
    scope: Scope, headers: Mapping[bytes, bytes], serving: Serving
) -> Caller | Response:
    """Who calls, or what they are told instead."""
    if serving.access.is_open:
        return ANYONE
    kind, _, secret = text(headers, b"authorization").partition(" ")
    if kind.lower() == "bearer":
        client, secret = client_of(scope), secret.strip()
        wait = serving.logins.wait(client)
        if wait and len(secret) < _UNGUESSABLE:
            return too_many(wait, "failed logins")
        caller = await serving.access.of_secret(secret)
        if caller is None:
            serving.logins.take(client)
            said = "that token is not known; it may have been removed"
            return problem(401, said, headers=_CHALLENGE)
    else:
        caller = await serving.access.of_session(_cookies(scope).get(SESSION_COOKIE, ""))
    return caller or _unknown(scope)


def _unknown(scope: Scope) -> Response:
    path: str = scope["path"]
    if is_api(path):
        said = "this needs a token: send it as `Authorization: Bearer …`"
        return problem(401, said, headers=_CHALLENGE)
    wanted = "/"
    if scope["method"] == "GET":
        query = scope["query_string"].decode("ascii", "replace")
        wanted = f"{path}?{query}" if query else path
    failed = "ended" if SESSION_COOKIE in _cookies(scope) else ""
    return RedirectResponse(login_path(wanted, failed), 303)


def _cookies(scope: Scope) -> Mapping[str, str]:
    return HTTPConnection(scope).cookies
