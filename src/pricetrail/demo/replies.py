"""HTTP answers of the demo shops: encoded, compressed and validated as real shops do it."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

from aiohttp import hdrs, web
from isal import igzip

_GZIP = re.compile(r"(^|,)\s*gzip\s*(?!\s*;\s*q=0(\.0*)?\s*(,|$))(;|,|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Validators:
    """What a page can be asked for again with."""

    etag: bool = False
    changed: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Encoded:
    plain: bytes
    zipped: bytes
    tag: str


def reply(
    request: web.Request,
    text: str,
    content_type: str,
    *,
    status: int = 200,
    charset: str = "utf-8",
    validators: Validators | None = None,
) -> web.Response:
    """`text` as an answer to `request`: gzipped where it may be, a 304 where nothing changed.

    `content_type` goes out as it is, so the charset is announced only where it is part of that.
    """
    encoded = _encode(text, charset)
    response = web.Response(status=status, headers={hdrs.VARY: hdrs.ACCEPT_ENCODING})
    if validators is not None:
        _announce(response, encoded, validators)
        if _is_current(request, encoded, validators):
            response.set_status(304)
            return response
    response.headers[hdrs.CONTENT_TYPE] = content_type
    if _GZIP.search(request.headers.get(hdrs.ACCEPT_ENCODING, "")):
        response.headers[hdrs.CONTENT_ENCODING] = "gzip"
        response.body = encoded.zipped
    else:
        response.body = encoded.plain
    return response


def html_type(charset: str | None = "utf-8") -> str:
    """The content type of a page, with or without its charset."""
    return "text/html" if charset is None else f"text/html; charset={charset}"


def _announce(response: web.Response, encoded: _Encoded, validators: Validators) -> None:
    if validators.etag:
        response.headers[hdrs.ETAG] = f'W/"{encoded.tag}"'
    if validators.changed is not None:
        response.last_modified = validators.changed


def _is_current(request: web.Request, encoded: _Encoded, validators: Validators) -> bool:
    """Whether the visitor has this very page: by its tag, else by its time (RFC 9110, 13.2.2)."""
    if hdrs.IF_NONE_MATCH in request.headers:
        tags = request.if_none_match or ()
        return validators.etag and any(tag.value in {encoded.tag, "*"} for tag in tags)
    since = request.if_modified_since
    changed = validators.changed
    return since is not None and changed is not None and changed.replace(microsecond=0) <= since


@lru_cache(maxsize=256)
def _encode(text: str, charset: str) -> _Encoded:
    plain = text.encode(charset, errors="xmlcharrefreplace")
    return _Encoded(
        plain=plain,
        zipped=igzip.compress(plain, 1, mtime=0),
        tag=blake2b(plain, digest_size=10).hexdigest(),
    )
