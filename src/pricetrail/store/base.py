"""The `Store` protocol: primitives over any declared table, in Cassandra's own shape.

A backend implements these and nothing else; every query of the product is written once above
them, in `crud` and `schedule`. One contract test-suite runs unchanged on every backend.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple, Protocol, TypeVar

from pricetrail.store.tables import Row, Table

_PAGE = 1000
_AT_ONCE = 100

T = TypeVar("T")


class Write(NamedTuple):
    """One row to write: the whole key, and the columns to set."""

    table: Table
    row: Row


class Put(NamedTuple):
    """A step of `Store.run`: rows to write, as `Store.put` does. Answers None."""

    writes: Sequence[Write]


class Get(NamedTuple):
    """A step of `Store.run`: `Store.get`."""

    table: Table
    key: Mapping[str, Any]


class Scan(NamedTuple):
    """A step of `Store.run`: `Store.scan`.

    With `shown`, numbers that are exact, moments, days and ids are texts, as JSON has them, which
    saves a reader of many from making them twice. Who needs but a few columns of many rows names
    them in `only`: a backend may leave the others out.
    """

    table: Table
    partition: Mapping[str, Any]
    limit: int
    gt: Sequence[Any] | None = None
    ge: Sequence[Any] | None = None
    lt: Sequence[Any] | None = None
    le: Sequence[Any] | None = None
    reverse: bool = False
    shown: bool = False
    only: tuple[str, ...] = ()


class Count(NamedTuple):
    """A step of `Store.run`: how many rows a scan would answer."""

    scan: Scan


class CompareAndSet(NamedTuple):
    """A step of `Store.run`: `Store.compare_and_set`."""

    table: Table
    key: Mapping[str, Any]
    expected: Mapping[str, Any]
    new: Row


Step = Put | Get | Scan | Count | CompareAndSet
READS = (Get, Scan, Count)
"""The steps that change nothing."""


class Slice(NamedTuple):
    """One page of a list; `cursor` leads to the next one, None at the end."""

    rows: list[Row]
    cursor: str | None


class Store(Protocol):
    """Primitives over declared tables.

    Every call raises StoreUnavailable when the backend cannot be reached or cannot write (disk
    full, locked, read-only), StoreCorrupt and StoreIncompatible as their names say. Rows come
    back whole: every declared column, None where it has no value.
    """

    async def open(self) -> None:
        """Connect, and make sure that the tables are there with all their columns."""

    async def close(self) -> None:
        """Finish what was accepted and release everything; closing twice is harmless."""

    async def ping(self) -> str:
        """One line that names the backend and its version, from a real round trip."""

    async def sync(self, *, dry_run: bool = False) -> list[str]:
        """Create missing tables and columns, drop nothing; returns the statements, in order.

        With `dry_run` nothing is changed. Raises StoreIncompatible where a column is there
        with another type.
        """

    async def run(self, steps: Sequence[Step]) -> list[Any]:
        """What each of the steps answers; the same as one call after the other, and cheaper.

        SQLite does all in one transaction. A backend without transactions may do reads that follow
        one another side by side, and so comparisons of different rows; and it may have done some
        of the steps when it raises.
        """

    async def put(self, writes: Sequence[Write]) -> None:
        """Insert or update rows; an absent column stays as it is, None makes it null.

        All are stored when it returns, and repeating the call changes nothing. SQLite writes
        them in one transaction; a backend without transactions may have written some of them
        when it raises.
        """

    async def get(self, table: Table, key: Mapping[str, Any]) -> Row | None:
        """The row with that whole key, None where there is none."""

    async def scan(
        self,
        table: Table,
        partition: Mapping[str, Any],
        *,
        gt: Sequence[Any] | None = None,
        ge: Sequence[Any] | None = None,
        lt: Sequence[Any] | None = None,
        le: Sequence[Any] | None = None,
        reverse: bool = False,
        limit: int,
    ) -> list[Row]:
        """At most `limit` rows of one partition, in the table's own order, or `reverse`.

        The bounds are values of the first clustering columns and compare as a tuple over just
        those: ``lt=(uuid,)`` leaves out every revision of that uuid. Reading on from a row is
        a bound too, so that paging needs no cursor.
        """

    async def list(
        self,
        table: Table,
        filters: Mapping[str, Any] | None = None,
        *,
        limit: int,
        cursor: str | None = None,
    ) -> Slice:
        """One page of all rows for which every filter holds, in the backend's stable order.

        Filters are equalities on indexed columns; on a TEXT_SET, ``contains``, and a tuple of
        values means all of them. Raises InvalidCursor for a cursor of another list or origin.
        """

    async def insert_if_absent(self, table: Table, row: Row) -> Row | None:
        """Insert atomically; None when it was inserted, else the row that is already there."""

    async def compare_and_set(
        self, table: Table, key: Mapping[str, Any], expected: Mapping[str, Any], new: Row
    ) -> bool:
        """Set `new` columns atomically if the row is there and all `expected` values hold."""

    async def delete(self, table: Table, key: Mapping[str, Any]) -> None:
        """Remove a row, or with the partition key alone the whole partition."""


async def every_row(
    store: Store, table: Table, filters: Mapping[str, Any] | None = None
) -> AsyncIterator[Row]:
    """All rows that `Store.list` has for the filters, in its order, read as they are used."""
    cursor = None
    while True:
        page = await store.list(table, filters, limit=_PAGE, cursor=cursor)
        for row in page.rows:
            yield row
        cursor = page.cursor
        if cursor is None:
            return


async def gathered(questions: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """The answers, in order; a hundred are asked at once."""
    waiting = iter(questions)
    answers: list[T] = []
    while some := list(islice(waiting, _AT_ONCE)):
        answers += await asyncio.gather(*some)
    return answers
