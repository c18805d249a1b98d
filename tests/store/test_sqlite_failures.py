"""What goes wrong with a file: one clear line of the declared class, nothing half-written."""

import asyncio
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from pricetrail.errors import PricetrailError, StoreCorrupt, StoreIncompatible, StoreUnavailable
from pricetrail.store.base import Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import EVENT, PRODUCT
from tests.support.rows import MONTH, NOON, event_row, events, product_row

ROOT = Path(__file__).parents[2]
HISTORY = {"product_id": "p", "month": MONTH}


async def make(path: Path, count: int = 1) -> None:
    store = SqliteStore(path)
    await store.open()
    await store.put(events([event_row("p", NOON + timedelta(seconds=n)) for n in range(count)]))
    await store.close()


def run(script: str, path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", script, str(path)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def one_line(error: pytest.ExceptionInfo[PricetrailError], *words: str) -> None:
    message = str(error.value)
    assert len(message.splitlines()) == 1
    assert all(word in message for word in words), message


@pytest.fixture
async def impatient(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """An open store that does not wait long for others."""
    store = SqliteStore(tmp_path / "history.db", patience=timedelta(milliseconds=20))
    await store.open()
    yield store
    await store.close()


async def test_locked_beyond_patience(impatient: SqliteStore) -> None:
    with closing(sqlite3.connect(impatient.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writes = [impatient.put(events([event_row("p")])) for _ in range(3)]
        answers = await asyncio.gather(*writes, return_exceptions=True)
        assert [type(answer) for answer in answers] == [StoreUnavailable] * 3
        with pytest.raises(StoreUnavailable) as error:
            await impatient.insert_if_absent(PRODUCT, product_row("p"))
        one_line(error, "history.db", "locked by another program", "try again")
        assert await impatient.scan(EVENT, HISTORY, limit=9) == []
    await impatient.put(events([event_row("p")]))
    assert len(await impatient.scan(EVENT, HISTORY, limit=9)) == 1


async def test_a_full_disk(sqlite: SqliteStore) -> None:
    kept = event_row("p")
    await sqlite.put(events([kept]))

    def limit_pages(db: sqlite3.Connection) -> int:
        (pages,) = db.execute("PRAGMA page_count").fetchone()
        (limit,) = db.execute(f"PRAGMA max_page_count = {pages + 3}").fetchone()
        return int(limit)

    await sqlite._write(limit_pages)
    big = [event_row("p", NOON + timedelta(seconds=n), name="x" * 1000) for n in range(1, 99)]
    with pytest.raises(StoreUnavailable) as error:
        await sqlite.put(events(big))
    one_line(error, "disk is full", "free some space")
    assert await sqlite.scan(EVENT, HISTORY, limit=99) == [kept]
    # A small write that still fits does not suffer from a big one beside it.
    answers = await asyncio.gather(
        sqlite.put(events(big[:1])), sqlite.put(events(big)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [type(None), StoreUnavailable]
    assert await sqlite.scan(EVENT, HISTORY, limit=99) == [big[0], kept]


FILL = """
import asyncio, resource, signal, sys
from pathlib import Path
from pricetrail.errors import StoreUnavailable
from pricetrail.store.sqlite import SqliteStore
from tests.support.rows import event_row, events

async def main():
    store = SqliteStore(Path(sys.argv[1]))
    await store.open()
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
    try:
        while True:
            rows = [event_row("p", name="x" * 500) for _ in range(10)]
            await store.put(events(rows))
            print(*(row["uuid"] for row in rows), sep="\\n", flush=True)
    except StoreUnavailable as error:
        print(error, file=sys.stderr)
        sys.stdout.flush()
    await store.close()

asyncio.run(main())
"""


async def test_a_file_that_may_not_grow_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    child = await asyncio.to_thread(run, FILL, path)
    assert re.fullmatch(r".*history\.db cannot (grow|be read or written).*\n", child.stderr)
    acknowledged = child.stdout.split()
    assert acknowledged
    store = SqliteStore(path)
    await store.open()
    rows = await store.scan(EVENT, HISTORY, limit=10_000)
    assert {str(row["uuid"]) for row in rows} >= set(acknowledged)
    assert len(rows) % 10 == 0
    await store.close()


# Root may write anywhere, so a child of root becomes nobody once it has imported everything.
READ_ONLY = """
import asyncio, concurrent.futures.thread, os, sys
from pathlib import Path
from pricetrail.errors import StoreUnavailable
from pricetrail.store.sqlite import SqliteStore
from tests.support.rows import event_row, events

async def main():
    store = SqliteStore(Path(sys.argv[1]), make_folder=True)
    await store.open()
    await store.put(events([event_row("p")]))

if os.geteuid() == 0:
    os.setuid(65534)
try:
    asyncio.run(main())
except StoreUnavailable as error:
    print(error)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may read; pytest's own are closed to other users."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.parametrize("name", ["there.db", "missing.db", "missing/history.db"])
def test_a_folder_that_may_not_be_written(open_folder: Path, name: str) -> None:
    asyncio.run(make(open_folder / "there.db"))
    (open_folder / "there.db").chmod(0o444)
    open_folder.chmod(0o555)
    child = run(READ_ONLY, open_folder / name)
    open_folder.chmod(0o755)
    assert child.stderr == ""
    assert len(child.stdout.splitlines()) == 1
    assert re.search("writable|cannot be made: Permission denied", child.stdout)


async def test_a_path_that_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as error:
        await SqliteStore(tmp_path).open()
    one_line(error, "is a folder", "STORE_URL")


async def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable) as error:
        await SqliteStore(tmp_path / "file" / "history.db").open()
    one_line(error, "cannot be made")


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable) as error:
        await SqliteStore(tmp_path / "a" / "history.db").open()
    one_line(error, f"there is no folder {tmp_path / 'a'};")


async def test_a_missing_folder_is_made_where_that_is_asked_for(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "a" / "b" / "history.db", make_folder=True)
    await store.open()
    assert await store.ping()
    await store.close()


@pytest.mark.parametrize("content", [b"price,currency\n" * 100, b"\0" * 5000, b"SQLite format 4"])
async def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "prices.csv"
    path.write_bytes(content)
    with pytest.raises(StoreCorrupt) as error:
        await SqliteStore(path).open()
    one_line(error, "prices.csv", "not an SQLite database", "another file")
    assert path.read_bytes() == content


async def test_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "history.db"
    await make(path, 5000)
    content = bytearray(path.read_bytes())
    content[100_000:] = os.urandom(len(content) - 100_000)
    path.write_bytes(content)

    damaged = SqliteStore(path)
    with pytest.raises(StoreCorrupt) as error:  # noqa: PT012 - wherever it shows first
        await damaged.open()
        await damaged.scan(EVENT, HISTORY, limit=10_000)
    one_line(error, "history.db", "is damaged", "restore a copy")
    await damaged.close()


async def test_a_table_that_vanished(sqlite: SqliteStore) -> None:
    with closing(sqlite3.connect(sqlite.path)) as other:
        other.execute("DROP TABLE product")
    with pytest.raises(PricetrailError) as error:
        await sqlite.put([Write(PRODUCT, product_row("p"))])
    one_line(error, "changed by another program", "open it anew")


async def test_an_sqlite_that_is_too_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))
    with pytest.raises(StoreIncompatible) as error:
        await SqliteStore(tmp_path / "history.db").open()
    one_line(error, "3.38 or newer", "another Python")
