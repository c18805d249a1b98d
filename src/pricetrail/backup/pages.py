"""What is said of the archived pages, as one compressed file of JSON lines, by folder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import zstandard
from pydantic import ValidationError

from pricetrail.archive import Saved
from pricetrail.backup.manifest import file_with_end
from pricetrail.errors import InvalidFile
from pricetrail.export.files import whole_file

PagesWriter = Callable[[Saved], object]
"""Writes one page after the other, those of a folder together."""

_LONGEST_LINE = 10_000_000
_LEVEL = 6


@contextmanager
def writing_pages(path: Path) -> Iterator[PagesWriter]:
    """Write pages to `path`, which is there once all are. Raises InvalidFile."""
    with whole_file(path) as file:
        compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
        with compressor.stream_writer(file, closefd=False) as out:
            yield lambda saved: out.write(saved.model_dump_json().encode() + b"\n")


def read_pages(path: Path) -> Iterator[tuple[str, list[Saved]]]:
    """Each folder of the archive with its pages, in order. Raises InvalidFile for what is none."""
    for folder, pages in groupby(each_page(path), key=lambda saved: saved.archive_ref[:2]):
        yield folder, list(pages)


def each_page(path: Path) -> Iterator[Saved]:
    """Each page, in order, one in memory at a time. Raises InvalidFile for what is none."""
    try:
        with (
            file_with_end(path) as file,
            zstandard.ZstdDecompressor().stream_reader(file) as stream,
        ):
            rest = b""
            while chunk := stream.read(1 << 16):
                *whole, rest = (rest + chunk).split(b"\n")
                yield from map(Saved.model_validate_json, whole)
                if len(rest) > _LONGEST_LINE:
                    raise InvalidFile(f"{path}: a line is too long to be a page's")
    except (zstandard.ZstdError, ValidationError) as error:
        raise InvalidFile(f"{path} is damaged: {type(error).__name__}") from error
    if rest:
        raise InvalidFile(f"{path} is cut short")
