"""The store that STORE_URL names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from pricetrail.clock import Clock, utc_now
from pricetrail.errors import NothingYet, UsageError

if TYPE_CHECKING:
    from pricetrail.config import Settings
    from pricetrail.store.base import Store

# ruff: noqa: PLC0415 - loads what is used


@asynccontextmanager
async def open_store(
    settings: Settings, *, clock: Clock = utc_now, make: bool = True
) -> AsyncIterator[Store]:
    """The store, open; closed again at the end.

    Where it is a file and is not there yet, it is made; without `make` NothingYet is raised then.
    Raises otherwise as `services`.
    """
    store = build_store(settings, clock=clock)
    try:
        if not make and (path := missing_file(settings)) is not None:
            raise NothingYet(
                f"no history yet, there is no {path}; "
                "`pricetrail scrape URL` or `pricetrail track URL` begins one",
                path,
            )
        await store.open()
        yield store
    finally:
        await store.close()


def store_file(settings: Settings) -> Path | None:
    """The file that STORE_URL names, whether or not it is there; None where it names a server."""
    parts = _parts_of(settings)
    return _path_of(parts) if parts.scheme == "sqlite" else None


def missing_file(settings: Settings) -> Path | None:
    """The file that STORE_URL names where it is not there yet; None otherwise."""
    path = store_file(settings)
    return None if path is None or path.exists() else path


def build_store(settings: Settings, *, clock: Clock = utc_now) -> Store:
    """The store that STORE_URL names, not yet open. Raises UsageError where it names none."""
    parts = _parts_of(settings)
    if parts.scheme == "sqlite":
        from pricetrail.store.sqlite import SqliteStore

        path = _path_of(parts)
        return SqliteStore(path, clock=clock, make_folder=path.parent == settings.data_dir)
    if parts.scheme in {"cassandra", "astra"}:
        from pricetrail.store.cassandra import make_store
        from pricetrail.store.cassandra.location import Login

        login = Login.of(settings) if parts.scheme == "astra" else None
        return make_store(settings.resolved_store_url, login)
    raise UsageError("STORE_URL starts with sqlite://, cassandra:// or astra://")


def _parts_of(settings: Settings) -> SplitResult:
    try:
        return urlsplit(settings.resolved_store_url)
    except ValueError as error:
        raise UsageError(f"STORE_URL is no URL: {error}") from error


def _path_of(parts: SplitResult) -> Path:
    """The file that an ``sqlite://`` URL names. Raises UsageError where it names none."""
    path = Path(unquote(parts.path)[1:])
    if parts.netloc or not path.name:
        raise UsageError("STORE_URL: write sqlite:///relative.db or sqlite:////absolute.db")
    return path
