import asyncio
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from pricetrail.store.sqlite import SqliteStore
from tests.export.test_copying import fill_long
from tests.support.command import CommandLine


@pytest.fixture
def scraped(cli: CommandLine, kettle: str) -> str:
    for _ in range(3):
        assert cli("scrape", kettle).code == 0
    cli("track", kettle, "--tag", "kitchen")
    return cli.env["STORE_URL"]


def test_the_history_of_one_store_in_another(cli: CommandLine, scraped: str) -> None:
    other = "sqlite:///other.db"
    result = cli("copy", "--from", scraped, "--to", other)
    assert (result.code, result.out) == (0, "")
    digest = re.search(r"both exports have sha256 ([0-9a-f]{64})", result.err)
    assert digest is not None
    assert cli("export", "-").out == cli("export", "-", STORE_URL=other).out
    assert digest[0] in cli("copy", "--from", scraped, "--to", other).err
    assert len(cli("dispatch", "--json", STORE_URL=other).lines) == 1


def test_a_difference_ends_with_1(cli: CommandLine, scraped: str, kettle: str) -> None:
    other = "sqlite:///other.db"
    cli("scrape", kettle, STORE_URL=other)
    result = cli("copy", "--from", scraped, "--to", other)
    assert result.code == 1
    assert "is in the target only: the two histories are not the same" in result.err


def test_wrong_stores_are_told_and_nothing_is_made(cli: CommandLine) -> None:
    missing = cli("copy", "--from", "sqlite:///missing.db", "--to", "sqlite:///new.db")
    assert missing.code == 2
    assert missing.err == "error: --from: there is no file missing.db\n"
    same = cli("copy", "--from", "sqlite:///a.db", "--to", "sqlite:///a.db")
    assert (same.code, "the same store" in same.err) == (2, True)
    typo = cli("copy", "--from", "sqlite:///a.db", "--to", "casandra://me:hunter2@h/ks")
    assert (typo.code, "--to: " in typo.err, "hunter2" in typo.err) == (2, True, False)
    assert cli("copy", "--from", "sqlite:///a.db").code == 2
    assert list(Path().iterdir()) == []


async def make_long(path: Path) -> None:
    store = SqliteStore(path)
    await store.open()
    await fill_long(store)
    await store.close()


def test_a_killed_copy_is_run_again(cli: CommandLine, tmp_path: Path) -> None:
    asyncio.run(make_long(tmp_path / "source.db"))
    arguments = ("copy", "--from", "sqlite:///source.db", "--to", "sqlite:///target.db")
    process = cli.start(*arguments)
    while process.poll() is None and not events_in(tmp_path / "target.db"):
        time.sleep(0.02)
    process.kill()
    process.communicate()
    again = cli.start(*arguments)
    _, err = again.communicate(timeout=60)
    assert again.returncode == 0, err
    assert b"both exports have sha256" in err
    assert events_in(tmp_path / "target.db") == 9_000


def events_in(path: Path) -> int:
    """How many events the file holds so far."""
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as db:
        try:
            (count,) = db.execute("SELECT count(*) FROM product_scrape_event").fetchone()
        except sqlite3.OperationalError:
            return 0  # its tables are not made yet
    return int(count)
