"""`show` and `history`: one product, now and over time."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, zip_longest
from typing import Annotated, Any, NamedTuple

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from pricetrail import crud
from pricetrail.cli.console import (
    below,
    cell,
    clipped,
    note_line,
    plain,
    print_json,
    side_by_side,
    stdout,
)
from pricetrail.cli.inputs import moment
from pricetrail.cli.lists import product_line
from pricetrail.cli.running import with_store
from pricetrail.cli.sheet import Sheet
from pricetrail.cli.sparkline import sparkline
from pricetrail.cli.wording import amount, availability_text, moment_text, state_text
from pricetrail.clock import utc_now
from pricetrail.errors import UsageError
from pricetrail.schema import Product, ProductDay, ProductScrapeEvent
from pricetrail.stats import Span, Summary, day_stats, summarise
from pricetrail.store.base import Store

_SHOWN = 30
_HIDDEN = frozenset(
    {"provenance", "specs", "product_id", "shop", "name", "kind", "price", "price_raw", "price_max"}
    | {"currency", "availability", "state", "version", "last_event", "tags", "description", "url"}
    | {"target_id", "first_event_at", "last_event_at"}
)

Name = Annotated[str, typer.Argument(metavar="ID", help="A product id, a URL or an ASIN.")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON instead of tables.")]


class Period(NamedTuple):
    """Low, high and average over some days, and the events on all of them."""

    name: str
    span: Span | None
    currency: str | None
    events: int


def show_product(name: Name, as_json: AsJson = False) -> None:
    """Show one product: its latest record and where it came from, its specs, its lows and highs.

    Example: pricetrail show shop.example:1a2b3c4d5e6f7a8b
    """

    async def show(store: Store) -> None:
        product = await crud.get_product(store, name)
        days = await crud.product_days(store, product.product_id)
        periods = _periods(product, days, utc_now().date())
        if as_json:
            print_json({**product_line(product), "stats": [_stats_line(p) for p in periods]})
        else:
            stdout().print(_about(product, periods, days))

    with_store(show)


def show_history(
    name: Name,
    *,
    since: Annotated[
        str | None, typer.Option(help="From then on: 2026-01-31, 2026-01-31T09:00Z, or 30d ago.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Before then.")] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, help="At most so many; otherwise 30, with --json all.")
    ] = None,
    originals: Annotated[
        bool, typer.Option("--originals", help="Every revision, retracted ones too.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show a product's observations, newest first, with the course of its price.

    `page unchanged` notes that the shop answered so (304): what was seen before still holds.

    Example: pricetrail history B000000000 --since 90d
    """
    now = utc_now()
    first = None if since is None else moment(since, now)
    end = None if until is None else moment(until, now)
    if first is not None and end is not None and first > end:
        raise UsageError(f"--since {since} is later than --until {until}")

    async def show(store: Store) -> None:
        product_id = await crud.resolve(store, name)
        events = crud.history(store, product_id, since=first, until=end, originals=originals)
        if as_json:
            await _print_events(events, limit)
        else:
            _print_history(product_id, [event async for event in events], limit or _SHOWN)

    with_store(show)


async def _print_events(events: AsyncIterator[ProductScrapeEvent], limit: int | None) -> None:
    printed = 0
    async for event in events:
        if printed == limit:
            return
        print_json(event.json_dict())
        printed += 1


def _print_history(product_id: str, events: Sequence[ProductScrapeEvent], limit: int) -> None:
    if not events:
        note_line(f"{product_id} has no observation in that time")
        return
    console = stdout()
    summary = summarise(events)
    console.print(below(plain(events[0].name or "", "bold"), plain(product_id, "cyan")))
    if summary is not None:
        console.print(_course(events, summary, min(console.width - 2, 100)))
    console.print(_event_table(events, limit))
    if len(events) > limit:
        note_line(f"the newest {limit} of {len(events)}; --limit shows more, --json all")


def _course(events: Sequence[ProductScrapeEvent], summary: Summary, width: int) -> Group:
    """The sparkline, and low, high and average under it."""
    prices = [e.price if e.currency == summary.currency else None for e in reversed(events)]
    currency = summary.currency
    facts = side_by_side(
        Text.assemble(("low ", "dim"), (f"{amount(summary.low, currency)}", "green")).append(
            f" ({summary.low_at:%Y-%m-%d})", "dim"
        ),
        Text.assemble(("high ", "dim"), (f"{amount(summary.high, currency)}", "red")).append(
            f" ({summary.high_at:%Y-%m-%d})", "dim"
        ),
        Text.assemble(("average ", "dim"), _average(summary.average, currency) or ""),
        width=width,
    )
    return Group("", Text(sparkline(prices, width), "cyan"), facts, "")


