"""`quarantine`: what was held back, and what becomes of it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from pricetrail.bootstrap import open_store
from pricetrail.clock import utc_now
from pricetrail.config import Settings
from pricetrail.schema import ShopHealth
from pricetrail.store.base import Write
from pricetrail.store.tables import SHOP_HEALTH
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


def test_doctor_names_a_shop_that_broke(cli: CommandLine, kettle: str) -> None:
    assert cli("scrape", kettle).code == 0
    [shops] = [part for part in cli("doctor", "--json").lines if part["part"] == "shops"]
    assert (shops["level"], shops["found"]) == ("ok", "none does clearly worse than before")
    asyncio.run(_break(cli.env["STORE_URL"], "127.0.0.1"))
    [shops] = [part for part in cli("doctor", "--json").lines if part["part"] == "shops"]
    assert (shops["level"], shops["found"].partition(":")[0]) == ("warn", "127.0.0.1")
    assert "most were blocked by the shop" in shops["found"]


async def _break(store_url: str, shop: str) -> None:
    """A shop that blocks since today what it has served for a week."""
    today = utc_now().date()
    counts = [(today - timedelta(days=back), {"ok": 10}) for back in range(3, 10)]
    counts.append((today, {"blocked": 90}))
    async with open_store(Settings(store_url=store_url, _env_file=None)) as store:
        rows = [ShopHealth(shop=shop, day=d, writer="one", outcomes=o) for d, o in counts]
        await store.put([Write(SHOP_HEALTH, SHOP_HEALTH.row(row)) for row in rows])
