"""`quarantine`: what was held back, and what becomes of it."""

from typing import Any

import pytest

from tests.support.command import CommandLine
from tests.support.shop import Reply, Shop, product_page


@pytest.fixture
def held(cli: CommandLine, shop: Shop, kettle: str) -> Any:
    """A price that was held back, after 19.90 was accepted."""
    assert cli("scrape", kettle).code == 0
    shop.replies["/p/kettle"] = Reply(product_page("A steel kettle", "1.99"))
    scraped = cli("scrape", kettle)
    assert (scraped.code, "held back as implausible" in scraped.out + scraped.err) == (1, True)
    [held] = cli("quarantine", "list", "--json").lines
    return held


def prices(cli: CommandLine, product_id: str) -> list[str]:
    return [event["price"] for event in cli("history", product_id, "--json").lines]


def test_it_is_listed_and_shown(cli: CommandLine, held: Any) -> None:
    listed = cli("quarantine", "list")
    for words in (held["id"], "1.99 EUR", "19.90 EUR", "less than a third", "A steel kettle"):
        assert words in listed.out
    assert cli("quarantine", "list", "--status", "all", "--json").lines == [held]
    assert cli("quarantine", "list", "--shop", "other.example", "--json").lines == []
    assert cli("quarantine", "show", held["id"], "--json").lines == [held]
    shown = cli("quarantine", "show", held["id"]).out
    assert held["archive_ref"] in shown
    assert "A steel kettle" in shown
    assert "held back as implausible" in cli("products").out


def test_it_is_accepted(cli: CommandLine, held: Any) -> None:
    for _ in range(2):
        result = cli("quarantine", "accept", held["id"])
        assert (result.code, "1.99 EUR is in the history" in result.err) == (0, True)
    assert prices(cli, held["product_id"]) == ["1.99", "19.9"]
    assert "nothing was held back" in cli("quarantine", "list").err
    refused = cli("quarantine", "dismiss", held["id"])
    assert (refused.code, "in the history" in refused.err) == (1, True)


def test_it_is_dismissed(cli: CommandLine, held: Any) -> None:
    assert cli("quarantine", "dismiss", held["id"]).code == 0
    assert prices(cli, held["product_id"]) == ["19.9"]
    [settled] = cli("quarantine", "list", "--status", "dismissed", "--json").lines
    assert (settled["id"], settled["status"]) == (held["id"], "dismissed")


def test_what_is_not_there_is_said_to_be(cli: CommandLine, held: Any) -> None:
    result = cli("quarantine", "accept", "shop.example:1", held["id"])
    assert (result.code, "was held back" in result.err) == (1, True)
    assert prices(cli, held["product_id"]) == ["1.99", "19.9"]
    assert cli("quarantine", "list", "--status", "odd").code == 2
    missing = cli("quarantine", "show", "shop.example:1")
    assert (missing.code, "`pricetrail quarantine list`" in missing.err) == (1, True)
