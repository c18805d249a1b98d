"""JSON answers that a client need not get twice, and that are kept for a second.

A `JsonAnswer` has a strong validator. Whoever sends it back is told that nothing
has changed (304), and the answer itself is kept for the next who asks the same. What was read a
second ago is never given out, whichever process wrote meanwhile; and a write through this process
drops all that is kept, so that whoever wrote reads their own write.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from time import monotonic

from fastapi import Response
from isal import igzip
from pydantic import BaseModel
from starlette.types import Receive, Scope, Send

from pricetrail.api.middleware.headers import takes_gzip

KEPT_FOR_S = 1.0

_ASKED = "pricetrail.answers"
_ASKED_AT = "pricetrail.asked_at"
_JSON = b"application/json"
_AT_ONCE = 2_047  # hashlib's HASHLIB_GIL_MINSIZE less one
_SMALL = 500
_LARGEST = 1_000_000
_MOST_BYTES = 16_000_000

Key = tuple[str, bytes]
"""Path and query."""


def as_json(item: BaseModel) -> bytes:
    """An item's JSON, in one step."""
    return item.__pydantic_serializer__.to_json(item)


class JsonAnswer(Response):
    """Answers `body`, which is JSON, with its validator, and keeps it for the next who asks."""

    def __init__(self, body: bytes) -> None:
        self.status_code = 200
        self.body: bytes = body
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Answer a request that `KeptAnswers.asked` was told of."""
        kept: KeptAnswers = scope[_ASKED]
        read_at, writes = scope[_ASKED_AT]
        answer = Answer(self.body, scope.get("route"), read_at)
        kept.keep((scope["path"], scope["query_string"]), answer, writes)
        await answer.send(scope, send)


@dataclass(slots=True)
class Answer:
    """An answer's bytes, as they were read at `read_at`; `route` is what answered."""

    body: bytes
    route: object
    read_at: float
    etag: bytes = field(init=False)
    _gzipped: bytes | None = None

    def __post_init__(self) -> None:
        self.etag = b'"%b"' % _digest(self.body)

    async def send(self, scope: Scope, send: Send) -> None:
        """Send what a client gets, by the validators it has and whether it takes gzip."""
        headers = dict(scope["headers"])
        packed = len(self.body) >= _SMALL and takes_gzip(headers)
        etag = self.etag[:-1] + b'-gzip"' if packed else self.etag
        told = [(b"etag", etag), (b"cache-control", b"no-cache")]
        if _matches(headers.get(b"if-none-match", b""), etag):
            await send({"type": "http.response.start", "status": 304, "headers": told})
            await send({"type": "http.response.body", "body": b""})
            return
        body = self.gzipped() if packed else self.body
        told += [(b"content-type", _JSON), (b"content-length", b"%d" % len(body))]
        if packed:
            told.append((b"content-encoding", b"gzip"))
        await send({"type": "http.response.start", "status": 200, "headers": told})
        await send({"type": "http.response.body", "body": body})

    def gzipped(self) -> bytes:
        """The body for those who take gzip; packed once."""
        if self._gzipped is None:
            self._gzipped = igzip.compress(self.body)
        return self._gzipped


class KeptAnswers:
    """The answers of the last second; at most 16 MB of them."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self.now = now
        self.writes = 0
        self._kept: OrderedDict[Key, Answer] = OrderedDict()
        self._bytes = 0

    def asked(self, scope: Scope) -> Answer | None:
        """The answer to a request, where there is one; else `scope` tells `JsonAnswer` of it."""
        answer = self.get((scope["path"], scope["query_string"]))
        if answer is None:
            scope[_ASKED] = self
            scope[_ASKED_AT] = (self.now(), self.writes)
        return answer

    def get(self, key: Key) -> Answer | None:
        """The answer to `key`, where there is one that is not a second old."""
        answer = self._kept.get(key)
        return answer if answer is not None and self._is_fresh(answer) else None

    def keep(self, key: Key, answer: Answer, writes: int) -> None:
        """Keep an answer, unless there was a write since `writes` were counted."""
        if writes != self.writes or len(answer.body) > _LARGEST:
            return
        self._forget(key)
        self._kept[key] = answer
        self._bytes += len(answer.body)
        oldest = next(iter(self._kept))
        while self._bytes > _MOST_BYTES or not self._is_fresh(self._kept[oldest]):
            self._forget(oldest)
            if not self._kept:
                return
            oldest = next(iter(self._kept))

    def drop(self) -> None:
        """Something was written: give out nothing that was read before, or is being read."""
        self.writes += 1
        self._kept.clear()
        self._bytes = 0

    def _forget(self, key: Key) -> None:
        answer = self._kept.pop(key, None)
        self._bytes -= 0 if answer is None else len(answer.body)

    def _is_fresh(self, answer: Answer) -> bool:
        return self.now() - answer.read_at < KEPT_FOR_S


def _digest(body: bytes) -> bytes:
    """24 hexadecimal digits, equal where bodies are.

    It is fed in small parts: for a larger one Python would let other threads run meanwhile, and
    wait for them up to 5 ms when 30 µs are over.
    """
    digest = blake2b(digest_size=12)
    for at in range(0, len(body), _AT_ONCE):
        digest.update(body[at : at + _AT_ONCE])
    return digest.hexdigest().encode()


def _matches(if_none_match: bytes, etag: bytes) -> bool:
    """Whether a list of validators names `etag` (RFC 9110, 13.1.2: the weak comparison)."""
    given = (one.strip().removeprefix(b"W/") for one in if_none_match.split(b","))
    return any(one in (etag, b"*") for one in given)
