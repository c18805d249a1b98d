"""JSON answers that a client need not get twice, and that are kept for a second.

An answer made by `json_answer` has a strong validator. Whoever sends it back is told that nothing
has changed (304), and the answer itself is kept for the next who asks the same. What was read a
second ago is never given out, whichever process wrote meanwhile; and a write through this process
drops all that is kept, so that whoever wrote reads their own write.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from time import monotonic

from fastapi import Response
from isal import igzip
from pydantic import BaseModel

KEPT_FOR_S = 1.0

_SMALL = 500
_LARGEST = 1_000_000
_MOST_BYTES = 16_000_000

Key = tuple[str, bytes]
"""Path and query."""


def as_json(item: BaseModel) -> bytes:
    """An item's JSON, in one step."""
    return item.__pydantic_serializer__.to_json(item)


def json_answer(body: bytes) -> Response:
    """`body`, which is JSON, with its validator."""
    headers = {
        "ETag": f'"{blake2b(body, digest_size=12).hexdigest()}"',
        "Cache-Control": "no-cache",
    }
    return Response(body, media_type="application/json", headers=headers)


@dataclass(slots=True)
class Answer:
    """An answer's bytes, as they were read at `read_at`; `route` is what answered."""

    body: bytes
    etag: str
    media_type: str
    route: object
    read_at: float
    _gzipped: bytes | None = None

    def response(self, if_none_match: str, *, gzip: bool) -> Response:
        """What a client gets, by the validators it sent and whether it takes gzip."""
        gzip = gzip and len(self.body) >= _SMALL
        etag = self.etag[:-1] + '-gzip"' if gzip else self.etag
        headers = {"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
        if _matches(if_none_match, etag):
            return Response(status_code=304, headers=headers)
        if not gzip:
            return Response(self.body, media_type=self.media_type, headers=headers)
        if self._gzipped is None:
            self._gzipped = igzip.compress(self.body)
        headers["Content-Encoding"] = "gzip"
        return Response(self._gzipped, media_type=self.media_type, headers=headers)


class KeptAnswers:
    """The answers of the last second; at most 16 MB of them."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self.now = now
        self.writes = 0
        self._kept: OrderedDict[Key, Answer] = OrderedDict()
        self._bytes = 0

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


def _matches(if_none_match: str, etag: str) -> bool:
    """Whether a list of validators names `etag` (RFC 9110, 13.1.2: the weak comparison)."""
    given = (one.strip().removeprefix("W/") for one in if_none_match.split(","))
    return any(one in (etag, "*") for one in given)
