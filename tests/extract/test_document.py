"""Encodings, addresses and the headline."""

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest

from pricetrail.extract.document import Document
from pricetrail.extract.nodes import text_of
from tests.support.pages import page_of

ENCODINGS = {
    "header": ("Größe 5 €", "windows-1252", "text/html; charset=windows-1252", ""),
    "header, quoted": ("Größe", "iso-8859-1", 'text/html; charset="ISO-8859-1"', ""),
    "meta": ("Чашка", "windows-1251", "text/html", "<meta charset=windows-1251>"),
    "http-equiv": (
        "夏の茶碗",
        "shift_jis",
        "text/html",
        '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS">',
    ),
    "chinese": ("茶杯 二十", "gbk", "text/html; charset=gb2312", ""),
    "utf-16": ("Tasse ☕", "utf-16", "text/html", ""),
    "utf-8 with mark": ("Tasse ☕", "utf-8-sig", "text/html", ""),
    "undeclared": ("Tasse ☕ für Tee", "utf-8", "", ""),
    "utf-16 without a mark": ("Tasse ☕", "utf-16-le", "text/html", ""),
    "korean": ("찻잔 스무 개", "euc-kr", "", "<meta charset=euc-kr>"),
    "undeclared japanese": ("夏の茶碗 青い花", "iso-2022-jp", "", ""),
    "hebrew": ("ספל תה גדול", "windows-1255", "", "<meta charset=windows-1255>"),
    "saved anew, still declared as it was": (
        "Чашка для чая",
        "utf-8",
        "",
        "<meta charset=windows-1251>",
    ),
    "declared wrongly": ("Чашка для чая", "windows-1251", "", "<meta charset=utf-8>"),
    "unknown charset": ("Tasse für Tee", "utf-8", "text/html; charset=klingon", ""),
}


@pytest.mark.parametrize(("name", "encoding", "header", "meta"), ENCODINGS.values(), ids=ENCODINGS)
def test_reads_the_encoding_as_declared(name: str, encoding: str, header: str, meta: str) -> None:
    html = f"<html><head>{meta}<title>{name}</title></head><body><h1>{name}</h1></body></html>"
    doc = Document(page_of(html.encode(encoding), content_type=header))
    assert (doc.title, text_of(doc.headline)) == (name, name)


@pytest.mark.parametrize("compress", [gzip.compress, zlib.compress, brotli.compress])
def test_opens_a_body_that_is_still_compressed(compress: Callable[[bytes], bytes]) -> None:
    body = compress(b"<title>Saved</title>" + b"<p>text</p>" * 200)
    assert Document(page_of(body)).title == "Saved"


@pytest.mark.parametrize("body", [b"", b"\x1f\x8bnot gzip", b"x\x9cnot zlib", b"\x00\x01\x02"])
def test_bytes_that_are_no_page_are_read_as_they_are(body: bytes) -> None:
    assert Document(page_of(body)).title == ""


SAVED = {
    "canonical": ('<link rel="canonical" href="https://a.example/1">', "https://a.example/1"),
    "og:url": ('<meta property="og:url" content="https://b.example/2">', "https://b.example/2"),
    "json-ld": (
        '<script type="application/ld+json">{"@type":"Product","url":"https://c.example/3"}</script>',
        "https://c.example/3",
    ),
    "relative canonical": (
        '<link rel="canonical" href="/1"><meta property="og:url" content="https://b.example/2">',
        "https://b.example/2",
    ),
    "nothing": ("<p>", None),
    "no web address": ('<link rel="canonical" href="file:///etc/passwd">', None),
}


@pytest.mark.parametrize(("head", "url"), SAVED.values(), ids=SAVED)
def test_a_saved_page_names_its_own_address(head: str, url: str | None) -> None:
    assert Document(page_of(f"<head>{head}</head>", url="")).url == url


def test_the_fetched_address_wins_over_the_page() -> None:
    doc = Document(page_of('<link rel="canonical" href="https://a.example/1">'))
    assert (doc.url, doc.canonical) == ("https://shop.example/p/1", "https://a.example/1")


HEADLINES = {
    "the h1": ("<title>Blue Cup | Shop</title><h1>Blue Cup</h1>", "Blue Cup"),
    "the h1 that the title names": (
        "<title>Blue Cup | Shop</title><h1>Added to basket</h1><h1>Blue Cup</h1>",
        "Blue Cup",
    ),
    "no h1": (
        "<title>Blue Cup - Shop</title><div class='title'>Menu</div><h2>Blue Cup</h2>",
        "Blue Cup",
    ),
    "no title": ("<h1>Blue Cup</h1>", "Blue Cup"),
    "words in elements of their own": (
        "<title>Cup blue, small</title><h1><b>Cup</b><i>blue,</i><span>small</span></h1>",
        "Cup blue, small",
    ),
    "nothing": ("<title>Cup</title><p>Text</p>", ""),
}


@pytest.mark.parametrize(("html", "text"), HEADLINES.values(), ids=HEADLINES)
def test_finds_the_headline(html: str, text: str) -> None:
    assert text_of(Document(page_of(html)).headline) == text


def test_scripts_are_no_text() -> None:
    doc = Document(page_of("<p id=x>One<script>var two</script><style>p{}</style> three</p>"))
    assert text_of(doc.tree.select_one("#x")) == "One three"


@pytest.mark.parametrize(
    "css",
    [
        "#box .now",
        ".box .now",
        ".box .box .now",
        ".outer .now",
        ".box .outer .now",
        ".box > .now",
        ".box span:not(.now)",
        "[data-part=price] .now",
        "[data-part] .now, .box i",
        "#none .now",
        "#box",
        ".now",
    ],
)
def test_a_place_looked_for_once_gives_what_css_names(css: str) -> None:
    html = (
        "<div class=outer><div class=box id=box data-part=price><span class=now>1</span>"
        "<div class=box><span class=now>2</span><span>3</span></div></div>"
        "<div class=box><i class=now>4</i></div></div><span class=now>5</span>"
    )
    doc = Document(page_of(html))
    assert doc.select(css) == doc.tree.select(css)
    assert doc.select(css) == doc.tree.select(css), "asked for again"


def test_the_text_of_a_page_is_what_is_there_before_scripts_run() -> None:
    unmade = "<template><p>not <template>made</template> yet</p></template>"
    page = f"<body>{unmade}<noscript>Turn <b>them</b> on</noscript><style>p{{}}</style><p>Kettle"
    assert Document(page_of(f"{page}<script>run()</script>")).text == "Turn them on Kettle"
