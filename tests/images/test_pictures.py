import asyncio
import os

import pytest

from pricetrail import images
from pricetrail.fetch.shared.link import Link
from pricetrail.fetch.shared.politeness import RedisPoliteness
from pricetrail.images import MAX_BYTES, Pictures, media_type_of
from tests.support.shop import HOST, Reply
from tools.cassandra.node import free_port

URL = f"http://{HOST}/kettle.png"
PNG = b"\x89PNG\r\n\x1a\n" + b"the rest of it"

FORMATS = [
    (PNG, "image/png"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"),
    (b"GIF87a..", "image/gif"),
    (b"GIF89a..", "image/gif"),
    (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
    (b"RIFF\x10\x00\x00\x00WEBPVP8X", "image/webp"),
    (b"\x00\x00\x00\x20ftypavif", "image/avif"),
    (b"\x00\x00\x00\x20ftypavis", "image/avif"),
]
OTHERS = [
    b"",
    b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    b"<!doctype html><script>alert(1)</script>",
    b"\x89PNG",
    b"RIFF\x10\x00\x00\x00WAVEfmt ",
    b"\x00\x00\x00\x20ftypisom",
    b"%PDF-1.7",
    b"BM....",
    b"GIF88a",
]


@pytest.mark.parametrize(("body", "media_type"), FORMATS)
def test_a_picture_is_what_it_begins_as(body, media_type):
    assert media_type_of(body) == media_type


@pytest.mark.parametrize("body", OTHERS)
def test_anything_else_is_none(body):
    assert media_type_of(body) is None


async def test_a_picture_is_fetched_once_and_kept(pictures, shop, client, tmp_path):
    shop.replies["/kettle.png"] = Reply(PNG, headers={"Content-Type": "text/html"})
    for _ in range(3):
        found = await pictures.get(URL)
        assert (found.body, found.media_type) == (PNG, "image/png")
    assert shop.asked == ["/kettle.png"]
    async with Pictures(client, tmp_path / "pictures") as again:
        assert (await again.get(URL)).body == PNG
    assert shop.asked == ["/kettle.png"]


async def test_who_asks_at_the_same_time_waits_for_one_request(pictures, shop):
    shop.replies["/kettle.png"] = Reply(PNG)
    found = await asyncio.gather(*(pictures.get(URL) for _ in range(20)))
    assert {picture.body for picture in found} == {PNG}
    assert shop.asked == ["/kettle.png"]


@pytest.mark.threat("CVE-2023-24769", "pictures")
@pytest.mark.parametrize("body", OTHERS)
async def test_what_is_no_picture_is_not_kept(pictures, shop, tmp_path, body):
    shop.replies["/kettle.png"] = Reply(body, headers={"Content-Type": "image/png"})
    assert await pictures.get(URL) is None
    assert not (tmp_path / "pictures").exists()


async def test_a_failure_is_remembered_for_a_while(pictures, shop, monkeypatch):
    assert await pictures.get(URL) is None
    shop.replies["/kettle.png"] = Reply(PNG)
    assert await pictures.get(URL) is None
    assert shop.asked == ["/kettle.png"]
    monkeypatch.setattr(images, "FORGET_FAILURE_AFTER_S", 0.0)
    assert (await pictures.get(URL)).body == PNG


async def test_without_the_redis_that_is_shared_there_is_none_for_now(pictures, shop, client):
    shop.replies["/kettle.png"] = Reply(PNG)
    alone = client.politeness
    client.politeness = RedisPoliteness(Link(f"redis://127.0.0.1:{free_port()}"), 0.0)
    assert await pictures.get(URL) is None
    await client.politeness.close()
    client.politeness = alone
    assert (await pictures.get(URL)).body == PNG


async def test_redirects_are_followed_and_circles_given_up(pictures, shop):
    shop.replies["/a"] = Reply("", 302, {"Location": "/kettle.png"})
    shop.replies["/kettle.png"] = Reply(PNG)
    shop.replies["/circle"] = Reply("", 302, {"Location": "/circle"})
    assert (await pictures.get(f"http://{HOST}/a")).body == PNG
    assert await pictures.get(f"http://{HOST}/circle") is None
    assert shop.asked.count("/circle") == 6


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x.png",
        "http://[::1]/x.png",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "nothing",
        "",
        f"http://user:secret@{HOST}/x.png",
    ],
)
async def test_the_gate_is_shut_as_for_any_page(pictures, shop, url):
    assert await pictures.get(url) is None
    assert shop.asked == []


async def test_a_redirect_into_the_house_is_refused(pictures, shop):
    shop.replies["/a"] = Reply("", 302, {"Location": f"http://127.0.0.1:{shop.port}/kettle.png"})
    shop.replies["/kettle.png"] = Reply(PNG)
    assert await pictures.get(f"http://{HOST}/a") is None
    assert shop.asked == ["/a"]


async def test_one_that_is_too_large_is_refused(pictures, shop):
    shop.replies["/kettle.png"] = Reply(PNG + bytes(MAX_BYTES))
    assert await pictures.get(URL) is None


async def test_one_that_takes_long_is_not_waited_for_and_there_later(pictures, shop, monkeypatch):
    monkeypatch.setattr(images, "_WAIT_S", 0.0)
    shop.replies["/kettle.png"] = Reply(PNG)
    assert await pictures.get(URL) is None
    monkeypatch.setattr(images, "_WAIT_S", 30.0)
    assert (await pictures.get(URL)).body == PNG
    assert shop.asked == ["/kettle.png"]


async def test_at_the_end_what_hangs_is_given_up(client, shop, tmp_path, monkeypatch):
    monkeypatch.setattr(images, "_WAIT_S", 0.0)
    shop.hangs.add("/kettle.png")
    async with asyncio.timeout(10):
        async with Pictures(client, tmp_path) as pictures:
            assert await pictures.get(URL) is None


async def test_a_folder_that_grows_too_large_loses_its_oldest(
    pictures, shop, tmp_path, monkeypatch
):
    monkeypatch.setattr(images, "_MOST_FOLDER_BYTES", 3 * len(PNG))
    monkeypatch.setattr(images, "_LOOK_AT_FOLDER_EVERY", 1)
    folder = tmp_path / "pictures"
    for number in range(6):
        shop.replies[f"/{number}.png"] = Reply(PNG)
        if number == 3:
            for file in folder.iterdir():
                os.utime(file, (0, 0))
            old = {file.name for file in folder.iterdir()}
        assert await pictures.get(f"http://{HOST}/{number}.png") is not None
    left = {file.name for file in folder.iterdir()}
    assert len(left) == 3
    assert not left & old


async def test_a_folder_that_cannot_be_written_still_shows_pictures(client, shop, tmp_path):
    (tmp_path / "file").write_text("in the way")
    shop.replies["/kettle.png"] = Reply(PNG)
    async with Pictures(client, tmp_path / "file" / "pictures") as pictures:
        assert (await pictures.get(URL)).body == PNG