def _event_table(events: Sequence[ProductScrapeEvent], limit: int) -> RenderableType:
    rows = Sheet(
        "when (UTC)",
        "price",
        "change",
        "list price",
        "in stock",
        "note",
        "source",
        right=["price", "change", "list price"],
        flexible=["source"],
        spare=["source"],
    )
    for event, before in islice(zip_longest(events, events[1:]), limit):
        rows.add_row(
            moment_text(event.created),
            cell(amount(event.price, event.currency)),
            _change(event, before),
            cell(amount(event.list_price, event.currency)),
            availability_text(event.availability),
            cell(_note(event)),
            clipped(event.price_source, "dim"),
        )
    return rows


def _change(event: ProductScrapeEvent, before: ProductScrapeEvent | None) -> Text:
    """How much dearer it is than in the observation before, where the two can be compared."""
    if before is None or event.currency != before.currency or not before.price:
        return cell(None)
    if event.price is None or event.price == before.price:
        return cell(None)
    share = (event.price - before.price) / before.price
    return plain(f"{share:+.1%}", "green" if share < 0 else "red")


def _note(event: ProductScrapeEvent) -> str | None:
    notes = ["page unchanged"] if event.confirmed else []
    notes += ["retracted"] if event.retracted else []
    notes += [f"revision {event.revision}"] if event.revision else []
    return ", ".join(notes) or None


def _about(product: Product, periods: Sequence[Period], days: Sequence[ProductDay]) -> Group:
    width = min(stdout().width - 2, 100)
    head = below(
        plain(product.name or "", "bold"),
        plain(product.product_id, "cyan"),
        plain(product.url or "", "dim"),
    )
    price = side_by_side(
        Text.assemble(
            (amount(product.price, product.currency) or "no price", "bold"),
            f" – {amount(product.price_max, product.currency)}" if product.price_max else "",
        ),
        availability_text(product.availability),
        plain(f"seen {moment_text(product.last_event_at) or 'never'} UTC", "dim"),
        state_text(product.state),
        width=width,
    )
    line = sparkline([day.last for day in days], width)
    parts: list[RenderableType] = [head, price, *([Text(line, "cyan")] if line else []), ""]
    parts += [_period_table(periods), "", _field_table(product)]
    if product.specs:
        specs = Sheet("spec", "value", flexible=["spec", "value"])
        for key, value in product.specs.items():
            specs.add_row(cell(key), cell(value))
        parts += ["", specs]
    return Group(*parts)


def _field_table(product: Product) -> RenderableType:
    """The record's other fields, and where each value came from."""
    where = product.provenance or {}
    rows = Sheet("field", "value", "source", flexible=["value", "source"])
    shown: dict[str, Any] = {
        "price": amount(product.price, product.currency),
        "tags": ", ".join(product.tags),
        **{k: v for k, v in product.json_dict().items() if k not in _HIDDEN},
        "list_price": amount(product.list_price, product.currency),
    }
    for name, value in shown.items():
        if value not in (None, ""):
            rows.add_row(name, cell(value), cell(where.get(name), "dim"))
    return rows


def _periods(product: Product, days: Sequence[ProductDay], today: date) -> list[Period]:
    stats = day_stats(product, days, today)
    spans = (
        ("all time", stats.all_time, date.min),
        ("90 days", stats.last_90, today - timedelta(days=90)),
        ("30 days", stats.last_30, today - timedelta(days=30)),
    )
    return [
        Period(name, span, stats.currency, sum(day.events for day in days if day.day > after))
        for name, span, after in spans
    ]


def _period_table(periods: Sequence[Period]) -> RenderableType:
    rows = Sheet("period", "low", "high", "average", "events", right=["low", "high", "average"])
    for name, span, currency, events in periods:
        rows.add_row(
            name,
            cell(span and amount(span.low, currency), "green"),
            cell(span and amount(span.high, currency), "red"),
            cell(span and _average(span.average, currency)),
            f"{events:,}",
        )
    return rows


def _average(value: Decimal | None, currency: str | None) -> str | None:
    """An average, rounded to hundredths: more would only look exact."""
    return amount(None if value is None else round(value, 2), currency)


def _stats_line(period: Period) -> dict[str, Any]:
    said = period.span.json_dict() if period.span is not None else {}
    numbers = {name: said.get(name) for name in ("low", "high", "average")}
    return {
        "period": period.name,
        **numbers,
        "currency": period.currency,
        "events": period.events,
    }
