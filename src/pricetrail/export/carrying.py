"""Rows that an export leaves out, from one store into another, each read back and compared.

What is kept for a bounded time, and what is for one installation only: attempts and claims, jobs,
tokens, how shops do, how rules stand, what fired and what is still to be delivered. A life that is
bounded begins anew in the target.
"""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pricetrail.store.base import Store, Write, every_row, gathered
from pricetrail.store.tables import (
    ALERT,
    ALERT_STATE,
    API_TOKEN,
    ATTEMPT,
    CLAIM,
    IDEMPOTENCY_KEY,
    JOB,
    OUTBOX,
    SHOP_HEALTH,
    Row,
    Table,
)

CARRIED = (
    ALERT,
    ALERT_STATE,
    API_TOKEN,
    ATTEMPT,
    CLAIM,
    IDEMPOTENCY_KEY,
    JOB,
    OUTBOX,
    SHOP_HEALTH,
)
"""In this order. Left out are watermarks, which tell how far each store's own dispatch has come."""

Told = Callable[[int, str], None]
"""Told from time to time: how many rows of a table were carried so far."""

_AT_ONCE = 500
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
_NEWNESS: dict[str, Callable[[Row], Any]] = {
    ALERT_STATE.name: lambda row: row["since"] or _LONG_AGO,
    OUTBOX.name: lambda row: (row["state"] != "pending", row["attempts"] or 0),
    SHOP_HEALTH.name: lambda row: sum((row["outcomes"] or {}).values()),
}
"""How far a row has come: one that the target has stays where it has come further."""


class Carried(NamedTuple):
    """How many rows there were, and the first that is not the same in the target, if any."""

    rows: int
    difference: str | None


async def carry(source: Store, target: Store, *, told: Told | None = None) -> Carried:
    """Write all of these rows to `target`; repeating it changes nothing more.

    Raises StoreUnavailable.
    """
    rows, difference = 0, None
    for table in CARRIED:
        count = 0
        async for some in _chunks(every_row(source, table)):
            other = await _carry(target, table, some)
            difference = difference or other
            count += len(some)
            if told is not None:
                told(count, table.name)
        rows += count
    return Carried(rows, difference)


async def _chunks(rows: AsyncIterator[Row]) -> AsyncIterator[list[Row]]:
    some: list[Row] = []
    async for row in rows:
        some.append(row)
        if len(some) == _AT_ONCE:
            yield some
            some = []
    if some:
        yield some


async def _carry(target: Store, table: Table, rows: list[Row]) -> str | None:
    """Write rows of a table, and which of them is the first that is another one afterwards."""
    keys = [table.key_of(**row) for row in rows]
    newness = _NEWNESS.get(table.name)
    wanted = rows
    if newness is not None:
        there = await gathered(target.get(table, key) for key in keys)
        wanted = [
            mine
            for mine, other in zip(rows, there, strict=True)
            if other is None or newness(other) <= newness(mine)
        ]
    await target.put([Write(table, row) for row in wanted])
    there = await gathered(target.get(table, key) for key in keys)
    for mine, key, other in zip(rows, keys, there, strict=True):
        if other is None or table.load(other) != table.load(mine):
            named = " ".join(str(value) for value in key.values())
            return f"{table.name.replace('_', ' ')} {named} is another one in the target"
    return None
