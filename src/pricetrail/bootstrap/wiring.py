"""Everything that an entry point works with."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pricetrail.bootstrap.fetching import (
    Overrides,
    build_client,
    build_gate,
    build_notifier,
    fetchers_over,
    missing_browser,
)
from pricetrail.bootstrap.keeping import build_archive, build_screenshots, pictures_folder
from pricetrail.bootstrap.stores import open_store
from pricetrail.clock import Clock

if TYPE_CHECKING:  # each is imported where it is built: who only looks at history fetches nothing
    from pricetrail.alarm import Alarm
    from pricetrail.archive import Archive
    from pricetrail.config import Settings
    from pricetrail.fetch.base import Fetcher
    from pricetrail.images import Pictures
    from pricetrail.incoming import Incoming
    from pricetrail.notify.notifier import ChannelNotifier
    from pricetrail.pipeline import Pipeline
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
        fetchers = fetchers_over(client, robots, settings, replaced)
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
