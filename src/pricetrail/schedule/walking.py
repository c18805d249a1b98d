"""Passing a whole table bit by bit: what is too much for one round is spread over a day of them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pricetrail.errors import InvalidCursor
from pricetrail.schema import Watermark
from pricetrail.store.base import Slice, Store, Write
from pricetrail.store.tables import WATERMARK, Row, Table

EVERY = timedelta(days=1)
SLICE = 2_000
"""Rows in one round: in rounds of five seconds, 34 million a day."""

_PAGE = 500
_START = ""


@dataclass(frozen=True, slots=True)
class Walk:
    """A walk over all rows of a table that goes on where its last round ended.

    It begins anew a day after it began last, and where a clock was set back. Where it has come is
    kept in the store, so that any process goes on; several at once may pass rows twice.
    """

    name: str
    table: Table

    async def begin(self, store: Store, now: datetime) -> None:
        """Let the next round begin anew."""
        await self._keep(store, now, _START)

    async def pages(self, store: Store, now: datetime, *, whole: bool) -> AsyncIterator[list[Row]]:
        """The rows of this round, at most `SLICE`; with `whole`, all until the walk ends."""
        began, cursor = await self._resumed(store, now)
        passed = 0
        while cursor is not None and (whole or passed < SLICE):
            page = await self._page(store, cursor)
            yield page.rows
            passed += len(page.rows)
            cursor = page.cursor
            await self._keep(store, began, cursor)

    async def _resumed(self, store: Store, now: datetime) -> tuple[datetime, str | None]:
        """When the walk began, and where it goes on; None where it has passed everything."""
        row = await store.get(WATERMARK, {"name": self.name})
        if row is None or not is_recent(row["moment"], now):
            return now, _START
        return row["moment"], row["cursor"]

    async def _page(self, store: Store, cursor: str) -> Slice:
        try:
            return await store.list(self.table, limit=_PAGE, cursor=cursor or None)
        except InvalidCursor:  # a server that was replaced, say
            return await store.list(self.table, limit=_PAGE)

    async def _keep(self, store: Store, began: datetime, cursor: str | None) -> None:
        mark = Watermark(name=self.name, moment=began, cursor=cursor)
        await store.put([Write(WATERMARK, WATERMARK.row(mark))])


def is_recent(mark: datetime | None, now: datetime) -> bool:
    """Whether a mark is there, at most a day old, and not yet to come, as after a clock's leap."""
    return mark is not None and now - EVERY <= mark <= now
