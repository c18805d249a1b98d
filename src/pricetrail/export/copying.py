"""A whole store into another: its history as an export and an import would take it there.

Months, days and due slots follow from that and are made anew. What an export leaves out is carried
over row by row (`export.carrying`).
"""

import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from pricetrail.clock import Clock, utc_now, uuid_sort_key
from pricetrail.export.carrying import Told, carry
from pricetrail.export.importing import Importer, ImportReport
from pricetrail.export.jsonl import line_of
from pricetrail.export.walking import Found, everything
from pricetrail.store.base import Store
from pricetrail.store.tables import EVENT

CopyProgress = Callable[[int, int, str], None]
"""Told from time to time: the how manyth id of how many is at work, and what is done with it."""

_TICK = 500


@dataclass(frozen=True)
class CopyReport:
    """How a copy went.

    `lines` were read; `sha256` is the digest of the source's export as it was read, and the
    target's where there is no `difference`: which line or row is the first that differs. `rows`
    were carried beside those lines.
    """

    lines: int
    sha256: str
    taken: ImportReport
    difference: str | None
    rows: int = 0


async def copy_history(
    source: Store, target: Store, *, clock: Clock = utc_now, progress: CopyProgress | None = None
) -> CopyReport:
    """Add all that `source` holds to `target`, and compare both: the exports to the byte.

    Repeating it, also after it was interrupted, adds what is missing and changes nothing more.
    What the target has already stays where it is newer; then, and where it holds anything else,
    the report names the first difference.
    """
    importer = Importer(target, clock=clock)
    read = hashlib.sha256()
    lines = 0
    async for found in _watched(source, "copied", progress):
        lines += 1
        item = found.table.load(found.row)
        read.update(line_of(found.kind, item))
        await importer.add(lines, item)
    taken = await importer.finish()
    there = hashlib.sha256()
    async for found in _watched(target, "compared", progress):
        there.update(line_of(found.kind, found.table.load(found.row)))
    same = there.digest() == read.digest()
    difference = None if same else await _first_difference(source, target)
    carried = await carry(source, target, told=_telling(progress))
    difference = difference or carried.difference
    return CopyReport(lines, read.hexdigest(), taken, difference, carried.rows)


def _telling(progress: CopyProgress | None) -> Told | None:
    if progress is None:
        return None
    return lambda count, table: progress(count, count, f"rows of {table.replace('_', ' ')} copied")


async def _watched(store: Store, what: str, progress: CopyProgress | None) -> AsyncIterator[Found]:
    count = 0
    async for found in everything(store):
        if progress is not None and count % _TICK == 0:
            progress(found.number, found.of, f"{found.kind.replace('_', ' ')}s {what}")
        count += 1
        yield found


async def _first_difference(source: Store, target: Store) -> str | None:
    """Which line is the first that is not the same in both, None where none is (any more)."""
    ours, theirs = everything(source), everything(target)
    while True:
        one, two = await anext(ours, None), await anext(theirs, None)
        if one is None and two is None:
            return None
        if two is None or (one is not None and _place(one) < _place(two)):
            return f"{_name(one)} is missing in the target"
        if one is None or _place(two) < _place(one):
            return f"{_name(two)} is in the target only"
        if one.table.load(one.row) != two.table.load(two.row):
            return f"{_name(one)} is another one in the target"


def _place(found: Found) -> tuple[Any, ...]:
    """Where a row stands in the order of an export."""
    key = [found.row[column] for column in found.table.key]
    if found.table is EVENT:
        product_id, _, uuid, revision = key
        key = [product_id, uuid_sort_key(uuid), revision]
    return found.kind, *key


def _name(found: Found | None) -> str:
    if found is None:
        return "nothing"
    key = " ".join(str(found.row[column]) for column in found.table.key)
    return f"{found.kind.replace('_', ' ')} {key}"
