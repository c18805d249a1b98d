"""`products`, `targets`, `attempts`: what there is, and how it goes."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

import typer
from rich.table import Table

from pricetrail import crud
from pricetrail.bootstrap import Services
from pricetrail.cli.console import cell, clipped, stdout, table
from pricetrail.cli.listing import Listing
from pricetrail.cli.wording import amount, availability_text, moment_text, span_text, state_text
from pricetrail.schema import Attempt, Product, State, Target

_FIRST = ("product_id", "target_id", "tags", "state", "last_event_at")
_NARROW = 100

Q = Annotated[str | None, typer.Option("--q", help="Words of the name.")]
Tag = Annotated[str | None, typer.Option(help="Only with this tag.")]
Shop = Annotated[str | None, typer.Option(help="Only of this shop, such as shop.example.")]
InState = Annotated[State | None, typer.Option(help="Only those whose last attempt went so.")]
Limit = Annotated[
    int | None, typer.Option(min=1, help="At most so many; otherwise 50, with --json all.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object per line.")]


def list_products(
    *,
    q: Q = None,
    tag: Tag = None,
    shop: Shop = None,
    state: InState = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List products with their latest price; `show` and `history` tell more about one.

    Example: pricetrail products --shop shop.example --q "steel kettle"
    """

    def find(services: Services) -> AsyncIterator[Product]:
        return crud.iter_products(services.store, q=q, tag=tag, shop=shop, state=state)

    nothing = "no such product; `pricetrail track URL` or `scrape URL` brings some"
    Listing(find, _products, nothing, line=product_line).run(limit=limit, as_json=as_json)


def list_targets(
    *,
    q: Annotated[str | None, typer.Option("--q", help="A part of the URL.")] = None,
    tag: Tag = None,
    shop: Shop = None,
    state: InState = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List targets: what is scraped, how often, when next, and how the last attempt went.

    Example: pricetrail targets --state blocked
    """

    async def find(services: Services) -> AsyncIterator[Target]:
        async for target in crud.iter_targets(services.store, tag=tag, shop=shop, state=state):
            if q is None or q.lower() in target.url.lower():
                yield target

    nothing = "no such target; `pricetrail track URL` brings some"
    Listing(find, _targets, nothing).run(limit=limit, as_json=as_json)


def list_attempts(
    name: Annotated[
        str, typer.Argument(metavar="ID", help="A target id, URL, product id or ASIN.")
    ],
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List the tries at a target, newest first, with their outcome and the reason.

    Example: pricetrail attempts https://shop.example/p/1
    """

    async def find(services: Services) -> AsyncIterator[Attempt]:
        target = await crud.get_target(services.store, name)
        async for attempt in crud.attempts(services.store, target):
            yield attempt

    Listing(find, _attempts, "not tried yet").run(limit=limit, as_json=as_json)


def product_line(product: Product) -> dict[str, Any]:
    """A product as JSON: what identifies it first, then the record's fields."""
    fields = product.json_dict()
    return {name: fields[name] for name in _FIRST} | fields


def _products(products: Sequence[Product]) -> Table:
    """Ids whole, to be copied; on a narrow terminal without the time."""
    narrow = stdout().width < _NARROW
    seen = [] if narrow else ["seen (UTC)"]
    columns = ("product", "price", "in stock", "state", *seen, "name")
    rows = table(*columns, right=["price"], flexible=["name"])
    for product in products:
        moment = [] if narrow else [cell(moment_text(product.last_event_at))]
        rows.add_row(
            cell(product.product_id, "cyan"),
            cell(amount(product.price, product.currency)),
            availability_text(product.availability),
            state_text(product.state),
            *moment,
            clipped(product.name),
        )
    return rows


def _targets(targets: Sequence[Target]) -> Table:
    rows = table(
        "target",
        "every",
        "due (UTC)",
        "state",
        "tags",
        "url",
        "why",
        flexible=["tags", "url", "why"],
    )
    for target in targets:
        rows.add_row(
            cell(target.target_id, "cyan"),
            cell(None if target.untracked else span_text(target.interval_s)),
            cell(moment_text(target.next_due)),
            state_text(_state_of(target)),
            clipped(", ".join(target.tags)),
            cell(target.url),
            clipped(target.reason),
        )
    return rows


def _state_of(target: Target) -> str:
    if target.untracked:
        return "untracked"
    return "paused" if target.paused else target.state


def _attempts(attempts: Sequence[Attempt]) -> Table:
    rows = table(
        "when (UTC)", "outcome", "HTTP", "ms", "KB", "why", right=["ms", "KB"], flexible=["why"]
    )
    for attempt in attempts:
        rows.add_row(
            moment_text(attempt.created),
            state_text(attempt.outcome),
            cell(attempt.status),
            cell(attempt.duration_ms),
            cell(None if attempt.size is None else f"{attempt.size / 1000:,.0f}"),
            cell(attempt.reason),
        )
    return rows
