"""The embedded store: every table in one SQLite file, nothing to install."""

from pricetrail.store.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
