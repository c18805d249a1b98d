"""The services that Apprise speaks to, in threads: its library waits for the network.

What it connects to is judged as it connects (`notify.bounds`): a channel's URL may name further
servers, and a server may redirect, or resolve to another address the second time.
"""

import asyncio
from collections.abc import Sequence
from ipaddress import ip_address
from socket import SOCK_STREAM
from typing import TYPE_CHECKING

from pricetrail.errors import DeliveryFailed, EgressDenied, ServiceUnavailable, UsageError
from pricetrail.fetch.gate import Address, Egress
from pricetrail.notify.base import Message
from pricetrail.notify.bounds import bounded

if TYPE_CHECKING:
    from apprise import NotifyBase

_TIMEOUT_S = 30.0
_HINT = "PRICETRAIL_EGRESS_ALLOW can allow it"
_ON_THIS_MACHINE = frozenset(
    ("dbus", "glib", "qt", "kde", "gnome", "macosx", "windows", "syslog", "fcm", "exec")
)
_OUT_OF_BOUNDS = frozenset(("xmpp", "xmpps"))  # they connect in a thread of their own


def service_of(url: str) -> "NotifyBase":
    """Apprise's service for a URL.

    Raises UsageError for what is none, or one that acts on this machine, or that cannot be kept
    in bounds; ServiceUnavailable where the library is missing. Neither names the URL, which may
    hold a secret.
    """
    try:
        from apprise import Apprise, NotifyBase  # noqa: PLC0415 - an extra, and dear to load
    except ImportError as error:
        raise ServiceUnavailable("Apprise is not installed; install the extra `notify`") from error
    scheme = url.partition("://")[0].lower()
    refused = _ON_THIS_MACHINE | _OUT_OF_BOUNDS
    with bounded(lambda _: False):  # to look at a URL is no reason to connect to it
        service = None if scheme in refused else Apprise.instantiate(url)
    if not isinstance(service, NotifyBase):
        raise UsageError(f"{scheme}://… is no channel that Apprise can send to from here")
    return service


async def send(url: str, message: Message, egress: Egress) -> None:
    """Send a message through Apprise.

    Raises DeliveryFailed where the service did not take it or took too long, EgressDenied for a
    server at an address that is not public, and what `service_of` does.
    """
    service = service_of(url)
    server = await _server_of(service, egress)
    title, text = message.title, f"{message.text}\n[{message.id}]"

    def notify() -> bool:
        with bounded(lambda address: address in server or egress.admits("", address)) as bounds:
            taken = _notify(service, title, text)
        if bounds.refused:
            raise EgressDenied(f"{service.service_name}: {bounds.refused[0]}; {_HINT}")
        return taken

    try:
        async with asyncio.timeout(_TIMEOUT_S):
            taken = await asyncio.to_thread(notify)
    except TimeoutError as error:
        raise DeliveryFailed(f"{service.service_name} took longer than {_TIMEOUT_S:g} s") from error
    if not taken:
        raise DeliveryFailed(f"{service.service_name} did not take the message")


def _notify(service: "NotifyBase", title: str, text: str) -> bool:
    from apprise import Apprise, NotifyFormat  # noqa: PLC0415 - loaded already

    sender = Apprise()
    sender.add(service)
    return bool(sender.notify(body=text, title=title, body_format=NotifyFormat.TEXT))


async def _server_of(service: "NotifyBase", egress: Egress) -> frozenset[Address]:
    """The addresses of the server that the user chose, all admitted; else raises EgressDenied.

    Services with a fixed address have no server in their URL.
    """
    templates: Sequence[str] = service.templates
    if not any("{host}" in template for template in templates):
        return frozenset()
    host = str(service.host or "")
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(host, service.port or 443, type=SOCK_STREAM)
    except OSError as error:
        raise DeliveryFailed(f"{service.service_name}: its server has no address") from error
    server = frozenset(ip_address(str(address[0]).partition("%")[0]) for *_, address in found)
    if not all(egress.admits(host, address) for address in server):
        raise EgressDenied(f"{service.service_name}: its server is at no public address; {_HINT}")
    return server
