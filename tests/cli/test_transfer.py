from pathlib import Path

import pytest

from tests.support.command import CommandLine


@pytest.fixture
def scraped(cli: CommandLine, kettle: str) -> str:
    for _ in range(3):
        assert cli("scrape", kettle).code == 0
    cli("track", kettle, "--tag", "kitchen")
    return kettle


def test_the_round_trip_is_the_same_bytes(cli: CommandLine, scraped: str, tmp_path: Path) -> None:
    assert cli("export", "one.jsonl").code == 0
    other = f"sqlite:///{tmp_path / 'other.db'}"
    first = cli("import", "one.jsonl", STORE_URL=other)
    assert (first.code, "3 of 3 events are new" in first.err) == (0, True)
    assert cli("export", "two.jsonl", STORE_URL=other).code == 0
    assert Path("one.jsonl").read_bytes() == Path("two.jsonl").read_bytes()
    again = cli("import", "one.jsonl", STORE_URL=other)
    assert (again.code, "left out 0; 0 of 3 events are new" in again.err) == (0, True)
    assert cli("export", "-", STORE_URL=other).out.encode() == Path("one.jsonl").read_bytes()
    assert len(cli("dispatch", "--json", STORE_URL=other).lines) == 1


def test_csv_carries_the_events(cli: CommandLine, scraped: str, tmp_path: Path) -> None:
    assert cli("export", "events.csv").code == 0
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert cli("import", "events.csv", STORE_URL=other).code == 0
    here = cli("history", scraped, "--json")
    (product,) = cli("products", "--json", STORE_URL=other).lines
    assert (product["name"], product["url"]) == ("A steel kettle", scraped)
    assert cli("history", product["product_id"], "--json", STORE_URL=other).out == here.out


def test_bad_lines_are_listed_and_the_good_ones_kept(cli: CommandLine) -> None:
    good = (
        b'{"type": "product", "product_id": "shop.example:1", "shop": "shop.example",'
        b' "kind": "product", "name": "Kettle", "unknown": 1}\n'
    )
    result = cli("import", "-", stdin=b"{}\nnot json\n" + good + b"\xff\n[1]\n")
    assert result.code == 1
    for number in (1, 2, 4, 5):
        assert f"line {number}:" in result.err
    assert len(cli("products", "--json").lines) == 1


@pytest.mark.parametrize("path", ["history.xlsx", "history.jsonl.gz"])
def test_other_formats_are_wrong_usage(cli: CommandLine, path: str) -> None:
    assert cli("export", path).code == 2
    assert cli("import", path).code == 2
    assert not Path(path).exists()


@pytest.mark.parametrize("name", ["history", "history/", "history.out"])
def test_a_folder_of_parquet_is_the_whole_history(
    cli: CommandLine, scraped: str, tmp_path: Path, name: str
) -> None:
    form = ["--format", "parquet"] if name.endswith(".out") else []
    assert "exported 3 events, and" in cli("export", name, *form).err
    assert "exported 0 events that were" in cli("export", name, *form, "--incremental").err
    other = f"sqlite:///{tmp_path / 'other.db'}"
    taken = cli("import", name, *form, STORE_URL=other)
    assert (taken.code, "3 of 3 events are new" in taken.err) == (0, True)
    assert cli("export", "-", STORE_URL=other).out == cli("export", "-").out


def test_a_parquet_file_carries_the_events(cli: CommandLine, scraped: str, tmp_path: Path) -> None:
    assert "exported 3 events" in cli("export", "events.parquet").err
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert cli("import", "events.parquet", STORE_URL=other).code == 0
    (product,) = cli("products", "--json", STORE_URL=other).lines
    here, there = (
        cli("history", product["product_id"], "--json", STORE_URL=url).out
        for url in (cli.env["STORE_URL"], other)
    )
    assert here == there != ""


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet"])
def test_a_file_may_be_anywhere(
    cli: CommandLine, scraped: str, tmp_path: Path, ending: str
) -> None:
    place = f"memory://backups/{ending}/history.{ending}"
    assert cli("export", place).code == 0
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert "3 of 3 events are new" in cli("import", place, STORE_URL=other).err
    missing = cli("import", f"memory://backups/missing.{ending}", STORE_URL=other)
    assert (missing.code, "cannot be read" in missing.err) == (2, True)
    if ending == "parquet":
        query = "select count(*) as n from events"
        assert cli("sql", query, "--json", "--from", place).lines == [{"n": 3}]


def test_what_parquet_cannot_do_is_wrong_usage(cli: CommandLine, scraped: str) -> None:
    assert "a file is written whole" in cli("export", "a.jsonl", "--incremental").err
    assert "a file is written whole" in cli("export", "a.parquet", "--incremental").err
    assert cli("import", "-", "--format", "parquet").code == 2
    assert "holds no export" in cli("import", "missing/").err
    Path("file").write_text("no folder")
    assert cli("export", "file").code == 2
    assert Path("file").read_text() == "no folder"


def test_what_cannot_be_written_or_read_is_said(cli: CommandLine) -> None:
    cli("sync-tables")
    assert "cannot be written" in cli("export", "no/such/folder/x.jsonl").err
    assert "cannot be read" in cli("import", "missing.jsonl").err
    assert cli("import", "missing.jsonl").code == 2
    Path("folder.jsonl").mkdir()
    assert cli("export", "folder.jsonl").code == 2


def test_a_full_disk_leaves_the_old_file(cli: CommandLine, scraped: str) -> None:
    result = cli("export", "/dev/full", "--format", "jsonl")
    assert result.code == 2
    assert "No space left" in result.err
    assert not list(Path().glob(".*part"))


def test_a_failing_export_leaves_nothing_half_written(cli: CommandLine) -> None:
    Path("trail.db").write_bytes(b"this is no database at all, and long enough to be sure" * 50)
    Path("old.jsonl").write_text("the old one")
    assert cli("export", "old.jsonl").code == 3
    assert Path("old.jsonl").read_text() == "the old one"
    assert not list(Path().glob(".*part"))


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_folder_of_lines_gets_a_file_per_export(
    cli: CommandLine, scraped: str, tmp_path: Path, form: str
) -> None:
    assert "exported 3 events, and" in cli("export", "feed/", "--format", form).err
    cli("scrape", scraped)
    assert "exported 1 events that were" in cli("export", "feed/", "--incremental").err
    assert len(list(Path("feed/events").glob(f"*.{form}"))) == 2
    other = f"sqlite:///{tmp_path / 'other.db'}"
    taken = cli("import", "feed/", STORE_URL=other)
    assert (taken.code, "4 of 4 events are new" in taken.err) == (0, True)
    asked = cli("sql", "select 1", "--from", "feed/")
    assert (asked.code, f"holds {form}" in asked.err) == (2, True)


def test_one_file_is_written_whole(cli: CommandLine, scraped: str) -> None:
    refused = cli("export", "history.csv", "--incremental")
    assert (refused.code, "history/ --format csv --incremental" in refused.err) == (2, True)
    assert not Path("history.csv").exists()
