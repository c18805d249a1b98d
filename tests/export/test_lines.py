"""Folders of JSON lines and CSV: a file per export, and the same history again."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from pricetrail.errors import InvalidFile, UsageError
from pricetrail.export import export_csv, export_jsonl
from pricetrail.export.lines import LineFormat, export_lines, import_lines
from pricetrail.export.manifest import NAME, expect_manifest
from pricetrail.export.place import Folder
from pricetrail.export.runs import LATEST_WRITE
from pricetrail.store.base import Store, Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import EVENT_MONTH
from tests.support.histories import NOW, Histories, Visit
from tests.support.rows import event_row, events

FORMS = pytest.mark.parametrize("form", ["jsonl", "csv"])
DAY = timedelta(days=1)


async def told(store: Store, form: LineFormat) -> bytes:
    out = io.BytesIO()
    await (export_csv if form == "csv" else export_jsonl)(store, out)
    return out.getvalue()


async def put(store: Store, *found: dict[str, Any]) -> None:
    months = [{"product_id": row["product_id"], "month": row["month"]} for row in found]
    await store.put([*events(found), *(Write(EVENT_MONTH, month) for month in months)])


def visit(number: int) -> Visit:
    record = {"name": f"=Kettle, {number}", "price": number, "specs": {"a": "1"}}
    return Visit(
        number % 4, DAY * 20 * number, record, retracted=number == 3, corrected=number == 5
    )


@FORMS
async def test_a_folder_comes_back(
    histories: Histories, store: SqliteStore, folder: Folder, form: LineFormat
) -> None:
    await histories.fill(store, [visit(number) for number in range(9)])
    report = await export_lines(store, folder, form, clock=histories.clock)
    first = await told(store, form)
    async with histories.fresh() as other:
        for new in (report.events, 0):
            taken = await import_lines(other, folder, clock=histories.clock)
            assert (taken.bad, taken.events, taken.new_events) == (0, report.events, new)
            assert await told(other, form) == first


@FORMS
async def test_each_export_adds_a_file_of_what_was_recorded_since(
    histories: Histories, store: SqliteStore, folder: Folder, form: LineFormat
) -> None:
    first = event_row("shop.example:1", NOW, recorded_at=NOW)
    old = event_row("shop.example:1", NOW - 99 * DAY, recorded_at=NOW - 99 * DAY)
    await put(store, first, old)
    report = await export_lines(store, folder, form, incremental=True, clock=histories.clock)
    assert (report.events, report.since) == (2, None)
    (before,) = expect_manifest(folder).files("events")
    histories.clock.advance(DAY)
    correction = {"revision": 1, "price": Decimal(7), "recorded_at": histories.clock.now}
    late = event_row("shop.example:2", NOW, recorded_at=NOW - LATEST_WRITE)
    await put(store, old | correction, late)
    for number in (2, 0, 0):
        report = await export_lines(store, folder, form, incremental=True, clock=histories.clock)
        assert report.events == number
    kept, added = expect_manifest(folder).files("events")
    assert (kept, added.rows) == (before, 2)
    assert set(folder.names()) == {NAME, *expect_manifest(folder).all_paths()}
    async with histories.fresh() as other:
        taken = await import_lines(other, folder, clock=histories.clock)
        assert (taken.events, taken.new_events) == (4, 4)
        assert await told(other, "csv") == await told(store, "csv")


async def test_the_lines_are_those_of_one_file(
    histories: Histories, store: SqliteStore, folder: Folder
) -> None:
    await histories.fill(store, [visit(number) for number in range(9)])
    await export_lines(store, folder, "jsonl", clock=histories.clock)
    found = b"".join(folder.read(name) or b"" for name in expect_manifest(folder).all_paths())
    assert sorted(found.splitlines()) == sorted((await told(store, "jsonl")).splitlines())


async def test_an_empty_history_is_a_folder_too(
    histories: Histories, store: SqliteStore, folder: Folder
) -> None:
    await export_lines(store, folder, "csv", incremental=True, clock=histories.clock)
    assert folder.names() == [NAME]
    await put(store, event_row("shop.example:1", NOW, recorded_at=NOW))
    report = await export_lines(store, folder, "csv", incremental=True, clock=histories.clock)
    assert report.events == 1


async def test_a_folder_keeps_its_format(
    histories: Histories, store: SqliteStore, folder: Folder
) -> None:
    await export_lines(store, folder, "jsonl", clock=histories.clock)
    before = folder.names()
    with pytest.raises(UsageError, match="as jsonl"):
        await export_lines(store, folder, "csv", clock=histories.clock)
    assert folder.names() == before


@FORMS
async def test_what_somebody_wrote_into_it_is_said(
    histories: Histories, store: SqliteStore, folder: Folder, form: LineFormat
) -> None:
    await put(store, event_row("shop.example:1", NOW, recorded_at=NOW))
    await export_lines(store, folder, form, clock=histories.clock)
    (file,) = expect_manifest(folder).files("events")
    with folder.create(file.path) as out:
        out.write(b"recorded_at\nyesterday\n")
    with pytest.raises(InvalidFile, match="no event"):
        await export_lines(store, folder, form, incremental=True, clock=histories.clock)
