"""What a command says where something is not as it was asked for."""

import pytest

from tests.support.command import CommandLine
from tests.support.shop import Shop


@pytest.fixture
def gone(cli: CommandLine, shop: Shop) -> str:
    """The URL of a page that was scraped once and is not there."""
    url = f"http://127.0.0.1:{shop.port}/p/gone"
    assert cli("scrape", url).code == 1
    return url


@pytest.mark.parametrize("by", ["url", "target_id"])
def test_a_target_that_gave_no_product_can_be_purged(cli: CommandLine, gone: str, by: str) -> None:
    (target,) = cli("targets", "--json").lines
    assert cli("purge", target[by], "--yes").code == 0
    assert cli("targets", "--json").lines == []
    assert cli("attempts", target["target_id"]).code == 1
    again = cli("purge", target[by], "--yes")
    assert again.code == 1
    assert again.err.startswith("error: no product or target ")


def test_targets_are_found_by_the_state_that_is_shown(cli: CommandLine, gone: str) -> None:
    def found(*options: str) -> int:
        return len(cli("targets", "--json", *options).lines)

    assert found("--state", "untracked") == found("--state", "not tracked") == 1
    assert found("--state", "gone") == found("--state", "not_found") == 1
    assert found("--state", "paused") == found("--state", "ok") == 0
    cli("track", gone)
    assert found("--state", "untracked") == 0
    assert cli("products", "--state", "gone").code == 0
    wrong = cli("targets", "--state", "lost")
    assert wrong.code == 2
    assert "untracked" in wrong.err


def test_an_end_before_the_start_is_wrong_usage(cli: CommandLine) -> None:
    refused = cli("history", "x", "--since", "2026-02-01", "--until", "2026-01-01")
    assert refused.code == 2
    assert "--since 2026-02-01 is later than --until 2026-01-01" in refused.err


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["untrack", "zzz"], "no target 'zzz'; `pricetrail targets` lists what there is"),
        (["attempts", "zzz"], "no target 'zzz'; `pricetrail targets` lists what there is"),
        (["show", "zzz"], "no product 'zzz'; `pricetrail products` lists what there is"),
        (["tokens", "remove", "x"], "no token named 'x'; `pricetrail tokens list` lists what"),
    ],
)
def test_what_is_not_there_is_called_by_its_kind(
    cli: CommandLine, gone: str, command: list[str], says: str
) -> None:
    assert cli(*command).err.startswith(f"error: {says}")


def test_a_refusal_is_not_called_a_failed_fetch(cli: CommandLine) -> None:
    urls = ["http://10.0.0.1/x", "http://10.0.0.2/x"]
    result = cli("scrape", *urls, PRICETRAIL_EGRESS_ALLOW="")
    assert result.code == 4
    assert "could not be fetched" not in result.out + result.err
    assert "2 refused by policy" in result.err
    (line,) = cli("scrape", urls[0], "--json", PRICETRAIL_EGRESS_ALLOW="").lines
    assert line["outcome"] == "fetch_failed"


def test_prices_are_shown_alike(cli: CommandLine) -> None:
    product = (
        b'{"type": "product", "product_id": "shop.example:1", "shop": "shop.example", "kind":'
        b' "product", "name": "A kettle", "price": "1299",'
        b' "list_price": "1499", "currency": "EUR", "tags": ["tea"]}'
    )
    assert cli("import", "-", stdin=product).code == 0
    rows = [line.split("  ") for line in cli("show", "shop.example:1").out.splitlines()]
    values = {row[0]: next(part.strip() for part in row[1:] if part) for row in rows if row[1:]}
    assert (values["price"], values["list_price"]) == ("1,299.00 EUR", "1,499.00 EUR")
    assert values["tags"] == "tea"
