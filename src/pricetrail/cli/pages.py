"""Saved pages: found, read and extracted, on all cores where there are many."""

import os
import signal
import sys
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pricetrail.clock import utc_now
from pricetrail.errors import InvalidFile, PageRejected, RecordInvalid
from pricetrail.extract import extract
from pricetrail.fetch.textual import refuse_binary_body
from pricetrail.schema import Page, ProductRecord

_SUFFIXES = (".html", ".htm", ".html.gz", ".htm.gz")
_LARGEST = 64 * 2**20
_WORTH_A_POOL = 8
_AT_ONCE = 4


class Source(NamedTuple):
    """A page to read: the name it is reported under, and its file; None is standard input."""

    name: str
    path: Path | None


class Reading(NamedTuple):
    """What one page gave: a record, or the error why not."""

    file: str
    record: ProductRecord | None = None
    rule: str | None = None
    reason: str | None = None
    error: str | None = None


def sources_of(paths: Sequence[str]) -> list[Source]:
    """The pages that `paths` name, in that order; those of a folder sorted, at any depth.

    A page is called by its file's name, or by its path in the folder that was given. A folder
    without any stands for itself, so that it is reported.
    """
    sources: list[Source] = []
    for given in paths:
        path = Path(given)
        if given == "-":
            sources.append(Source("-", None))
        elif path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.name.endswith(_SUFFIXES) and p.is_file())
            sources += [_file(p, str(p.relative_to(path))) for p in found]
            sources += [] if found else [_file(path, path.name)]
        else:
            sources.append(_file(path, path.name))
    return sources


def _file(path: Path, name: str) -> Source:
    return Source(os.fsencode(name).decode("utf-8", "replace"), path)


def read_all(sources: Sequence[Source], url: str, site_rules: bool) -> Iterator[Reading]:
    """What each page gives, in order, as soon as it is known."""
    read = partial(read_one, url=url, site_rules=site_rules)
    if len(sources) < _WORTH_A_POOL or (os.cpu_count() or 1) == 1:
        yield from map(read, sources)
        return
    pool = ProcessPoolExecutor(initializer=_leave_interrupts_to_the_parent)
    try:
        yield from pool.map(read, sources, chunksize=_AT_ONCE)
    finally:
        pool.shutdown(cancel_futures=True)


def read_one(source: Source, *, url: str, site_rules: bool) -> Reading:
    """What one page gives; an error of its file or its record is part of the answer."""
    try:
        page = load_page(source, url)
        refuse_binary_body({}, page.body)
        extraction = extract(page, site_rules=site_rules)
    except PageRejected:
        return Reading(source.name, ProductRecord(kind="other"), reason="binary, no text")
    except (InvalidFile, RecordInvalid) as error:
        return Reading(source.name, error=str(error))
    return Reading(source.name, extraction.record, extraction.rule, extraction.reason)


def load_page(source: Source, url: str = "") -> Page:
    """A saved page, decompressed. Raises InvalidFile where it cannot be read."""
    try:
        body = _body(source.path)
    except OSError as error:
        raise InvalidFile(f"cannot be read: {error.strerror}") from error
    if len(body) > _LARGEST:
        raise InvalidFile(f"larger than {_LARGEST // 2**20} MB")
    return Page(url, url, 200, {}, body, utc_now(), "file")


def _body(path: Path | None) -> bytes:
    if path is None:
        raw = sys.stdin.buffer.read(_LARGEST + 1)
    elif path.is_dir():
        raise InvalidFile("a folder without .html or .html.gz files")
    else:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    return _decompressed(raw) if raw.startswith(b"\x1f\x8b") else raw


def _decompressed(raw: bytes) -> bytes:
    inflate = zlib.decompressobj(wbits=31)
    try:
        body = inflate.decompress(raw, _LARGEST + 1)
    except zlib.error as error:
        raise InvalidFile(f"not a gzip file: {error}") from error
    if not inflate.eof and len(body) <= _LARGEST:
        raise InvalidFile("a gzip file that ends in the middle")
    return body


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
