"""CSV (RFC 4180, UTF-8): all events in one flat table, and such a table as a history again.

The columns are `COLUMNS`: the product's URL, then the event's own fields, every revision as it
is stored. A field that holds no value is empty.

A spreadsheet runs a cell that begins like a formula, and these texts come from strangers' pages.
So a text that begins with one of ``= + - @``, their full-width forms, a tab or a carriage return
gets an apostrophe in front, and so does one that begins with apostrophes before such a sign. The
import takes one apostrophe away from exactly those, so nothing is lost; any other text that
begins with an apostrophe is left alone.
"""

import csv
import io
import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from pydantic import ValidationError

from pricetrail.clock import Clock, utc_now
from pricetrail.crud import find_product
from pricetrail.errors import InvalidFile
from pricetrail.export.importing import (
    BadLine,
    Importer,
    ImportReport,
    problem_with,
)
from pricetrail.export.jsonl import Progress
from pricetrail.export.walking import Chooses, events_of, sorted_ids
from pricetrail.schema import Model, ProductScrapeEvent
from pricetrail.store.base import Store
from pricetrail.store.tables import EVENT, EVENT_MONTH
from pricetrail.values import WebAddress, summary_of

COLUMNS: tuple[str, ...] = tuple(
    dict.fromkeys(("product_id", "url", "name", "created", *ProductScrapeEvent.model_fields))
)
_NEEDED = ("product_id", "uuid", "recorded_at")
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠\t\r]")
_GUARDED = re.compile(r"'+[=+\-@＝＋－＠\t\r]")
_NOT_UTF_8 = re.compile("[\udc80-\udcff]")


class _Linked(Model):
    """What a row says beside its event."""

    url: WebAddress | None = None


async def export_csv(store: Store, out: BinaryIO, progress: Progress | None = None) -> int:
    """Write every event to `out`, by product, time and revision; returns the number of events."""
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    try:
        writer = csv.writer(text)
        writer.writerow(COLUMNS)
        done = 0
        async for cells in csv_rows(store, await sorted_ids(store, EVENT_MONTH)):
            writer.writerow(cells)
            done += 1
            if progress is not None and done % 1000 == 0:
                progress(done)
        return done
    finally:
        text.detach()


async def csv_rows(
    store: Store, product_ids: Sequence[str], wanted: Chooses | None = None
) -> AsyncIterator[list[str]]:
    """The cells of every event of these products, in that order, then by time and revision.

    Those alone that are `wanted`, where that is given.
    """
    for product_id in product_ids:
        product = await find_product(store, product_id)
        url = None if product is None else product.url
        async for row in events_of(store, product_id, wanted):
            fields = {**EVENT.load(row).json_dict(), "url": url}
            yield [cell_of(fields[column]) for column in COLUMNS]


async def import_csv(
    store: Store, file: BinaryIO, *, clock: Clock = utc_now, progress: Progress | None = None
) -> ImportReport:
    """Add the events that `file` holds, and products where they are known by their events only.

    Bad lines are reported and left out, the good ones are stored; repeating it changes nothing
    more. Unknown columns are dropped, absent ones are null. An event that is stored and says
    something else is a bad line. Raises InvalidFile where a needed column is missing.
    """
    text = io.TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        importer = Importer(store, clock=clock)
        for number, fields in _rows(csv.reader(text, strict=True), importer):
            if progress is not None and number % 1000 == 0:
                progress(number)
            event = _event_of(number, fields, clock())
            if isinstance(event, BadLine):
                importer.refuse(event)
                continue
            if url := fields.get("url"):
                importer.urls[event.product_id] = url
            await importer.add(number, event)
        return await importer.finish()
    finally:
        text.detach()


def cell_of(value: Any) -> str:
    """A value as a cell, none that a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text


def _value(cell: str) -> str | None:
    return (cell[1:] if _GUARDED.match(cell) else cell) or None


def _rows(reader: Any, importer: Importer) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    """Line number and fields of every row; rows that are no such thing are refused."""
    header: list[str] | None = None
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            importer.refuse(BadLine(reader.line_num, f"not CSV: {error}"))
            continue
        if not cells:
            continue
        if header is None:
            header = _checked_header(cells)
        elif len(cells) != len(header):
            reason = f"{len(cells)} fields where the header has {len(header)}"
            importer.refuse(BadLine(reader.line_num, reason))
        elif any(map(_NOT_UTF_8.search, cells)):
            importer.refuse(BadLine(reader.line_num, "not UTF-8"))
        else:
            yield reader.line_num, dict(zip(header, map(_value, cells), strict=True))


def _checked_header(cells: list[str]) -> list[str]:
    missing = [name for name in _NEEDED if name not in cells]
    if missing:
        raise InvalidFile(f"the first line must name the columns; {', '.join(missing)} is missing")
    return cells


def _event_of(
    number: int, fields: Mapping[str, str | None], now: datetime
) -> ProductScrapeEvent | BadLine:
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        _Linked.model_validate(given)
        event = ProductScrapeEvent.model_validate(given)
    except ValidationError as error:
        return BadLine(number, summary_of(error))
    problem = problem_with(event, now)
    return event if problem is None else BadLine(number, problem)
