"""How much one client may ask for: token buckets, in the memory of this process."""

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from time import monotonic

_MOST_CLIENTS = 10_000
_HOST_BITS = 64  # of an IPv6 address, one's own to choose (RFC 4291, 2.5.1)
_LONGEST_ADDRESS = 64


class Buckets:
    """A bucket per client that holds `burst` and refills with `rate` a second.

    A client is an IPv4 address or an IPv6 network of 64 bits; all that give no address, or a
    made-up one, count as one. Of more than 10,000 clients those that came least recently are
    forgotten.
    """

    def __init__(self, rate: float, burst: float, now: Callable[[], float] = monotonic) -> None:
        self._rate, self._burst, self._now = rate, burst, now
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, client: str, cost: float = 1.0) -> float:
        """Seconds until the client's bucket holds `cost`; 0.0 where it does already."""
        missing = min(cost, self._burst) - self._level(client)
        return max(missing / self._rate, 0.0)

    def take(self, client: str, cost: float = 1.0) -> float:
        """Take `cost` out; else, with nothing taken, the seconds until it would be there."""
        wait = self.wait(client, cost)
        if wait == 0.0:
            key = client_key(client)
            self._levels[key] = (self._level(client) - cost, self._now())
            self._levels.move_to_end(key)
            if len(self._levels) > _MOST_CLIENTS:
                self._levels.popitem(last=False)
        return wait

    def _level(self, client: str) -> float:
        level, since = self._levels.get(client_key(client), (self._burst, 0.0))
        return min(level + (self._now() - since) * self._rate, self._burst)


def client_key(address: str) -> str:
    """What a client is counted under."""
    if len(address) > _LONGEST_ADDRESS:
        return ""
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    if not isinstance(ip, IPv6Address):
        return str(ip)
    return str(ip.ipv4_mapped or int(ip) >> _HOST_BITS)
