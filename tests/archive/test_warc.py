"""Another tool opens what is exported, and finds every page in it."""

from io import BytesIO

from fastwarc import ArchiveIterator, WarcRecordType

from pricetrail.archive.archive import body_name
from pricetrail.archive.warc import write_warc
from tests.archive.test_archive import folder_of
from tests.support.archived import TARGET, page


async def test_another_tool_reads_every_page(archive):
    headers = {"content-type": "text/html", "content-encoding": "gzip", "content-length": "3"}
    refs = {}
    for n, body in enumerate(["<h1>Lamp</h1>", "ü" * 9000, b"\x00\x01"]):
        url = f"https://shop.example/p/{n}?ä=1"
        kept = page(body, url=url, final_url=url, headers=headers, status=200 + n)
        refs[await archive.keep(kept, TARGET, "ok")] = kept
    out = BytesIO()
    written = [saved async for saved in write_warc(archive, out)]
    assert {saved.archive_ref for saved in written} == set(refs)
    records = list(_read(BytesIO(out.getvalue())))
    assert {(r[0], r[1], r[3]) for r in records} == {
        (kept.final_url, kept.status, kept.body) for kept in refs.values()
    }
    assert {r[2] for r in records} == {"2026-03-01T12:00:00.000Z"}
    stream = BytesIO(out.getvalue())
    for record in ArchiveIterator(stream, WarcRecordType.response, parse_http=False):
        assert record.verify_block_digest()


def _read(stream):
    for record in ArchiveIterator(stream, WarcRecordType.response):
        assert record.verify_payload_digest()
        http = record.http_headers
        assert "content-encoding" not in http
        url, date = record.headers["WARC-Target-URI"], record.headers["WARC-Date"]
        yield url, http.status_code, date, record.reader.read()


async def test_what_is_damaged_is_told_and_the_others_are_written(archive):
    good = await archive.keep(page("good"), TARGET, "ok")
    bad = await archive.keep(page("bad"), TARGET, "ok")
    (folder_of(archive) / body_name(bad)).write_bytes(b"")
    told = [one async for one in write_warc(archive, BytesIO())]
    assert [one for one in told if isinstance(one, str) and bad[:12] in one]
    assert [one.archive_ref for one in told if not isinstance(one, str)] == [good]


async def test_only_what_is_wanted_is_written(archive):
    await archive.keep(page("good"), TARGET, "ok")
    await archive.keep(page("bad"), TARGET, "blocked")
    told = [one async for one in write_warc(archive, BytesIO(), lambda saved: saved.is_accepted)]
    assert [one.outcome for one in told] == ["ok"]
