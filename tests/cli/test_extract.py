import gzip
import io
import json
import signal
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from pricetrail.cli.extract import explanation
from pricetrail.cli.pages import Reading
from pricetrail.schema import ProductRecord
from tests.support.command import CommandLine
from tests.support.documents import ROOT
from tests.support.processes import PATIENCE_S
from tests.support.shop import product_page


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "deep").mkdir(parents=True)
    (folder / "b.html").write_text(product_page("Second", "2.00"))
    (folder / "a.html.gz").write_bytes(gzip.compress(product_page("First", "1.00").encode()))
    (folder / "deep" / "c.htm").write_text("<title>Nothing for sale</title><p>About us</p>")
    (folder / "notes.txt").write_text("no page")
    return folder


def test_a_folder_is_read_in_order(cli: CommandLine, pages: Path) -> None:
    result = cli("extract", pages, "--json")
    assert result.code == 0
    assert [line["file"] for line in result.lines] == ["a.html.gz", "b.html", "deep/c.htm"]
    assert [line["name"] for line in result.lines] == ["First", "Second", None]
    assert result.lines[0]["price"] == "1"
    assert list(result.lines[0]) == ["file", *ProductRecord.model_fields, "rule", "reason"]


def test_many_files_keep_their_order(cli: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.html").write_text(product_page(f"Kettle {number}"))
    names = [line["name"] for line in cli("extract", folder, "--json").lines]
    assert names == [f"Kettle {number}" for number in range(40)]


def test_without_a_url_the_page_names_it_or_nobody(cli: CommandLine, tmp_path: Path) -> None:
    url = "https://shop.example/p/1"
    (tmp_path / "with.html").write_text(product_page(url=url))
    (tmp_path / "without.html").write_text(product_page())
    lines = cli("extract", "with.html", "without.html", "--json").lines
    assert [line["url"] for line in lines] == [url, None]
    (line,) = cli("extract", "without.html", "--url", url, "--json").lines
    assert line["url"] == url


def test_standard_input_is_a_page(cli: CommandLine) -> None:
    (line,) = cli("extract", "-", "--json", stdin=product_page().encode()).lines
    assert (line["file"], line["kind"]) == ("-", "product")


def test_what_cannot_be_read_is_listed_and_the_others_go_on(cli: CommandLine, pages: Path) -> None:
    (pages / "broken.html.gz").write_bytes(gzip.compress(b"<p>cut")[:-6])
    (pages / "none").mkdir()
    result = cli("extract", pages, pages / "missing.html", pages / "none", "--json")
    assert result.code == 1
    errors = {line["file"]: line["error"] for line in result.lines if "error" in line}
    assert "ends in the middle" in errors["broken.html.gz"]
    assert "No such file" in errors["missing.html"]
    assert "without .html" in errors["none"]
    assert len(result.lines) == 6


def test_a_file_name_that_is_no_text_is_shown_as_far_as_it_goes(
    cli: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "\udcff.html").write_text(product_page())
    (line,) = cli("extract", tmp_path / "\udcff.html", "--json").lines
    assert (line["file"], line["name"]) == ("\ufffd.html", "A kettle")
    assert cli("extract", tmp_path / "\udcff.html").code == 0


def test_explain_shows_where_values_came_from(cli: CommandLine, pages: Path) -> None:
    out = cli("extract", pages / "b.html", "--explain").out
    assert "json-ld: Product[0].offers.price" in out


def test_piped_explanations_are_not_filled_up_to_the_longest_value(
    cli: CommandLine, tmp_path: Path
) -> None:
    del cli.env["COLUMNS"]
    (tmp_path / "page.html").write_text(product_page("A kettle " + "x" * 300, "1.00"))
    lines = cli("extract", "page.html", "--explain").out.splitlines()
    (price,) = (line for line in lines if line.startswith("price "))
    assert len(price) < 120
    assert all(line == line.rstrip() for line in lines)
    assert any("x" * 200 in line for line in lines)


@pytest.mark.parametrize("body", [b"\x7fELF\x02\x01\x01\0\0\0", b"\x89PNG\r\n\x1a\n\0\0"])
def test_what_is_no_text_is_no_product(cli: CommandLine, tmp_path: Path, body: bytes) -> None:
    (tmp_path / "page.html").write_bytes(body * 100)
    result = cli("extract", "page.html", "--json")
    assert result.code == 0
    (line,) = result.lines
    assert (line["kind"], line["reason"], line["name"]) == ("other", "binary, no text", None)


def test_it_opens_no_store(cli: CommandLine, pages: Path) -> None:
    assert cli("extract", pages, STORE_URL="nonsense://").code == 0
    assert not (cli.folder / "trail.db").exists()


def test_a_url_for_several_pages_is_wrong_usage(cli: CommandLine, pages: Path) -> None:
    assert cli("extract", pages, "--url", "https://shop.example/").code == 2


def test_a_bomb_is_refused(cli: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "bomb.html.gz").write_bytes(gzip.compress(bytes(65 * 2**20)))
    result = cli("extract", "bomb.html.gz", "--json")
    assert result.code == 1
    assert "larger than 64 MB" in result.lines[0]["error"]


def test_an_interrupt_ends_it_cleanly(cli: CommandLine, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(3000):
        (folder / f"{number:04}.html").write_text(product_page(f"Kettle {number}"))
    process = cli.start("extract", folder, "--json")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert b"Traceback" not in err


def test_json_names_the_rule_and_why_a_page_is_no_product(cli: CommandLine, pages: Path) -> None:
    amazon = ROOT / "tests/sites/fixtures/amazon-jp/page.html"
    url = json.loads(amazon.with_name("meta.json").read_text())["url"]
    (line,) = cli("extract", amazon, "--url", url, "--json").lines
    assert (line["kind"], line["rule"], line["reason"]) == ("product", "amazon", None)
    (line,) = cli("extract", amazon, "--url", url, "--no-site-rules", "--json").lines
    assert line["rule"] is None
    (line,) = cli("extract", pages / "deep/c.htm", "--json").lines
    assert (line["kind"], line["rule"]) == ("other", None)
    assert line["reason"] == "no product on the page"


def test_equal_prices_that_lost_are_counted_on_one_row() -> None:
    card = {"value": "5.00", "source": "visible: li.card", "reason": "one in a row of products"}
    other = {**card, "source": "visible: div.card"}
    dear = {**card, "value": "7.00"}
    out = explained({"price": "meta: price", "price_rejected": [card, card, dear, other]})
    (title, *rows) = out.partition("price that lost")[2].splitlines()
    assert title.split() == ["why", "source"]
    assert [" ".join(row.split()) for row in rows if row] == [
        "5.00 ×3 one in a row of products visible: li.card",
        "visible: div.card",
        "7.00 one in a row of products visible: li.card",
    ]


def test_explain_tells_who_agrees_and_which_states_lost() -> None:
    agreed = [{"value": "9", "source": "meta: og:price"}, {"value": "9", "source": "visible: b"}]
    sold = {"value": "out_of_stock", "source": "visible: p", "reason": "json-ld is believed before"}
    out = explained(
        {"price": "json-ld: price", "price_agreed": agreed, "availability_rejected": [sold]}
    )
    assert "agreed by meta: og:price, visible: b" in out
    assert "state that lost  why" in out
    assert "out_of_stock     json-ld is believed before  visible: p" in out


def explained(provenance: dict[str, Any]) -> str:
    record = ProductRecord(kind="product", name="A kettle", price=Decimal(9), provenance=provenance)
    out = io.StringIO()
    Console(file=out, width=200).print(explanation(Reading("a.html", record)))
    return out.getvalue()
