"""Requests for us only: by a name that is ours, and from this machine where nobody has to log in.

A page of another site can make a browser ask any address on this machine, under a name of its
own (DNS rebinding); the name it was asked by gives it away. A proxy on this machine asks from
here for the whole world, mostly by our own name; what it adds gives it away.
"""

from collections.abc import Mapping
from ipaddress import ip_address

from fastapi import Response
from starlette.types import Scope

from pricetrail.api.deps import Serving
from pricetrail.api.middleware.headers import text
from pricetrail.api.problems import problem

_FORWARDED = frozenset(
    {b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip", b"via"}
)
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def refusal(scope: Scope, headers: Mapping[bytes, bytes], serving: Serving) -> Response | None:
    """What is told who asks by none of the names that `Serving.hosts` holds, or by two."""
    if sum(name == b"host" for name, _ in scope["headers"]) > 1:
        return problem(400, "a request names one host, not several")
    if _without_port(text(headers, b"host")) not in serving.hosts:
        said = "this server has no such name; PRICETRAIL_ALLOWED_HOSTS lists those it has"
        return problem(400, said)
    if serving.access.is_open and not _is_from_here(scope, headers):
        return problem(403, "without PRICETRAIL_API_TOKEN only this machine is answered")
    return None


def is_loopback(host: str) -> bool:
    """Whether an address or a name is this machine's own, which no other machine can reach."""
    if host == "127.0.0.1":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _is_from_here(scope: Scope, headers: Mapping[bytes, bytes]) -> bool:
    """Whether the connection came in at a loopback address, or at a Unix socket, by no proxy."""
    if not _FORWARDED.isdisjoint(headers):
        return False
    server = scope.get("server")
    return server is None or server[1] is None or is_loopback(server[0])


def _without_port(host: str) -> str:
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()
