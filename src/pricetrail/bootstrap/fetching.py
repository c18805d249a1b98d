"""What goes out into the network: the gate, the client, fetchers and notifications."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pricetrail.clock import Clock, utc_now

if TYPE_CHECKING:
    from ssl import SSLContext

    from pricetrail.config import Settings
    from pricetrail.fetch.base import Fetcher
    from pricetrail.fetch.client import HttpClient
    from pricetrail.fetch.gate import Egress, Endpoint
    from pricetrail.fetch.politeness import Politeness
    from pricetrail.fetch.retry import RetryPolicy
    from pricetrail.fetch.robots import Robots
    from pricetrail.notify.notifier import ChannelNotifier

# ruff: noqa: PLC0415 - loads what is used


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
    return fetchers_over(client, Robots(client, overrides.clock), settings, overrides)


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


def fetchers_over(
    client: HttpClient, robots: Robots, settings: Settings, overrides: Overrides
) -> dict[str, Fetcher]:
    """The fetchers by name, over a client that others use, too."""
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
