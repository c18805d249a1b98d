"""The one place that builds adapters from settings; tests and the demo pass overrides."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from pricetrail.clock import Clock, utc_now
from pricetrail.errors import NothingYet, UsageError

if TYPE_CHECKING:  # each is imported where it is built: who only looks at history fetches nothing
    from ssl import SSLContext

    from pricetrail.alarm import Alarm
    from pricetrail.archive import Archive
    from pricetrail.config import Settings
    from pricetrail.fetch.base import Fetcher
    from pricetrail.fetch.client import HttpClient
    from pricetrail.fetch.gate import Egress, Endpoint
    from pricetrail.fetch.politeness import Politeness
    from pricetrail.fetch.retry import RetryPolicy
    from pricetrail.fetch.robots import Robots
    from pricetrail.fetch.shared.pace import RedisPace
    from pricetrail.images import Pictures
    from pricetrail.incoming import Incoming
    from pricetrail.notify.notifier import ChannelNotifier
    from pricetrail.pipeline import Pipeline
    from pricetrail.queue.broker import BrokerQueue
    from pricetrail.queue.shared import Shared
    from pricetrail.screenshots import Screenshots
    from pricetrail.store.base import Store

# ruff: noqa: PLC0415 - loads what is used


@dataclass(frozen=True)
class Services:
    """Everything that an entry point works with, built and open.

    `admit` raises EgressDenied for a URL that would be refused by its text, see `build_gate`;
    `archive` is None where no pages are kept.
    """

    settings: Settings
    clock: Clock
    store: Store
    fetchers: Mapping[str, Fetcher]
    pictures: Pictures
    screenshots: Screenshots
    pipeline: Pipeline
    admit: Callable[[str], None]
    archive: Archive | None
    alarm: Alarm
    incoming: Incoming
    notifier: ChannelNotifier


@dataclass(frozen=True)
class Overrides:
    """What tests and the demo replace.

    `host_map` sends a host's connections to an address and port; `ssl_context` replaces the
    system's trusted authorities.
    """

    clock: Clock = utc_now
    host_map: Mapping[str, Endpoint] = field(default_factory=dict)
    ssl_context: SSLContext | None = None
    retry: RetryPolicy | None = None


@asynccontextmanager
async def services(
    settings: Settings, overrides: Overrides | None = None
) -> AsyncIterator[Services]:
    """Build everything, open the store, and close it all again at the end.

    Raises UsageError for a STORE_URL that names no store, StoreUnavailable and StoreError as
    the store's `open` does.
    """
    from pricetrail.alarm import Alarm
    from pricetrail.extractors import Readers
    from pricetrail.fetch.robots import Robots
    from pricetrail.health import HealthRecorder
    from pricetrail.images import Pictures
    from pricetrail.incoming import Incoming
    from pricetrail.memory import keep_freed_memory
    from pricetrail.pipeline import Pipeline

    replaced = overrides or Overrides()
    keep_freed_memory()
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(settings, clock=replaced.clock))
        client = build_client(settings, replaced)
        stack.push_async_callback(client.close)
        robots = Robots(client, replaced.clock)
        fetchers = _fetchers_over(client, robots, settings, replaced)
        for fetcher in fetchers.values():
            stack.push_async_callback(fetcher.close)
        pictures = Pictures(client, pictures_folder(settings), robots=robots)
        await stack.enter_async_context(pictures)
        readers = await stack.enter_async_context(Readers(settings.readers))
        health = await stack.enter_async_context(HealthRecorder(store, clock=replaced.clock))
        archive = build_archive(settings, clock=replaced.clock)
        alarm = Alarm(store)
        incoming = Incoming(store, alarm, replaced.clock, settings.jump)
        stack.push_async_callback(incoming.finish)
        screenshots = build_screenshots(settings)
        pipeline = Pipeline(
            store,
            fetchers,
            replaced.clock,
            readers.extract,
            health=health,
            archive=archive,
            alarm=alarm,
            politeness=client.politeness,
            jump=settings.jump,
            screenshots=screenshots,
            renders=missing_browser(settings) is None,
        )
        yield Services(
            settings,
            replaced.clock,
            store,
            fetchers,
            pictures,
            screenshots,
            pipeline,
            admit=build_gate(settings, replaced),
            archive=archive,
            alarm=alarm,
            incoming=incoming,
            notifier=build_notifier(settings, client, replaced),
        )


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


def build_broker(settings: Settings) -> BrokerQueue:
    """The queue that workers take from. Raises UsageError as `broker_url` does."""
    url = broker_url(settings)
    from pricetrail.queue.broker import BrokerQueue
    from pricetrail.schedule import LEASE

    return BrokerQueue(url, expires=LEASE)


def build_shared(settings: Settings) -> Shared:
    """What workers tell each other and others. Raises UsageError as `broker_url` does."""
    url = broker_url(settings)
    from pricetrail.queue.shared import Shared

    return Shared(url)


def build_pace(settings: Settings) -> RedisPace | None:
    """How much work shops have room for, as the workers' turns tell; None without politeness.

    Raises UsageError as `broker_url` does.
    """
    url = broker_url(settings)
    if settings.politeness == "off":
        return None
    from pricetrail.fetch.shared.link import Link
    from pricetrail.fetch.shared.pace import RedisPace

    return RedisPace(Link(url), settings.gap_s, off_hosts=settings.politeness_off_hosts)


def broker_url(settings: Settings) -> str:
    """REDIS_URL. Raises UsageError where there is none, it is no Redis, or Celery is missing."""
    if not settings.redis_url:
        raise UsageError("workers need a broker: set REDIS_URL, such as redis://localhost:6379/0")
    if not _is_redis(settings.redis_url):  # what is wrong with it may be a part of its password
        raise UsageError(
            "REDIS_URL starts with redis:// or rediss://, then host:port/number; "
            "in a password %23 stands for #, %2F for / and %3F for ?"
        )
    if find_spec("celery") is None or find_spec("redis") is None:
        raise UsageError("REDIS_URL needs pip install 'pricetrail[worker]'")
    return settings.redis_url


def _is_redis(url: str) -> bool:
    """Whether a URL says clearly which database of which Redis it means."""
    try:
        parts = urlsplit(url)
        named = parts.port != 0 and not parts.fragment
    except ValueError:
        return False
    number = parts.path.removeprefix("/")
    return parts.scheme in {"redis", "rediss"} and named and (not number or number.isdecimal())


def build_egress(settings: Settings, overrides: Overrides | None = None) -> Egress:
    """The gate that everything leaves through. Raises UsageError for what cannot be allowed."""
    from pricetrail.fetch.gate import Egress

    return Egress(settings.egress_allow, (overrides or Overrides()).host_map)


def log_allowed(settings: Settings) -> None:
    """Log what the operator allows beyond public addresses; whoever runs for long does so first."""
    from pricetrail.log import get_logger

    if settings.egress_allow:
        allowed = ", ".join(settings.egress_allow)
        get_logger("egress").warning("private destinations are allowed", allowed=allowed)


def build_gate(settings: Settings, overrides: Overrides | None = None) -> Callable[[str], None]:
    """What raises EgressDenied for a URL whose very text says that it may not be fetched.

    Names pass: what they resolve to is judged when they are connected to.
    """
    from yarl import URL

    egress = build_egress(settings, overrides)
    return lambda url: egress.check(URL(url))


def pictures_folder(settings: Settings) -> Path:
    """Where pictures are kept: beside the SQLite file, or in the data folder."""
    return _beside(settings, "pictures")


def _beside(settings: Settings, name: str) -> Path:
    """A folder beside the SQLite file, or in the data folder where the store is none."""
    parts = urlsplit(settings.resolved_store_url)
    if parts.scheme == "sqlite":
        return Path(unquote(parts.path)[1:]).parent / name
    return settings.data_dir / name


def build_archive(settings: Settings, *, clock: Clock = utc_now) -> Archive | None:
    """The archive that ARCHIVE_URL names, by default one beside the SQLite file; None for `off`.

    Nothing is made before the first page is kept. Raises UsageError for what names no place.
    """
    from pricetrail.archive import Archive, open_place

    if settings.archive_url == "off":
        return None
    where = settings.archive_url or str(_beside(settings, "archive").absolute())
    limit = settings.archive_max_page_bytes
    return Archive(open_place(where), max_page_bytes=limit, clock=clock)


def build_notifier(
    settings: Settings, client: HttpClient, overrides: Overrides | None = None
) -> ChannelNotifier:
    """What sends alerts. Raises UsageError for channels that are written wrongly."""
    from pricetrail.notify.base import outlets_of
    from pricetrail.notify.notifier import ChannelNotifier

    replaced = overrides or Overrides()
    secret = settings.webhook_secret
    return ChannelNotifier(
        client,
        build_egress(settings, replaced),
        outlets_of(entry.get_secret_value() for entry in settings.channels),
        secret.get_secret_value() if secret is not None else None,
        clock=replaced.clock,
    )


def build_fetchers(settings: Settings, overrides: Overrides) -> dict[str, Fetcher]:
    """The fetchers by name, over a client of their own; they connect when they are first used."""
    from pricetrail.fetch.robots import Robots

    client = build_client(settings, overrides)
    return _fetchers_over(client, Robots(client, overrides.clock), settings, overrides)


def build_client(settings: Settings, overrides: Overrides) -> HttpClient:
    """The client that all requests to shops go through, with its gate and its politeness."""
    from pricetrail.fetch.client import HttpClient, HttpConfig

    return HttpClient(
        HttpConfig.of(settings),
        build_egress(settings, overrides),
        build_politeness(settings, overrides),
        clock=overrides.clock,
        ssl_context=overrides.ssl_context,
    )


def build_politeness(settings: Settings, overrides: Overrides) -> Politeness:
    """The politeness shared through REDIS_URL, or without one that of this process alone.

    Raises UsageError for a REDIS_URL that is none, ServiceUnavailable where its library is
    missing.
    """
    if settings.redis_url and settings.politeness == "on":
        from pricetrail.fetch.shared import redis_politeness

        return redis_politeness(settings, settings.redis_url, clock=overrides.clock)
    from pricetrail.fetch.politeness import LocalPoliteness

    return LocalPoliteness(
        settings.gap_s,
        off=settings.politeness == "off",
        off_hosts=settings.politeness_off_hosts,
        clock=overrides.clock,
    )


def missing_browser(settings: Settings) -> str | None:
    """What the browser fetcher lacks on this machine, and what to do; None where it has all."""
    from pricetrail.fetch.browser.config import missing_part

    return missing_part(settings)


def build_screenshots(settings: Settings) -> Screenshots:
    """Where screenshots of failed attempts are kept: beside the pictures."""
    from pricetrail.screenshots import Screenshots

    return Screenshots(pictures_folder(settings).with_name("screenshots"))


def _fetchers_over(
    client: HttpClient, robots: Robots, settings: Settings, overrides: Overrides
) -> dict[str, Fetcher]:
    from pricetrail.fetch.http import HttpFetcher
    from pricetrail.fetch.retry import RetryPolicy

    retry = overrides.retry or RetryPolicy()
    return {
        "http": HttpFetcher(client, robots, clock=overrides.clock, retry=retry),
        "browser": _browser_over(client, robots, settings, overrides),
    }


def _browser_over(
    client: HttpClient, robots: Robots, settings: Settings, overrides: Overrides
) -> Fetcher:
    missing = missing_browser(settings)
    if missing is not None:
        from pricetrail.fetch.browser.missing import MissingBrowser

        return MissingBrowser(missing)
    from pricetrail.fetch.browser.config import BrowserConfig
    from pricetrail.fetch.browser.fetcher import BrowserFetcher
    from pricetrail.fetch.retry import RetryPolicy

    return BrowserFetcher(
        BrowserConfig.of(settings),
        client.egress,
        client.politeness,
        robots,
        clock=overrides.clock,
        retry=overrides.retry or RetryPolicy(),
    )
