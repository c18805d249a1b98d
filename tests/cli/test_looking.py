import os
import pty

import pytest

from pricetrail.schema import Attempt, ProductRecord, ProductScrapeEvent, Target
from tests.support.command import CommandLine
from tests.support.shop import Reply, Shop, product_page


@pytest.fixture
def scraped(cli: CommandLine, shop: Shop, kettle: str) -> str:
    """A product with three observations: 19.90, 25, 17.50."""
    for price in ("19.90", "25.00", "17.50"):
        shop.replies["/p/kettle"] = Reply(product_page("A steel kettle", price))
        assert cli("scrape", kettle).code == 0
    return kettle


def test_products_as_json_have_every_field(cli: CommandLine, scraped: str) -> None:
    (line,) = cli("products", "--json").lines
    first = ["product_id", "target_id", "tags", "state", "last_event_at"]
    assert list(line)[:5] == first
    assert set(line) >= set(ProductRecord.model_fields)


def test_products_are_filtered(cli: CommandLine, scraped: str) -> None:
    cli("track", scraped, "--tag", "kitchen")
    for filters in (
        ["--q", "steel KETTLE"],
        ["--tag", "kitchen"],
        ["--shop", "127.0.0.1"],
        ["--state", "ok"],
    ):
        assert len(cli("products", "--json", *filters).lines) == 1, filters
    for filters in (["--q", "teapot"], ["--tag", "other"], ["--state", "blocked"]):
        assert cli("products", "--json", *filters).lines == [], filters
    assert cli("products", "--state", "nonsense").code == 2


def test_history_runs_from_the_newest_to_the_oldest(cli: CommandLine, scraped: str) -> None:
    lines = cli("history", scraped, "--json").lines
    assert [line["price"] for line in lines] == ["17.5", "25", "19.9"]
    expected = {*ProductScrapeEvent.model_fields, "created"}
    assert all(set(line) == expected for line in lines)
    assert len(cli("history", scraped, "--json", "--limit", 2).lines) == 2
    assert cli("history", scraped, "--json", "--since", "2999-01-01").lines == []
    assert len(cli("history", scraped, "--json", "--since", "1d").lines) == 3
    assert cli("history", scraped, "--json", "--until", "2020-01-01").lines == []


def test_history_draws_the_course_of_the_price(cli: CommandLine, scraped: str) -> None:
    out = cli("history", scraped).out
    assert "▃█▁" in out
    assert "low 17.50 EUR" in out
    assert "high 25.00 EUR" in out
    assert "average 20.80 EUR" in out


def test_history_says_where_only_the_page_was_unchanged(cli: CommandLine, shop: Shop) -> None:
    page = product_page("A steel kettle", "19.90")
    shop.replies["/p/kettle"] = Reply(page, headers={"ETag": '"1"'})
    url = f"http://127.0.0.1:{shop.port}/p/kettle"
    cli("scrape", url)
    shop.replies["/p/kettle"] = Reply("", 304)
    assert "1 unchanged" in cli("scrape", url, url + "/gone").err
    newest, first = cli("history", url).out.splitlines()[-2:]
    assert "page unchanged" in newest
    assert "unchanged" not in first


@pytest.mark.parametrize("command", ["products", "targets", "history", "show", "attempts"])
@pytest.mark.parametrize("columns", [40, 80, 120])
def test_narrow_terminals_cut_nothing_that_matters(
    cli: CommandLine, scraped: str, command: str, columns: int
) -> None:
    (product,) = cli("products", "--json").lines
    named = [] if command in {"products", "targets"} else [scraped]
    out = cli(command, *named, COLUMNS=str(columns)).out
    assert all(len(line) <= columns for line in out.splitlines())
    assert all(line == line.rstrip() for line in out.splitlines())
    joined = "".join(out.split())
    matters = {
        "products": ["17.50EUR", product["product_id"], "Asteelkettle", "instock"],
        "targets": [scraped, product["target_id"], "nottracked"],
        "history": ["17.50EUR", product["product_id"], "-30.0%", "average20.80EUR"],
        "show": ["17.50EUR", product["product_id"], "25.00EUR", scraped],
        "attempts": ["ok", "200"],
    }
    assert [said for said in matters[command] if said not in joined] == []


def test_piped_tables_have_no_trailing_blanks(cli: CommandLine, scraped: str) -> None:
    del cli.env["COLUMNS"]
    for command in (["products"], ["targets"], ["history", scraped], ["show", scraped], ["doctor"]):
        lines = cli(*command).out.splitlines()
        assert lines
        assert [line for line in lines if line != line.rstrip()] == []


