"""`Store` over the driver: prepared statements, explicit paging, many requests in flight."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cassandra.cluster import Cluster
from cassandra.query import BoundStatement, PreparedStatement

from pricetrail.errors import StoreUnavailable
from pricetrail.store.base import READS, CompareAndSet, Count, Get, Put, Scan, Slice, Step, Write
from pricetrail.store.cassandra.batches import together
from pricetrail.store.cassandra.bridge import Bridge, Page
from pricetrail.store.cassandra.codec import Codec
from pricetrail.store.cassandra.cql import Cql
from pricetrail.store.cassandra.cursor import seal, unseal
from pricetrail.store.cassandra.db import SCHEMA, connect, make_cluster
from pricetrail.store.cassandra.failures import no_keyspace, store_error
from pricetrail.store.cassandra.location import AstraLocation, Login, location_of
from pricetrail.store.cassandra.lookups import (
    alike,
    bounds_of,
    columns_of,
    in_some,
    scan_of,
    side_by_side,
)
from pricetrail.store.cassandra.results import RawRow
from pricetrail.store.cassandra.sync import (
    bring_up_to_date,
    differences,
    has_keyspace,
    keyspace_statement,
    live_tables,
)
from pricetrail.store.cassandra.wire import TRUE, encode_int32
from pricetrail.store.tables import TABLES, ColumnType, Row, Table

_PAGE_ROWS = 2_000
_MAX_LIMIT = 2**31 - 1
_MS = 1_000_000  # in nanoseconds
_MARGIN = 50_000  # a sleep may end that much early

_Rows = list[RawRow]
_Values = list[Any]
_Answers = list[Any]


class CassandraStore:
    """History in a keyspace of Apache Cassandra or Astra DB.

    It belongs to the event loop that opens it, and connects then, so it may be made before a
    process forks.
    """

    def __init__(
        self, url: str, login: Login | None = None, *, tables: Sequence[Table] = TABLES
    ) -> None:
        self._location = location_of(url, login)
        self._declared = tuple(tables)
        self._cql = Cql(self._location.keyspace)
        self._codecs: dict[str, Codec] = {}
        self._insertions: dict[str, PreparedStatement] = {}
        self._known: dict[tuple[Any, ...], PreparedStatement] = {}
        self._cluster: Cluster | None = None
        self._open_bridge: Bridge | None = None

    async def open(self) -> None:
        """Connect, and make sure that the tables are there with all their columns."""
        try:
            await self.sync()
        except BaseException:
            await self.close()
            raise

    async def close(self) -> None:
        """Finish what was accepted and release everything; closing twice is harmless."""
        bridge, self._open_bridge = self._open_bridge, None
        cluster, self._cluster = self._cluster, None
        if bridge is not None:
            await bridge.idle()
        self._insertions.clear()
        self._known.clear()
        if cluster is not None:
            await asyncio.to_thread(cluster.shutdown)

    async def ping(self) -> str:
        """The server's version and where it is, from a real round trip."""
        page = await self._bridge.run("SELECT release_version FROM system.local")
        where = f"{self._location.service}, keyspace {self._location.keyspace}"
        return f"{where}, version {page.rows[0][0]}"

    async def sync(self, *, dry_run: bool = False) -> list[str]:
        """Create what is missing, keyspace included, drop nothing; returns the statements.

        Connects where the store is not open yet, so that a dry run can come first. Raises
        StoreIncompatible where a column is there with another type, a table with another key, or
        where Astra DB lacks the keyspace.
        """
        await self._connect()
        bridge, location = self._bridge, self._location
        statements: list[str] = []
        if not await has_keyspace(bridge, location.keyspace):
            if isinstance(location, AstraLocation):
                raise no_keyspace(location)
            statements = [await keyspace_statement(bridge, self._cql, location.replication)]
            if not dry_run:
                await bridge.run(statements[0], profile=SCHEMA)
        live = await live_tables(bridge, location.keyspace)
        pending = differences(self._cql, live, self._declared)
        if pending and not dry_run:
            pending = await bring_up_to_date(bridge, self._cql, self._declared)
        return statements + pending

    async def run(self, steps: Sequence[Step]) -> _Answers:
        """Reads that follow one another side by side, and so comparisons of different rows."""
        answers: _Answers = []
        with self._bridge.busy():
            for some in side_by_side(steps):
                reads = [step for step in some if isinstance(step, READS)]
                if reads:
                    answers += await self._read_all(reads)
                    continue
                if len(some) == 1:
                    answers.append(await self._step(some[0]))
                    continue
                found = await asyncio.gather(*map(self._step, some), return_exceptions=True)
                for answer in found:
                    if isinstance(answer, BaseException):
                        raise answer
                answers += found
        return answers

    async def put(self, writes: Sequence[Write]) -> None:
        """Insert or update rows, many at a time; all are stored when it returns.

        Nothing is written where a row lacks its key or has a strange column.
        """
        bridge = self._bridge
        for table, row in writes:
            self._codec(table).check(row)
        if len(writes) == 1 and writes[0].table.name in self._insertions:
            await bridge.run(self._insert(writes[0]))
            return
        with bridge.busy():
            for table, _ in writes:
                if table.name not in self._insertions:
                    prepared = await bridge.prepare(self._cql.insert(table))
                    self._insertions[table.name] = prepared
            await bridge.run_all(together(writes, self._insert))

    async def get(self, table: Table, key: Mapping[str, Any]) -> Row | None:
        """The row with that whole key, None where there is none."""
        codec = self._codec(table)
        if not codec.can_exist(key):
            return None
        prepared = self._known.get(("get", table.name)) or await self._prepare(
            ("get", table.name), self._cql.get(table)
        )
        statement = _bound(prepared, codec.values(key, table.key))
        rows = codec.decode((await self._bridge.run(statement)).raw)
        return rows[0] if rows else None

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
        rows = await self._scan(Scan(table, partition, limit, gt, ge, lt, le, reverse))
        return self._codec(table).decode(rows)

    async def list(
        self,
        table: Table,
        filters: Mapping[str, Any] | None = None,
        *,
        limit: int,
        cursor: str | None = None,
    ) -> Slice:
        """One page of all rows for which every filter holds, in the order of their tokens."""
        if limit < 1:
            raise ValueError(f"a page has at least one row, not {limit}")
        wanted = dict(filters or {})
        conditions = list(_conditions(table, wanted))
        start = None if cursor is None else unseal(table, wanted, cursor)
        codec = self._codec(table)
        statement = await self._bind(
            self._cql.list(table, [name for name, _ in conditions]),
            [value.encode() for _, value in conditions],
        )
        rows, state = await self._read(statement, limit, start)
        if state is not None and not await self._leads_on(statement, state):
            state = None
        return Slice(
            codec.decode(rows),
            None if state is None else seal(table, wanted, state),
        )

    async def insert_if_absent(self, table: Table, row: Row) -> Row | None:
        """Insert atomically; None when it was inserted, else the row that is already there."""
        codec = self._codec(table)
        codec.check(row)
        statement = await self._bind(
            self._cql.insert(table, if_absent=True), codec.whole_row(row, unset_nulls=True)
        )
        page = await self._run_lwt(statement)
        found = dict(zip(page.columns, page.raw[0], strict=True))
        if found["[applied]"] == TRUE:
            return None
        return codec.decode([tuple(found[name] for name in table.columns)])[0]

    async def compare_and_set(
        self, table: Table, key: Mapping[str, Any], expected: Mapping[str, Any], new: Row
    ) -> bool:
        """Set `new` columns atomically if the row is there and all `expected` values hold."""
        codec = self._codec(table)
        if not codec.can_exist(key):
            return False
        present = None
        if expected and all(codec.encode(n, value) is None for n, value in expected.items()):
            # A condition that only asks for nulls holds for a row that is not there, too.
            row = await self.get(table, key)
            if row is None:
                return False
            present = next((n for n in row if n not in table.key and row[n] is not None), None)
        changed = [name for name in new if name not in table.key]
        statement = await self._bind(
            self._cql.update_if(table, changed, list(expected), present),
            codec.values(new, changed)
            + codec.values(key, table.key)
            + codec.values(expected, list(expected)),
        )
        return (await self._run_lwt(statement)).raw[0][0] == TRUE

    async def delete(self, table: Table, key: Mapping[str, Any]) -> None:
        """Remove a row, or with the partition key alone the whole partition."""
        codec = self._codec(table)
        if codec.can_exist(key):
            names = [name for name in table.key if name in key]
            statement = await self._bind(self._cql.delete(table, names), codec.values(key, names))
            await self._bridge.run(statement)

    @property
    def _bridge(self) -> Bridge:
        if self._open_bridge is None:
            raise StoreUnavailable("the store is not open")
        return self._open_bridge

    async def _step(self, step: Step) -> Any:
        match step:
            case Put(writes):
                return await self.put(writes)
            case Get(table, key):
                return await self.get(table, key)
            case Scan() | Count():
                return self._told(step, await self._scan(scan_of(step)))
            case CompareAndSet(table, key, expected, new):
                return await self.compare_and_set(table, key, expected, new)

    async def _read_all(self, steps: Sequence[Get | Scan | Count]) -> _Answers:
        """What reads answer, side by side, and what differs in one text alone by few requests."""
        shared = alike(steps)
        at_once = {place for places in shared for place in places}
        alone = [place for place in range(len(steps)) if place not in at_once]
        answers: _Answers = [None] * len(steps)
        found = await asyncio.gather(
            *(self._step(steps[place]) for place in alone),
            *(self._scan_alike([scan_of(steps[place]) for place in places]) for places in shared),
        )
        for place, answer in zip(alone, found, strict=False):
            answers[place] = answer
        for places, several in zip(shared, found[len(alone) :], strict=True):
            for place, rows in zip(places, several, strict=True):
                answers[place] = self._told(steps[place], rows)
        return answers

    def _told(self, step: Get | Scan | Count, rows: _Rows) -> Any:
        """What a read answers, of which those rows were found."""
        match step:
            case Count():
                return len(rows)
            case Scan(table):
                only = columns_of(step)
                return self._codec(table).decode(rows, shown=step.shown, only=only)
            case _:
                return self._codec(step.table).decode(rows)[0] if rows else None

    async def _scan(self, scan: Scan) -> _Rows:
        if scan.limit < 1 or not self._codec(scan.table).can_exist(scan.partition):
            return []
        statement = _bound(await self._select(scan, many=False), self._values(scan))
        rows, _ = await self._read(statement, scan.limit, None)
        return rows

    async def _scan_alike(self, scans: Sequence[Scan]) -> Sequence[_Rows]:
        """The rows of scans that differ in the first text of their partition alone."""
        table, limit = scans[0].table, scans[0].limit
        first = table.partition[0]
        keys = [scan.partition[first].encode() for scan in scans]
        can_exist = self._codec(table).can_exist
        wanted = [k for k, scan in zip(keys, scans, strict=True) if can_exist(scan.partition)]
        if limit < 1 or not wanted:
            return [[] for _ in scans]
        prepared = await self._select(scans[0], many=True)
        values = self._values(scans[0])[1:]
        pages = await asyncio.gather(
            *(
                self._read(_bound(prepared, [some, *values]), _MAX_LIMIT, None)
                for some in in_some(list(dict.fromkeys(wanted)))
            )
        )
        found: dict[bytes | None, _Rows] = defaultdict(list)
        for rows, _ in pages:
            for row in rows:
                found[row[0]].append(row)
        return [found.get(key, []) for key in keys]

    async def _select(self, scan: Scan, *, many: bool) -> PreparedStatement:
        """The statement of a scan, or of `many` alike."""
        bounds = [(operator, len(bound)) for operator, bound in bounds_of(scan)]
        columns = columns_of(scan)
        shape = ("scan", scan.table.name, tuple(bounds), scan.reverse, columns, many)
        return self._known.get(shape) or await self._prepare(
            shape,
            self._cql.scan(scan.table, bounds, reverse=scan.reverse, columns=columns, many=many),
        )

    def _values(self, scan: Scan) -> _Values:
        """What is bound to the statement of a scan, in order."""
        codec, clustering = self._codec(scan.table), scan.table.clustering
        values: _Values = codec.values(scan.partition, scan.table.partition)
        for _, bound in bounds_of(scan):
            values += map(codec.encode, clustering, bound)
        return [*values, encode_int32(min(scan.limit, _MAX_LIMIT))]

    async def _connect(self) -> None:
        if self._cluster is not None:
            return
        cluster = await asyncio.to_thread(make_cluster, self._location)
        session = await asyncio.to_thread(connect, cluster, self._location)
        self._cluster = cluster
        self._open_bridge = Bridge(session, lambda error: store_error(error, self._location))

    def _codec(self, table: Table) -> Codec:
        codec = self._codecs.get(table.name)
        if codec is None:
            codec = self._codecs[table.name] = Codec(table)
        return codec

    def _insert(self, write: Write) -> BoundStatement:
        """The statement that writes a row, of a table whose insertion is prepared."""
        table = write.table
        values = self._codec(table).whole_row(write.row, unset_nulls=table.append_only)
        return _bound(self._insertions[table.name], values)

    async def _prepare(self, shape: tuple[Any, ...], cql: str) -> PreparedStatement:
        """A statement of that shape, prepared once; its text is made only then."""
        prepared = self._known[shape] = await self._bridge.prepare(cql)
        return prepared

    async def _bind(self, cql: str, values: _Values) -> BoundStatement:
        return _bound(await self._bridge.prepare(cql), values)

    async def _read(
        self, statement: BoundStatement, limit: int, state: bytes | None
    ) -> tuple[_Rows, bytes | None]:
        """At most `limit` rows, page by page, and the state that leads to the next one."""
        rows: _Rows = []
        while True:
            statement.fetch_size = min(limit - len(rows), _PAGE_ROWS)
            page = await self._bridge.run(statement, paging_state=state)
            rows += page.raw
            state = page.paging_state
            if state is None or len(rows) >= limit:
                return rows, state

    async def _leads_on(self, statement: BoundStatement, state: bytes) -> bool:
        """Whether a row follows; the server says that it may after any full page."""
        rows, _ = await self._read(statement, 1, state)
        return bool(rows)

    async def _run_lwt(self, statement: BoundStatement) -> Page:
        """Run a compare-and-set no earlier than in the next millisecond.

        The server stamps these in whole milliseconds and plain writes are stamped in
        microseconds: one that follows a plain write within its millisecond would be applied,
        and yet be hidden by the older write.
        """
        now = time.time_ns()
        await asyncio.sleep((_MS - now % _MS + _MARGIN) / 1e9)
        return await self._bridge.run(statement)


def _bound(statement: PreparedStatement, values: _Values) -> BoundStatement:
    """The statement with values that are encoded already, which the driver's `bind` would do."""
    bound = BoundStatement(statement)
    bound.values = bound.raw_values = values
    return bound


def _conditions(table: Table, filters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Column and value of each condition; raises ValueError for a column without an index."""
    for name, value in filters.items():
        if name not in table.indexes or value is None:
            raise ValueError(f"{table.name} cannot be filtered by {name} = {value!r}")
        if table.columns[name] is ColumnType.TEXT_SET and not isinstance(value, str):
            yield from ((name, text) for text in value)
        else:
            yield name, value
