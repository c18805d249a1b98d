import io
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from pricetrail.cli.console import clipped
from pricetrail.cli.sheet import Sheet

TITLES = ("name", "price", "note", "source")
ROWS = (("A steel kettle", "19.90 EUR", "", "json-ld: Product[0]"), ("Tee", "3.00 EUR", "", "–"))


def printed(sheet: Sheet, width: int) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=width, highlight=False).print(sheet)
    return out.getvalue().splitlines()


def sheet_of(rows: Sequence[Sequence[str]] = ROWS, narrow: Sheet | None = None) -> Sheet:
    made = Sheet(*TITLES, right=["price"], flexible=["source"], spare=["source"], narrow=narrow)
    for row in rows:
        made.add_row(*row)
    return made


def test_where_there_is_room_every_column_is_shown_without_trailing_blanks() -> None:
    assert printed(sheet_of(), 200) == [
        "name                price  note  source",
        "A steel kettle  19.90 EUR        json-ld: Product[0]",
        "Tee              3.00 EUR        –",
    ]


def test_columns_that_say_nothing_go_first() -> None:
    assert printed(sheet_of(), 50)[0] == "name                price  source"


def test_then_those_that_can_be_spared() -> None:
    assert printed(sheet_of(), 30) == [
        "name                price",
        "A steel kettle  19.90 EUR",
        "Tee              3.00 EUR",
    ]


def test_then_each_row_has_lines_of_its_own() -> None:
    assert printed(sheet_of(), 22) == [
        "name    A steel kettle",
        "price   19.90 EUR",
        "source  json-ld:",
        "        Product[0]",
        "",
        "name    Tee",
        "price   3.00 EUR",
    ]


def test_a_sheet_made_for_narrow_terminals_is_taken_instead() -> None:
    narrow = Sheet("both")
    narrow.add_row("19.90 EUR A steel kettle")
    assert printed(sheet_of(narrow=narrow), 24) == ["both", "19.90 EUR A steel kettle"]


def test_what_may_be_cut_in_a_table_is_whole_on_its_own() -> None:
    made = Sheet("id", "name", flexible=["name"])
    made.add_row("0123456789", clipped("A kettle of the finest steel, 1.7 litres"))
    assert printed(made, 38)[1] == "0123456789  A kettle of the finest st…"
    assert "".join(line[6:] for line in printed(made, 30)[1:]).replace(" ", "").endswith("litres")


texts = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(texts, texts, texts, texts), max_size=4), st.integers(20, 120))
def test_no_line_is_wider_than_the_terminal_or_ends_with_blanks(
    rows: list[tuple[str, ...]], width: int
) -> None:
    for line in printed(sheet_of(rows), width):
        assert cell_len(line) <= width
        assert line == line.rstrip(" ")
