"""The statements of each primitive, as CQL text with one marker per value."""
# ruff: noqa: S608 - names come from the declarations, values are always bound

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from pricetrail.store.cassandra.codec import CQL_TYPES
from pricetrail.store.tables import ColumnType, Table


@dataclass(frozen=True)
class Cql:
    """The statements on the tables of one keyspace."""

    keyspace: str

    def name(self, table: Table) -> str:
        """The table with its keyspace."""
        return f"{self.keyspace}.{table.name}"

    def insert(self, table: Table, *, if_absent: bool = False) -> str:
        """All columns, in order."""
        columns = list(table.columns)
        marks = ", ".join("?" * len(columns))
        condition = " IF NOT EXISTS" if if_absent else ""
        return f"INSERT INTO {self.name(table)} ({', '.join(columns)}) VALUES ({marks}){condition}"

    def get(self, table: Table) -> str:
        """Markers: the key."""
        return f"{self._select(table)} WHERE {_equal(table.key)}"

    def scan(
        self,
        table: Table,
        bounds: Sequence[tuple[str, int]],
        *,
        reverse: bool = False,
        columns: Sequence[str] = (),
        many: bool = False,
    ) -> str:
        """Markers: the partition, the values of each bound (an operator and a length), a limit.

        Without `columns` all of them. With `many`, a list of what the partition's first column may
        be, and the limit is that of each partition.
        """
        first, *rest = (f"{name} = ?" for name in table.partition)
        conditions = [f"{table.partition[0]} IN ?" if many else first, *rest]
        for operator, length in bounds:
            bounded = ", ".join(table.clustering[:length])
            marks = ", ".join("?" * length)
            conditions.append(f"({bounded}) {operator} ({marks})")
        direction = "ASC" if table.descending else "DESC"
        order = ", ".join(f"{column} {direction}" for column in table.clustering)
        ordered = f" ORDER BY {order}" if reverse and order else ""
        where = " AND ".join(conditions)
        limit = "PER PARTITION LIMIT ?" if many else "LIMIT ?"
        return f"{self._select(table, columns)} WHERE {where}{ordered} {limit}"

    def list(self, table: Table, filters: Iterable[str]) -> str:
        """Markers: a value per filter; a column that is named twice has to hold both."""
        conditions = " AND ".join(
            f"{name} CONTAINS ?" if table.columns[name] is ColumnType.TEXT_SET else f"{name} = ?"
            for name in filters
        )
        return self._select(table) + (f" WHERE {conditions}" if conditions else "")

    def update_if(
        self, table: Table, new: Sequence[str], expected: Sequence[str], present: str | None
    ) -> str:
        """Markers: new values, the key, expected values. `present` names a column with a value.

        Without any expectation the row just has to be there.
        """
        settings = ", ".join(f"{name} = ?" for name in new)
        conditions = [f"{name} = ?" for name in expected]
        if present is not None:
            conditions.append(f"{present} != null")
        condition = " AND ".join(conditions) or "EXISTS"
        return f"UPDATE {self.name(table)} SET {settings} WHERE {_equal(table.key)} IF {condition}"

    def delete(self, table: Table, key: Sequence[str]) -> str:
        """Markers: the key columns named."""
        return f"DELETE FROM {self.name(table)} WHERE {_equal(key)}"

    def create_keyspace(self, datacenter: str, replicas: int) -> str:
        """A keyspace with `replicas` copies in that data centre."""
        return (
            f"CREATE KEYSPACE IF NOT EXISTS {self.keyspace} WITH replication = "
            f"{{'class': 'NetworkTopologyStrategy', '{datacenter}': {replicas}}}"
        )

    def create_table(self, table: Table) -> str:
        """The table as it is declared, without its indexes."""
        columns = ", ".join(f"{name} {CQL_TYPES[kind]}" for name, kind in table.columns.items())
        key = ", ".join([f"({', '.join(table.partition)})", *table.clustering])
        options = []
        if table.descending:
            order = ", ".join(f"{name} DESC" for name in table.clustering)
            options.append(f"CLUSTERING ORDER BY ({order})")
        if table.ttl is not None:
            options.append(f"default_time_to_live = {table.ttl_s}")
        return f"CREATE TABLE IF NOT EXISTS {self.name(table)} ({columns}, PRIMARY KEY ({key}))" + (
            f" WITH {' AND '.join(options)}" if options else ""
        )

    def add_columns(self, table: Table, names: Sequence[str]) -> str:
        """Those columns of the declaration, added to the table that is there."""
        columns = ", ".join(f"{name} {CQL_TYPES[table.columns[name]]}" for name in names)
        return f"ALTER TABLE {self.name(table)} ADD ({columns})"

    def change_ttl(self, table: Table) -> str:
        """How long rows live that are written from now on."""
        return f"ALTER TABLE {self.name(table)} WITH default_time_to_live = {table.ttl_s}"

    def create_index(self, table: Table, column: str) -> str:
        """An SAI index, which several filters at once can use, and paging with them.

        Written so that Astra DB takes it, too, whose server is an older one.
        """
        return (
            f"CREATE CUSTOM INDEX IF NOT EXISTS {table.name}_{column}_idx "
            f"ON {self.name(table)} ({column}) USING 'StorageAttachedIndex'"
        )

    def create_lock_table(self) -> str:
        """The table of `lock`; its id follows from its name: two who create it create the same."""
        identity = uuid5(NAMESPACE_URL, f"pricetrail:{self.keyspace}.schema_lock")
        return (
            f"CREATE TABLE IF NOT EXISTS {self.keyspace}.schema_lock "
            f"(name text PRIMARY KEY, owner uuid) WITH id = {identity}"
        )

    def lock(self) -> str:
        """Markers: the lock's name, its owner, seconds after which it ends by itself."""
        return (
            f"INSERT INTO {self.keyspace}.schema_lock (name, owner) VALUES (?, ?) "
            "IF NOT EXISTS USING TTL ?"
        )

    def unlock(self) -> str:
        """Markers: the lock's name, its owner."""
        return f"DELETE FROM {self.keyspace}.schema_lock WHERE name = ? IF owner = ?"

    def _select(self, table: Table, columns: Sequence[str] = ()) -> str:
        return f"SELECT {', '.join(columns or table.columns)} FROM {self.name(table)}"


def _equal(columns: Iterable[str]) -> str:
    return " AND ".join(f"{name} = ?" for name in columns)
