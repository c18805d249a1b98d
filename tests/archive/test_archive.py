"""A page comes back as it was kept, each body is there once, and damage is told."""

import asyncio
import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from pricetrail.archive import Archive, Usage, open_place
from pricetrail.archive.archive import about_name, body_name
from pricetrail.errors import ArchiveDamaged, ArchiveUnavailable, NotFound, UsageError
from tests.support.archived import TARGET, files_of, page

OTHER = "fedcba9876543210fedc"


def folder_of(archive: Archive) -> Path:
    return Path(str(archive.place).removeprefix("file://"))


@pytest.mark.parametrize("body", ["<h1>Lamp</h1>", b"\x00\xff\xfe", "ä" * 100_000])
async def test_a_page_comes_back_as_it_was(archive, body):
    kept = page(body, final_url="https://shop.example/l/7", headers={"etag": '"a"'})
    ref = await archive.keep(kept, TARGET, "ok")
    assert ref == hashlib.sha256(kept.body).hexdigest()
    assert await archive.page(ref, TARGET) == kept


async def test_it_is_there_for_whoever_opens_the_same_place(archive):
    ref = await archive.keep(page(), TARGET, "ok")
    other = Archive(open_place(str(archive.place)))
    assert await other.page(ref, TARGET) == page()


async def test_equal_bodies_are_kept_once_and_each_page_has_its_own_url(archive):
    ref = await archive.keep(page(), TARGET, "ok")
    again = page(url="https://other.example/x", final_url="https://other.example/x", status=404)
    assert await archive.keep(again, OTHER, "not_found") == ref
    assert await archive.page(ref, OTHER) == again
    assert await archive.page(ref, TARGET) == page()
    assert len([f for f in files_of(folder_of(archive)) if f.suffix == ".zst"]) == 1
    used = await archive.usage()
    assert used == Usage(1, 2, sum(f.stat().st_size for f in files_of(folder_of(archive))), 13)


async def test_an_unchanged_page_is_not_written_again(archive, clock):
    ref = await archive.keep(page(), TARGET, "ok")
    for file in files_of(folder_of(archive)):
        file.unlink()
    clock.advance(timedelta(hours=23))
    assert await archive.keep(page(), TARGET, "not_modified") == ref
    assert files_of(folder_of(archive)) == []
    clock.advance(timedelta(hours=2))
    await archive.keep(page(), TARGET, "ok")
    assert await archive.page(ref, TARGET) == page()


async def test_what_was_kept_for_a_failure_stays_when_it_is_accepted(archive, clock):
    ref = await archive.keep(page(), TARGET, "invalid")
    await archive.keep(page(status=203), TARGET, "ok")
    assert [s.outcome async for s in archive.saved()] == ["ok"]
    await Archive(archive.place, clock=clock).keep(page(status=500), TARGET, "invalid")
    assert [s.outcome async for s in archive.saved()] == ["ok"]
    assert (await archive.page(ref, TARGET)).status == 203


async def test_no_cookie_is_kept(archive):
    headers = {"set-cookie": "session=secret", "content-type": "text/html"}
    ref = await archive.keep(page(headers=headers), TARGET, "ok")
    assert dict((await archive.page(ref, TARGET)).headers) == {"content-type": "text/html"}
    assert all(b"secret" not in file.read_bytes() for file in files_of(folder_of(archive)))


async def test_a_header_that_is_no_text_does_no_harm(archive):
    ref = await archive.keep(page(headers={"etag": '"\udcff"'}), TARGET, "ok")
    assert (await archive.page(ref, TARGET)).headers == {"etag": '"?"'}


async def test_empty_and_very_large_pages_are_not_kept(archive, tmp_path):
    assert await archive.keep(page(""), TARGET, "ok") is None
    small = Archive(archive.place, max_page_bytes=10)
    assert await small.keep(page("x" * 11), TARGET, "ok") is None
    assert await small.keep(page("x" * 10), TARGET, "ok") is not None


async def test_many_may_keep_the_same_page_at_once(archive, clock):
    others = [Archive(archive.place, clock=clock) for _ in range(8)]
    refs = await asyncio.gather(*(a.keep(page("y" * 50_000), TARGET, "ok") for a in others))
    assert len(set(refs)) == 1
    assert [f.suffix for f in files_of(folder_of(archive))] == [".json", ".zst"]


@pytest.mark.threat("CVE-2026-25527", "archive")
@pytest.mark.parametrize(
    ("ref", "target"),
    [
        ("0" * 64, TARGET),
        ("../../etc/passwd", TARGET),
        ("0" * 63 + "/", TARGET),
        ("A" * 64, TARGET),
        ("", TARGET),
        ("0" * 64, "../" * 3 + "x"),
        ("0" * 64, ""),
    ],
)
async def test_what_is_not_kept_is_not_found(archive, ref, target):
    with pytest.raises(NotFound):
        await archive.page(ref, target)


def cut(data: bytes) -> bytes:
    return data[:-1]


def flipped(data: bytes) -> bytes:
    return data[:-6] + bytes([data[-6] ^ 1]) + data[-5:]


def another(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(b"<h1>Sofa</h1>")


def bomb(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(bytes(101_000_000))


def without_size(data: bytes) -> bytes:
    return zstandard.ZstdCompressor(write_content_size=False).compress(bytes(1000))


@pytest.mark.threat("CVE-2017-14158", "archive")
@pytest.mark.parametrize("damage", [cut, flipped, another, bomb, without_size, lambda _: b""])
async def test_a_damaged_body_is_told_and_never_returned(archive, damage):
    ref = await archive.keep(page(), TARGET, "ok")
    path = folder_of(archive) / body_name(ref)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ArchiveDamaged, match=ref[:12]):
        await archive.page(ref, TARGET)


@given(packed=st.binary(max_size=200))
async def test_no_blob_is_taken_for_what_it_is_not(tmp_path_factory, packed):
    archive = Archive(open_place(str(tmp_path_factory.mktemp("a"))))
    ref = "ab" * 32
    archive.place.write(body_name(ref), packed)
    with pytest.raises(ArchiveDamaged):
        archive.body(ref)


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"archive_ref": "x"})])
async def test_damage_beside_a_body_is_told(archive, text):
    ref = await archive.keep(page(), TARGET, "ok")
    (folder_of(archive) / about_name(ref, TARGET)).write_text(text)
    with pytest.raises(ArchiveDamaged):
        await archive.page(ref, TARGET)
    assert await archive.keep(page(), TARGET, "ok", anew=True) == ref
    assert await archive.page(ref, TARGET) == page()


async def test_a_place_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("in the way")
    archive = Archive(open_place(str(tmp_path / "file")))
    with pytest.raises(ArchiveUnavailable, match="cannot be used"):
        await archive.keep(page(), TARGET, "ok")


async def test_any_place_of_fsspec_will_do(clock):
    archive = Archive(open_place("memory://pages/of/mine"), clock=clock)
    ref = await archive.keep(page(), TARGET, "ok")
    assert await archive.page(ref, TARGET) == page()
    assert (await archive.usage())[:2] == (1, 1)
    assert [s.target_id async for s in archive.saved()] == [TARGET]


@pytest.mark.parametrize(
    "url", ["nothing://x/y", "simplecache::file:///tmp/x", "/", "file:///", "memory://"]
)
def test_what_names_no_place_is_refused(url):
    with pytest.raises(UsageError, match="ARCHIVE_URL"):
        open_place(url)


async def test_an_archive_that_is_not_there_yet_is_empty(archive):
    assert await archive.usage() == Usage(0, 0, 0, 0)
    assert [s async for s in archive.saved()] == []
