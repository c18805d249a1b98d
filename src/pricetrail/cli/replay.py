"""`replay`: archived pages read again with today's rules, and what that changes."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

import typer

from pricetrail.bootstrap import build_archive, open_store
from pricetrail.cli.console import cell, note_line, print_json, stdout, warning_line
from pricetrail.cli.inputs import moment
from pricetrail.cli.progress import progress
from pricetrail.cli.running import run_async
from pricetrail.cli.sheet import Sheet
from pricetrail.cli.wording import amount, moment_text
from pricetrail.clock import iso, utc_now
from pricetrail.config import Settings, load_settings
from pricetrail.errors import UsageError
from pricetrail.extractors import Readers
from pricetrail.replay import Change, Replay, Replayed, Wanted

_SHOWN = 200
_LONGEST = 60
_PRICES = frozenset({"price", "list_price", "price_max"})


def replay_pages(
    host: Annotated[str | None, typer.Option("--host", help="Only this shop.")] = None,
    since: Annotated[
        str | None, typer.Option("--since", help="Only what was observed since: a date, or 30d.")
    ] = None,
    product: Annotated[str | None, typer.Option("--product", help="Only this product.")] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Correct the history; without it nothing changes.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per event.")] = False,
) -> int:
    """Read archived pages again with today's rules and show what would be different.

    Nothing is fetched. With --apply what differs is corrected: each event gets a higher revision,
    and what it said before stays and is shown by `history --originals`. It may be stopped and
    started again. Ends with 1 where a page could not be read.

    Example: pricetrail replay --host shop.example --since 30d
    """
    settings = load_settings()
    first = None if since is None else moment(since, utc_now())
    wanted = Wanted(host and host.lower().removeprefix("www."), product, first)
    report = _Report(as_json=as_json)
    run_async(settings, _replay(settings, wanted, report, apply=apply))
    report.show(applied=apply)
    return 1 if report.problems else 0


async def _replay(settings: Settings, wanted: Wanted, report: "_Report", *, apply: bool) -> None:
    archive = build_archive(settings)
    if archive is None:
        raise UsageError("ARCHIVE_URL=off: there are no pages to read again")
    async with (
        open_store(settings, make=False) as store,
        Readers(max(os.cpu_count() or 1, 2) - 1) as readers,
    ):
        work = Replay(store, archive, readers.extract, applying=apply)
        with progress("read again", beside_results=report.as_json) as tick:
            async for replayed in work.run(wanted):
                report.add(replayed)
                tick(report.read)


@dataclass
class _Alike:
    """The same change in several events of a product, and when the first and last of them were."""

    change: Change
    events: int
    first: datetime
    last: datetime


@dataclass
class _Report:
    """What was read again; changes that are alike are one line."""

    as_json: bool
    read: int = 0
    changed: int = 0
    problems: int = 0
    found: dict[tuple[str, ...], _Alike] = field(default_factory=dict)

    def add(self, replayed: Replayed) -> None:
        """Count an event, print it where each is printed."""
        self.read += 1
        self.changed += bool(replayed.changes)
        if replayed.problem is not None:
            self.problems += 1
            warning_line(f"{replayed.event.product_id} {replayed.event.uuid}: {replayed.problem}")
        if self.as_json and (replayed.changes or replayed.problem):
            print_json(_line(replayed))
        for change in () if self.as_json else replayed.changes:
            self._add_change(replayed, change)

    def show(self, *, applied: bool) -> None:
        """The changes as a table, and the sum."""
        if self.found:
            stdout().print(_tabulate(list(self.found.items())[:_SHOWN]))
        if len(self.found) > _SHOWN:
            note_line(f"and {len(self.found) - _SHOWN:,} more; --json lists every event")
        events = "event" if self.read == 1 else "events"
        said = f"{self.read:,} {events} read again, {self.changed:,} differ"
        if self.changed:
            said += ", now corrected" if applied else "; --apply corrects them"
        note_line(said + (f"; {self.problems:,} could not be read" if self.problems else ""))

    def _add_change(self, replayed: Replayed, change: Change) -> None:
        event = replayed.event
        currency = event.currency if change.field in _PRICES else None
        said = [_shown(value, currency) for value in (change.before, change.after)]
        key = (event.product_id, change.field, *said)
        alike = self.found.setdefault(key, _Alike(change, 0, event.created, event.created))
        alike.events += 1
        alike.first, alike.last = min(alike.first, event.created), max(alike.last, event.created)


def _tabulate(found: Iterable[tuple[tuple[str, ...], _Alike]]) -> Sheet:
    made = Sheet(
        *("product", "field", "was", "is now", "events", "first (UTC)", "last (UTC)"),
        right=("events",),
        flexible=("was", "is now"),
        spare=("last (UTC)", "first (UTC)"),
    )
    for key, alike in found:
        times = (moment_text(alike.first), moment_text(alike.last))
        made.add_row(*map(cell, (*key, f"{alike.events:,}", *times)))
    return made


def _line(replayed: Replayed) -> dict[str, Any]:
    event = replayed.event
    return {
        "product_id": event.product_id,
        "uuid": str(event.uuid),
        "created": iso(event.created),
        "archive_ref": event.archive_ref,
        "changes": {
            change.field: {"before": _json(change.before), "after": _json(change.after)}
            for change in replayed.changes
        },
        "problem": replayed.problem,
    }


def _json(value: Any) -> Any:
    return format(value, "f") if isinstance(value, Decimal) else value


def _shown(value: Any, currency: str | None) -> str:
    """A value in a table, cut where it is long."""
    if isinstance(value, Decimal) and currency:
        return amount(value, currency) or ""
    text = "" if value is None else str(_json(value))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
