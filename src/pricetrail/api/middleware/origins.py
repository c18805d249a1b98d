"""Nothing is changed because a page of another site made a browser ask for it (CSRF)."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from pricetrail.api.problems import problem

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class SameOrigin:
    """Refuses unsafe requests that a browser sent on behalf of another site.

    A browser says so in ``Sec-Fetch-Site``; an older one, or one that talks to us over plain HTTP,
    in ``Origin`` or ``Referer``. Programs send none of them.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if (
            scope["type"] == "http"
            and scope["method"] not in SAFE_METHODS
            and _is_foreign(Headers(scope=scope))
        ):
            said = "a page of another site cannot change anything here"
            await problem(403, said)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_foreign(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = headers.get("origin") or headers.get("referer")
    if not origin:
        return False
    try:
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    except ValueError:
        return True
