"""Bodies: what goes in compressed comes out, in any pieces, and never beyond the limit."""

import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pricetrail.errors import FetchFailed, PageRejected
from pricetrail.fetch.decode import BodyReader, unpack_gzip_file
from tests.support.misbehaving import bomb, compress

LIMIT = 3_000_000
CODINGS = ["gzip", "deflate", "raw-deflate", "br", "identity", "deflate,gzip", "br,gzip"]


def name_of(coding: str) -> str:
    return coding.removeprefix("raw-")


def read(data: bytes, coding: str, limit: int = LIMIT, *, step: int = 65_536, cut: bool = False):
    reader = BodyReader(name_of(coding), limit, cut=cut)
    for start in range(0, len(data), step):
        if not reader.feed(data[start : start + step]):
            return reader.so_far()
    return reader.finish()


@pytest.mark.parametrize("coding", CODINGS)
@given(
    body=st.binary(max_size=200) | st.binary(min_size=1, max_size=9).map(lambda b: b * 50_000),
    step=st.integers(1, 5_000),
)
@settings(max_examples=30, deadline=None)
def test_every_coding_round_trips_in_any_pieces(coding: str, body: bytes, step: int) -> None:
    packed = compress(coding, body)
    assert read(packed, coding, step=max(step, len(packed) // 200)) == body


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("size", [1_048_575, 1_048_576, 1_048_577, 2_097_152, LIMIT])
def test_bodies_around_the_size_of_a_piece_are_whole(coding: str, size: int) -> None:
    body = bytes(range(251)) * (size // 251 + 1)
    assert read(compress(coding, body[:size]), coding) == body[:size]


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "GZIP", " gzip ", "gzip, identity"])
def test_names_of_codings_are_read_as_servers_write_them(coding: str) -> None:
    assert read(compress("gzip", b"page"), coding) == b"page"


@pytest.mark.parametrize("coding", ["", "identity", "none", "utf-8", "binary"])
def test_what_is_no_coding_changes_nothing(coding: str) -> None:
    assert read(b"page", coding) == b"page"


@pytest.mark.parametrize("coding", ["zstd", "compress", "dcb"])
def test_codings_that_we_did_not_ask_for_are_named(coding: str) -> None:
    with pytest.raises(PageRejected, match=f"compressed with {coding}"):
        BodyReader(coding, LIMIT)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "deflate,gzip"])
@pytest.mark.parametrize("megabytes", [4, 100])
def test_bombs_stop_within_a_piece_of_the_limit(coding: str, megabytes: int) -> None:
    reader = BodyReader(coding, LIMIT)
    with pytest.raises(PageRejected, match="larger than 3,000,000 bytes"):
        reader.feed(bomb(coding, megabytes))
    assert len(b"".join(reader._pieces)) <= LIMIT + 2 * (1 << 20)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity"])
def test_a_cut_body_is_its_beginning(coding: str) -> None:
    body = b"0123456789" * 1000
    assert read(compress(coding, body), coding, 1234, cut=True) == body[:1234]


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw-deflate", "br", "br,gzip"])
@given(kept=st.floats(0.01, 0.99))
@settings(max_examples=20, deadline=None)
def test_a_stream_that_ends_early_is_no_page(coding: str, kept: float) -> None:
    packed = compress(coding, b"page %d " * 100)
    with pytest.raises(FetchFailed, match=r"too early|damaged"):
        read(packed[: max(1, int(len(packed) * kept))], coding)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_an_empty_body_is_empty_whatever_it_calls_itself(coding: str) -> None:
    assert read(b"", coding) == b""


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_damaged_data_are_no_page(coding: str) -> None:
    with pytest.raises(FetchFailed, match=r"damaged|too early"):
        read(b"<html>not compressed at all</html>" * 10, coding)


def test_a_changed_byte_in_gzip_is_noticed() -> None:
    packed = bytearray(compress("gzip", b"price 19.90 " * 100))
    packed[-6] ^= 1
    with pytest.raises(FetchFailed, match="damaged"):
        read(bytes(packed), "gzip")


@pytest.mark.parametrize("step", [1, 7, 65_536])
def test_gzip_members_in_a_row_are_one_body_and_garbage_after_them_is_ignored(step: int) -> None:
    packed = compress("gzip", b"one ") + compress("gzip", b"two")
    assert read(packed, "gzip", step=step) == b"one two"
    assert read(packed + b"\0\0garbage", "gzip", step=step) == b"one two"


def test_a_flood_of_tiny_members_is_refused() -> None:
    with pytest.raises(PageRejected, match="too many compressed parts"):
        read(compress("gzip", b"") * 5000, "gzip")


def test_empty_blocks_without_end_are_refused() -> None:
    packer = zlib.compressobj(wbits=31)
    start = packer.compress(b"x") + packer.flush(zlib.Z_FULL_FLUSH)
    with pytest.raises(PageRejected, match="larger than"):
        read(start + b"\x00\x00\x00\xff\xff" * (LIMIT // 5), "gzip")


def test_a_gzip_file_is_unpacked_and_all_else_left_alone() -> None:
    assert unpack_gzip_file(compress("gzip", b"<urlset/>"), LIMIT) == b"<urlset/>"
    assert unpack_gzip_file(b"<urlset/>", LIMIT) == b"<urlset/>"
    with pytest.raises(PageRejected, match="larger than"):
        unpack_gzip_file(bomb("gzip", 10), LIMIT)
