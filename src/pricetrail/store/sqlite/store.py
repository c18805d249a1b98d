"""`SqliteStore`: the `Store` protocol over one file, for any number of processes at a time.

One thread writes, and puts all calls that wait into one transaction; other threads read, and
in WAL mode never wait for the writer. What was committed survives the death of the process
(``synchronous=NORMAL``: a power cut may cost the last moments, never the file's soundness).
"""

import asyncio
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from pricetrail.clock import Clock, epoch_ms, utc_now
from pricetrail.errors import StoreUnavailable
from pricetrail.store.base import READS, CompareAndSet, Count, Get, Put, Scan, Slice, Step, Write
from pricetrail.store.sqlite.failures import explain
from pricetrail.store.sqlite.lanes import Lane, Work, serve_reads, serve_writes
from pricetrail.store.sqlite.listing import Listing
from pricetrail.store.sqlite.opening import connect_all, planned, synchronise, transaction
from pricetrail.store.sqlite.table import Bounds, SqliteTable
from pricetrail.store.tables import TABLES, Row, Table

_READERS = 2

_Answers = list[Any]
_Rows = list[Row]

T = TypeVar("T")


class SqliteStore:
    """The history in the SQLite file at `path`, made with its folder where it is missing.

    `clock` decides when rows with a time to live are over. A call waits at most `patience` for
    other processes that write. Several stores may use one file, also from several processes.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock = utc_now,
        *,
        tables: Sequence[Table] = TABLES,
        patience: timedelta = timedelta(seconds=15),
        make_folder: bool = False,
    ) -> None:
        self.path = path
        self._clock = clock
        self._declared = tuple(tables)
        self._tables = {table.name: SqliteTable(table) for table in tables}
        self._patience = patience
        self._make_folder = make_folder
        self._reads: Lane | None = None
        self._writes: Lane | None = None
        self._closed = False
        self._column_readers: dict[str, Any] = {}

    async def open(self) -> None:
        """Open the file, and give it all tables and columns; opening twice is harmless."""
        if self._closed:
            raise StoreUnavailable(f"{self.path} was closed; make a new store to open it again")
        if self._writes is None:
            writer, *readers = await asyncio.to_thread(
                connect_all,
                self.path,
                self._declared,
                readers=_READERS,
                patience=self._patience,
                make_folder=self._make_folder,
            )
            self._writes = Lane("sqlite-write", [writer], serve_writes, group=True)
            self._reads = Lane("sqlite-read", readers, serve_reads, group=False)

    async def close(self) -> None:
        """Finish every write accepted so far and let go of the file; twice is harmless."""
        self._closed = True
        lanes = [lane for lane in (self._reads, self._writes) if lane is not None]
        self._reads = self._writes = None
        for lane in lanes:
            await asyncio.shield(asyncio.to_thread(lane.close))

    async def ping(self) -> str:
        """``SQLite <version>, <path>``, having read from the file."""
        await self._read(lambda db: db.execute("SELECT count(*) FROM sqlite_schema").fetchone())
        return f"SQLite {sqlite3.sqlite_version}, {self.path}"

    async def sync(self, *, dry_run: bool = False) -> list[str]:
        """Create missing tables and columns; see `Store.sync`. A dry run needs no `open`."""
        if dry_run:
            return await asyncio.to_thread(planned, self.path, self._declared)
        return await self._write(lambda db: synchronise(db, self._declared, self.path))

    async def run(self, steps: Sequence[Step]) -> list[Any]:
        """All steps in one transaction; reads alone wait for no writer."""
        now = self._now()
        works = [self._work(step, now) for step in steps]
        if not all(isinstance(step, READS) for step in steps):
            return await self._write(lambda db: [work(db) for work in works])

        if len(works) == 1:  # needs no transaction to be seen as it was at one moment
            return [await self._read(works[0])]

        def read(db: sqlite3.Connection) -> _Answers:
            with transaction(db, "BEGIN"):
                return [work(db) for work in works]

        return await self._read(read)

    async def put(self, writes: Sequence[Write]) -> None:
        """Insert or update rows in one transaction; see `Store.put`."""
        if writes:
            await self._write(self._put(writes, self._now()))

    async def get(self, table: Table, key: Mapping[str, Any]) -> Row | None:
        """The row with that whole key, None where there is none."""
        return await self._read(self._get(Get(table, key), self._now()))

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
        """Rows of one partition in order; see `Store.scan`."""
        step = Scan(table, partition, limit, gt, ge, lt, le, reverse)
        return await self._read(self._scan(step, self._now()))

    async def list(
        self,
        table: Table,
        filters: Mapping[str, Any] | None = None,
        *,
        limit: int,
        cursor: str | None = None,
    ) -> Slice:
        """One page of all rows that pass the filters, in the key's order; see `Store.list`."""
        now = self._now()
        listing = Listing(self._tables[table.name], filters or {})
        return await self._read(lambda db: listing.page(db, limit, cursor, now))

    async def columns(
        self, table: Table, *, after: Sequence[Any] | None, limit: int
    ) -> tuple[Any, Sequence[Any] | None]:
        """A page of a whole table as Arrow columns; see `pricetrail.store.columns.Columnar`."""
        from pricetrail.store.sqlite.columns import ColumnReader  # noqa: PLC0415 - Arrow is optional

        here, now = self._tables[table.name], self._now()
        reader = self._column_readers.get(table.name)
        if reader is None:
            reader = self._column_readers[table.name] = ColumnReader(here)
        return await self._read(lambda db: reader.page(db, after, limit, now))

    async def insert_if_absent(self, table: Table, row: Row) -> Row | None:
        """None when it was inserted, else the row that is already there."""
        here, now = self._tables[table.name], self._now()

        def work(db: sqlite3.Connection) -> Row | None:
            there = here.insert_if_absent(db, row, now)
            here.purge(db, 1, now)
            return there

        return await self._write(work)

    async def compare_and_set(
        self, table: Table, key: Mapping[str, Any], expected: Mapping[str, Any], new: Row
    ) -> bool:
        """Whether `new` was set; see `Store.compare_and_set`."""
        step = CompareAndSet(table, key, expected, new)
        return await self._write(self._compare_and_set(step, self._now()))

    async def delete(self, table: Table, key: Mapping[str, Any]) -> None:
        """Remove a row, or with the partition key alone the whole partition."""
        here = self._tables[table.name]
        await self._write(lambda db: here.delete(db, key))

    def _work(self, step: Step, now: int) -> Work[Any]:
        match step:
            case Put(writes):
                return self._put(writes, now)
            case Get():
                return self._get(step, now)
            case Scan():
                return self._scan(step, now)
            case Count(scan):
                return self._count(scan, now)
            case CompareAndSet():
                return self._compare_and_set(step, now)

    def _put(self, writes: Sequence[Write], now: int) -> Work[None]:
        by_table: dict[str, list[Row]] = {}
        for table, row in writes:
            by_table.setdefault(table.name, []).append(row)

        def work(db: sqlite3.Connection) -> None:
            for name, rows in by_table.items():
                table = self._tables[name]
                table.put(db, rows, now)
                table.purge(db, len(rows), now)

        return work

    def _get(self, step: Get, now: int) -> Work[Row | None]:
        here = self._tables[step.table.name]
        return lambda db: here.get(db, step.key, now)

    def _scan(self, step: Scan, now: int) -> Work[_Rows]:
        here = self._tables[step.table.name]
        bounds = _bounds(step)
        return lambda db: here.scan(
            db,
            step.partition,
            bounds,
            reverse=step.reverse,
            limit=step.limit,
            shown=step.shown,
            now=now,
        )

    def _count(self, scan: Scan, now: int) -> Work[int]:
        here = self._tables[scan.table.name]
        bounds = _bounds(scan)
        return lambda db: here.count(db, scan.partition, bounds, limit=scan.limit, now=now)

    def _compare_and_set(self, step: CompareAndSet, now: int) -> Work[bool]:
        here = self._tables[step.table.name]
        return lambda db: here.compare_and_set(db, step.key, step.expected, step.new, now)

    def _now(self) -> int:
        return epoch_ms(self._clock())

    async def _read(self, work: Work[T]) -> T:
        return await self._run(self._reads, work)

    async def _write(self, work: Work[T]) -> T:
        return await self._run(self._writes, work)

    async def _run(self, lane: Lane | None, work: Work[T]) -> T:
        if lane is None:
            state = "closed" if self._closed else "not open"
            raise StoreUnavailable(f"{self.path} is {state}; open the store first")
        try:
            return await lane.run(work)
        except sqlite3.Error as error:
            raise explain(error, self.path) from error


def _bounds(scan: Scan) -> Bounds:
    given = ((">", scan.gt), (">=", scan.ge), ("<", scan.lt), ("<=", scan.le))
    return [(operator, values) for operator, values in given if values is not None]
