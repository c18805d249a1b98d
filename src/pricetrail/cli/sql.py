"""`sql`: questions to the whole history."""

from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer
from rich.text import Text

from pricetrail.cli.columnar import needs_arrow
from pricetrail.cli.console import cell, note_line, print_json, stdout
from pricetrail.cli.running import with_store
from pricetrail.cli.sheet import Sheet
from pricetrail.store.base import Store

if TYPE_CHECKING:  # loads DuckDB
    from pricetrail.analytics.engine import Answer

_SHOWN = 1_000


def ask_in_sql(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="One statement.")],
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="EXPORT", help="An export to read instead of the store."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per row.")] = False,
) -> None:
    """Answer a question in SQL, of DuckDB's dialect, over the whole history.

    Views: events, all_events, products, daily_price, price_index, discount_honesty, stock_outs,
    volatility, cheapest_shop and others. A table shows the first 1,000 rows, JSON all.

    Example: pricetrail sql "select shop, count(*) from products group by shop"
    """
    with needs_arrow():
        from pricetrail.analytics import engine, sources, views  # noqa: PLC0415 - loads DuckDB

    def answer(found: sources.Sources) -> None:
        with engine.connection(found) as made:
            _show(engine.ask(made, query), as_json=as_json)

    async def of_store(store: Store) -> None:
        folders = sorted(views.TABLES[name] for name in views.tables_in(query))
        async with sources.of_store(store, folders) as found:
            answer(found)

    if source is None:
        with_store(of_store)
    else:
        answer(sources.of_export(source))


def _show(answer: "Answer", *, as_json: bool) -> None:
    if as_json:
        for row in answer.rows:
            print_json(dict(zip(answer.columns, row, strict=True)))
        return
    rows = list(islice(answer.rows, _SHOWN + 1))
    if not rows:
        note_line("no rows")
        return
    sheet = Sheet(*answer.columns, right=answer.numbers, flexible=answer.columns)
    for row in rows[:_SHOWN]:
        sheet.add_row(*map(_cell, row))
    stdout().print(sheet)
    if len(rows) > _SHOWN:
        note_line(f"the first {_SHOWN:,}; --json shows all")


def _cell(value: Any) -> Text:
    """A value in a table; lists, maps and truths as JSON has them."""
    return cell(orjson.dumps(value).decode() if isinstance(value, list | dict | bool) else value)
