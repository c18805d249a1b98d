import gzip
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command import CommandLine
from tests.support.processes import PATIENCE_S, ending, wait_until
from tests.support.shop import CHALLENGE, Reply, Shop, product_page
from tools.cassandra.node import free_port


def base(shop: Shop) -> str:
    return f"http://127.0.0.1:{shop.port}"


def test_a_product_is_scraped_and_kept(cli: CommandLine, kettle: str) -> None:
    scraped = cli("scrape", kettle)
    assert scraped.code == 0
    assert "A steel kettle" in scraped.out
    assert "19.90 EUR" in scraped.out
    (product,) = cli("products", "--json").lines
    assert (product["name"], product["price"]) == ("A steel kettle", "19.9")


def test_json_tells_outcome_and_event_and_nothing_else(cli: CommandLine, kettle: str) -> None:
    (line,) = cli("scrape", kettle, "--json").lines
    assert list(line) == [
        *("url", "outcome", "reason", "product_id", "target_id", "final_url", "status"),
        *("fetcher", "rule", "duration_ms", "size", "event"),
    ]
    assert (line["url"], line["outcome"], line["reason"]) == (kettle, "ok", None)
    assert line["event"]["price"] == "19.9"
    assert line["event"]["product_id"] == line["product_id"]
    assert line["event"]["created"].endswith("Z")


def test_what_gave_no_event_is_listed_with_its_outcome(cli: CommandLine, shop: Shop) -> None:
    shop.replies["/wall"] = Reply(CHALLENGE, 403)
    shop.replies["/p/1"] = Reply(product_page())
    at = base(shop)
    result = cli("scrape", f"{at}/p/1", f"{at}/wall", f"{at}/gone", "--json")
    assert result.code == 1
    outcomes = {line["url"]: line["outcome"] for line in result.lines}
    assert outcomes == {
        f"{at}/p/1": "ok",
        f"{at}/wall": "blocked",
        f"{at}/gone": "not_found",
    }
    assert all(line["reason"] for line in result.lines if line["event"] is None)
    said = cli("scrape", f"{at}/p/1", f"{at}/wall").err
    assert "2 scraped: 1 ok, 1 blocked by the shop" in said


def test_refusals_by_policy_end_with_4(cli: CommandLine, shop: Shop, kettle: str) -> None:
    shop.replies["/robots.txt"] = Reply("User-agent: *\nDisallow: /private\n")
    private = f"{base(shop)}/private"
    assert cli("scrape", private).code == 4
    assert cli("scrape", private, kettle).code == 4
    assert cli("scrape", private, f"{base(shop)}/gone").code == 1
    assert cli("scrape", kettle, PRICETRAIL_EGRESS_ALLOW="").code == 4


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("kettle", "not an http or https URL"),
        ("ftp://shop.example/p/1", "not an http or https URL"),
        ("file:///etc/passwd", "not an http or https URL"),
        ("javascript:alert(1)", "not an http or https URL"),
        ("http://", "names no host"),
        ("http://user:secret@shop.example/", "user name or password"),
        ("http://shop.example/a b", "white space"),
        ("http://shop.example\\@evil.example/", "backslash"),
        ("http://shop.example/" + "x" * 3000, "longer than"),
    ],
)
def test_what_is_no_url_is_wrong_usage_and_fetches_nothing(
    cli: CommandLine, url: str, says: str
) -> None:
    result = cli("scrape", url)
    assert result.code == 2
    assert says in result.err
    assert result.err.count("\n") == 1
    assert "secret" not in result.err


@pytest.mark.parametrize(
    "url",
    ["http://10.0.0.1/", "http://169.254.169.254/latest", "http://[::1]/", "http://2130706433/"],
)
def test_private_addresses_are_refused(cli: CommandLine, url: str) -> None:
    result = cli("scrape", url, "--json", PRICETRAIL_EGRESS_ALLOW="")
    assert result.code in {2, 4}
    assert all(line["event"] is None for line in result.lines)


def test_urls_come_from_a_file_and_from_standard_input(cli: CommandLine, kettle: str) -> None:
    (cli.folder / "urls.txt").write_text(f"# mine\n\n{kettle}\nnot a url\n")
    result = cli("scrape", "-f", "urls.txt", "--json")
    assert result.code == 1
    assert [line["outcome"] for line in result.lines] == ["ok"]
    assert "urls.txt, line 4" in result.err
    assert cli("scrape", "-", "--json", stdin=f"{kettle}\n{kettle}#a\n".encode()).code == 0


def test_nothing_to_scrape_is_wrong_usage(cli: CommandLine) -> None:
    assert cli("scrape").code == 2
    assert cli("scrape", "-", stdin=b"# nothing\n").code == 2
    assert cli("scrape", "-f", "missing.txt").code == 2


