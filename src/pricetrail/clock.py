"""Time: aware, UTC and in whole milliseconds everywhere; and the time-UUIDs made from it.

A time-UUID is version 1 (RFC 9562, 5.1): it holds its moment in 100 ns ticks since 1582-10-15,
so the moment of an observation, and the month it is stored under, follow from its id alone.
"""

import re
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from uuid import UUID

Clock = Callable[[], datetime]
"""Answers the present as an aware UTC datetime in whole milliseconds."""

_UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_SPAN = re.compile(r"(?:\d{1,9}[wdhms])+", re.ASCII)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_GREGORIAN = datetime(1582, 10, 15, tzinfo=UTC)
_TICKS_PER_MS = 10_000
_MS_UNTIL_1970 = (_EPOCH - _GREGORIAN) // _MS
_SIGNS = 0x8080_8080_8080_8080  # flipped, signed bytes sort like unsigned ones
_LOW_64 = 0xFFFF_FFFF_FFFF_FFFF
_LAST_TICK = (1 << 60) - 1  # in the year 5236
_MULTICAST = 0x0100_0000_0000  # marks a node id as random (RFC 9562, 6.10)


def utc_now() -> datetime:
    """The present, aware, UTC, in whole milliseconds."""
    return to_utc_ms(datetime.now(UTC))


class ManualClock:
    """A clock that stands still until it is told otherwise, for tests and for the demo."""

    def __init__(self, now: datetime) -> None:
        self.now = to_utc_ms(now)

    def __call__(self) -> datetime:
        """The moment that was set last."""
        return self.now

    def advance(self, by: timedelta) -> None:
        """Move on by `by`."""
        self.now = to_utc_ms(self.now + by)


def to_utc_ms(moment: datetime) -> datetime:
    """`moment` in UTC, cut (not rounded) to whole milliseconds.

    Raises ValueError for a naive datetime: its time zone would be a guess.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone; give one, such as …Z")
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    beyond = utc.microsecond % 1000
    return utc.replace(microsecond=utc.microsecond - beyond) if beyond else utc


def iso(moment: datetime) -> str:
    """`moment` as ISO 8601 in UTC with milliseconds, such as ``2026-01-31T09:05:00.000Z``."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds")[:-6] + "Z"  # in place of +00:00


def iso_of_ms(ms: int) -> str:
    """``iso(from_epoch_ms(ms))``, made in a fraction of the time, for reading many."""
    minutes, rest = divmod(ms, 60_000)
    return f"{_minute_text(minutes)}:{rest // 1000:02}.{rest % 1000:03}Z"


@lru_cache(maxsize=4096)
def _minute_text(minutes: int) -> str:
    return (_EPOCH + timedelta(minutes=minutes)).isoformat()[:16]


