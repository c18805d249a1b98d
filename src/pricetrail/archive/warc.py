"""The archive as WARC, the format of web archives, for any tool that reads it (ISO 28500)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from typing import BinaryIO
from uuid import NAMESPACE_URL, uuid5

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pricetrail import __version__
from pricetrail.archive.archive import Archive, Saved
from pricetrail.clock import iso
from pricetrail.errors import ArchiveDamaged, NotFound

_OF_THE_WAY = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Headers about how a body came over the wire: it is kept as it was after that."""


async def write_warc(
    archive: Archive, out: BinaryIO, wanted: Callable[[Saved], bool] = lambda _: True
) -> AsyncIterator[Saved | str]:
    """Write the pages that are `wanted` as gzipped WARC, a response record each.

    Yields each page once it is written, and for one that is missing or damaged what is wrong
    with it. Bodies are written as they were after decompression, with their own length. Raises
    ArchiveUnavailable.
    """
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    await asyncio.to_thread(_write_info, writer)
    async for saved in archive.saved():
        if not wanted(saved):
            continue
        try:
            body = await asyncio.to_thread(archive.body, saved.archive_ref)
        except (NotFound, ArchiveDamaged) as error:
            yield str(error)
            continue
        await asyncio.to_thread(_write_page, writer, saved, body)
        yield saved


def _write_info(writer: WARCWriter) -> None:
    about = {"software": f"pricetrail/{__version__}", "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record(None, about))


def _write_page(writer: WARCWriter, saved: Saved, body: bytes) -> None:
    headers = [(k, v) for k, v in saved.headers.items() if k not in _OF_THE_WAY]
    headers.append(("content-length", str(len(body))))
    number = uuid5(NAMESPACE_URL, f"{saved.archive_ref}.{saved.target_id}")
    record = writer.create_warc_record(
        saved.final_url,
        "response",
        payload=BytesIO(body),
        length=len(body),
        http_headers=StatusAndHeaders(str(saved.status), headers, protocol="HTTP/1.1"),
        warc_headers_dict={
            "WARC-Date": iso(saved.fetched_at),
            "WARC-Record-ID": f"<urn:uuid:{number}>",
        },
    )
    writer.write_record(record)
