"""`extract`: saved pages in, records out; neither store nor network is touched."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from pricetrail.cli.console import below, cell, clipped, error_line, plain, print_json, stdout
from pricetrail.cli.pages import Reading, read_all, sources_of
from pricetrail.cli.progress import progress
from pricetrail.cli.sheet import Sheet
from pricetrail.cli.wording import amount, availability_text
from pricetrail.errors import UsageError
from pricetrail.schema import ProductRecord

_UNEXPLAINED = frozenset({"provenance", "kind", "url"})
_OF_PRICE = frozenset({"price_raw", "price_max"})
_CONTESTED = ("price", "availability")
_LONG = 240


def extract_pages(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH…", help="Files, folders, or - for standard input.")
    ],
    url: Annotated[
        str | None, typer.Option(help="The page's URL, where it does not name it itself.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per page.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Where each value came from, and what lost.")
    ] = False,
    site_rules: Annotated[
        bool, typer.Option("--site-rules/--no-site-rules", help="Use the rules made for a site.")
    ] = True,
) -> int:
    """Read saved product pages (.html, .html.gz): what is sold, its price and state.

    With --json, `rule` names the site rule that read the page, and `reason` says why it is no
    product.

    Examples: pricetrail extract page.html --explain · pricetrail extract - --json < page.html
    """
    sources = sources_of(paths)
    if url is not None and len(sources) > 1:
        raise UsageError("--url is for one page; these are several")
    failed = 0
    shown: list[Reading] = []
    with progress("read", len(sources), beside_results=as_json) as tick:
        for done, reading in enumerate(read_all(sources, url or "", site_rules), start=1):
            failed += reading.error is not None
            if as_json:
                print_json(_line(reading))
            else:
                shown.append(reading)
            tick(done)
    if not as_json:
        _show(shown, explain=explain)
    return 1 if failed else 0


def _line(reading: Reading) -> dict[str, object]:
    """The record's fields, then the site rule that read it and why the page is no product."""
    if reading.record is None:
        return {"file": reading.file, "error": reading.error}
    why = {"rule": reading.rule, "reason": reading.reason}
    return {"file": reading.file, **reading.record.json_dict(), **why}


def _show(readings: Sequence[Reading], *, explain: bool) -> None:
    for reading in readings:
        if reading.error is not None:
            error_line(f"{reading.file}: {reading.error}")
    good = [reading for reading in readings if reading.record is not None]
    if explain or len(good) == 1:
        for reading in good:
            stdout().print(explanation(reading))
    elif good:
        _overview(good)


def _overview(readings: Sequence[Reading]) -> None:
    narrow = Sheet("price", "state", "page", right=["price"], flexible=["page"])
    rows = Sheet(
        *("file", "kind", "price", "state", "name"),
        right=["price"],
        flexible=["file", "name"],
        narrow=narrow,
    )
    for reading in readings:
        record = reading.record
        if record is None:
            continue
        kind = plain(record.kind.replace("_", " "))
        price = cell(amount(record.price, record.currency))
        state = availability_text(record.availability)
        what = record.name or reading.reason
        rows.add_row(clipped(reading.file), kind, price, state, clipped(what))
        file = plain(reading.file, "dim")
        narrow.add_row(
            price,
            state if record.kind == "product" else kind,
            below(plain(what or ""), file),
        )
    stdout().print(rows)


def explanation(reading: Reading) -> Group:
    """One page: its fields, their sources and who agrees; then the prices and states that lost."""
    record = reading.record or ProductRecord(kind="other")
    title = Text.assemble(plain(reading.file, "bold"), "  ", plain(record.kind.replace("_", " ")))
    if reading.reason:
        title.append_text(plain(f": {reading.reason}"))
    parts = [title, plain(record.url or "no URL known", "dim")]
    if reading.rule:
        parts.append(plain(f"site rule: {reading.rule}", "dim"))
    return Group(*parts, *_tables(record), "")


def _brief(value: object) -> object:
    """A value as a table can hold it: long texts cut, a map as the number of its entries."""
    if isinstance(value, dict):
        return "1 entry" if len(value) == 1 else f"{len(value)} entries"
    if isinstance(value, str) and len(value) > _LONG:
        return f"{value[:_LONG].rstrip()}…"
    return value


def _tables(record: ProductRecord) -> list[RenderableType]:
    where = record.provenance or {}
    fields = Sheet("field", "value", "source", flexible=["value", "source"], loose=True)
    for name, value in record.json_dict().items():
        if value is not None and name not in _UNEXPLAINED:
            source = where.get("price" if name in _OF_PRICE else name)
            agreed = plain(_agreed(where.get(f"{name}_agreed")), "dim")
            fields.add_row(name, cell(_brief(value)), below(cell(source, "dim"), agreed))
    tables: list[RenderableType] = [fields] if fields.row_count else []
    for name in _CONTESTED:
        lost = where.get(f"{name}_rejected")
        if isinstance(lost, list) and lost:
            tables += ["", _losers(name.replace("availability", "state"), lost)]
    return tables


def _agreed(claims: object) -> str:
    """Which other sources give the same value."""
    if not isinstance(claims, list) or not claims:
        return ""
    return f"agreed by {', '.join(dict.fromkeys(claim['source'] for claim in claims))}"


def _losers(name: str, lost: Sequence[Mapping[str, str]]) -> Sheet:
    """The claims that lost; equal ones that lost for the same reason on one row, counted."""
    title = f"{name} that lost"
    rows = Sheet(title, "why", "source", flexible=[title, "why", "source"], loose=True)
    equal: dict[tuple[str, str], list[str]] = {}
    for claim in lost:
        key = (claim.get("value", ""), claim.get("reason", ""))
        equal.setdefault(key, []).append(claim.get("source", ""))
    for (value, reason), sources in equal.items():
        shown = cell(value).append(f" ×{len(sources)}" if len(sources) > 1 else "", "dim")
        rows.add_row(shown, cell(reason), below(*(plain(s, "dim") for s in dict.fromkeys(sources))))
    return rows