def iso_of_uuid_text(text: str) -> str:
    """``iso(moment_of(UUID(text)))`` of a time-UUID as `str` writes it, for reading many."""
    ticks = int(text[15:18] + text[9:13] + text[:8], 16)
    return iso_of_ms(ticks // _TICKS_PER_MS - _MS_UNTIL_1970)


def time_span(text: str) -> timedelta:
    """``30m``, ``6h``, ``1d12h`` as a time span. Raises ValueError for anything else."""
    said = text.strip().lower()
    if not _SPAN.fullmatch(said):
        raise ValueError(f"{text!r} is not a time span; write 30m, 6h, 1d or 1d12h")
    parts = ((_UNITS[part[-1]], int(part[:-1])) for part in re.findall(r"\d+[wdhms]", said))
    try:
        return sum((timedelta(**{unit: number}) for unit, number in parts), timedelta())
    except OverflowError as error:
        raise ValueError(f"{text!r} is too long") from error


def epoch_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970-01-01T00:00Z, exact (no float on the way)."""
    return (moment - _EPOCH) // _MS


def from_epoch_ms(ms: int) -> datetime:
    """The aware UTC moment `ms` milliseconds after 1970-01-01T00:00Z."""
    return _EPOCH + ms * _MS


def month_of(moment: datetime) -> str:
    """The month `moment` lies in, in UTC, such as ``2026-01``."""
    return moment.astimezone(UTC).isoformat()[:7]


def time_uuid(moment: datetime) -> UUID:
    """A new version 1 UUID at `moment`; two made at the same moment differ.

    Its node and clock sequence, and the ticks below one millisecond, are random, so it needs no
    state, tells nothing about the machine, and any number of processes may make them. Raises
    ValueError for a moment that no UUID can hold.
    """
    noise = secrets.randbits(128)  # at once: each time asks the system
    ticks = _ticks(moment) + (noise >> 64) % _TICKS_PER_MS
    if not 0 <= ticks <= _LAST_TICK:
        raise ValueError(f"{moment.isoformat()} is beyond what a time-UUID can hold")
    return _compose(ticks, noise >> 48 & 0x3FFF, noise & 0xFFFF_FFFF_FFFF | _MULTICAST)


def moment_of(uuid: UUID) -> datetime:
    """The moment a version 1 UUID was made at, aware, UTC, cut to whole milliseconds.

    Raises ValueError for a UUID of another version, which holds no such moment.
    """
    number = uuid.int
    if (number >> 76 & 0xF, number >> 62 & 0b11) != (1, 0b10):
        raise ValueError(f"{uuid} is not a time-UUID (version 1)")
    return _GREGORIAN + _ticks_of(number) // _TICKS_PER_MS * _MS


def uuid_sort_key(uuid: UUID) -> bytes:
    """16 bytes that sort like Cassandra's ``timeuuid``: by time, then by signed bytes."""
    number = uuid.int
    return (_ticks_of(number) << 64 | number & _LOW_64 ^ _SIGNS).to_bytes(16, "big")


def uuid_of_sort_key(key: bytes) -> UUID:
    """The UUID whose `uuid_sort_key` is `key`."""
    number = int.from_bytes(key, "big")
    return UUID(int=_high(number >> 64) << 64 | number & _LOW_64 ^ _SIGNS)


def uuid_text_of_sort_key(key: bytes) -> str:
    """``str(uuid_of_sort_key(key))``, made in a third of the time, for reading many."""
    digits = f"{int.from_bytes(key, 'big') ^ _SIGNS:032x}"
    return f"{digits[8:16]}-{digits[4:8]}-1{digits[1:4]}-{digits[16:20]}-{digits[20:]}"


def ms_of_sort_key(key: bytes) -> int:
    """The moment of the UUID whose `uuid_sort_key` is `key`, in milliseconds since 1970."""
    return int.from_bytes(key[:8], "big") // _TICKS_PER_MS - _MS_UNTIL_1970


def first_uuid_at(moment: datetime) -> UUID:
    """The least UUID of `moment` in the order of `uuid_sort_key`; a bound for range reads.

    For a moment that no UUID can hold, the first or the last of all ticks.
    """
    ticks = min(max(_ticks(moment), 0), _LAST_TICK)
    return UUID(int=_high(ticks) << 64 | _SIGNS)


def _ticks(moment: datetime) -> int:
    return (to_utc_ms(moment) - _GREGORIAN) // _MS * _TICKS_PER_MS


def _ticks_of(number: int) -> int:
    """The ticks in a version 1 UUID's bits; `uuid.time` takes four times as long."""
    return (number >> 64 & 0x0FFF) << 48 | (number >> 80 & 0xFFFF) << 32 | number >> 96


def _high(ticks: int) -> int:
    low, mid, high = ticks & 0xFFFF_FFFF, ticks >> 32 & 0xFFFF, ticks >> 48 & 0x0FFF
    return low << 32 | mid << 16 | 0x1000 | high


def _compose(ticks: int, sequence: int, node: int) -> UUID:
    return UUID(int=_high(ticks) << 64 | (0x8000 | sequence) << 48 | node)
