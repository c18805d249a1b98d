"""Channels by name or URL, each sent to in its own way."""

from collections.abc import Mapping

from pricetrail.clock import Clock, utc_now
from pricetrail.errors import UsageError
from pricetrail.fetch.client import HttpClient
from pricetrail.fetch.gate import Egress
from pricetrail.notify import services, webhook
from pricetrail.notify.base import Message, Outlet, masked
from pricetrail.urls import parse_url


class ChannelNotifier:
    """A `Notifier` over the gate: web addresses get signed webhooks, all others go to Apprise."""

    def __init__(
        self,
        client: HttpClient,
        egress: Egress,
        outlets: Mapping[str, Outlet],
        secret: str | None,
        *,
        clock: Clock = utc_now,
    ) -> None:
        self._client = client
        self._egress = egress
        self._outlets = outlets
        self._secret = secret
        self._clock = clock

    @property
    def names(self) -> list[str]:
        """The channels that the settings name, sorted."""
        return sorted(self._outlets)

    def check(self, channel: str) -> None:
        """Nothing where messages can be sent to `channel`; else raises UsageError."""
        outlet = self._outlet(channel)
        if outlet.is_webhook:
            self._egress.check(parse_url(outlet.url))
            self._secret_for(channel)
        else:
            services.service_of(outlet.url)

    async def send(self, channel: str, message: Message) -> None:
        """Send it, once. Raises DeliveryFailed, EgressDenied, UsageError, ServiceUnavailable."""
        outlet = self._outlet(channel)
        if outlet.is_webhook:
            secret = self._secret_for(channel)
            await webhook.post(self._client, outlet.url, message, secret, clock=self._clock)
        else:
            await services.send(outlet.url, message, self._egress)

    def _outlet(self, channel: str) -> Outlet:
        if "://" in channel:
            return Outlet(channel)
        try:
            return self._outlets[channel]
        except KeyError:
            raise UsageError(
                f"there is no channel {channel!r}; PRICETRAIL_CHANNELS names channels"
            ) from None

    def _secret_for(self, channel: str) -> str:
        if not self._secret:
            raise UsageError(
                f"{masked(channel)} gets signed messages: set PRICETRAIL_WEBHOOK_SECRET first"
            )
        return self._secret
