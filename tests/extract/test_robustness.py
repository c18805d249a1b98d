"""No input whatever makes extraction raise anything but RecordInvalid, or take for ever."""

import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricetrail.extract import extract
from pricetrail.extract.listing import product_links, sitemap_urls
from pricetrail.schema import Page

CASES = Path(__file__).parent.parent / "sites" / "fixtures"
BODIES = [path.read_bytes() for path in sorted(CASES.glob("*/page.html"))]


def page(body: bytes, content_type: str = "text/html", url: str = "https://shop.example/p/1"):
    return Page(
        url=url,
        final_url=url,
        status=200,
        headers={"content-type": content_type} if content_type else {},
        body=body,
        fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
        fetcher="test",
    )


def product_ld(offers: str, name: str = '"Thing"') -> bytes:
    ld = f'{{"@type":"Product","name":{name},"offers":{offers}}}'
    return (
        "<html><head><title>Thing</title><script type='application/ld+json'>"
        f"{ld}</script></head><body><h1>Thing</h1></body></html>"
    ).encode()


HOSTILE = {
    "nothing": b"",
    "NULs": b"\x00" * 10_000,
    "no UTF-8": bytes(range(256)) * 50,
    "half a gzip": gzip.compress(b"<h1>x</h1>" * 1000)[:60],
    "deep elements": b"<div>" * 100_000,
    "deep inline": b"<h1>Thing" + b"<b><i>" * 20_000 + b"$1",
    "many attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">",
    "one long attribute": b'<p class="' + b"price " * 100_000 + b'">1</p>',
    "deep JSON": product_ld('{"a":' * 100_000 + "1" + "}" * 100_000),
    "deep JSON arrays": b"<script type=application/ld+json>" + b"[" * 100_000 + b"</script>",
    "deep JSON within limits": product_ld('{"offers":' * 500 + "{}" + "}" * 500),
    "deep name": product_ld("{}", '{"name":' * 700 + '"x"' + "}" * 700),
    "open comments": b"<script type=application/ld+json>{" + b"/*" * 200_000 + b"</script>",
    "open strings": b"<script type=application/ld+json>{" + b'"\\' * 200_000 + b"</script>",
    "commas and spaces": b"<script type=application/ld+json>[" + b",  " * 200_000 + b"</script>",
    "huge integer": product_ld('{"price":' + "9" * 50_000 + ',"priceCurrency":"EUR"}'),
    "huge exponent": product_ld('{"price":"1e999999999","priceCurrency":"EUR"}'),
    "infinite": product_ld('{"price":"Infinity","priceCurrency":"EUR"}'),
    "not a number": product_ld('{"price":NaN,"priceCurrency":"EUR"}'),
    "wrong types": product_ld('[[{"price":[{"price":true}]}],null,3,"x",{"price":{"a":1}}]'),
    "negative": product_ld('{"price":-5,"priceCurrency":"EUR"}'),
    "long currency": product_ld('{"price":5,"priceCurrency":"' + "E" * 100_000 + '"}'),
    "surrogates": product_ld('{"price":5}', '"\\ud800 Thing \\udfff"'),
    "digits without end": b"<title>T</title><h1>T</h1><p class=price>" + b"1," * 300_000 + b"</p>",
    "signs without end": b"<title>T</title><h1>T</h1>" + b"<p>$ 1</p>" * 50_000,
    "words without end": b"<title>T</title><h1>T</h1><p>" + b"out of " * 100_000 + b"</p>",
    "state without end": b"<title>T</title><h1>T</h1><script>" + b"var price={" * 50_000,
    "scopes in scopes": b"<div itemscope itemprop=offers>" * 5_000,
    "a URL that is none": b"<link rel=canonical href='http://[::1'><h1>x</h1>",
    "a base that is none": b"<base href='http://[bad'><a href='//['>x</a><h1>x</h1>",
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("content_type", ["text/html", "text/html; charset=none-such", ""])
def test_hostile_input_gives_a_record(body: bytes, content_type: str) -> None:
    extraction = extract(page(body, content_type))
    assert extraction.record.price is None or extraction.record.kind == "product"


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_hostile_input_gives_links(body: bytes) -> None:
    assert product_links(page(body)) == product_links(page(body))
    assert isinstance(sitemap_urls(page(body)), list)


@settings(max_examples=60, deadline=None)
@given(
    body=st.sampled_from(BODIES),
    start=st.integers(0, 3000),
    length=st.integers(0, 200),
    junk=st.binary(max_size=40),
)
def test_damaged_pages_give_a_record(body: bytes, start: int, length: int, junk: bytes) -> None:
    extract(page(body[:start] + junk + body[start + length :]))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_give_a_record(body: bytes) -> None:
    assert extract(page(body, url="")).record.url is None


@settings(max_examples=40, deadline=None)
@given(body=st.sampled_from(BODIES), end=st.integers(0, 4000))
def test_truncated_pages_give_a_record(body: bytes, end: int) -> None:
    extract(page(body[:end]))
