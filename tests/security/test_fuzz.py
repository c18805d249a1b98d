"""Made-up input where strangers' input goes: whatever it is, it is refused or read, in time.

`make test` tries some of each; `make fuzz` as many as it is told to. What was found once is
a named case in the tests of its area.
"""

import io
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from yarl import URL

from pricetrail.clock import utc_now
from pricetrail.config import Settings
from pricetrail.errors import (
    EgressDenied,
    FetchFailed,
    InvalidFile,
    InvalidURL,
    PageRejected,
    RecordInvalid,
    UsageError,
)
from pricetrail.export import import_csv, import_jsonl
from pricetrail.extract import extract
from pricetrail.extract.listing import product_links, sitemap_urls
from pricetrail.fetch.decode import BodyReader
from pricetrail.fetch.gate import Egress
from pricetrail.notify.base import masked, outlets_of
from pricetrail.steps import read_steps
from pricetrail.store.sqlite import SqliteStore
from pricetrail.urls import (
    MAX_URL_LENGTH,
    normalise_url,
    parse_url,
    product_id_of,
    target_id_of,
    without_credentials,
)
from tests.support.hostile_urls import NOT_WEB_PAGES, PRIVATE_LITERALS
from tests.support.pages import page_of

pytestmark = pytest.mark.fuzz

EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "40"))
fuzzed = settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

_PIECES = st.sampled_from(
    ["http://", "https://", "//", "/", "\\", "@", ":", "#", "?", "[", "]", "%", "%00", "%2f", "..",
     ".", "127.0.0.1", "localhost", "::1", "shop.example", "xn--", "0x7f", "\t", "\n", " ", "user",
     "file:", "javascript:", "１", "。", "ß", "\u200d", "\ufeff", "80", "99999", "a" * 70]
)  # fmt: skip
URLS = (
    st.text(max_size=80)
    | st.lists(_PIECES, max_size=9).map("".join)
    | st.lists(_PIECES, max_size=6).map(lambda parts: "http://" + "".join(parts))
    | st.tuples(st.sampled_from([*NOT_WEB_PAGES, *PRIVATE_LITERALS]), st.text(max_size=5)).map(
        "".join
    )
)
TAGS = st.sampled_from(
    ["<h1>", "</h1>", "<p class=price>", "<script type='application/ld+json'>", "</script>", "<!--",
     "-->", "<![CDATA[", "<table><tr><td>", "<svg>", "<template>",
     "<meta property=og:title content='", "'>",
     "<div itemscope itemtype=http://schema.org/Product>", "<b itemprop=price content=", ">",
     '{"@type":"Product","name":', '"offers":{"price":', "}", "[", "]", ",", "\\u0000", "€", "$",
     "19,90", "1e999", "-", "EUR", "&#0;", "&#x10ffff;", "&lt", "\x00", "\ud7ff", "<loc>",
     "http://shop.example/p", "</loc>", "<a href='", "x"]
)  # fmt: skip
PAGES = st.lists(TAGS | st.text(max_size=10), max_size=60).map(
    lambda parts: "".join(parts).encode("utf-8", "surrogatepass")
) | st.binary(max_size=300)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner),
    max_leaves=12,
)


@fuzzed
@given(URLS)
def test_a_url_is_refused_or_has_one_reading(text: str) -> None:
    try:
        normal = normalise_url(text)
    except InvalidURL as error:
        assert "\n" not in str(error)  # noqa: PT017 - most of what is made up is refused
        return
    assert len(normal) <= MAX_URL_LENGTH
    assert normalise_url(normal) == normal
    assert target_id_of(text) == target_id_of(normal)
    url = parse_url(text)
    assert url.scheme in {"http", "https"}
    assert url.user is None
    assert (url.raw_host or "").rstrip(".").lower() == URL(normal).raw_host
    assert product_id_of(text).isprintable()


@fuzzed
@given(URLS)
def test_the_gate_lets_through_no_address_of_our_own(text: str) -> None:
    try:
        url = parse_url(text)
        Egress().check(url)
    except (InvalidURL, EgressDenied):
        return
    host = (url.raw_host or "").lower().rstrip(".")
    assert host != "localhost"
    assert not host.endswith((".localhost", ".0", ".1")) or not host.replace(".", "").isdigit()
    assert not host.startswith("127.") or not host.replace(".", "").isdigit()


@fuzzed
@given(st.text(alphabet="abc:/@?#[]\\.% ", max_size=30), st.text("xyz", min_size=4))
def test_no_password_of_a_url_is_shown(rest: str, secret: str) -> None:
    password = f"{secret}-secret"
    url = f"http://user:{password}@shop.example/{rest}"
    assert password not in without_credentials(url)
    assert password not in masked(url)
    assert password not in masked(f"json://user:{password}@{rest}")
    with pytest.raises(InvalidURL) as refused:
        parse_url(url)
    assert password not in str(refused.value)


