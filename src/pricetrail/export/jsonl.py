"""JSON Lines: one object per line with its ``type``, complete and the same bytes every time.

Exported is what cannot be made again: every revision of every event (``event``), the products
(``product``), their aliases (``product_alias``), links (``product_link``) and descriptions
(``product_version``), what was held back and what became of it (``quarantine``), the targets with
their schedule (``target``), and the rules for alerts (``alert_rule``) with the channels that they
name: one that is a URL may hold a secret, and is left out. Day rollups, months and due slots follow
from these and are made anew by an import; attempts, claims, jobs and alerts are kept for a bounded
time only and stay where they are, and so do the API's tokens.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

import orjson
from pydantic import ValidationError

from pricetrail.alarm.shown import without_urls
from pricetrail.alert_records import AlertRule
from pricetrail.clock import Clock, utc_now
from pricetrail.export.importing import BadLine, Importer, ImportReport, problem_with
from pricetrail.export.walking import everything
from pricetrail.schema import (
    Model,
    Product,
    ProductAlias,
    ProductLink,
    ProductScrapeEvent,
    ProductVersion,
    Quarantined,
    Target,
)
from pricetrail.store.base import Store
from pricetrail.values import summary_of

TYPES: dict[str, type[Model]] = {
    "alert_rule": AlertRule,
    "event": ProductScrapeEvent,
    "product": Product,
    "product_alias": ProductAlias,
    "product_link": ProductLink,
    "product_version": ProductVersion,
    "quarantine": Quarantined,
    "target": Target,
}

LONGEST_LINE = 16 * 2**20
"""Bytes; the largest record that validates is below that."""

_LINES = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE

Progress = Callable[[int], None]
"""Told from time to time how many items were done so far."""


async def export_jsonl(store: Store, out: BinaryIO, progress: Progress | None = None) -> int:
    """Write the whole history to `out`; returns the number of lines.

    Lines are ordered by type and key (events by product, time and revision), keys within a line
    are sorted, so two exports of the same history are the same bytes on every store.
    """
    done = 0
    async for found in everything(store):
        out.write(line_of(found.kind, found.table.load(found.row)))
        done += 1
        if progress is not None and done % 1000 == 0:
            progress(done)
    return done


def line_of(kind: str, item: Model) -> bytes:
    """The line of an item of that kind, ended by a line feed."""
    if isinstance(item, AlertRule):
        item = without_urls(item)
    return orjson.dumps({"type": kind, **item.json_dict()}, option=_LINES)


async def import_jsonl(
    store: Store, file: BinaryIO, *, clock: Clock = utc_now, progress: Progress | None = None
) -> ImportReport:
    """Add what `file` holds; bad lines are reported and left out, the good ones are stored.

    Repeating it, also after it was interrupted, changes nothing more. Fields that this version
    does not know are dropped. What the store has already stays where it is newer; an event that
    is stored and says something else is a bad line.
    """
    importer = Importer(store, clock=clock)
    for number, line in enumerate(_lines(file), start=1):
        item = _item_of(number, line, clock())
        if isinstance(item, BadLine):
            importer.refuse(item)
        elif item is not None:
            await importer.add(number, item)
        if progress is not None and number % 1000 == 0:
            progress(number)
    return await importer.finish()


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of `file`; of one that is too long only its beginning, one byte too long."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE + 1)


def _item_of(number: int, line: bytes, now: datetime) -> Model | BadLine | None:
    """What a line holds; None for an empty one."""
    if len(line) > LONGEST_LINE:
        return BadLine(number, f"longer than {LONGEST_LINE:,} bytes")
    if line.isspace():
        return None
    try:
        fields: Any = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return BadLine(number, f"not JSON: {error.msg}")
    if not isinstance(fields, dict):
        return BadLine(number, "not a JSON object")
    model = TYPES.get(str(fields.get("type")))
    if model is None:
        return BadLine(number, f"no such type: {fields.get('type')!r}"[:100])
    try:
        item = model.model_validate(fields)
    except ValidationError as error:
        return BadLine(number, summary_of(error))
    problem = problem_with(item, now)
    return item if problem is None else BadLine(number, problem)
