"""Text or not, by type and by the first bytes."""

import pytest

from pricetrail.errors import PageRejected
from pricetrail.fetch.textual import refuse_binary_body, refuse_binary_type


@pytest.mark.parametrize(
    "media_type",
    [
        "",
        "text/html",
        "TEXT/HTML; charset=utf-8",
        "text/plain",
        "application/xhtml+xml",
        "application/json",
        "application/octet-stream",
        "image/svg+xml",
        "nonsense",
    ],
)
def test_types_that_may_be_text_pass(media_type: str) -> None:
    refuse_binary_type({"content-type": media_type})


@pytest.mark.parametrize(
    "media_type",
    ["image/png", "IMAGE/webp;q=1", "video/mp4", "audio/mpeg", "font/woff2", "application/pdf"],
)
def test_types_that_are_never_text_are_named(media_type: str) -> None:
    with pytest.raises(PageRejected, match="not text but"):
        refuse_binary_type({"content-type": media_type})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>\t\r\n\x0c\x1b",
        "Größe – 価格".encode(),
        "Größe".encode("latin-1"),
        "価格".encode("shift_jis"),
        "価格".encode("iso2022_jp"),
        "<html>".encode("utf-16"),
        b"<html>" + b"a" * 2000 + b"\0",
    ],
)
def test_text_in_any_encoding_passes(body: bytes) -> None:
    refuse_binary_body({}, body)


def test_utf16_without_a_mark_passes_where_it_is_declared() -> None:
    refuse_binary_body({"content-type": "text/html; charset=UTF-16LE"}, "<p>".encode("utf-16-le"))


@pytest.mark.parametrize(
    "body", [b"\x89PNG\r\n\x1a\n\0\0", b"PK\x03\x04", b"\x7fELF\x02\x01\x01", b"<html>\0</html>"]
)
def test_binary_bodies_are_refused_whatever_they_are_called(body: bytes) -> None:
    with pytest.raises(PageRejected, match="binary data"):
        refuse_binary_body({"content-type": "text/html"}, body)
