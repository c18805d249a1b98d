"""`products`, `targets`, `attempts`: what there is, and how it goes."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any, get_args

import typer
from rich.text import Text

from pricetrail import crud
from pricetrail.cli.console import below, cell, clipped, plain
from pricetrail.cli.listing import Listing
from pricetrail.cli.sheet import Sheet
from pricetrail.cli.wording import (
    amount,
    availability_text,
    moment_text,
    now_text,
    span_text,
    state_text,
)
from pricetrail.errors import UsageError
from pricetrail.schema import Attempt, Product, State, Target
from pricetrail.states import STATES
from pricetrail.store.base import Store

_RESTING = frozenset({"untracked", "paused"})  # whatever the last attempt gave
_FIRST = ("product_id", "target_id", "tags", "state", "last_event_at")

Q = Annotated[str | None, typer.Option("--q", help="Words of the name.")]
Tag = Annotated[str | None, typer.Option(help="Only with this tag.")]
Shop = Annotated[str | None, typer.Option(help="Only of this shop, such as shop.example.")]
InState = Annotated[
    str | None,
    typer.Option(
        metavar="STATE",
        help=f"Only those whose last attempt went so: {', '.join(get_args(State))}.",
    ),
]
TargetState = Annotated[
    str | None,
    typer.Option(
        metavar="STATE",
        help=f"Only those in that state: untracked, {', '.join(get_args(State))}.",
    ),
]
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
    name = None if state is None else _state_called(state, get_args(State))

    def find(store: Store) -> AsyncIterator[Product]:
        return crud.iter_products(store, q=q, tag=tag, shop=shop, state=name)

    nothing = "no such product; `pricetrail track URL` or `scrape URL` brings some"
    Listing(find, _products, nothing, line=product_line).run(limit=limit, as_json=as_json)


def list_targets(
    *,
    q: Annotated[str | None, typer.Option("--q", help="A part of the URL.")] = None,
    tag: Tag = None,
    shop: Shop = None,
    state: TargetState = None,
    limit: Limit = None,
    as_json: AsJson = False,
) -> None:
    """List targets: what is scraped, how often, when next, and how the last attempt went.

    A state may also be named as the table shows it, such as "gone". Example:
    pricetrail targets --state blocked
    """
    name = None if state is None else _state_called(state, ("untracked", *get_args(State)))
    resting = name in _RESTING

    async def find(store: Store) -> AsyncIterator[Target]:
        went = None if resting else name
        async for target in crud.iter_targets(store, tag=tag, shop=shop, state=went):
            if resting and _state_of(target) != name:
                continue
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

    async def find(store: Store) -> AsyncIterator[Attempt]:
        target = await crud.get_target(store, name)
        async for attempt in crud.attempts(store, target):
            yield attempt

    Listing(find, _attempts, "not tried yet", of_one=True).run(limit=limit, as_json=as_json)


def product_line(product: Product) -> dict[str, Any]:
    """A product as JSON: what identifies it first, then the record's fields."""
    fields = product.json_dict()
    return {name: fields[name] for name in _FIRST} | fields


def _products(products: Sequence[Product]) -> Sheet:
    """Ids whole, to be copied; on a narrow terminal under the name."""
    rows = Sheet(
        *("product", "price", "in stock", "state", "seen (UTC)", "name"),
        right=["price"],
        flexible=["name"],
        spare=["seen (UTC)"],
        narrow=_products_narrowly(products),
    )
    for product in products:
        rows.add_row(
            cell(product.product_id, "cyan"),
            cell(amount(product.price, product.currency)),
            availability_text(product.availability),
            state_text(product.state),
            cell(moment_text(product.last_event_at)),
            clipped(product.name),
        )
    return rows


def _products_narrowly(products: Sequence[Product]) -> Sheet:
    rows = Sheet("price", "now", "product", right=["price"], flexible=["product"])
    for product in products:
        rows.add_row(
            cell(amount(product.price, product.currency)),
            now_text(product.state, product.availability),
            below(cell(product.name), plain(product.product_id, "cyan")),
        )
    return rows


def _targets(targets: Sequence[Target]) -> Sheet:
    rows = Sheet(
        *("target", "every", "due (UTC)", "state", "tags", "url", "why"),
        flexible=["tags", "url", "why"],
        narrow=_targets_narrowly(targets),
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


def _targets_narrowly(targets: Sequence[Target]) -> Sheet:
    rows = Sheet("every", "due (UTC)", "state", "target", flexible=["state", "target"])
    for target in targets:
        rows.add_row(
            cell(None if target.untracked else span_text(target.interval_s)),
            cell(moment_text(target.next_due)),
            state_text(_state_of(target)),
            below(plain(target.url), plain(target.reason or ""), _id_and_tags(target)),
        )
    return rows


def _id_and_tags(target: Target) -> Text:
    tags = plain(f"  {', '.join(target.tags)}" if target.tags else "", "dim")
    return plain(target.target_id, "cyan").append_text(tags)


def _state_called(text: str, names: Sequence[str]) -> str:
    """The one of `names` that `text` is, or how tables begin to say it. Raises UsageError."""
    words = text.strip().lower()
    for name in names:
        if words.replace(" ", "_") == name or STATES[name].words.startswith(words):
            return name
    raise UsageError(f"--state {text!r} is none of {', '.join(names)}")


def _state_of(target: Target) -> str:
    if target.untracked:
        return "untracked"
    return "paused" if target.paused else target.state


def _attempts(attempts: Sequence[Attempt]) -> Sheet:
    rows = Sheet(
        "when (UTC)", "outcome", "HTTP", "ms", "KB", "why", right=["ms", "KB"], flexible=["why"]
    )
    for attempt in attempts:
        rows.add_row(
            moment_text(attempt.created),
            state_text(attempt.outcome),
            cell(attempt.status),
            cell(attempt.duration_ms),
            cell(None if attempt.size is None else f"{attempt.size / 1000:,.0f}"),
            below(cell(attempt.reason), plain(_picture_of(attempt), "dim")),
        )
    return rows


def _picture_of(attempt: Attempt) -> str:
    return "" if attempt.screenshot is None else f"screenshots/{attempt.screenshot}"
