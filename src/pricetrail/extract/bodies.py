"""From the bytes of a page to its tree, also where what they are is not declared, or wrongly."""

import re
import zlib

import brotli
from turbohtml import Document as Tree
from turbohtml import parse

from pricetrail.schema import Page

MAX_BODY = 64 * 1024 * 1024

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_DECLARES = re.compile(rb"(?i)charset")
_DECLARED_WITHIN = 4096
_GZIP = b"\x1f\x8b"
_ZLIB = re.compile(rb"x[\x01\x5e\x9c\xda]")
_BOM = re.compile(rb"\xef\xbb\xbf|\xff\xfe|\xfe\xff")
_TEXT_START = 512
_CONTROL = bytes(c for c in range(32) if c not in b"\t\n\f\r\x1b")
_MULTI_BYTE = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
_ENOUGH = 3
_LOST = "\ufffd"


def tree_of(page: Page) -> Tree:
    """The page's tree.

    The header's charset decides, then the page's own, else what the bytes look like. Bytes that
    are UTF-8 beyond doubt are read as that, whatever is declared: saved pages often keep the
    declaration of what they once were.
    """
    body = opened(page.body)
    tree = _parsed(body, _encoding(page, body))
    if (tree.encoding or "").upper() != "UTF-8":
        return _parsed(body, "utf-8") if _is_utf_8(body) else tree
    title = tree.select_one("title")
    if title is not None and _LOST in title.text and not _BOM.match(body):
        return parse(_undeclared(body), positions=False, detect_encoding=True)
    return tree


def opened(body: bytes) -> bytes:
    """The body of a page that is still compressed (gzip, zlib, Brotli), opened; others as is."""
    head = body[:_TEXT_START]
    if body.startswith(_GZIP) or _ZLIB.match(body):
        return _inflated(body)
    is_binary = b"<" not in head or head.translate(None, _CONTROL) != head
    if not is_binary or not head or _utf_16(body) or _BOM.match(body):
        return body
    try:
        return brotli.Decompressor().process(body, output_buffer_limit=MAX_BODY) or body
    except brotli.error:
        return body


def _inflated(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=47).decompress(body, MAX_BODY)
    except zlib.error:
        return body


def _encoding(page: Page, body: bytes) -> str | None:
    if _BOM.match(body):
        return None
    declared = _CHARSET.search(page.headers.get("content-type", ""))
    return _utf_16(body) or (declared.group(1) if declared else None)


def _utf_16(body: bytes) -> str | None:
    """UTF-16 of an undeclared kind, told by the zero bytes beside the first tag's letters."""
    head = body[:64].lstrip(b"\r\n\t \x00")
    if body[1:2] == b"\x00" and b"<\x00" in body[:64] and head:
        return "utf-16le"
    return "utf-16be" if body[:1] == b"\x00" and b"\x00<" in body[:64] else None


def _parsed(body: bytes, encoding: str | None) -> Tree:
    if encoding is not None:
        try:
            return parse(body, encoding=encoding, positions=False)
        except LookupError:  # no such encoding: the page's own declaration decides
            pass
    return parse(body, positions=False, detect_encoding=True)


def _is_utf_8(body: bytes) -> bool:
    if sum(1 for _ in zip(_MULTI_BYTE.finditer(body), range(_ENOUGH), strict=False)) < _ENOUGH:
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _undeclared(body: bytes) -> bytes:
    """The body with its own declaration of a charset made unreadable."""
    return _DECLARES.sub(b"x", body[:_DECLARED_WITHIN]) + body[_DECLARED_WITHIN:]
