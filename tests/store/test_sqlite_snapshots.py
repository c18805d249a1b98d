"""A store's file at one moment, taken while others write, and put back whole or not at all."""

import asyncio
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from pricetrail.errors import (
    PricetrailError,
    StoreCorrupt,
    StoreIncompatible,
    StoreUnavailable,
    UsageError,
)
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.sqlite.snapshots import check_snapshot, is_empty, put_back, write_snapshot
from pricetrail.store.tables import EVENT
from tests.support.documents import ROOT
from tests.support.rows import MONTH, NOON, event_row, events

HISTORY = {"product_id": "p", "month": MONTH}
GROUP = 10
GROUPS = 150
OTHERS = 160


async def fill(path: Path, groups: int, *, since: int = 0, name: str = "a pan") -> None:
    """Put that many groups of events, each group in one transaction."""
    store = SqliteStore(path)
    await store.open()
    for group in range(since, since + groups):
        moments = (NOON + timedelta(seconds=group * GROUP + n) for n in range(GROUP))
        await store.put(events([event_row("p", at, name=name) for at in moments]))
    await store.close()


def names_in(path: Path) -> list[str]:
    async def read() -> list[str]:
        store = SqliteStore(path)
        await store.open()
        rows = await store.scan(EVENT, HISTORY, limit=100_000)
        await store.close()
        return [row["name"] for row in rows]

    return asyncio.run(read())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "trail.db"
    asyncio.run(fill(path, GROUPS))
    return path


def test_who_may_not_read_the_store_may_not_read_its_copy(path: Path, tmp_path: Path) -> None:
    path.chmod(0o600)
    copy = tmp_path / "copy.db"
    write_snapshot(path, copy)
    assert copy.stat().st_mode & 0o777 == 0o600


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A snapshot of another history, larger than what SQLite copies in one step."""
    asyncio.run(fill(tmp_path / "other.db", OTHERS, name="another " + "x" * 1_900))
    write_snapshot(tmp_path / "other.db", tmp_path / "snapshot.db")
    return tmp_path / "snapshot.db"


def test_it_is_of_one_moment_while_others_write(path: Path, tmp_path: Path) -> None:
    written = iter(range(GROUPS, 9999))

    def write() -> None:
        asyncio.run(fill(path, 1, since=next(written)))

    copy = tmp_path / "copy.db"
    write_snapshot(path, copy, write)
    added = next(written) - GROUPS
    assert added > 0, "nobody wrote meanwhile"
    assert len(names_in(path)) == (GROUPS + added) * GROUP
    assert len(names_in(copy)) == GROUPS * GROUP


def test_it_needs_nothing_beside_it_and_holds_nothing_of_what_was_removed(path: Path) -> None:
    copy = path.with_name("copy.db")
    asyncio.run(fill(path, 1, since=GROUPS, name="a secret"))

    async def remove() -> None:
        store = SqliteStore(path)
        await store.open()
        await store.delete(EVENT, HISTORY)
        await store.close()

    asyncio.run(remove())
    write_snapshot(path, copy)
    assert b"a secret" not in copy.read_bytes()
    assert not list(path.parent.glob("copy.db-*"))
    with closing(sqlite3.connect(f"{copy.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        assert db.execute("SELECT count(*) FROM product_scrape_event").fetchone() == (0,)


def test_an_interruption_leaves_no_copy(path: Path, tmp_path: Path) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_snapshot(path, tmp_path / "copy.db", interrupt)
    assert not (tmp_path / "copy.db").exists()
    assert len(names_in(path)) == GROUPS * GROUP


FULL = """
import resource, signal, sys
from pathlib import Path
from pricetrail.errors import StoreUnavailable
from pricetrail.store.sqlite.snapshots import put_back, write_snapshot

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
done, source, target = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    {"write": write_snapshot, "put": put_back}[done](Path(source), Path(target))
except StoreUnavailable as error:
    print(error)
