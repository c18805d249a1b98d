"""Headers: what requests say in them, and what every answer has."""

from collections.abc import Iterable, Mapping

from starlette.types import Scope

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)

_IN_BOUNDS = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]
_NAMES_IN_BOUNDS = frozenset(name for name, _ in _IN_BOUNDS)
_VARY = b"vary"
_CODING = b"Accept-Encoding"

RawHeaders = Iterable[tuple[bytes, bytes]]


def finished(given: RawHeaders, request_id: bytes) -> list[tuple[bytes, bytes]]:
    """An answer's headers with what keeps a browser from doing what no page of ours asks for.

    What a route has set itself stays as it is. Every answer may be packed for those who take it.
    """
    names = {name.lower(): value for name, value in given}
    headers = [(name, value) for name, value in given if name.lower() != _VARY]
    if names.keys().isdisjoint(_NAMES_IN_BOUNDS):
        headers += _IN_BOUNDS
    else:
        headers += [(name, value) for name, value in _IN_BOUNDS if name not in names]
    vary = names.get(_VARY, _CODING)
    headers.append((_VARY, vary if _CODING in vary else vary + b", " + _CODING))
    headers.append((b"x-request-id", request_id))
    return headers


def text(headers: Mapping[bytes, bytes], name: bytes) -> str:
    """A header of a request; empty where it was not sent."""
    return headers.get(name, b"").decode("latin-1")


def takes_gzip(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a client takes gzip (RFC 9110, 12.5.3): it is named, and not with a weight of 0."""
    accepted = headers.get(b"accept-encoding", b"").lower()
    for one in accepted.split(b",") if b"gzip" in accepted else ():
        coding, *parameters = one.replace(b" ", b"").replace(b"\t", b"").split(b";")
        if coding == b"gzip":
            weight = parameters[0].removeprefix(b"q=") if parameters else b"1"
            return weight.strip(b"0.") != b""
    return False


def client_of(scope: Scope) -> str:
    """The client's address; empty where it has none, on a Unix socket."""
    client = scope.get("client")
    return client[0] if client else ""
