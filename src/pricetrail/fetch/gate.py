"""The egress gate: only public addresses are connected to, unless the operator allows more.

The gate has two halves. `Egress.check` judges a URL by its text: the scheme, and hosts that are
addresses already, which never reach a resolver. `GuardedResolver` judges what a name resolves to,
and hands on exactly the addresses it has judged, so a name that answers differently the second
time changes nothing.
"""

import re
import socket
from collections.abc import Iterable, Mapping
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import NamedTuple

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from pricetrail.errors import EgressDenied, UsageError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# Beside what `ipaddress` itself knows, which depends on the version of Python
# (IANA special-purpose address registries; 168.63.129.16 answers inside one large cloud).
_REFUSED_V4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Global unicast, less Teredo and other protocol assignments, documentation and 6to4. All that
# lies outside 2000::/3 is refused: loopback, IPv4-mapped, NAT64, unique local, multicast, …
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)

_THIS_MACHINE = IPv4Address("127.0.0.1")
_NUMERIC_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_DENIED_HINT = "PRICETRAIL_EGRESS_ALLOW can allow it"


class Endpoint(NamedTuple):
    """Where a mapped host is really served: an IP address and a port."""

    address: str
    port: int


class Egress:
    """What may be connected to: public addresses, and what the operator names.

    `allow` holds host names, addresses and networks (``shop.lan``, ``127.0.0.1``,
    ``10.0.0.0/8``). `host_map` sends hosts to fixed endpoints, without asking DNS; being listed
    there allows them. Raises UsageError for a network that is not one.
    """

    def __init__(
        self, allow: Iterable[str] = (), host_map: Mapping[str, Endpoint] | None = None
    ) -> None:
        hosts, networks = _sort_out(allow)
        self._hosts = hosts
        self._networks = networks
        self._host_map = {_bare(host): endpoint for host, endpoint in (host_map or {}).items()}

    def check(self, url: URL) -> None:
        """Nothing where the text of `url` may be connected to; else raises EgressDenied.

        A name passes here; what it resolves to is for `GuardedResolver`.
        """
        if url.scheme not in {"http", "https"}:
            raise EgressDenied(f"{_shown(str(url))} is not http or https")
        host = (url.raw_host or "").lower()
        if not host or "%" in host:
            raise EgressDenied(f"{_shown(host)!r} is not the name of a host")
        if self.endpoint_of(host) is not None:
            return
        address = _literal(host)
        if address is not None and not self.admits(host, address):
            raise EgressDenied(f"{host} is not a public address; {_DENIED_HINT}")

    def admits(self, host: str, address: Address) -> bool:
        """Whether `host` may be connected to at `address`."""
        if is_public(address) or _bare(host) in self._hosts:
            return True
        return any(address in network for network in self._networks)

    def endpoint_of(self, host: str) -> Endpoint | None:
        """Where `host` is mapped to, if it is."""
        return self._host_map.get(_bare(host))


class GuardedResolver(AbstractResolver):
    """Resolves a host to those of its addresses that `egress` admits, and to nothing else."""

    def __init__(self, egress: Egress, inner: AbstractResolver) -> None:
        self._egress = egress
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The admitted addresses of `host`, in the resolver's order.

        Raises EgressDenied where it has addresses but none is admitted, OSError where it has none.
        """
        endpoint = self._egress.endpoint_of(host)
        if endpoint is not None:
            return [_result(host, ip_address(endpoint.address), endpoint.port)]
        if _bare(host).endswith(".localhost"):  # not every system knows these (RFC 6761, 6.3)
            found = [_result(host, _THIS_MACHINE, port)]
        else:
            found = await self._inner.resolve(host, port, family)
        addresses = [(ip_address(each["host"]), each["port"]) for each in found]
        admitted = [
            _result(host, address, to_port)
            for address, to_port in addresses
            if self._egress.admits(host, address)
        ]
        if addresses and not admitted:
            raise EgressDenied(
                f"{host} resolves to {addresses[0][0]}, not a public address; {_DENIED_HINT}"
            )
        return admitted

    async def close(self) -> None:
        """Release the resolver underneath."""
        await self._inner.close()


def is_public(address: Address) -> bool:
    """Whether `address` belongs to the public internet.

    False for private, loopback, link-local, carrier-grade NAT, multicast, documentation and
    reserved addresses, for cloud metadata services, and for every form that carries an IPv4
    address inside an IPv6 one.
    """
    if not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _REFUSED_V4)
    return address in _GLOBAL_UNICAST and not any(address in network for network in _REFUSED_V6)


def _literal(host: str) -> Address | None:
    """The address that `host` spells, None for a name other than localhost (RFC 6761, 6.3).

    Raises EgressDenied for spellings that some parsers take for an address and others do not,
    such as ``127.1``, ``0x7f000001``, ``017700000001`` and ``127.0.0.1.``
    """
    if f".{_bare(host)}".endswith(".localhost"):
        return _THIS_MACHINE
    if ":" not in host and not _NUMERIC_LABEL.fullmatch(host.rstrip(".").rpartition(".")[2]):
        return None
    try:
        return ip_address(host)
    except ValueError:
        raise EgressDenied(
            f"{_shown(host)} is an odd spelling of an address; write four decimal numbers"
        ) from None


def _sort_out(allow: Iterable[str]) -> tuple[frozenset[str], tuple[Network, ...]]:
    hosts: set[str] = set()
    networks: list[Network] = []
    for entry in allow:
        try:
            networks.append(ip_network(entry.strip("[]"), strict=False))
        except ValueError:
            if "/" in entry:
                raise UsageError(f"{entry!r} is neither a host nor a network to allow") from None
            hosts.add(_bare(entry))
    return frozenset(hosts), tuple(networks)


def _result(host: str, address: Address, port: int) -> ResolveResult:
    family = socket.AF_INET if address.version == 4 else socket.AF_INET6
    return ResolveResult(
        hostname=host,
        host=str(address),
        port=port,
        family=family,
        proto=0,
        flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
    )


def _bare(host: str) -> str:
    return host.lower().rstrip(".")


def _shown(text: str) -> str:
    return text if len(text) <= 100 else text[:99] + "…"