@fuzzed
@given(PAGES, st.sampled_from(["", "text/html; charset=utf-16", "text/html; charset=x-none"]))
def test_a_page_is_read_or_is_no_valid_record(body: bytes, kind: str) -> None:
    page = page_of(body, content_type=kind)
    try:
        record = extract(page).record
    except RecordInvalid:
        record = None
    assert record is None or len(record.name or "") <= 2000
    assert all(url.startswith(("http://", "https://")) for url in product_links(page))
    assert all(url.startswith(("http://", "https://")) for url in sitemap_urls(page))


@fuzzed
@given(
    st.lists(st.sampled_from(["gzip", "deflate", "br", "identity", "x", ""]), max_size=5),
    st.lists(st.binary(max_size=100), max_size=4),
)
def test_a_body_is_decompressed_within_its_bounds(codings: list[str], pieces: list[bytes]) -> None:
    try:
        reader = BodyReader(",".join(codings), 1000)
        for piece in pieces:
            assert reader.feed(piece)
        assert len(reader.finish()) <= 1000
    except (PageRejected, FetchFailed):
        return


_ITEMS = st.dictionaries(
    st.sampled_from(
        ["type", "product_id", "uuid", "url", "name", "price", "currency", "recorded_at",
         "target_id", "shop", "next_due", "created_at", "specs", "tags", "steps", "interval_s",
         "revision"]
    ),
    st.sampled_from(
        ["event", "product", "target", "alert_rule", "product_alias", "a.example:1", "../x",
         "https://shop.example/p", "file:///x", "2026-03-01T00:00:00Z", "1e5", "NaN", "EUR", 0, -1,
         "a6a1b7c0-1a2b-11f1-8000-000000000000", [], {}, None, True, 10**30, "\x00", "=1"]
    )
    | JSON,
    max_size=12,
)  # fmt: skip


def line_of(item: Any) -> bytes:
    try:
        return orjson.dumps(item)
    except orjson.JSONEncodeError:  # what no JSON can hold is no line, either
        return b"{}"


LINES = st.lists(_ITEMS.map(line_of) | JSON.map(line_of) | st.binary(max_size=40), max_size=8)


async def _imported(read: Any, body: bytes) -> int:
    with TemporaryDirectory() as folder:
        store = SqliteStore(Path(folder) / "trail.db")
        await store.open()
        try:
            report = await read(store, io.BytesIO(body), clock=utc_now)
        finally:
            await store.close()
    return int(report.good + report.bad)


@settings(fuzzed, max_examples=max(EXAMPLES // 4, 1))
@given(LINES)
async def test_every_line_of_an_import_is_taken_or_told(lines: list[bytes]) -> None:
    body = b"\n".join(lines)
    assert await _imported(import_jsonl, body) <= body.count(b"\n") + 1


@settings(fuzzed, max_examples=max(EXAMPLES // 4, 1))
@given(st.lists(st.lists(st.text(max_size=12) | st.just('"'), max_size=5), max_size=6))
@example([["product_id", "uuid", "recorded_at"], ['"']])
async def test_every_row_of_a_sheet_is_taken_or_told(rows: list[list[str]]) -> None:
    head = "product_id,uuid,recorded_at,name,price\n"
    body = head + "\n".join(",".join(row) for row in rows)
    try:
        await _imported(import_csv, body.encode("utf-8", "surrogatepass"))
    except InvalidFile as error:
        pytest.fail(f"the columns are there: {error}")


@fuzzed
@given(JSON.map(line_of) | st.binary(max_size=60))
def test_steps_are_refused_or_are_from_the_list(text: bytes) -> None:
    try:
        steps = read_steps(text)
    except UsageError:
        return
    assert all(step.do in {"click", "wait", "type", "scroll"} for step in steps)


_NAMES = sorted(set(Settings.model_fields) - {"data_dir", "store_url", "redis_url", "archive_url"})


@fuzzed
@given(st.dictionaries(st.sampled_from(_NAMES), st.text(max_size=20), max_size=5))
def test_settings_are_refused_without_being_repeated(given_: dict[str, str]) -> None:
    secret = "hunter2-in-a-setting"
    try:
        made = Settings.model_validate({**given_, "api_token": secret})
    except ValidationError as error:
        assert secret not in str(error)  # noqa: PT017 - most of what is made up is refused
        return
    assert secret not in repr(made)
    try:
        outlets_of(entry.get_secret_value() for entry in made.channels)
        Egress(made.egress_allow)
    except UsageError:
        return
