"""The one place that builds adapters from settings; tests and the demo pass overrides."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from ssl import SSLContext
from urllib.parse import unquote, urlsplit

from pricetrail.clock import Clock, utc_now
from pricetrail.config import Settings
from pricetrail.errors import UsageError
from pricetrail.pipeline import Pipeline
from pricetrail.store.base import Store


@dataclass(frozen=True)
class Services:
    """Everything that an entry point works with, built and open."""

    settings: Settings
    clock: Clock
    store: Store
    pipeline: Pipeline


@dataclass(frozen=True)
class Overrides:
    """What tests and the demo replace: the time, name resolution, the trusted authorities."""

    clock: Clock = utc_now
    host_map: Mapping[str, tuple[str, int]] | None = None
    ssl_context: SSLContext | None = None


def build_store(url: str, *, clock: Clock = utc_now) -> Store:
    """The store that `url` names, not yet open. Raises UsageError for a URL that names none."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        from pricetrail.store.sqlite import SqliteStore  # noqa: PLC0415 - loads what is used

        path = Path(unquote(parts.path)[1:])
        if parts.netloc or not path.name:
            raise UsageError(f"STORE_URL {url!r}: write sqlite:///relative.db or sqlite:////abs.db")
        return SqliteStore(path, clock=clock)
    if parts.scheme in {"cassandra", "astra"}:
        raise UsageError("install pricetrail[cassandra] for that store")
    raise UsageError(f"STORE_URL {url!r}: it starts with sqlite://, cassandra:// or astra://")
