"""Requests for us only: by a name that is ours, and from this machine where nobody has to log in.

A page of another site can make a browser ask any address on this machine, under a name of its
own (DNS rebinding); the name it was asked by gives it away. A proxy on this machine asks from
here for the whole world, mostly by our own name; what it adds gives it away.
"""

from ipaddress import ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from pricetrail.api.deps import serving_of
from pricetrail.api.problems import problem

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


class KnownHosts:
    """Refuses what was not asked by one of the names that `Serving.hosts` holds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http":
            serving = serving_of(scope)
            headers = Headers(scope=scope)
            name = _without_port(headers.get("host", ""))
            if name not in serving.hosts:
                said = "this server has no such name; PRICETRAIL_ALLOWED_HOSTS lists those it has"
                await problem(400, said)(scope, receive, send)
                return
            if serving.access.is_open and not _is_from_here(scope, headers):
                said = "without PRICETRAIL_API_TOKEN only this machine is answered"
                await problem(403, said)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def is_loopback(host: str) -> bool:
    """Whether an address or a name is this machine's own, which no other machine can reach."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _is_from_here(scope: Scope, headers: Headers) -> bool:
    """Whether the connection came in at a loopback address, or at a Unix socket, by no proxy."""
    if any(name in headers for name in _FORWARDED):
        return False
    server = scope.get("server")
    return server is None or server[1] is None or is_loopback(server[0])


def _without_port(host: str) -> str:
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()
