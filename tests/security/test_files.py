"""Names that lead out of their folder, archives and entities that do more than they should."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import aiohttp
import brotli
import orjson
import pytest
import zstandard
from yarl import URL

from pricetrail.clock import utc_now
from pricetrail.errors import InvalidFile, PageRejected, RecordInvalid, UsageError
from pricetrail.export.manifest import NAME
from pricetrail.extract import extract
from pricetrail.extract.listing import sitemap_urls
from pricetrail.fetch.decode import BodyReader
from pricetrail.images import media_type_of
from pricetrail.screenshots import Screenshots
from pricetrail.steps import read_steps
from pricetrail.store.cassandra.bundle import tls_of_bundle
from tests.api.test_attacks import EVERY_ROUTE
from tests.support.command import CommandLine
from tests.support.pages import page_of

Count = Callable[[int], None]

OUTSIDE = [
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "..%5c..%5cetc%5cpasswd",
    "....//....//etc/passwd",
    "%2fetc%2fpasswd",
    "%c0%ae%c0%ae%c0%afetc/passwd",
    "%252e%252e%252fetc%252fpasswd",
    "file:%2f%2f%2fetc%2fpasswd",
    "%00",
    "x%00.jpg",
    "%ED%A0%80",
    "%0d%0aX-Injected:%20yes",
    "a" * 3000,
    "%E2%80%AE",
    "'%22%3E%3Csvg%20onload=1%3E",
]


@pytest.mark.threat("CVE-2026-25527", "every route")
@pytest.mark.threat("CVE-2023-24769", "every route: errors")
async def test_no_route_leads_out_of_its_folder(api: aiohttp.ClientSession, tried: Count) -> None:
    places = [path for method, path in EVERY_ROUTE if method == "GET" and "/x" in path]
    tried(len(places) * len(OUTSIDE))
    for place in places:
        for name in OUTSIDE:
            url = URL(place.replace("/x", f"/{name}"), encoded=True)
            async with api.get(url, allow_redirects=False) as answer:
                text = await answer.text()
                assert answer.status < 500, url
                assert "root:" not in text
                assert "X-Injected" not in answer.headers
                shown = "json" not in answer.content_type and answer.content_type != "text/plain"
                assert not shown or "<svg onload" not in text, url


@pytest.mark.threat("CVE-2026-25527", "static files")
async def test_no_other_file_is_static(api: aiohttp.ClientSession, tried: Count) -> None:
    names = [*OUTSIDE, "app.js/../../render.py", "../templates/base.html", "..%2frender.py"]
    tried(len(names))
    for name in names:
        async with api.get(URL(f"/static/{name}", encoded=True)) as answer:
            assert answer.status in (400, 404), name


@pytest.mark.threat("CVE-2026-25527", "screenshots")
@pytest.mark.parametrize(
    "name", ["../trail.db", "/etc/passwd", "a.jpg", "", f"{'0' * 8}-0000-0000-0000-{'0' * 12}.jpg/"]
)
async def test_a_screenshot_is_named_as_we_name_it(tmp_path: Path, name: str) -> None:
    assert await Screenshots(tmp_path).get(name) is None


@pytest.mark.threat("CVE-2026-25527", "import: folders")
@pytest.mark.parametrize(
    "path",
    [
        "../events/a.parquet",
        "/etc/passwd",
        "events/../../a.parquet",
        "events/a.parquet\n",
        "file:///a.parquet",
        "events/month=../a.parquet",
        "zip://events/a.parquet",
        "events\\a.parquet",
    ],
)
def test_a_manifest_names_no_file_elsewhere(cli: CommandLine, tmp_path: Path, path: str) -> None:
    folder = tmp_path / "exported"
    folder.mkdir()
    told = {"recorded_before": "2026-01-01T00:00:00Z"}
    told["tables"] = {"events": [{"path": path, "rows": 1}]}  # type: ignore[assignment]
    (folder / NAME).write_text(json.dumps(told))
    done = cli("import", folder)
    assert done.code != 0
    assert "path" in done.err


@pytest.mark.threat("CVE-2026-25527", "import: lines")
@pytest.mark.threat("CVE-2024-1892", "import: lines")
def test_no_line_of_an_import_is_taken_for_more_than_it_is(cli: CommandLine, tried: Count) -> None:
    now = utc_now().isoformat()
    product = {"type": "product", "url": "https://shop.example/p", "name": "A"}
    lines = [
        *({**product, "product_id": name} for name in ("../x", "a/b", "a\nb", "", "a" * 200, ".x")),
        *({**product, "product_id": "a:1", "url": url} for url in ("javascript:1", "file:///x")),
        {"type": "target", "target_id": "../../x", "url": "https://shop.example/p", "shop": "x"},
        {"type": "api_token", "digest": "0" * 64, "name": "mine", "scope": "write"},
        {"type": "__class__", "x": 1},
        {"type": "event", "product_id": "a:1", "uuid": "x", "recorded_at": now},
    ]
    raw = [b"[" * 100_000, b'{"type":' * 50_000, b"\xff\xfe", b'{"type":"event",' + b" " * 100_000]
    tried(len(lines) + len(raw))
    done = cli("import", "-", stdin=b"\n".join([*map(orjson.dumps, lines), *raw]))
    assert f"imported 0 lines, left out {len(lines) + len(raw)}" in done.err
    assert cli("tokens", "list", "--json").lines == []


@pytest.mark.threat("CVE-2026-25527", "Astra bundles")
def test_a_bundle_is_not_unpacked_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    with ZipFile(path, "w") as bundle:
        for name in ("../../evil", "/tmp/evil", "ca.crt", "cert", "key", "config.json"):
            bundle.writestr(name, b"0" * 100)
    with pytest.raises(InvalidFile):
        tls_of_bundle(path)
    assert list(tmp_path.iterdir()) == [path]
    with ZipFile(path, "w", compression=8) as bundle:
        for name in ("ca.crt", "cert", "key", "config.json"):
            bundle.writestr(name, bytes(50_000_000))
    with pytest.raises(InvalidFile, match="too large"):
        tls_of_bundle(path)


@pytest.mark.threat("CVE-2017-14158", "responses: codings")
@pytest.mark.parametrize(
    ("coding", "bomb"),
    [
        ("gzip", gzip.compress(bytes(30_000_000))),
        ("deflate", zlib.compress(bytes(30_000_000))),
        ("br", brotli.compress(bytes(30_000_000), quality=1)),
        ("zstd", zstandard.compress(bytes(30_000_000))),
        ("gzip, gzip, gzip", gzip.compress(gzip.compress(gzip.compress(bytes(30_000_000))))),
        ("gzip, gzip", gzip.compress(gzip.compress(b"") * 100_000)),  # nothing, in plenty of parts
        ("br, gzip", gzip.compress(bytes(30_000_000))),
        (", ".join(["gzip"] * 4), b""),
        (", ".join(["gzip"] * 5000), b""),
    ],
)
def test_no_coding_gets_around_the_limit(coding: str, bomb: bytes) -> None:
    with pytest.raises(PageRejected):
        BodyReader(coding, 1_000_000).feed(bomb)


@pytest.mark.threat("CVE-2017-14158", "sitemaps")
def test_a_packed_sitemap_is_opened_within_bounds() -> None:
    assert sitemap_urls(page_of(gzip.compress(bytes(300_000_000)))) == []


ENTITIES = """<?xml version="1.0"?>
<!DOCTYPE r [
 <!ENTITY file SYSTEM "file://{canary}">
 <!ENTITY % net SYSTEM "http://127.0.0.1:{port}/x.dtd"> %net;
 <!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
 <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">
]>
"""
READ = {
    "a sitemap": "<urlset><url><loc>http://shop.example/&file;</loc></url><loc>&d;</loc></urlset>",
    "a page": "<html><title>&file;</title><h1>&file; &d;</h1><p class=price>19,90 €</p></html>",
    "data": '<h1>x</h1><script type=\'application/ld+json\'>{"@type":"Product","name":"&file;"}'
    "</script>",
    "a drawing": "<svg xmlns='http://www.w3.org/2000/svg'><text>&file;</text></svg>",
    "an inclusion": "<h1>x</h1><xi:include xmlns:xi='http://www.w3.org/2001/XInclude' "
    "href='file://{canary}' parse='text'/>",
}


@pytest.mark.threat("CVE-2026-41895", "sitemaps, pages, data, pictures")
@pytest.mark.parametrize("name", READ)
def test_no_entity_is_resolved(tmp_path: Path, trap: int, name: str) -> None:
    canary = tmp_path / "canary"
    canary.write_text("a secret canary")
    text = ENTITIES.replace("{canary}", str(canary)).replace("{port}", str(trap))
    body = (text + READ[name].replace("{canary}", str(canary))).encode()
    page = page_of(body)
    seen = str(sitemap_urls(page))
    try:
        seen += extract(page).record.model_dump_json()
    except RecordInvalid as error:
        seen += str(error)
    assert "secret canary" not in seen
    assert "a" * 100 not in seen
    assert media_type_of(body) is None


STEPS = [
    '[{"do": "run", "js": "fetch(1)"}]',
    '[{"do": "click", "css": "a", "js": "1"}]',
    '[{"do": "click", "xpath": "unparsed-text(\'file:///etc/passwd\')"}]',
    '[{"do": "type", "css": "a", "text": "x", "file": "/etc/passwd"}]',
    '[{"do": "click", "css": {"jq": "env"}}]',
    '[{"do": "open", "url": "file:///etc/passwd"}]',
    "!!python/object/apply:os.system [id]",
    '{"__reduce__": ["os.system", "id"]}',
    '[{"do": "click", "css": "a\\u0000"}]',
]


@pytest.mark.threat("CVE-2026-29039", "steps of a browser")
@pytest.mark.parametrize("text", STEPS)
async def test_a_step_is_one_of_a_closed_list(api: aiohttp.ClientSession, text: str) -> None:
    with pytest.raises(UsageError):
        read_steps(text)
    body = b'{"urls":["https://shop.example/p"],"steps":' + text.encode() + b"}"
    async with api.post(
        "/products", data=body, headers={"Content-Type": "application/json"}
    ) as answer:
        assert answer.status in (400, 422)


QUERIES = [
    "SELECT * FROM read_text('{canary}')",
    "SELECT * FROM read_csv('{canary}')",
    "SELECT * FROM '{canary}'",
    "SELECT getenv('CANARY')",
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "ATTACH '{folder}/out.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SET enable_external_access = true",
    "SELECT * FROM read_parquet('http://127.0.0.1:{port}/x.parquet')",
]


@pytest.mark.threat("CVE-2026-29039", "SQL")
@pytest.mark.parametrize("query", QUERIES)
def test_sql_reads_the_history_and_nothing_else(
    cli: CommandLine, tmp_path: Path, trap: int, query: str
) -> None:
    pytest.importorskip("duckdb")
    canary = tmp_path / "canary.csv"
    canary.write_text("secret\ncanary\n")
    event = {
        "product_id": "a.example:1",
        "uuid": "a6a1b7c0-1a2b-11f1-8000-000000000000",
        "recorded_at": "2026-03-01T00:00:00Z",
    }
    cli("import", "-", stdin=orjson.dumps({"type": "event", **event}))
    asked = query.format(canary=canary, folder=tmp_path, port=trap)
    done = cli("sql", asked, CANARY="canary")
    assert "canary\n" not in done.out
    assert done.code != 0
    assert not (tmp_path / "out.csv").exists()
    assert not (tmp_path / "out.db").exists()


FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1", "'=1", "=cmd|' /C calc'!A0"]


@pytest.mark.threat("CVE-2023-24769", "CSV exports")
@pytest.mark.parametrize("formula", FORMULAS)
async def test_no_cell_is_a_formula(api: aiohttp.ClientSession, formula: str) -> None:
    record = {"url": "https://shop.example/p/1", "name": formula, "price": "1.00"}
    record |= {"currency": "EUR", "brand": formula, "price_raw": formula}
    async with api.post("/events/scrape", json=record) as answer:
        assert answer.status == 201, await answer.text()
    async with api.get("/export.csv") as answer:
        rows = list(csv.reader(io.StringIO(await answer.text())))
    cells = [cell for row in rows[1:] for cell in row if cell]
    assert [cell for cell in cells if cell[0] in "=+-@＝\t\r"] == []
    assert any(formula.strip() in cell for cell in cells)
