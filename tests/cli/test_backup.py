"""`backup` and `restore`: what they say, and how they end."""

import pytest

from tests.support.archived import files_of
from tests.support.command import CommandLine


@pytest.fixture
def scraped(cli: CommandLine, kettle: str) -> CommandLine:
    """A command line over a history with a page, and over another store of which nothing is."""
    assert cli("scrape", kettle).code == 0
    assert cli("track", kettle, "--tag", "kitchen").code == 0
    return cli


OTHER = {"STORE_URL": "sqlite:///other.db", "ARCHIVE_URL": "other"}


def test_there_and_back(scraped: CommandLine) -> None:
    made = scraped("backup", "backup")
    assert (made.code, made.out) == (0, "")
    assert "and 1 pages, 1 new ones copied" in made.err
    assert "0 new ones copied" in scraped("backup", "backup").err
    checked = scraped("restore", "backup", "--dry-run", **OTHER)
    assert (checked.code, "every byte is as it was" in checked.err) == (0, True)
    assert not (scraped.folder / "other.db").exists()
    assert scraped("restore", "backup", **OTHER).code == 0
    assert scraped("export", "-").out == scraped("export", "-", **OTHER).out
    assert scraped("archive", "verify", **OTHER).code == 0
    assert len(files_of(scraped.folder / "other")) == 2


def test_a_history_that_is_there_stays(scraped: CommandLine) -> None:
    scraped("backup", "backup")
    refused = scraped("restore", "backup")
    assert refused.code == 1
    assert "trail.db holds a history already" in refused.err
    replaced = scraped("restore", "backup", "--replace")
    assert replaced.code == 0
    [kept] = scraped.folder.glob("trail.before-*.db")
    assert str(kept) in replaced.err
    assert scraped("export", "-").out == scraped("export", "-", STORE_URL=f"sqlite:///{kept}").out


def test_damaged_pages_are_listed_and_the_rest_is_kept(scraped: CommandLine) -> None:
    body = next(file for file in files_of(scraped.folder / "archive") if file.suffix == ".zst")
    body.write_bytes(b"rotten")
    made = scraped("backup", "backup")
    assert made.code == 1
    assert "is damaged" in made.err
    assert scraped("restore", "backup", **OTHER).code == 0


def test_a_backup_without_pages(scraped: CommandLine) -> None:
    assert scraped("backup", "backup", "--no-archive").code == 0
    assert not (scraped.folder / "backup" / "bodies").exists()
    assert scraped("restore", "backup", **OTHER).code == 0


def test_pages_that_have_nowhere_to_go_are_told_of(scraped: CommandLine) -> None:
    scraped("backup", "backup")
    done = scraped("restore", "backup", **(OTHER | {"ARCHIVE_URL": "off"}))
    assert (done.code, "were left out" in done.err) == (0, True)


def test_what_cannot_be_done_is_one_line(cli: CommandLine) -> None:
    nothing = cli("backup", "backup")
    assert (nothing.code, "nothing to back up yet" in nothing.err) == (1, True)
    assert list(cli.folder.iterdir()) == []
    assert "holds no backup" in cli("restore", "backup").err
    url = cli("restore", "s3://bucket/backup")
    assert (url.code, "a folder of this machine" in url.err) == (2, True)


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_server_is_backed_up_by_its_own_means(cli: CommandLine, command: str) -> None:
    refused = cli(command, "backup", STORE_URL="cassandra://127.0.0.1:1/scraper_app")
    assert refused.code == 2
    assert "nodetool snapshot" in refused.err
    assert len(refused.err.splitlines()) == 1
