"""Bodies put together as they arrive: decompressed piece by piece, and never beyond a limit.

aiohttp could decompress by itself; it passes on a gzip stream that ends early, and encodings it
does not know, as if nothing were wrong, so it is told to leave bodies as they are.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol, cast

import brotli
from isal import isal_zlib

from pricetrail.errors import FetchFailed, PageRejected

# Its stub declares an instance where there is a class.
_InflateError = cast("type[Exception]", isal_zlib.error)

ACCEPT_ENCODING = "gzip, deflate, br"

_PIECE = 1 << 20  # the most that one step decompresses, so the most that a limit is overrun by
_MAX_MEMBERS = 1000
_MOST_CODINGS = 3  # one after the other; each may make a thousand times as much of what it gets
_GZIP_MAGIC = b"\x1f\x8b"
_IDENTITY = frozenset({"", "identity", "none"})
_NOT_ASKED_FOR = frozenset({"zstd", "compress", "x-compress", "dcb", "dcz"})


class BodyReader:
    """One body: `feed` it the bytes as they come, then `finish`.

    `limit` counts bytes after decompression, before it, and between two codings. What goes beyond
    is refused (PageRejected), or left out where `cut` is set. More than three codings are refused.
    """

    def __init__(self, content_encoding: str, limit: int, *, cut: bool = False) -> None:
        codings = _codings(content_encoding)
        if len(codings) > _MOST_CODINGS:
            raise PageRejected(f"the page is compressed {len(codings):,} times over")
        self._stages = [_stage(name) for name in codings]
        self._limit = limit
        self._between = 0
        self._cut = cut
        self._received = 0
        self._size = 0
        self._pieces: list[bytes] = []

    def feed(self, data: bytes) -> bool:
        """Take `data` in; whether more is wanted.

        Raises PageRejected over the limit, FetchFailed for damaged data.
        """
        self._received += len(data)
        for piece in self._undone(data):
            self._pieces.append(piece)
            self._size += len(piece)
            if self._size > self._limit:
                return self._enough()
        return self._received <= self._limit or self._enough()

    def finish(self) -> bytes:
        """The whole body. Raises FetchFailed where the compressed data end too early."""
        if self._received and not all(stage.complete for stage in self._stages):
            raise FetchFailed("the compressed body ends too early")
        return self.so_far()

    def so_far(self) -> bytes:
        """What came until now, at most `limit` bytes."""
        body = self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)
        return body if len(body) <= self._limit else body[: self._limit]

    def _undone(self, data: bytes) -> Iterable[bytes]:
        """`data` with all codings undone."""
        pieces: Iterable[bytes] = (data,)
        for number, stage in enumerate(self._stages, start=1):
            pieces = self._through(stage, pieces, is_last=number == len(self._stages))
        return pieces

    def _through(
        self, stage: "_Stage", pieces: Iterable[bytes], *, is_last: bool
    ) -> Iterator[bytes]:
        """What `stage` makes of `pieces`; what is only for the next one counts, too."""
        for piece in pieces:
            for made in stage.pieces(piece):
                self._between += 0 if is_last else len(made)
                if self._between > self._limit:
                    raise PageRejected(f"the page is larger than {self._limit:,} bytes in between")
                yield made

    def _enough(self) -> bool:
        if not self._cut:
            raise PageRejected(f"the page is larger than {self._limit:,} bytes")
        return False


def unpack_gzip_file(body: bytes, limit: int) -> bytes:
    """What is in `body` where it is itself a gzip file (such as ``sitemap.xml.gz``), else `body`.

    Raises as `BodyReader` does.
    """
    if not body.startswith(_GZIP_MAGIC):
        return body
    reader = BodyReader("gzip", limit)
    reader.feed(body)
    return reader.finish()


class _Inflater(Protocol):
    eof: bool
    unconsumed_tail: bytes
    unused_data: bytes

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


class _Stage(Protocol):
    complete: bool

    def pieces(self, data: bytes) -> Iterator[bytes]: ...


class _Gzip:
    """Gzip, which may be several members in a row; what follows them is ignored, as browsers do."""

    def __init__(self) -> None:
        self.complete = False
        self._members = 0
        self._start()

    def _start(self) -> None:
        self._members += 1
        if self._members > _MAX_MEMBERS:
            raise PageRejected("the body is made of too many compressed parts")
        self._inflater = isal_zlib.decompressobj(wbits=16 + isal_zlib.MAX_WBITS)

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while True:
            if self._inflater.eof:
                if not data or not _GZIP_MAGIC.startswith(data[:2]):
                    return
                self._start()
            yield from _inflate(self._inflater, data)
            self.complete = self._inflater.eof
            if not self.complete:
                return
            data = self._inflater.unused_data


class _Deflate:
    """Deflate with the zlib header of RFC 9110, or without it, as some servers send it."""

    def __init__(self) -> None:
        self.complete = False
        self._inflater: _Inflater | None = None

    def pieces(self, data: bytes) -> Iterator[bytes]:
        if self.complete or not data:
            return
        if self._inflater is None:
            has_header = data[0] & 0x0F == 8
            bits = isal_zlib.MAX_WBITS
            self._inflater = isal_zlib.decompressobj(wbits=bits if has_header else -bits)
        yield from _inflate(self._inflater, data)
        self.complete = self._inflater.eof


class _Brotli:
    def __init__(self) -> None:
        self.complete = False
        self._decompressor = brotli.Decompressor()

    def pieces(self, data: bytes) -> Iterator[bytes]:
        if self.complete:
            return
        try:
            while piece := self._decompressor.process(data, output_buffer_limit=_PIECE):
                yield piece
                data = b""
        except brotli.error as error:
            raise FetchFailed("the compressed body is damaged") from error
        self.complete = self._decompressor.is_finished()


def _inflate(inflater: _Inflater, data: bytes) -> Iterator[bytes]:
    """All that `data` inflates to. A full piece may be followed by more without more input."""
    while True:
        try:
            piece = inflater.decompress(data, _PIECE)
        except _InflateError as error:
            raise FetchFailed("the compressed body is damaged") from error
        yield piece
        data = inflater.unconsumed_tail
        if inflater.eof or (len(piece) < _PIECE and not data):
            return


def _codings(content_encoding: str) -> list[str]:
    """The codings to undo, in that order: the last applied first (RFC 9110, 8.4)."""
    names = [name.strip().lower() for name in content_encoding.split(",")]
    return [name for name in reversed(names) if name not in _IDENTITY]


def _stage(coding: str) -> _Stage:
    if coding in {"gzip", "x-gzip"}:
        return _Gzip()
    if coding == "deflate":
        return _Deflate()
    if coding == "br":
        return _Brotli()
    if coding in _NOT_ASKED_FOR:
        raise PageRejected(f"the page is compressed with {coding}, which we did not ask for")
    return _Plain()


class _Plain:
    """Names that are no coding, such as a charset put there by mistake."""

    complete = True

    def pieces(self, data: bytes) -> Iterator[bytes]:
        yield data