"""


def run(script: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_full_disk_leaves_no_copy(path: Path, tmp_path: Path) -> None:
    child = run(FULL, "write", path, tmp_path / "copy.db")
    assert child.stderr == ""
    [said] = child.stdout.splitlines()
    assert "cannot" in said
    assert not (tmp_path / "copy.db").exists()


def test_a_full_disk_leaves_the_old(path: Path, other: Path) -> None:
    child = run(FULL, "put", other, path)
    assert child.stderr == ""
    [said] = child.stdout.splitlines()
    assert "trail.db cannot" in said
    assert set(names_in(path)) == {"a pan"}


def test_damage_is_found_as_it_is_written(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        for page in range(8, 40, 3):
            file.seek(page * 8192)
            file.write(b"\x00\x13rotten" * 200)
    with pytest.raises(StoreCorrupt, match="damaged"):
        write_snapshot(path, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


@pytest.mark.parametrize("place", [0, 8192 * 5, -8192])
def test_a_damaged_snapshot_is_noticed(other: Path, place: int) -> None:
    with other.open("r+b") as file:
        file.seek(place, 0 if place >= 0 else 2)
        file.write(b"rotten" * 50)
    with pytest.raises((StoreCorrupt, StoreIncompatible)):
        check_snapshot(other)


def test_what_is_put_back_takes_the_place_of_all_there_was(path: Path, other: Path) -> None:
    put_back(other, path)
    assert {name[:7] for name in names_in(path)} == {"another"}
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_it_is_put_where_nothing_is(other: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    assert is_empty(new)
    put_back(other, new)
    assert not is_empty(new)
    assert len(names_in(new)) == OTHERS * GROUP


def test_a_store_that_is_open_goes_on_with_what_was_put_back(path: Path, other: Path) -> None:
    async def read() -> tuple[int, set[str]]:
        store = SqliteStore(path)
        await store.open()
        before = await store.scan(EVENT, HISTORY, limit=100_000)
        await asyncio.to_thread(put_back, other, path)
        after = await store.scan(EVENT, HISTORY, limit=100_000)
        await store.put(events([event_row("p", NOON + timedelta(days=1), name="later")]))
        [latest] = await store.scan(EVENT, HISTORY, limit=1)
        await store.close()
        return len(before), {row["name"][:7] for row in after} | {latest["name"]}

    assert asyncio.run(read()) == (GROUPS * GROUP, {"another", "later"})


KILLED = """
import os, signal, sys
from pathlib import Path
from pricetrail.store.sqlite.snapshots import put_back

put_back(Path(sys.argv[1]), Path(sys.argv[2]), lambda: os.kill(os.getpid(), signal.SIGKILL))
"""


@pytest.mark.parametrize("there", [True, False])
def test_a_killed_process_leaves_the_old(
    path: Path, other: Path, tmp_path: Path, there: bool
) -> None:
    target = path if there else tmp_path / "new.db"
    assert run(KILLED, other, target).returncode == -signal.SIGKILL
    assert is_empty(target) is not there
    assert set(names_in(target)) == ({"a pan"} if there else set())
    put_back(other, target)
    assert {name[:7] for name in names_in(target)} == {"another"}


def test_who_writes_for_too_long_is_told_of(path: Path, other: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="locked by another program"):
            put_back(other, path, patience=timedelta(0))
    assert set(names_in(path)) == {"a pan"}


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    path = tmp_path / "foreign.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE notes (text)")
        db.commit()
    return path


def test_another_programs_database_is_left_alone(foreign: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreIncompatible, match="another program's"):
        write_snapshot(foreign, tmp_path / "copy.db")
    with pytest.raises(StoreIncompatible, match="another program's"):
        is_empty(foreign)


def test_pages_of_another_size(other: Path, tmp_path: Path) -> None:
    odd = tmp_path / "odd.db"
    with closing(sqlite3.connect(odd)) as db:
        db.execute("PRAGMA page_size = 1024")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE t (x)")
        db.commit()
    with pytest.raises(UsageError, match="move it away"):
        put_back(other, odd)


def test_what_belongs_to_a_file_that_was_taken_away(path: Path) -> None:
    path.with_name("gone.db-wal").write_bytes(b"what was written last")
    with pytest.raises(UsageError, match="move it away, too"):
        is_empty(path.with_name("gone.db"))


def test_a_folder_that_is_missing(other: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="there is no folder"):
        put_back(other, tmp_path / "nowhere" / "trail.db")


def test_an_empty_store_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    asyncio.run(fill(path, 0))
    assert is_empty(path)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("price,currency\n" * 1000)
    with pytest.raises(PricetrailError, match="not an SQLite database") as error:
        is_empty(path)
    assert len(str(error.value).splitlines()) == 1
