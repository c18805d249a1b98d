"""`quarantine`: what was held back, why, and what is to become of it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import Annotated, get_args

import typer

from pricetrail import quarantine
from pricetrail.alarm import Alarm
from pricetrail.cli.console import (
    below,
    cell,
    clipped,
    note_line,
    print_json,
    stdout,
    warning_line,
)
from pricetrail.cli.listing import Listing
from pricetrail.cli.running import with_store
from pricetrail.cli.sheet import Sheet
from pricetrail.cli.wording import amount, moment_text, state_text
from pricetrail.clock import utc_now
from pricetrail.errors import Conflict, NotFound, UsageError
from pricetrail.schema import HeldStatus, Quarantined
from pricetrail.store.base import Store

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]
Name = Annotated[str, typer.Argument(metavar="ID", help="What `quarantine list` calls it.")]

Names = Annotated[
    list[str], typer.Argument(metavar="ID…", help="What `quarantine list` calls them.")
]

_STATUSES = get_args(HeldStatus)


def list_held(
    *,
    status: Annotated[
        str, typer.Option(metavar="STATUS", help=f"{', '.join(_STATUSES)}, or all.")
    ] = "open",
    shop: Annotated[str | None, typer.Option(help="Only of this shop.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many; otherwise 50, with --json all.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the observations that wait until another fetch, or you, say that they are right.

    Example: pricetrail quarantine list --status all
    """
    if status not in (*_STATUSES, "all"):
        raise UsageError(f"--status {status!r} is none of {', '.join(_STATUSES)}, all")
    wanted = None if status == "all" else status

    def find(store: Store) -> AsyncIterator[Quarantined]:
        return quarantine.iter_held(store, status=wanted, shop=shop)

    Listing(find, _tabulate, "nothing was held back").run(limit=limit, as_json=as_json)


def show_held(name: Name, as_json: AsJson = False) -> None:
    """Show one of them with its record, and all that is wrong with it.

    Example: pricetrail quarantine show shop.example:8f2e2b60-1c2d-11f1-8000-0242ac120002
    """

    async def show(store: Store) -> None:
        held = await quarantine.get_held(store, name)
        if as_json:
            print_json(held.json_dict())
            return
        rows = Sheet("", "", flexible=[""])
        for label, text in _told(held):
            rows.add_row(cell(label, "dim"), cell(text))
        stdout().print(rows)

    with_store(show)


def accept_held(names: Names) -> int:
    """Let them enter history, each at the time when it was seen; doing it again changes nothing.

    Example: pricetrail quarantine accept shop.example:8f2e2b60-1c2d-11f1-8000-0242ac120002
    """

    async def accept(store: Store, name: str) -> str:
        raising = Alarm(store).besides
        entry = await quarantine.accept(store, name, clock=utc_now, raising=raising)
        event = entry.event
        return f"{event.product_id}: {amount(event.price, event.currency)} is in the history"

    return _settle(names, accept)


def dismiss_held(names: Names) -> int:
    """Leave them out of history; they can be accepted later all the same.

    Example: pricetrail quarantine dismiss shop.example:8f2e2b60-1c2d-11f1-8000-0242ac120002
    """

    async def dismiss(store: Store, name: str) -> str:
        return f"{(await quarantine.dismiss(store, name, clock=utc_now)).id}: dismissed"

    return _settle(names, dismiss)


def _settle(names: Sequence[str], settle: Callable[[Store, str], Awaitable[str]]) -> int:
    """Do it with each of them; 1 where one of them could not be settled so."""

    async def run(store: Store) -> int:
        failed = 0
        for name in names:
            try:
                note_line(await settle(store, name))
            except (Conflict, NotFound) as error:
                failed = 1
                warning_line(f"{name}: {error}")
        return failed

    return with_store(run)


def _tabulate(items: Sequence[Quarantined]) -> Sheet:
    rows = Sheet(
        *("id", "price", "before", "became", "why"), right=["price", "before"], flexible=["why"]
    )
    for held in items:
        rows.add_row(
            below(cell(held.id, "cyan"), clipped(held.name)),
            cell(amount(held.price, held.currency)),
            cell(amount(held.price_before, held.currency_before)),
            cell(held.status),
            cell(held.reason),
        )
    return rows


def _told(held: Quarantined) -> Iterator[tuple[str, object]]:
    """What there is to know about it, in words."""
    yield "id", held.id
    yield "product", held.product_id
    yield "name", held.name
    yield "held back", state_text(held.outcome).plain
    yield "why", held.reason
    yield "price", amount(held.price, held.currency)
    yield "before", amount(held.price_before, held.currency_before)
    yield "seen (UTC)", moment_text(held.created)
    yield "became", held.status
    yield "settled (UTC)", moment_text(held.settled_at)
    yield "page", held.archive_ref
    for number, complaint in enumerate(json.loads(held.errors or "[]"), start=1):
        place = ".".join(str(part) for part in complaint["loc"]) or "record"
        yield f"problem {number}", f"{place}: {complaint['msg']}"
    for field, value in (held.record or {}).items():
        if value is not None and field != "provenance":
            yield field, value


QUARANTINE = {
    "list": list_held,
    "show": show_held,
    "accept": accept_held,
    "dismiss": dismiss_held,
}
