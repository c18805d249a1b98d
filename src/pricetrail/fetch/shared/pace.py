"""The room at hosts as Redis knows it, from the turns that were taken there."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from importlib.resources import files

from pricetrail.errors import ServiceUnavailable
from pricetrail.fetch.pace import Room, room_of
from pricetrail.fetch.politeness import JITTER, host_key
from pricetrail.fetch.shared.link import Link
from pricetrail.log import get_logger

_log = get_logger("politeness")
_MS = timedelta(milliseconds=1)


class RedisPace:
    """The `Pace` of all processes that use this Redis, from its clock.

    A host's gap is the one of its latest turn, so its crawl delay counts, or `gap_s` where nobody
    was there for a while. `off_hosts` have no pace.
    """

    def __init__(self, link: Link, gap_s: float, *, off_hosts: Iterable[str] = ()) -> None:
        self._link = link
        self._gap_ms = round(gap_s * 1000)
        self._off_hosts = frozenset(host_key(host) for host in off_hosts)
        self._run = link.script(files(__package__).joinpath("pace.lua").read_text())

    async def rooms(self, hosts: Iterable[str]) -> Mapping[str, Room]:
        """See `Pace.rooms`."""
        asked = [host for host in hosts if host_key(host) not in self._off_hosts]
        if not asked:
            return {}
        told = await self._run(_keys(asked), "rooms", self._gap_ms)
        found = {
            host: room_of(gap * (1 + JITTER) * _MS, wait * _MS)
            for host, (gap, wait) in zip(asked, told, strict=True)
        }
        return {host: room for host, room in found.items() if room is not None}

    async def book(self, spans: Mapping[str, timedelta]) -> None:
        """See `Pace.book`."""
        if not spans:
            return
        try:
            await self._run(_keys(spans), "book", *(max(span // _MS, 1) for span in spans.values()))
        except ServiceUnavailable as error:
            _log.warning("nobody was told how busy hosts are", reason=str(error))

    async def close(self) -> None:
        """Close connections."""
        await self._link.close()


def _keys(hosts: Iterable[str]) -> list[str]:
    """What the turns at each host are told by, and then what was booked there."""
    names = [f"pricetrail:host:{host_key(host)}" for host in hosts]
    return [key for name in names for key in (name, f"{name}:booked")]
