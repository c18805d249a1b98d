"""What SQLite's error codes mean to a person: one line, of the class that says what to do."""

import sqlite3
from pathlib import Path

from pricetrail.errors import (
    PricetrailError,
    StoreCorrupt,
    StoreError,
    StoreIncompatible,
    StoreUnavailable,
)

_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY: "is locked by another program; close that one, or try again",
    sqlite3.SQLITE_LOCKED: "is locked by another program; close that one, or try again",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; free some space, then try again",
    sqlite3.SQLITE_READONLY: "cannot be written; make the file and its folder writable",
    sqlite3.SQLITE_PERM: "cannot be written; make the file and its folder writable",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; make the file and its folder writable",
    sqlite3.SQLITE_IOERR: "cannot be read or written, the disk reports an error; look after it",
}
_DAMAGED = {
    sqlite3.SQLITE_NOTADB: "is not an SQLite database; name another file in STORE_URL",
    sqlite3.SQLITE_CORRUPT: "is damaged; restore a copy, or rescue it with `sqlite3 FILE .recover`",
}
_BAD_VALUE = {sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG}


def explain(error: sqlite3.Error, path: Path) -> PricetrailError | ValueError:
    """The error to raise instead of `error`, which the database at `path` raised.

    A ValueError means that the caller gave a value that its column does not take. Source of the
    codes: https://sqlite.org/rescode.html; the low byte is the primary code.
    """
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in _UNAVAILABLE:
        return StoreUnavailable(f"{path} {_UNAVAILABLE[code]} ({error})")
    if code in _DAMAGED:
        return StoreCorrupt(f"{path} {_DAMAGED[code]} ({error})")
    if code in _BAD_VALUE:
        return ValueError(f"{path} refused a value: {error}")
    if code in {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_SCHEMA} and "no such" in str(error):
        return StoreIncompatible(f"{path} was changed by another program ({error}); open it anew")
    return StoreError(f"{path} failed: {error}")
