"""`replay`: what would be different today, and correcting it."""

import sqlite3
from contextlib import closing

import pytest

from tests.support.command import CommandLine


@pytest.fixture
def misread(cli: CommandLine, kettle: str) -> CommandLine:
    """A history that says another price than its page does."""
    assert cli("scrape", kettle).code == 0
    with closing(sqlite3.connect(cli.folder / "trail.db")) as db, db:
        for table in ("product_scrape_event", "product", "product_day"):
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            for column in {"price", "low", "high", "last", "average"} & set(columns):
                db.execute(f"UPDATE {table} SET {column} = '1999'")
    return cli


def product_id(cli: CommandLine) -> str:
    [product] = cli("products", "--json").lines
    return str(product["product_id"])


def test_the_difference_is_shown_and_only_shown(misread: CommandLine) -> None:
    result = misread("replay")
    assert result.code == 0
    assert "price" in result.out
    assert "1,999.00 EUR" in result.out
    assert "19.90 EUR" in result.out
    assert "1 event read again, 1 differ; --apply corrects them" in result.err
    [line] = misread("replay", "--json").lines
    assert line["changes"]["price"] == {"before": "1999", "after": "19.9"}
    [event] = misread("history", product_id(misread), "--json").lines
    assert event["price"] == "1999"


def test_it_is_corrected_once_and_the_original_is_shown_on_request(misread: CommandLine) -> None:
    name = product_id(misread)
    assert "now corrected" in misread("replay", "--apply", "--product", name).err
    [event] = misread("history", name, "--json").lines
    assert (event["price"], event["revision"]) == ("19.9", 1)
    both = misread("history", name, "--originals", "--json").lines
    assert [(e["price"], e["revision"]) for e in both] == [("19.9", 1), ("1999", 0)]
    assert "1 event read again, 0 differ" in misread("replay", "--apply").err


def test_a_page_that_is_damaged_ends_with_1(misread: CommandLine) -> None:
    for body in (misread.folder / "archive").rglob("*.zst"):
        body.write_bytes(b"rotten")
    result = misread("replay", "--json")
    assert result.code == 1
    assert "damaged" in result.lines[0]["problem"]


@pytest.mark.parametrize("arguments", [("--host", "other.example"), ("--since", "2099-01-01")])
def test_what_is_not_wanted_is_not_read(misread: CommandLine, arguments: tuple[str, ...]) -> None:
    assert "0 events read again, 0 differ" in misread("replay", *arguments).err


def test_without_an_archive_the_setting_is_named(misread: CommandLine) -> None:
    assert misread("replay", ARCHIVE_URL="off").code == 2
