"""How each shop does, counted in memory and written down now and then.

So a scrape costs no write of its own. Each process has a row per shop and day, which holds all
that it counted so far: writing it again changes nothing, and the sum over the rows is the truth.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import sqrt
from types import TracebackType
from typing import Self
from uuid import uuid4

from pricetrail import states
from pricetrail.clock import Clock, utc_now
from pricetrail.errors import PricetrailError
from pricetrail.log import get_logger
from pricetrail.schema import Attempt, ProductRecord, ShopHealth
from pricetrail.store.base import Store, Write, gathered
from pricetrail.store.tables import SHOP_HEALTH

FLUSH_EVERY = timedelta(seconds=5)
COVERED = (
    *("name", "price", "currency", "availability", "list_price", "rating", "review_count"),
    *("brand", "sku", "gtin", "mpn", "image_url", "description", "specs"),
)
"""The fields of a record whose coverage is counted."""

LOOK_BACK = timedelta(days=15)
"""What is told of a shop against its past covers today (UTC) and so many days before."""

_RECENT = timedelta(days=2)
_LEAST_RECENT, _LEAST_PAST = 4, 10  # attempts or records
_LEAST_TRIES, _LEAST_DAYS = 2, 10
_DROP = 0.3
_ERRORS = 3
_KEPT = timedelta(days=1)
_MOST_WRITERS = 10_000
_OK = frozenset({"ok", "not_modified"})
_log = get_logger("health")


@dataclass
class Tally:
    """What was counted for one shop on one day."""

    outcomes: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    records: int = 0
    duration_ms: int = 0
    last_ok_at: datetime | None = None
    last_error: str | None = None
    last_error_at: datetime | None = None

    @property
    def attempts(self) -> int:
        """All attempts."""
        return self.outcomes.total()

    @property
    def ok(self) -> int:
        """Attempts that gave an event."""
        return sum(self.outcomes[outcome] for outcome in _OK)

    def count(self, attempt: Attempt, record: ProductRecord | None) -> None:
        """Count an attempt, and the record that an accepted page gave."""
        self.outcomes[attempt.outcome] += 1
        self.duration_ms += attempt.duration_ms or 0
        if attempt.outcome in _OK:
            self.last_ok_at = _later(self.last_ok_at, attempt.created)
        elif _later(self.last_error_at, attempt.created) == attempt.created:
            self.last_error_at = attempt.created
            self.last_error = attempt.reason or attempt.outcome
        if attempt.outcome == "ok" and record is not None:
            self.records += 1
            self.fields.update(name for name in COVERED if getattr(record, name) is not None)

    def add(self, row: ShopHealth) -> None:
        """Add what a process counted."""
        self.merge(
            Tally(
                outcomes=Counter(row.outcomes or {}),
                fields=Counter(row.fields or {}),
                records=row.records,
                duration_ms=row.duration_ms,
                last_ok_at=row.last_ok_at,
                last_error=row.last_error,
                last_error_at=row.last_error_at,
            )
        )

    def merge(self, row: "Tally") -> None:
        """Add what another one counted."""
        self.outcomes.update(row.outcomes)
        self.fields.update(row.fields)
        self.records += row.records
        self.duration_ms += row.duration_ms
        self.last_ok_at = _later(self.last_ok_at, row.last_ok_at)
        if row.last_error_at is not None:
            self.last_error_at = _later(self.last_error_at, row.last_error_at)
            if self.last_error_at == row.last_error_at:
                self.last_error = row.last_error


class HealthRecorder:
    """Counts what the attempts of this process came to; an asynchronous context manager.

    What was counted is written every five seconds, and once more at the end. While the store
    cannot be written, it is kept, and written later.
    """

    def __init__(self, store: Store, *, clock: Clock = utc_now) -> None:
        self._store = store
        self._clock = clock
        self._writer = uuid4().hex[:12]
        self._tallies: dict[tuple[str, date], Tally] = {}
        self._changed: set[tuple[str, date]] = set()
        self._flushing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to write now and then."""
        self._flushing = asyncio.create_task(self._keep_flushing())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what is left."""
        if self._flushing is not None:
            self._flushing.cancel()
            with suppress(asyncio.CancelledError):
                await self._flushing
        await self._try_flush()

    def count(self, shop: str, attempt: Attempt, record: ProductRecord | None = None) -> None:
        """Count an attempt at a shop, and the record that was read from the page, if one was."""
        place = shop, attempt.created.date()
        self._tallies.setdefault(place, Tally()).count(attempt, record)
        self._changed.add(place)

    async def flush(self) -> None:
        """Write what was counted since the last time. Raises StoreUnavailable."""
        changed, self._changed = self._changed, set()
        try:
            await self._store.put([self._write(place) for place in sorted(changed)])
        except BaseException:
            self._changed |= changed
            raise
        self._forget_before(self._clock().date() - _KEPT)

    async def _keep_flushing(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_EVERY.total_seconds())
            await self._try_flush()

    async def _try_flush(self) -> None:
        try:
            await self.flush()
        except PricetrailError as error:
            _log.warning("shop health is not written down yet", reason=str(error))

    def _write(self, place: tuple[str, date]) -> Write:
        shop, day = place
        tally = self._tallies[place]
        row = ShopHealth(
            shop=shop,
            day=day,
            writer=self._writer,
            outcomes=dict(tally.outcomes),
            records=tally.records,
            fields=dict(tally.fields),
            duration_ms=tally.duration_ms,
            last_ok_at=tally.last_ok_at,
            last_error=tally.last_error,
            last_error_at=tally.last_error_at,
        )
        return Write(SHOP_HEALTH, SHOP_HEALTH.row(row))

    def _forget_before(self, day: date) -> None:
        for place in [p for p in self._tallies if p[1] < day and p not in self._changed]:
            del self._tallies[place]


async def shop_health(store: Store, shop: str, first: date, last: date) -> Tally:
    """How a shop did on the days (UTC) from `first` to `last`, over all processes."""
    return summed((await shop_days(store, shop, first, last)).values())


async def shop_days(store: Store, shop: str, first: date, last: date) -> dict[date, Tally]:
    """How a shop did on each of the days (UTC) from `first` to `last`, over all processes."""
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = await gathered(
        store.scan(SHOP_HEALTH, {"shop": shop, "day": day}, limit=_MOST_WRITERS) for day in days
    )
    tallies = {day: Tally() for day in days}
    for day, rows in zip(days, found, strict=True):
        for row in rows:
            tallies[day].add(SHOP_HEALTH.load(row))
    return tallies


def summed(tallies: Iterable[Tally]) -> Tally:
    """What they count together."""
    whole = Tally()
    for tally in tallies:
        whole.merge(tally)
    return whole


async def shop_broke(store: Store, shop: str, *, clock: Clock = utc_now) -> str | None:
    """Whether a shop is broken at present, and what is wrong, in words; None: it is in order."""
    today = clock().date()
    return broke_of(await shop_days(store, shop, today - LOOK_BACK, today), today)


def broke_of(days: Mapping[date, Tally], today: date) -> str | None:
    """What is wrong today and yesterday, against those of `days` that are of the fourteen before.

    That is `breakage`; or, where too few pages are tried to tell shares, that none of them could
    be read although some could be on nearly every day before.
    """
    recent, past = _compared(days, today)
    worse = breakage(summed(recent), summed(past))
    return _dried_up(summed(recent), past) if worse is None else worse


def is_mended(days: Mapping[date, Tally], today: date) -> bool:
    """Whether a shop is so clearly in order today and yesterday that its breaking would be news.

    Pages can be read, and no share is lower than before by half of what counts as broken.
    """
    recent, past = (summed(tallies) for tallies in _compared(days, today))
    shares = [(recent.ok, recent.attempts, past.ok, past.attempts)]
    shares += [(recent.fields[n], recent.records, past.fields[n], past.records) for n in COVERED]
    return recent.ok > 0 and not any(
        of_recent and of_past >= _LEAST_PAST and was / of_past - now / of_recent >= _DROP / 2
        for now, of_recent, was, of_past in shares
    )


def _compared(days: Mapping[date, Tally], today: date) -> tuple[list[Tally], list[Tally]]:
    """The tallies of today and yesterday, and those of the fourteen days before."""
    since = today - _RECENT
    recent = [tally for day, tally in days.items() if since < day <= today]
    return recent, [tally for day, tally in days.items() if today - LOOK_BACK <= day <= since]


def _dried_up(recent: Tally, past: Sequence[Tally]) -> str | None:
    """That no page could be read for a day at least, where there was one on most days before."""
    with_pages = sum(day.ok > 0 for day in past)
    if recent.ok or recent.attempts < _LEAST_TRIES or with_pages < _LEAST_DAYS:
        return None
    return f"none of its pages could be read, some were on {with_pages} of the 14 days before"


def breakage(recent: Tally, past: Tally) -> str | None:
    """What is clearly worse with a shop than it was, in words; None where nothing is. Pure.

    That is the share of attempts that gave an event, else the share of records that have a field
    of those that it had: lower by 30 points at least, and by more than chance explains.
    """
    if _fell(recent.ok, recent.attempts, past.ok, past.attempts):
        read = _percent(recent.ok, recent.attempts)
        failed = [(n, name) for name, n in recent.outcomes.items() if name not in _OK]
        worst = states.state(max(failed)[1]).words
        was = _percent(past.ok, past.attempts)
        return f"{read} of its pages could be read, it was {was}; most were {worst}"
    lost = [
        name
        for name in COVERED
        if _fell(recent.fields[name], recent.records, past.fields[name], past.records)
    ]
    if not lost:
        return None
    least = _percent(recent.fields[lost[0]], recent.records)
    told = [f"a {_said(name)}, it was {_percent(past.fields[name], past.records)}" for name in lost]
    return f"{least} of its records have {', or '.join(told)}"


def _fell(recent: int, of_recent: int, past: int, of_past: int) -> bool:
    """Whether a share is clearly lower than it was.

    The test of two proportions, at three standard errors: one in a thousand falls by chance.
    """
    if of_recent < _LEAST_RECENT or of_past < _LEAST_PAST:
        return False
    drop = past / of_past - recent / of_recent
    pooled = (recent + past) / (of_recent + of_past)
    error = sqrt(pooled * (1 - pooled) * (1 / of_recent + 1 / of_past))
    return drop >= _DROP and drop >= _ERRORS * error


def _percent(count: int, whole: int) -> str:
    return f"{count / whole:.0%}"


def _said(field: str) -> str:
    return field.replace("_", " ")


def _later(a: datetime | None, b: datetime | None) -> datetime | None:
    return max((moment for moment in (a, b) if moment is not None), default=None)