DEEP = "<div>" * 20_000
BAD_PAGES = {
    "bomb": (Reply(gzip.compress(bytes(3_000_000)), headers={"Content-Encoding": "gzip"}), "large"),
    "huge": (Reply(b"<p>" + b"x" * 3_000_000), "large"),
    "loop": (Reply("", 302, {"Location": "/loop"}), "circle"),
    "file": (Reply("", 302, {"Location": "file:///etc/passwd"}), "file:"),
    "inside": (Reply("", 302, {"Location": "http://169.254.169.254/"}), "169.254.169.254"),
    "binary": (Reply(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9), "not text"),
    "broken": (Reply("not gzip", headers={"Content-Encoding": "gzip"}), ""),
    "deep": (Reply(DEEP), "empty page"),
    "cut": (Reply('<html><head><script type=\'application/ld+json\'>{"@type": "Prod'), "shell"),
    "json": (Reply("<script type='application/ld+json'>{{{[[[</script><p>x"), "shell"),
    "empty": (Reply(""), "empty page"),
}


@pytest.mark.parametrize("name", BAD_PAGES)
def test_a_bad_page_is_told_with_its_reason_and_the_others_are_kept(
    cli: CommandLine, shop: Shop, kettle: str, name: str
) -> None:
    shop.replies[f"/{name}"], says = BAD_PAGES[name]
    result = cli(
        "scrape", kettle, f"{base(shop)}/{name}", "--json", PRICETRAIL_MAX_PAGE_BYTES="1000000"
    )
    good, bad = sorted(result.lines, key=lambda line: line["event"] is None)
    assert good["event"]["price"] == "19.9"
    assert bad["event"] is None
    assert says in bad["reason"]
    assert "\n" not in bad["reason"]
    assert result.code in {1, 4}
    assert result.err == ""
    assert len(cli("products", "--json").lines) == 1


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "nonsense", "utf-8"])
def test_a_wrong_charset_harms_no_price(cli: CommandLine, shop: Shop, charset: str) -> None:
    headers = {"Content-Type": f"text/html; charset={charset}"}
    shop.replies["/p/1"] = Reply(product_page("Käse").encode("cp1252"), headers=headers)
    (line,) = cli("scrape", f"{base(shop)}/p/1", "--json").lines
    assert (line["outcome"], line["event"] and line["event"]["price"]) in {
        ("ok", "19.9"),
        ("not_a_product", None),
    }


def test_hostile_names_reach_the_terminal_tamed(cli: CommandLine, shop: Shop) -> None:
    shop.replies["/p/evil"] = Reply(
        product_page("[red]Evil[/red] \\u202e\\u001b]0;pwned\\u0007 name")
    )
    result = cli("scrape", f"{base(shop)}/p/evil")
    assert "[red]Evil[/red]" in result.out
    assert "\x1b" not in result.out
    assert "\u202e" not in result.out


def test_without_the_redis_that_is_shared_nothing_is_fetched(cli: CommandLine, shop: Shop) -> None:
    polite = {"REDIS_URL": f"redis://127.0.0.1:{free_port()}", "PRICETRAIL_POLITENESS": "on"}
    result = cli("scrape", f"{base(shop)}/p/1", **polite)
    assert (result.code, result.out, shop.asked) == (3, "", [])
    assert "Redis at 127.0.0.1" in result.err
    assert cli("attempts", f"{base(shop)}/p/1").err == "not tried yet\n"
    wrong = {**polite, "REDIS_URL": "localhost:6379"}
    refused = cli("scrape", f"{base(shop)}/p/1", **wrong)
    assert (refused.code, "REDIS_URL" in refused.err) == (2, True)
    assert cli("doctor", **wrong).code == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_keeps_what_was_stored(
    cli: CommandLine, shop: Shop, number: signal.Signals
) -> None:
    at = base(shop)
    for n in range(3):
        shop.replies[f"/p/{n}"] = Reply(product_page(f"Kettle {n}"))
    cli.env["PRICETRAIL_POLITENESS"] = "on"
    cli.env["PRICETRAIL_GAP_S"] = "0"
    urls = [f"{at}/p/{n}" for n in range(3)]
    shop.hangs.add("/p/stuck")
    process = cli.start("scrape", *urls, f"{at}/p/stuck", "--json")
    assert process.stdout is not None
    for _ in urls:
        assert b'"outcome":"ok"' in process.stdout.readline()
    process.send_signal(number)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert err == b"interrupted; what was stored stays\n"
    assert len(cli("products", "--json").lines) == 3


def test_a_closed_pipe_is_quiet(cli: CommandLine, kettle: str) -> None:
    cli("scrape", kettle)
    for arguments in (["history", kettle, "--json"], ["products"], ["export", "-"]):
        process = cli.start(*arguments)
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
        assert process.wait(timeout=PATIENCE_S) in {0, 1}
        process.stderr.close()


