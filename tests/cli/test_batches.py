import orjson
import pytest

from tests.support.command import CommandLine
from tests.support.shop import Shop


@pytest.fixture
def tracked(cli: CommandLine, shop: Shop, kettle: str) -> None:
    cli("track", kettle, f"http://127.0.0.1:{shop.port}/gone")


@pytest.mark.usefixtures("tracked")
def test_what_was_taken_is_worked_once(cli: CommandLine, kettle: str) -> None:
    taken = cli("take", "--batches", 4)
    assert (taken.code, len(taken.lines), len(taken.lines[0])) == (0, 1, 2)
    assert cli("take").lines == []

    worked = cli("work", "-", stdin=taken.out.encode())
    assert worked.code == 1
    by_url = {line["url"]: line for line in worked.lines}
    assert {line["outcome"] for line in by_url.values()} == {"ok", "not_found"}
    (event,) = cli("history", kettle, "--json").lines
    assert by_url[kettle]["uuid"] == event["uuid"]
    assert "2 scraped" in worked.err

    again = cli("work", "-", stdin=taken.out.encode())
    assert again.code == 0
    assert [line["became"] for line in again.lines] == ["done_before"] * 2
    assert "2 done before" in again.err


@pytest.mark.usefixtures("tracked")
def test_what_there_is_no_time_for_is_given_back(cli: CommandLine) -> None:
    taken = cli("take", "--most", 1)
    (cli.folder / "batches.jsonl").write_text(taken.out)
    worked = cli("work", "batches.jsonl", "--within", "0s")
    assert (worked.code, [line["became"] for line in worked.lines]) == (0, ["given_back"])
    assert len(cli("take").lines[0]) == 2


def test_nothing_due_is_no_line(cli: CommandLine, kettle: str) -> None:
    cli("scrape", kettle)
    taken = cli("take")
    assert (taken.code, taken.out) == (0, "")
    assert cli("work", "-").code == 0


@pytest.mark.parametrize("arguments", [["take"], ["work", "missing.jsonl"]])
def test_what_is_not_there_is_told(cli: CommandLine, arguments: list[str]) -> None:
    result = cli(*arguments)
    assert result.code in {1, 2}
    assert result.err.startswith("error: ")


def test_a_line_that_is_no_batch_is_named(cli: CommandLine) -> None:
    lines = b"[]\n" + orjson.dumps({"no": "batch"})
    result = cli("work", "-", stdin=lines)
    assert result.code == 2
    assert "standard input, line 2" in result.err
