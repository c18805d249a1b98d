"""The whole store as one file, taken while others write, and put back in one step.

A snapshot is what ``VACUUM INTO`` writes: the state of one moment, compact, without a WAL of its
own. It goes through every row, so damage is found now and not when the copy is needed, and
nothing of what was purged stays in free pages. In WAL mode nobody waits for it.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from shutil import copymode
from time import monotonic

from pricetrail.errors import StoreCorrupt, StoreIncompatible, StoreUnavailable, UsageError
from pricetrail.store.sqlite.ddl import APPLICATION_ID, check_format
from pricetrail.store.sqlite.failures import explain
from pricetrail.store.sqlite.opening import no_folder

Told = Callable[[], object]

_STEPS_BETWEEN_SIGNS = 5_000  # of SQLite's machine: about a millisecond
_PAGES_A_STEP = 250
_PATIENCE = timedelta(seconds=15)
_PROBLEMS_SHOWN = 1


def write_snapshot(path: Path, copy: Path, told: Told = lambda: None) -> None:
    """Write what the file at `path` holds at one moment to `copy`, and check that; blocks.

    `copy` must not be there yet, and is gone again where anything fails. `told` is called now and
    then meanwhile. Raises StoreUnavailable (a full disk, too), StoreCorrupt and StoreIncompatible.
    """
    try:
        with _opened(path) as db, _told_meanwhile(db, told):
            _check_owner(db, path)
            db.execute("VACUUM INTO ?", (str(copy),))
        copymode(path, copy)  # who may not read the one may not read the other
        _flush(copy)
        check_snapshot(copy, told)
    except sqlite3.Error as error:
        copy.unlink(missing_ok=True)
        raise explain(error, copy if _is_full(error) else path) from error
    except BaseException:
        copy.unlink(missing_ok=True)
        raise


def check_snapshot(copy: Path, told: Told = lambda: None) -> None:
    """Raise StoreCorrupt where a snapshot is damaged, StoreIncompatible for a newer format."""
    try:
        with _opened(copy, "?mode=ro&immutable=1") as db, _told_meanwhile(db, told):
            check_format(db, str(copy))
            (found,) = db.execute(f"PRAGMA integrity_check({_PROBLEMS_SHOWN})").fetchone()
    except sqlite3.Error as error:
        raise explain(error, copy) from error
    if found != "ok":
        raise StoreCorrupt(f"{copy} is damaged ({' '.join(str(found).split())})")


def is_empty(path: Path) -> bool:
    """Whether the store's file at `path` holds no row, or is not there.

    Raises StoreIncompatible for another program's database, and what is wrong with a damaged one.
    """
    if not path.exists():
        _check_nothing_is_left(path)
        return True
    try:
        with _opened(path) as db:
            _check_owner(db, path)
            tables = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
            return not any(_has_rows(db, name) for (name,) in tables)
    except sqlite3.Error as error:
        raise explain(error, path) from error


def put_back(
    copy: Path, path: Path, told: Told = lambda: None, *, patience: timedelta = _PATIENCE
) -> None:
    """Make the store's file at `path` hold what the snapshot `copy` holds; blocks.

    It is one transaction: whoever reads, and who looks after an interruption, sees all of the old
    or all of the new. Processes that have the file open go on with what is there now. `told` is
    called now and then before it is done. Raises StoreUnavailable where others write for longer
    than `patience`, or the disk is full; UsageError for a file that cannot be replaced as it is.
    """
    deadline = monotonic() + patience.total_seconds()

    def look(status: int, _remaining: int, _total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and monotonic() > deadline:
            raise StoreUnavailable(f"{path} is locked by another program; end that one first")
        told()

    if not path.parent.exists():
        raise no_folder(path)
    try:
        with (
            _opened(copy, "?mode=ro&immutable=1") as new,
            _opened(path, "?mode=rwc", patience) as db,
        ):
            _check_pages(new, db, path)
            db.execute("PRAGMA synchronous = FULL")
            new.backup(db, pages=_PAGES_A_STEP, progress=look)
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        _flush(path)
    except sqlite3.Error as error:
        raise explain(error, path) from error


def _has_rows(db: sqlite3.Connection, table: str) -> bool:
    (found,) = db.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}")').fetchone()  # noqa: S608 - ours
    return bool(found)


def _check_owner(db: sqlite3.Connection, path: Path) -> None:
    """Raise StoreIncompatible for another program's database; a newer format of ours is fine."""
    (owner,) = db.execute("PRAGMA application_id").fetchone()
    (tables,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if owner != APPLICATION_ID and tables:
        raise StoreIncompatible(
            f"{path} is another program's database; name another file in STORE_URL"
        )


def _check_nothing_is_left(path: Path) -> None:
    """Raise UsageError where a database was taken away without the file that belongs to it."""
    wal = path.with_name(f"{path.name}-wal")
    if wal.exists():
        raise UsageError(f"{wal} belongs to a {path.name} that is not there; move it away, too")


def _check_pages(new: sqlite3.Connection, db: sqlite3.Connection, path: Path) -> None:
    """Raise UsageError where SQLite could not put the one in place of the other."""
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    sizes = [c.execute("PRAGMA page_size").fetchone() for c in (new, db)]
    if pages and sizes[0] != sizes[1]:
        raise UsageError(f"{path} has pages of another size; move it away, then restore again")


@contextmanager
def _opened(
    path: Path, how: str = "?mode=rw", patience: timedelta = _PATIENCE
) -> Iterator[sqlite3.Connection]:
    uri = path.absolute().as_uri() + how
    with closing(
        sqlite3.connect(uri, uri=True, timeout=patience.total_seconds(), isolation_level=None)
    ) as db:
        db.execute("PRAGMA trusted_schema = OFF")
        yield db


@contextmanager
def _told_meanwhile(db: sqlite3.Connection, told: Told) -> Iterator[None]:
    """Have SQLite call `told` now and then, which also lets Ctrl-C through."""
    raised: list[BaseException] = []

    def look() -> int:
        try:
            told()
        except BaseException as error:  # noqa: BLE001 - SQLite swallows it; raised below
            raised.append(error)
        return len(raised)

    db.set_progress_handler(look, _STEPS_BETWEEN_SIGNS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if raised:
            raise raised[0] from error
        raise
    finally:
        db.set_progress_handler(None, 0)


def _is_full(error: sqlite3.Error) -> bool:
    """Whether it is the file that is written, and not the one that is read, that failed."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}


def _flush(path: Path) -> None:
    """Have the disk hold it."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
