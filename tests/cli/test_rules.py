import json
from pathlib import Path

import pytest

from pricetrail.extract.cases import load_case
from tests.support.command import CommandLine
from tests.support.shop import Reply, Shop, product_page


@pytest.fixture
def checkout(cli: CommandLine) -> CommandLine:
    Path("src/pricetrail/sites").mkdir(parents=True)
    Path("tests/sites/fixtures").mkdir(parents=True)
    return cli


def test_rules_tell_which_one_reads(cli: CommandLine) -> None:
    lines = cli("rules", "https://www.amazon.de/dp/B000000001", "--json").lines
    assert [line["name"] for line in lines if line["wins"]] == ["amazon"]
    result = cli("rules", "https://shop.example/")
    assert "no rule reads that host" in result.err
    assert cli("rules", "amazon").code == 2


def test_a_new_site_gets_a_rule_and_a_case(checkout: CommandLine, shop: Shop) -> None:
    shop.replies["/p/1"] = Reply(product_page("A kettle", "19.90"))
    url = f"http://127.0.0.1:{shop.port}/p/1"
    result = checkout("new-site", url, "--name", "my-shop")
    assert result.code == 0
    assert result.err.endswith("then run: pricetrail rerun my-shop\n")
    rule = Path("src/pricetrail/sites/my_shop.py").read_text()
    compile(rule, "my_shop.py", "exec")
    assert 'hosts = ("127.0.0.1",)' in rule
    case = load_case(Path("tests/sites/fixtures/my-shop"))
    assert case.page.url == url
    assert (case.expected["price"], case.expected["gtin"]) == ("19.9", None)
    assert checkout("rerun").code == 0
    assert checkout("new-site", url, "--name", "my-shop").code == 2


def test_a_new_site_from_a_file_needs_a_url(checkout: CommandLine) -> None:
    Path("page.html").write_text(product_page())
    assert checkout("new-site", "page.html").code == 2
    assert checkout("new-site", "page.html", "--url", "https://www.my-shop.example/p").code == 0
    assert Path("src/pricetrail/sites/my_shop.py").exists()


def test_a_page_without_a_product_begins_a_rule_only_with_force(checkout: CommandLine) -> None:
    Path("page.html").write_text("<title>About us</title><p>We sell kettles.")
    command = ("new-site", "page.html", "--url", "https://shop.example/about")
    refused = checkout(*command)
    assert refused.code == 1
    assert "page.html is no product page" in refused.err
    assert not Path("src/pricetrail/sites/shop.py").exists()
    assert checkout(*command, "--force").code == 0


def test_outside_a_checkout_it_says_so(cli: CommandLine) -> None:
    Path("page.html").write_text(product_page(url="https://shop.example/p/1"))
    result = cli("new-site", "page.html")
    assert result.code == 2
    assert "checkout" in result.err
    assert cli("rerun").code == 1


def test_rerun_shows_what_differs_and_accepts_when_told(checkout: CommandLine) -> None:
    Path("page.html").write_text(product_page("A kettle", "19.90", url="https://shop.example/p/1"))
    checkout("new-site", "page.html")
    expected = Path("tests/sites/fixtures/shop/expected.json")
    expected.write_text(json.dumps({"price": "1.99", "name": "A kettle"}))
    result = checkout("rerun", "shop")
    assert result.code == 1
    assert "shop: price: got 19.9, expected 1.99" in result.err
    assert checkout("rerun", "--accept").code == 0
    assert json.loads(expected.read_text()) == {"price": "19.9", "name": "A kettle"}
    assert checkout("rerun").err == "1 case, 0 differ\n"
    assert checkout("rerun", "other").code == 1
