"""What a store is to hold, in plain dictionaries: the `Store` protocol at its simplest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from pricetrail.clock import uuid_sort_key
from pricetrail.store.base import Write
from pricetrail.store.tables import TABLES, Row, Table
from tests.support.rows import whole

Key = tuple[Any, ...]
Place = tuple[str, Key]


class Model:
    """Rows of any table by their keys."""

    def __init__(self) -> None:
        self.rows: dict[Place, Row] = {}
        self._touched: set[Place] = set()
        self._known: set[Place] = set()

    def put(self, writes: Iterable[Write]) -> None:
        for table, row in writes:
            place = self._place(table, row)
            kept = _without_nulls(row) if table.append_only else row
            self.rows[place] = whole(table, self.rows.get(place, {}) | kept)

    def get(self, table: Table, key: Mapping[str, Any]) -> Row | None:
        return self.rows.get(self._place(table, key))

    def insert_if_absent(self, table: Table, row: Row) -> Row | None:
        place = self._place(table, row)
        there = self.rows.get(place)
        if there is None:
            self.rows[place] = whole(table, row)
        return there

    def compare_and_set(
        self, table: Table, key: Mapping[str, Any], expected: Mapping[str, Any], new: Row
    ) -> bool:
        place = self._place(table, key)
        there = self.rows.get(place)
        asked = whole(table, dict(expected))
        if there is None or any(there[name] != asked[name] for name in expected):
            return False
        self.rows[place] = whole(table, there | new)
        return True

    def delete(self, table: Table, key: Mapping[str, Any]) -> None:
        for place, row in list(self.rows.items()):
            if place[0] == table.name and all(row[name] == key[name] for name in key):
                del self.rows[place]
                self._touched.add(place)

    def scan(
        self,
        table: Table,
        partition: Mapping[str, Any],
        bounds: Mapping[str, Sequence[Any]],
        *,
        reverse: bool,
    ) -> list[Row]:
        """All rows of the partition within the bounds, in order."""
        found = [
            row
            for row in self._rows(table)
            if all(row[name] == value for name, value in partition.items())
            and all(_within(table, row, name, bound) for name, bound in bounds.items())
        ]
        down = table.descending is not reverse
        return sorted(
            found, key=lambda row: _order(table, row, len(table.clustering)), reverse=down
        )

    def list(self, table: Table, filters: Mapping[str, Any]) -> dict[Key, Row]:
        """The rows for which all filters hold, by their keys."""
        return {
            tuple(row[name] for name in table.key): row
            for row in self._rows(table)
            if all(_holds(row[name], value) for name, value in filters.items())
        }

    def touched(self) -> Iterator[tuple[Table, Row, Row | None]]:
        """Table, key and row (None where there is none) of what was named since the last call."""
        named, self._touched = self._touched, set()
        self._known |= named
        return self._look_up(named)

    def everything(self) -> Iterator[tuple[Table, Row, Row | None]]:
        """The same of all that was ever named."""
        return self._look_up(self._known | self._touched)

    def _look_up(self, places: set[Place]) -> Iterator[tuple[Table, Row, Row | None]]:
        tables = {table.name: table for table in TABLES}
        for name, key in places:
            table = tables[name]
            yield table, dict(zip(table.key, key, strict=True)), self.rows.get((name, key))

    def _place(self, table: Table, row: Mapping[str, Any]) -> Place:
        place = table.name, tuple(row[name] for name in table.key)
        self._touched.add(place)
        return place

    def _rows(self, table: Table) -> Iterator[Row]:
        return (row for (name, _), row in self.rows.items() if name == table.name)


def _without_nulls(row: Row) -> Row:
    return {name: value for name, value in row.items() if value not in (None, (), {})}


def _holds(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, tuple):
        return set(wanted) <= set(value or ())
    return wanted in value if isinstance(value, tuple) else bool(value == wanted)


def _within(table: Table, row: Row, name: str, bound: Sequence[Any]) -> bool:
    mine = _order(table, row, len(bound))
    other = tuple(map(_sortable, bound))
    return {"lt": mine < other, "le": mine <= other, "gt": mine > other, "ge": mine >= other}[name]


def _order(table: Table, row: Row, width: int) -> Key:
    return tuple(_sortable(row[name]) for name in table.clustering[:width])


def _sortable(value: Any) -> Any:
    """What sorts as the stores sort: time-UUIDs by time, texts by their bytes."""
    if isinstance(value, UUID):
        return uuid_sort_key(value)
    return value.encode() if isinstance(value, str) else value