def test_lines_have_their_own_interval_tags_and_fetcher(cli: CommandLine) -> None:
    at = "https://shop.example/p"
    lines = f"""
        {at}/1 every=30m tag=tea tag="for the office" fetcher=http
        {at}/2 interval=1d
        {at}/3 jump=0
        {at}/4 every=often
        {at}/5 tag=
        {at}/6 fetcher=magic
        {at}/7 daily
        {at}/8 tag="open
        {at}/9 jump=1
    """
    result = cli("track", "-", "--every", "6h", "--tag", "all", "--jump=5", stdin=lines.encode())
    assert result.code == 1
    assert [line.split(": ")[1] for line in result.err.splitlines() if "warning" in line] == [
        f"standard input, line {number}" for number in (5, 6, 7, 8, 9, 10)
    ]
    assert {
        line["url"].removeprefix(at): (
            *(line[name] for name in ("interval_s", "tags", "fetcher", "jump")),
        )
        for line in cli("targets", "--json").lines
    } == {
        "/1": (1800, ["all", "for the office", "tea"], "http", "5"),
        "/2": (86_400, ["all"], "auto", "5"),
        "/3": (21_600, ["all"], "auto", "0"),
    }


def test_a_file_for_track_can_be_scraped_too(cli: CommandLine, kettle: str) -> None:
    (cli.folder / "urls.txt").write_text(f"{kettle} every=30m tag=tea\n")
    assert cli("scrape", "-f", "urls.txt").code == 0


@pytest.mark.parametrize("url", ["http://10.0.0.1/p", "http://localhost/p", "http://[::1]/p"])
def test_what_the_gate_would_refuse_is_not_tracked(cli: CommandLine, url: str) -> None:
    cli.env["PRICETRAIL_EGRESS_ALLOW"] = ""
    result = cli("track", url)
    assert result.code == 4
    assert result.err.startswith("error: ")
    assert "PRICETRAIL_EGRESS_ALLOW can allow it" in result.err
    assert result.err.count("\n") == 1
    assert cli("targets", "--json").lines == []
    mixed = cli("track", url, "https://shop.example/p")
    assert mixed.code == 1
    assert mixed.err.startswith("warning: ")
    assert [line["url"] for line in cli("targets", "--json").lines] == ["https://shop.example/p"]
    allowed = "10.0.0.0/8,localhost,::1"
    assert cli("track", url, PRICETRAIL_EGRESS_ALLOW=allowed).code == 0


def test_many_urls_are_tracked_in_one_go(cli: CommandLine) -> None:
    urls = "\n".join(f"https://shop{n % 9}.example/p/{n}" for n in range(500))
    result = cli("track", "-", "--every", "6h", "--tag", "b", "--tag", "a", stdin=urls.encode())
    assert result.code == 0
    assert "tracked 500" in result.err
    lines = cli("targets", "--json").lines
    assert len(lines) == 500
    assert {line["interval_s"] for line in lines} == {21_600}
    assert {tuple(line["tags"]) for line in lines} == {("a", "b")}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_dispatch_leaves_the_rest_due(
    cli: CommandLine, shop: Shop, number: signal.Signals
) -> None:
    at = base(shop)
    shop.replies["/p/1"] = Reply(product_page())
    shop.hangs.add("/p/stuck")
    cli("track", f"{at}/p/1", f"{at}/p/stuck")
    with ending(cli.start("dispatch")) as process:
        wait_until(lambda: "/p/stuck" in shop.asked)
        process.send_signal(number)
        _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert err == b"interrupted; what was stored stays\n"
    left = {line["url"]: line["lease_until"] for line in cli("targets", "--json").lines}
    assert set(left.values()) == {None}
    shop.hangs.clear()
    due = {line["url"] for line in cli("dispatch", "--json").lines}
    assert f"{at}/p/stuck" in due


def test_an_interrupted_import_is_run_again(cli: CommandLine) -> None:
    cli("track", "-", stdin="\n".join(f"https://shop.example/p/{n}" for n in range(300)).encode())
    cli("export", "whole.jsonl")
    whole = Path("whole.jsonl").read_bytes()
    Path("long.jsonl").write_bytes(whole * 100)
    cli.env["STORE_URL"] = f"sqlite:///{cli.folder / 'other.db'}"
    cli("sync-tables")
    with (
        closing(sqlite3.connect("other.db")) as other,
        ending(cli.start("import", "long.jsonl")) as process,
    ):
        wait_until(lambda: other.execute("SELECT count(*) FROM target").fetchone()[0])
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert err.endswith(b"interrupted; what was stored stays\n")
    assert b"Traceback" not in err
    assert cli("import", "whole.jsonl").code == 0
    cli("export", "again.jsonl")
    assert Path("again.jsonl").read_bytes() == whole
    assert not list(Path().glob(".*part"))