def test_history_tells_each_change_of_the_price(cli: CommandLine, scraped: str) -> None:
    for limit in (1, 3):
        rows = cli("history", scraped, "--limit", limit).out.splitlines()[-limit:]
        changes = [row.split("EUR")[1].split()[0] for row in rows]
        assert changes == ["-30.0%", "+25.6%", "–"][:limit]


def test_show_tells_all_about_one_product(cli: CommandLine, scraped: str) -> None:
    out = cli("show", scraped).out
    for said in ("A steel kettle", "17.50 EUR", "all time", "25.00 EUR", "json-ld"):
        assert said in out
    (line,) = cli("show", scraped, "--json").lines
    assert line["stats"][0] == {
        "period": "all time",
        "low": "17.5",
        "high": "25",
        "average": "20.8",
        "currency": "EUR",
        "events": 3,
    }


def test_attempts_are_listed_with_outcome_and_reason(
    cli: CommandLine, shop: Shop, scraped: str
) -> None:
    del shop.replies["/p/kettle"]
    assert cli("scrape", scraped).code == 1
    lines = cli("attempts", scraped, "--json").lines
    assert [line["outcome"] for line in lines] == ["not_found", "ok", "ok", "ok"]
    assert set(lines[0]) == {*Attempt.model_fields, "created"}
    assert "gone" in cli("attempts", scraped).out
    assert [p["state"] for p in cli("products", "--json").lines] == ["not_found"]


def test_every_way_to_name_a_product_works(cli: CommandLine, scraped: str) -> None:
    (line,) = cli("products", "--json").lines
    for name in (scraped, line["product_id"], line["target_id"]):
        assert len(cli("history", name, "--json").lines) == 3, name


def test_an_asin_names_a_product_unless_two_have_it(cli: CommandLine) -> None:
    lines = [
        f'{{"type": "product", "product_id": "{shop}:B000000001", "shop": "{shop}",'
        ' "kind": "product", "name": "Kettle", "asin": "B000000001"}'
        for shop in ("amazon.de", "amazon.fr")
    ]
    assert cli("import", "-", stdin=lines[0].encode()).code == 0
    assert "Kettle" in cli("show", "B000000001").out
    assert cli("import", "-", stdin=lines[1].encode()).code == 0
    result = cli("show", "B000000001")
    assert result.code == 2
    assert "amazon.de:B000000001, amazon.fr:B000000001" in result.err


@pytest.mark.parametrize("command", ["show", "history", "attempts", "untrack"])
def test_no_such_id_ends_with_1(cli: CommandLine, command: str) -> None:
    result = cli(command, "shop.example:nothing")
    assert result.code == 1
    assert result.err.startswith("error: no ")
    assert result.err.count("\n") == 1


def test_targets_tell_their_schedule(cli: CommandLine, scraped: str) -> None:
    cli("track", scraped, "--every", "1d12h", "--tag", "b", "--tag", "a", "--fetcher", "http")
    (line,) = cli("targets", "--json").lines
    assert set(line) == set(Target.model_fields)
    assert (line["interval_s"], line["tags"]) == (129_600, ["a", "b"])
    assert line["fetcher"] == "http"
    assert "1d12h" in cli("targets").out
    assert len(cli("targets", "--q", "KETTLE", "--json").lines) == 1
    assert cli("targets", "--q", "teapot", "--json").lines == []


def test_untracked_targets_keep_their_history(cli: CommandLine, scraped: str) -> None:
    cli("track", scraped)
    assert cli("untrack", scraped).code == 0
    (line,) = cli("targets", "--json").lines
    assert line["untracked"]
    (_, row, *_) = cli("targets").out.splitlines()
    assert "not tracked" in row
    assert "6h" not in row
    narrow = cli("targets", COLUMNS="90").out.replace("–", "")
    assert scraped in "".join(narrow.split())
    assert cli("dispatch", "--json").lines == []
    assert len(cli("history", scraped, "--json").lines) == 3


def test_purge_asks_or_is_told(cli: CommandLine, scraped: str) -> None:
    refused = cli("purge", scraped)
    assert refused.code == 2
    assert "--yes" in refused.err
    assert len(cli("products", "--json").lines) == 1
    assert cli("purge", scraped, "--yes").code == 0
    assert cli("products", "--json").lines == []
    assert cli("history", scraped).code == 1


def test_dispatch_scrapes_what_is_due_once(cli: CommandLine, shop: Shop, kettle: str) -> None:
    cli("track", kettle, f"http://127.0.0.1:{shop.port}/gone")
    result = cli("dispatch", "--json")
    assert result.code == 1
    assert sorted(line["state"] for line in result.lines) == ["not_found", "ok"]
    again = cli("dispatch")
    assert again.code == 0
    assert "nothing is due" in again.err


