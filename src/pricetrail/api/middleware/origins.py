"""Nothing is changed because a page of another site made a browser ask for it (CSRF)."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from fastapi import Response
from starlette.types import Scope

from pricetrail.api.middleware.headers import text
from pricetrail.api.problems import problem

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def refusal(scope: Scope, headers: Mapping[bytes, bytes]) -> Response | None:
    """What is told to unsafe requests that a browser sent on behalf of another site.

    A browser says so in ``Sec-Fetch-Site``; an older one, or one that talks to us over plain HTTP,
    in ``Origin`` or ``Referer``. Programs send none of them.
    """
    if scope["method"] in SAFE_METHODS or not _is_foreign(headers):
        return None
    return problem(403, "a page of another site cannot change anything here")


def _is_foreign(headers: Mapping[bytes, bytes]) -> bool:
    site = headers.get(b"sec-fetch-site")
    if site is not None:
        return site not in (b"same-origin", b"none")
    origin = text(headers, b"origin") or text(headers, b"referer")
    if not origin:
        return False
    try:
        return urlsplit(origin).netloc.lower() != text(headers, b"host").lower()
    except ValueError:
        return True
