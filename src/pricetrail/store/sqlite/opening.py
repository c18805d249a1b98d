"""Opening the file: its connections, and the tables it lacks."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from time import monotonic

from pricetrail.errors import StoreIncompatible, StoreUnavailable
from pricetrail.store.sqlite.ddl import check_format, missing
from pricetrail.store.sqlite.failures import explain
from pricetrail.store.tables import Table

_OLDEST_SQLITE = (3, 38)  # STRICT tables and built-in JSON
_CACHED_STATEMENTS = 512
_LARGEST_IDLE_WAL = 64 * 2**20
_PAGE_SIZE = 8192  # bulk writes are a fifth faster than with 4096 (benchmarks/store.py)
_WRITER_CACHE_KIB = 16 * 1024  # and a third faster than with the 2 MiB that is the default


def synchronise(db: sqlite3.Connection, tables: Sequence[Table], path: Path) -> list[str]:
    """Create what `missing` names, inside the caller's transaction; returns the statements."""
    statements = missing(db, tables, str(path))
    for statement in statements:
        db.execute(statement)
    return statements


def planned(path: Path, tables: Sequence[Table]) -> list[str]:
    """What `synchronise` would do to the file at `path`, which is neither made nor changed."""
    try:
        name = f"{path.absolute().as_uri()}?mode=ro" if path.exists() else ":memory:"
        with closing(sqlite3.connect(name, uri=True)) as db, transaction(db, "BEGIN"):
            return missing(db, tables, str(path))
    except sqlite3.Error as error:
        raise explain(error, path) from error


def connect_all(
    path: Path,
    tables: Sequence[Table],
    *,
    readers: int,
    patience: timedelta,
    make_folder: bool,
) -> list[sqlite3.Connection]:
    """A connection that writes, then `readers` that only read; the tables are there.

    Makes the file where it is missing, and its folder if that is asked for. Raises
    StoreUnavailable, StoreCorrupt and StoreIncompatible, and leaves nothing open then.
    """
    if sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        raise StoreIncompatible(
            f"this Python has SQLite {sqlite3.sqlite_version}, and 3.38 or newer is needed; "
            "use another Python, or another STORE_URL"
        )
    connections: list[sqlite3.Connection] = []
    try:
        if not make_folder and not path.parent.exists():
            raise no_folder(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        connections.append(_connect(path, patience))
        _prepare(connections[0], tables, path, patience)
        for _ in range(readers):
            connections.append(_connect(path, patience))
            connections[-1].execute("PRAGMA query_only = ON")
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be made: {error.strerror}") from error
    except sqlite3.Error as error:
        raise explain(error, path) from error
    finally:
        if len(connections) <= readers:
            for connection in connections:
                connection.close()
    return connections


def no_folder(path: Path) -> StoreUnavailable:
    """What to raise where the folder of the store's file is not there: its name may be a typo."""
    folder = path.absolute().parent
    return StoreUnavailable(f"{path}: there is no folder {folder}; make it, or correct STORE_URL")


def _connect(path: Path, patience: timedelta) -> sqlite3.Connection:
    if path.is_dir():
        raise StoreUnavailable(f"{path} is a folder; name a file in it in STORE_URL")
    connection = sqlite3.connect(
        path,
        timeout=patience.total_seconds(),
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_CACHED_STATEMENTS,
    )
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _prepare(
    db: sqlite3.Connection, tables: Sequence[Table], path: Path, patience: timedelta
) -> None:
    with transaction(db, "BEGIN"):
        check_format(db, str(path))
    db.execute(f"PRAGMA page_size = {_PAGE_SIZE}")
    _use_wal(db, patience)
    db.execute(f"PRAGMA cache_size = -{_WRITER_CACHE_KIB}")
    db.execute(f"PRAGMA journal_size_limit = {_LARGEST_IDLE_WAL}")
    with transaction(db, "BEGIN"):
        complete = not missing(db, tables, str(path))
    if not complete:
        with transaction(db, "BEGIN IMMEDIATE"):
            synchronise(db, tables, path)


def _use_wal(db: sqlite3.Connection, patience: timedelta) -> None:
    """Switch a new file to WAL; here SQLite itself does not wait for others that do the same."""
    deadline = monotonic() + patience.total_seconds()
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > deadline:
                raise
            with transaction(db, "BEGIN IMMEDIATE"):  # waits for whoever writes
                pass
        else:
            return


@contextmanager
def transaction(db: sqlite3.Connection, begin: str) -> Iterator[None]:
    """One state of the file for all that is read and written inside."""
    db.execute(begin)
    try:
        yield
        db.execute("COMMIT")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