def test_dispatch_lists_what_failed_in_words(cli: CommandLine, shop: Shop) -> None:
    gone = f"http://127.0.0.1:{shop.port}/gone"
    cli("track", gone)
    result = cli("dispatch", COLUMNS="80")
    failed, why, summary = result.out.splitlines()[1:]
    assert failed.startswith("gone")
    assert failed.endswith(gone)
    assert why.strip() == "the shop says it is gone: HTTP 404"
    assert summary == "1 scraped: 1 gone from the shop"


@pytest.mark.parametrize("every", ["30s", "0h", "soon", "6", "-1h", "400d", "999999999999d"])
def test_bad_intervals_are_wrong_usage(cli: CommandLine, every: str) -> None:
    result = cli("track", "https://shop.example/p/1", f"--every={every}")
    assert result.code == 2
    assert result.err.count("\n") == 1
    assert cli("targets", "--json").lines == []


def test_discover_lists_the_products_of_the_sitemaps(cli: CommandLine, shop: Shop) -> None:
    at = f"http://127.0.0.1:{shop.port}"
    xml = {"Content-Type": "application/xml"}
    shop.replies["/robots.txt"] = Reply(f"Sitemap: {at}/maps.xml\n")
    index = "".join(f"<sitemap><loc>{at}/{n}.xml</loc></sitemap>" for n in ("maps", "one", "two"))
    shop.replies["/maps.xml"] = Reply(f"<sitemapindex>{index}</sitemapindex>", headers=xml)
    urls = [f"{at}/p/1", f"{at}/about", "http://elsewhere.example/p/3", f"{at}/p/2?utm_source=x"]
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in urls)
    shop.replies["/one.xml"] = Reply(f"<urlset>{entries}</urlset>", headers=xml)
    result = cli("discover", f"{at}/")
    assert result.code == 0
    assert result.out.split() == [f"{at}/p/1", f"{at}/p/2"]
    assert cli("discover", f"{at}/", "--limit", 1, "--track", "--json").code == 0
    assert [line["url"] for line in cli("targets", "--json").lines] == [f"{at}/p/1"]


def test_on_a_terminal_no_bar_is_drawn_over_results(cli: CommandLine, shop: Shop) -> None:
    at = f"http://127.0.0.1:{shop.port}"
    shop.replies["/maps.xml"] = Reply(f"<urlset><url><loc>{at}/p/1</loc></url></urlset>")
    terminal, end = pty.openpty()
    process = cli.start("discover", f"{at}/maps.xml", stdout=end, stderr=end)
    process.wait(timeout=60)
    os.close(end)
    shown = os.read(terminal, 65_536).decode()
    os.close(terminal)
    assert shown.split("\r\n") == [f"{at}/p/1", "1 product URLs found", ""]


def test_discover_follows_a_hostile_sitemap_nowhere(cli: CommandLine, shop: Shop) -> None:
    at = f"http://127.0.0.1:{shop.port}"
    hostile = [
        *("http://[", "http://[::1", 'http://a"b/p/1', "http://./p/1", "file:///etc/passwd"),
        *(
            "http://169.254.169.254/p/1",
            "http://169.254.169.254/more.xml",
            f"{at}@evil.example/p/1",
        ),
        *(f"{at}/p/\u202e\x9b31m1", f"{at}/p/<b>", f"{at}:99999/p/1", "//evil.example/p/1"),
    ]
    shop.replies["/robots.txt"] = Reply(
        f"Sitemap: http://[\nSitemap: http://169.254.169.254/s.xml\nSitemap: {at}/s.xml\n"
    )
    entries = "".join(f"<url><loc>{url}</loc></url>" for url in [*hostile, f"{at}/p/1"])
    shop.replies["/s.xml"] = Reply(f"<urlset>{entries}</urlset>")
    result = cli("discover", f"{at}/", "--track")
    assert result.code == 0
    assert f"{at}/p/1" in result.out.split()
    assert all(line.startswith(f"{at}/p/") for line in result.out.splitlines())
    assert result.out.isascii()
    assert {path for path in shop.asked if path != "/robots.txt"} == {"/s.xml"}


def test_discover_reads_a_listing(cli: CommandLine, shop: Shop) -> None:
    at = f"http://127.0.0.1:{shop.port}"
    cards = "".join(f"<li><a href='/p/{n}'>Kettle {n}</a> 19.90 €</li>" for n in range(3))
    shop.replies["/kettles"] = Reply(f"<title>Kettles</title><ul>{cards}</ul>")
    assert cli("discover", f"{at}/kettles").out.split() == [f"{at}/p/{n}" for n in range(3)]
    assert cli("discover", f"{at}/missing").code == 1
    assert cli("discover", f"{at}/").code == 1
