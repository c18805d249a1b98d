"""What is sent, to what, and how a channel is shown to people: without its secrets."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

from pricetrail.errors import UsageError

_WEB = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `id` is the same at every try, so that a receiver can tell a repeat."""

    id: str
    title: str
    text: str
    data: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where messages of one kind of URL go, see `Notifier`; its URL may hold a secret."""

    url: str

    @property
    def is_webhook(self) -> bool:
        """Whether it is a plain web address, which gets our own signed webhook."""
        return self.url.partition(":")[0].lower() in _WEB


class Notifier(Protocol):
    """Sends a message to a channel."""

    def check(self, channel: str) -> None:
        """Nothing where messages can be sent to `channel`; else raises UsageError."""

    async def send(self, channel: str, message: Message) -> None:
        """Send it, once. Raises DeliveryFailed, EgressDenied, UsageError, ServiceUnavailable."""


def outlets_of(entries: Iterable[str]) -> dict[str, Outlet]:
    """Name → outlet, of entries such as ``phone=ntfy://topic``. Raises UsageError.

    What is wrong is told without the URL.
    """
    outlets: dict[str, Outlet] = {}
    for entry in entries:
        name, equals, url = entry.partition("=")
        if not equals or "://" not in url or not name.strip() or "://" in name:
            raise UsageError("PRICETRAIL_CHANNELS: write name=url, and commas between them")
        outlets[name.strip()] = Outlet(url.strip())
    return outlets


def masked(channel: str) -> str:
    """A channel as it may be shown: its name, or the scheme of a URL.

    A web address shows its host, too; in other URLs that may be a part of the secret.
    """
    scheme, found, _ = channel.partition("://")
    if not found:
        return channel
    if scheme.lower() not in _WEB:
        return f"{scheme}://…"
    try:
        host = urlsplit(channel).hostname
    except ValueError:
        host = None
    return f"{scheme}://{host or ''}/…"
