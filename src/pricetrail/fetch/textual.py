"""Whether a body is text: pages are, pictures and archives are not, whatever they are called."""

from collections.abc import Mapping

from pricetrail.errors import PageRejected

_NEVER_TEXT = ("image/", "video/", "audio/", "font/", "model/")
_TEXT_AFTER_ALL = frozenset({"image/svg+xml"})
_NEVER_TEXT_TYPES = frozenset(
    {
        "application/pdf",
        "application/zip",
        "application/wasm",
        "application/msword",
        "application/vnd.ms-excel",
        "application/vnd.android.package-archive",
        "application/x-7z-compressed",
        "application/x-rar-compressed",
        "application/x-tar",
    }
)
# The "binary data bytes" of the WHATWG MIME Sniffing standard, 3: control characters that no
# text encoding in use on the web sends, looked for in the bytes that browsers look at.
_BINARY = bytes((*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)))
_SNIFFED = 1445
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def refuse_binary_type(headers: Mapping[str, str]) -> None:
    """Raises PageRejected where the Content-Type says that the body is not text."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type in _TEXT_AFTER_ALL:
        return
    if media_type.startswith(_NEVER_TEXT) or media_type in _NEVER_TEXT_TYPES:
        raise PageRejected(f"the page is not text but {media_type}")


def refuse_binary_body(headers: Mapping[str, str], body: bytes) -> None:
    """Raises PageRejected where the first bytes of `body` show that it is not text."""
    start = body[:_SNIFFED]
    if start.startswith(_UTF16_MARKS) or "utf-16" in headers.get("content-type", "").lower():
        return
    if len(start.translate(None, _BINARY)) != len(start):
        raise PageRejected("the page is not text: it has binary data in it")
