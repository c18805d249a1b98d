import pytest

from tests.support.shop import Reply, product_page

REFUSED = [
    (["belw", "--all"], "'KIND': 'belw' is not one of", "`pricetrail alerts add --help` tells how"),
    (["drop", "--all", "--percent", "5", "--amount", "3"], "an amount or a percentage", "not both"),
    (["below", "--all"], "error: `below` needs an amount", ""),
]


def price(shop, amount):
    shop.replies["/p/kettle"] = Reply(product_page("A steel kettle", amount))


def test_a_rule_is_set_fires_and_is_removed(cli, shop, kettle):
    cli("scrape", kettle)
    [product] = cli("products", "--json").lines
    added = cli("alerts", "add", "below", product["product_id"], "--amount", "15", "--json")
    assert added.code == 0
    [rule] = added.lines
    assert (rule["amount"], rule["currency"], rule["words"]) == ("15", "EUR", "at or below €15.00")
    price(shop, "14.90")
    cli("scrape", kettle)
    [alert] = cli("alerts", "log", "--json").lines
    assert alert["title"] == "A steel kettle: €14.90, at or below €15.00"
    assert alert["rule_id"] == rule["rule_id"]
    assert "€14.90" in cli("alerts", "log").out
    assert rule["rule_id"] in cli("alerts", "list").out
    assert cli("alerts", "remove", rule["rule_id"]).code == 0
    assert cli("alerts", "list", "--json").lines == []
    again = cli("alerts", "remove", rule["rule_id"])
    assert (again.code, again.out) == (1, "")
    assert "alerts list" in again.err


def test_a_rule_about_a_shop_and_about_all_of_them(cli, kettle):
    added = cli("alerts", "add", "shop_broke", "--shop", "www.shop.example", "--json")
    [rule] = added.lines
    assert (rule["scope"], rule["subject"]) == ("shop", "shop.example")
    told = cli("alerts", "add", "shop_broke", "--all").out
    assert "all shops: does clearly worse than before" in told
    assert "shop.example" in cli("alerts", "list").out
    assert cli("export", "rules.jsonl").code == 0
    other = f"sqlite:///{cli.folder}/other.db"
    assert cli("import", "rules.jsonl", STORE_URL=other).code == 0
    assert len(cli("alerts", "list", "--json", STORE_URL=other).lines) == 2


def test_urls_of_channels_are_never_shown_whole(cli, shop, kettle):
    secret = "http://127.0.0.1:9/hook/S3CRET"
    env = {"PRICETRAIL_WEBHOOK_SECRET": "x"}
    added = cli("alerts", "add", "rise", "--all", "--to", secret, "--json", **env)
    assert added.lines[0]["channels"] == ["http://127.0.0.1/…"]
    cli("scrape", kettle)
    price(shop, "20.90")
    cli("scrape", kettle)
    delivered = cli("alerts", "deliver", **env)  # nobody listens on port 9
    assert delivered.code == 1
    assert "1 not delivered" in delivered.err
    [message] = cli("alerts", "outbox", "--json").lines
    assert (message["state"], message["attempts"]) == ("pending", 1)
    exported = cli("export", "all.jsonl")
    assert exported.code == 0
    whole = (cli.folder / "all.jsonl").read_text()
    assert '"type":"alert_rule"' in whole
    shown = cli("alerts", "list").out + cli("alerts", "outbox").out + delivered.err + whole
    assert "S3CRET" not in shown


def test_wrong_usage_is_told_in_one_line(cli, kettle):
    cli("scrape", kettle)
    wrong = [
        (["below", "--amount", "5"], "say what it is for"),
        (["below", "--all", "--amount", "5"], "currency"),
        (["below", "--all", "--amount", "x"], "is no number"),
        (["below", "--all", "--amount", "NaN"], "is no number"),
        (["gone", "--all", "--days", "3"], "has no use for"),
        (["gone", "--all", "--to", "phone"], "no channel 'phone'"),
        (["gone", "--all", "--to", "https://hooks.example/x"], "PRICETRAIL_WEBHOOK_SECRET"),
        (["gone", "--all", "--to", "nothing://x"], "no channel that Apprise"),
        (["sometimes", "--all"], "sometimes"),
    ]
    for arguments, said in wrong:
        told = cli("alerts", "add", *arguments)
        assert told.code == 2, arguments
        assert said in told.err, told.err
    assert cli("alerts", "add", "gone", "nobody").code == 1
    assert cli("alerts", "test", "phone").code == 2
    assert cli("alerts", "resend", "x").code == 1


@pytest.mark.parametrize(("given", "what", "more"), REFUSED)
def test_what_makes_no_rule_is_told_in_a_line_of_its_own(cli, given, what, more):
    told = cli("alerts", "add", *given)
    assert (told.code, told.out) == (2, "")
    assert what in told.err
    assert more in told.err
    assert "Value error" not in told.err
