"""`sql`: questions to the whole history."""

import csv
import sys
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Literal

import orjson
import typer
from rich.text import Text

from pricetrail.cli.columnar import needs_arrow
from pricetrail.cli.console import cell, note_line, print_json, stdout
from pricetrail.cli.running import with_store
from pricetrail.cli.sheet import Sheet
from pricetrail.export.spreadsheet import cell_of
from pricetrail.store.base import Store

if TYPE_CHECKING:  # loads DuckDB
    from pricetrail.analytics.engine import Answer

_SHOWN = 1_000


Form = Literal["table", "csv", "json"]


def ask_in_sql(
    query: Annotated[
        str | None,
        typer.Argument(metavar="QUERY", help="One statement; without any, what can be asked."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="EXPORT", help="An export to read instead of the store."),
    ] = None,
    form: Annotated[
        Form,
        typer.Option("--format", help="A table of the first 1,000 rows, or all as CSV or JSON."),
    ] = "table",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per row.")] = False,
) -> None:
    """Answer a question in SQL, of DuckDB's dialect, over the whole history.

    Without a question it lists the tables and views; DESCRIBE tells the columns of one.
    A table shows the first 1,000 rows, CSV and JSON (one object per row) all of them.

    Example: pricetrail sql "select shop, count(*) from products group by shop"
    """
    with needs_arrow():
        from pricetrail.analytics import engine, sources, views  # noqa: PLC0415 - loads DuckDB
    show = _json if as_json else _SHOWING[form]
    if query is None:
        show(engine.Answer(("name", "about"), (), iter(views.offered().items())))
        return

    def answer(found: sources.Sources, query: str) -> None:
        with engine.connection(found) as made:
            show(engine.ask(made, query))

    async def of_store(store: Store) -> None:
        folders = sorted(views.TABLES[name] for name in views.tables_in(query))
        async with sources.of_store(store, folders) as found:
            answer(found, query)

    if source is None:
        with_store(of_store)
    else:
        answer(sources.of_export(source), query)


def _json(answer: "Answer") -> None:
    for row in answer.rows:
        print_json(dict(zip(answer.columns, row, strict=True)))


def _csv(answer: "Answer") -> None:
    """As the export has it: no text is a formula, and a number stays one."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(map(cell_of, answer.columns))
    is_number = [name in answer.numbers for name in answer.columns]
    for row in answer.rows:
        cells = zip(row, is_number, strict=True)
        writer.writerow([value if plain else cell_of(_told(value)) for value, plain in cells])


def _table(answer: "Answer") -> None:
    rows = list(islice(answer.rows, _SHOWN + 1))
    if not rows:
        note_line("no rows")
        return
    sheet = Sheet(*answer.columns, right=answer.numbers, flexible=answer.columns)
    for row in rows[:_SHOWN]:
        sheet.add_row(*map(_cell, row))
    stdout().print(sheet)
    if len(rows) > _SHOWN:
        note_line(f"the first {_SHOWN:,}; --format csv and --json show all")


_SHOWING = {"table": _table, "csv": _csv, "json": _json}


def _told(value: Any) -> Any:
    """A value as a text where JSON has more than that: a list, a map, a truth."""
    return orjson.dumps(value).decode() if isinstance(value, list | dict | bool) else value


def _cell(value: Any) -> Text:
    """A value in a table; lists, maps and truths as JSON has them."""
    return cell(_told(value))
