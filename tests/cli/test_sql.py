"""`sql`: questions on the command line."""

import csv

import orjson
import pytest

from pricetrail.analytics.views import TABLES, VIEWS
from tests.support.command import CommandLine


@pytest.fixture
def scraped(cli: CommandLine, kettle: str) -> str:
    for _ in range(3):
        assert cli("scrape", kettle).code == 0
    return kettle


def test_json_is_a_line_a_row(cli: CommandLine, scraped: str) -> None:
    query = "select min, last, currency, events from daily_price"
    (row,) = cli("sql", query, "--json").lines
    assert row["min"] == row["last"] == "19.9"
    assert (row["currency"], row["events"]) == ("EUR", 3)


def test_events_say_what_history_says(cli: CommandLine, scraped: str) -> None:
    found = cli("sql", "select * from events order by created desc", "--json")
    history = cli("history", scraped, "--json")
    assert [found.lines, found.err] == [history.lines, ""]


def test_a_table_has_titles_and_rows_and_no_footer(cli: CommandLine, scraped: str) -> None:
    result = cli("sql", "select name, price, retracted from events")
    titles, *rows = result.out.splitlines()
    assert titles.split() == ["name", "price", "retracted"]
    assert [row.split() for row in rows] == [["A", "steel", "kettle", "19.9", "false"]] * 3
    assert (result.code, result.err) == (0, "")


def test_an_export_answers_as_the_store_does(cli: CommandLine, scraped: str) -> None:
    sources = ("history/", "events.parquet", "it's [1] * of them?/", "memory://exports/one")
    for source in sources:
        assert cli("export", source).code == 0
    query = "select created, price from daily_price join events using (product_id) order by all"
    here = cli("sql", query, "--json").out
    assert len(here.splitlines()) == 3
    for source in sources:
        assert cli("sql", query, "--json", "--from", source).out == here


def test_many_rows_are_cut_in_the_table_alone(cli: CommandLine, scraped: str) -> None:
    result = cli("sql", "from range(1001)")
    assert len(result.out.splitlines()) == 1001
    assert "the first 1,000" in result.err
    assert len(cli("sql", "from range(5000)", "--json").lines) == 5000


def test_what_a_terminal_obeys_is_taken_out(cli: CommandLine, scraped: str) -> None:
    said = cli("sql", "select chr(27) || '[31m' || chr(8238) || 'red' as x")
    assert "\x1b" not in said.out
    assert "\u202e" not in said.out
    (line,) = cli("sql", "select chr(27) as x", "--json").out.splitlines()
    assert orjson.loads(line) == {"x": "\x1b"}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["selec 1"], 2, "syntax error"),
        (["select * from nothing"], 2, "`pricetrail sql` alone lists"),
        (["from 'prices.csv'"], 2, "--from names an export"),
        (["  ; "], 2, "there are 0"),
        (["select 1; select 2"], 2, "one statement"),
        (["create table t (a int)"], 2, "only questions"),
        (["select 1", "--from", "missing/"], 2, "holds no export"),
        (["select 1", "--from", "missing.parquet"], 2, "no file"),
    ],
)
def test_errors_are_one_clear_line(
    cli: CommandLine, scraped: str, arguments: list[str], code: int, said: str
) -> None:
    result = cli("sql", *arguments)
    assert (result.code, result.out, result.err.count("\n")) == (code, "", 1)
    assert said in result.err


def test_nothing_yet_is_said(cli: CommandLine) -> None:
    assert cli("sql", "select 1").code == 1
    assert "no history yet" in cli("sql", "select 1").err


def test_no_rows_is_said(cli: CommandLine, scraped: str) -> None:
    assert cli("sql", "from price_index").err == "no rows\n"


def test_alone_it_lists_what_can_be_asked(cli: CommandLine) -> None:
    names = [line["name"] for line in cli("sql", "--json").lines]
    assert names == [*VIEWS, *TABLES]
    shown = cli("sql")
    assert (shown.code, shown.err) == (0, "")
    assert all(name in shown.out for name in names)


def test_nothing_of_our_own_is_among_the_tables(cli: CommandLine, scraped: str) -> None:
    names = {line["name"] for line in cli("sql", "show tables", "--json").lines}
    assert names == {*VIEWS, *TABLES} - {"discounts"}  # which is a macro


def test_csv_is_for_spreadsheets(cli: CommandLine, scraped: str) -> None:
    query = "select '=1+1' as \"@a\", -1.5::decimal(4, 2) as b, null as c, [true] as d, 'x,y' as e"
    found = cli("sql", query, "--format", "csv")
    assert list(csv.reader(found.out.splitlines())) == [
        ["'@a", "b", "c", "d", "e"],
        ["'=1+1", "-1.5", "", "[true]", "x,y"],
    ]
    assert len(cli("sql", "from range(2000)", "--format", "csv").out.splitlines()) == 2001
    assert (
        cli("sql", "from range(2)", "--format", "json").out
        == cli("sql", "from range(2)", "--json").out
    )
