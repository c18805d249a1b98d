"""Values in words, as the pages show them: prices, changes, states, moments, spans."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from pricetrail.in_words import money, percent
from pricetrail.states import Tone


def is_long(value: Decimal, currency: str | None) -> bool:
    """Whether a price takes so much room that three of them side by side want a smaller type."""
    return len(money(value, currency)) > _LONG


def moment(at: datetime | None) -> str:
    """A moment in UTC to the minute, such as ``31 Jan 2026, 09:05``; a dash where there is none."""
    return "–" if at is None else f"{at.day} {at:%b %Y, %H:%M}"


def day(at: date) -> str:
    """A day, or a moment's day in UTC, such as ``31 Jan 2026``."""
    return f"{at.day} {at:%b %Y}"


def recent_day(at: date, today: date) -> str:
    """A day of the last twelve months, such as ``today``, ``31 Jan`` or, of last year, `day`."""
    near = {today: "today", today - timedelta(days=1): "yesterday"}
    return near.get(at) or (f"{at.day} {at:%b}" if at.year == today.year else day(at))


def relative(at: datetime, now: datetime) -> str:
    """How far a moment lies from now, such as ``3 h ago`` or ``in 5 min``."""
    distance = abs(now - at)
    if distance < timedelta(seconds=45):
        return "just now" if at <= now else "in a moment"
    text = span(distance)
    return f"{text} ago" if at <= now else f"in {text}"


def overdue(at: datetime, now: datetime) -> str:
    """How long ago something was due, such as ``overdue by 3 h``."""
    late = now - at
    return "due now" if late < timedelta(minutes=1) else f"overdue by {span(late)}"


def span(length: timedelta) -> str:
    """A length of time in its largest unit, such as ``6 h`` or ``12 days``."""
    seconds = length.total_seconds()
    for least, unit, one, many in _UNITS:
        if seconds >= least:
            whole = round(seconds / unit)
            return f"{whole} {one if whole == 1 else many}"
    return f"{round(seconds)} s"


def duration(ms: int | None) -> str:
    """How long a request took, such as ``180 ms``; nothing where that is not known, or no time."""
    if not ms:
        return ""
    return f"{ms:,} ms" if ms < 10_000 else f"{ms / 1000:.0f} s"


def field(name: str) -> str:
    """A field of the record as people call it, such as ``List price``."""
    return _FIELDS.get(name) or name.replace("_", " ").capitalize()


def size(count: int | None) -> str:
    """Bytes, such as ``48 kB``; a dash where there is none."""
    if count is None:
        return "–"
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(round(count / 1000), 1)} kB"


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun, such as ``1 product`` or ``2,000 products``."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


@dataclass(frozen=True, slots=True)
class Trend:
    """How a price moved: told by sign, words and tone alike; falling is good."""

    sign: str
    amount: str
    share: str
    words: str
    tone: Tone

    def as_history(self) -> "Trend":
        """The same, neither good nor bad news: of a price that is not the present one."""
        return replace(self, tone="calm")


def trend(before: Decimal | None, after: Decimal | None, currency: str | None) -> Trend | None:
    """How a price moved from `before` to `after`; None where one of them is missing."""
    if before is None or after is None:
        return None
    difference = after - before
    share = percent(difference / before) if before else ""
    amount = money(abs(difference), currency)
    if not difference:
        return Trend("=", amount, "", "unchanged", "calm")
    if difference < 0:
        return Trend("▼", amount, share, "cheaper", "good")
    return Trend("▲", amount, share, "dearer", "bad")


_FIELDS = {"gtin": "GTIN", "sku": "SKU", "asin": "ASIN", "mpn": "MPN", "image_url": "Picture"}
_DAY = 86_400
_LONG = 9
# From how many seconds on a length is told in a unit, and the unit's own length.
_UNITS = (
    (1.5 * 365 * _DAY, 365.25 * _DAY, "year", "years"),
    (60 * _DAY, 30.44 * _DAY, "month", "months"),
    (23.5 * 3600, _DAY, "day", "days"),
    (59.5 * 60, 3600, "h", "h"),
    (59.5, 60, "min", "min"),
)
