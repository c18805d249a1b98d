"""Few keys and few values, so that random operations meet: what `test_model` draws from."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from pricetrail.clock import first_uuid_at
from pricetrail.store.tables import ColumnType, Row, Table
from tests.support.rows import EXTREMES, NOON

_TEXTS = ("Z", "a", "ä", "漢", "🛒")
_AT_NOON = first_uuid_at(NOON).int
_CLUSTERING: dict[ColumnType, tuple[Any, ...]] = {
    ColumnType.TEXT: _TEXTS,
    ColumnType.INT: (-1, 0, 2**62),
    ColumnType.DATE: (date(1969, 12, 31), date(2026, 3, 14), date(2026, 3, 15)),
    # Three of one moment, which the sign of their bytes puts in order, and two others.
    ColumnType.TIMEUUID: (
        *(UUID(int=_AT_NOON | low) for low in (0, 0x7F, 0x7F00)),
        first_uuid_at(datetime(2026, 3, 7, tzinfo=UTC)),
        first_uuid_at(datetime(2027, 1, 1, tzinfo=UTC)),
    ),
}
_VALUES = {
    kind: (None, *(value for value in values if len(str(value)) < 1000))
    for kind, values in EXTREMES.items()
}
_WORDS = ("a", "b", "é")
_INDEXED: dict[ColumnType, tuple[Any, ...]] = {
    ColumnType.TEXT: (None, *_WORDS),
    ColumnType.TEXT_SET: (None, (), ("a",), ("a", "b"), ("b", "é"), _WORDS),
}


@dataclass(frozen=True)
class Keys:
    """Keys of any table in partitions that no other sequence uses."""

    prefix: str

    def of(self, table: Table) -> st.SearchStrategy[Row]:
        """One of a few whole keys."""
        first, *others = table.partition
        partition = {first: self._partition(table.columns[first], 2)}
        partition |= {name: self._partition(table.columns[name], 1) for name in others}
        clustering = {
            name: st.sampled_from(_CLUSTERING[table.columns[name]]) for name in table.clustering
        }
        return st.fixed_dictionaries(partition | clustering)

    def rows(self, table: Table) -> st.SearchStrategy[Row]:
        """A key with some of the other columns, null or not."""
        others = {
            name: st.sampled_from(self._values(table, name))
            for name in table.columns
            if name not in table.key
        }
        some = st.sets(st.sampled_from(sorted(others)), max_size=5) if others else st.just(set())
        chosen = some.flatmap(lambda names: st.fixed_dictionaries({n: others[n] for n in names}))
        shop = {"shop": self.prefix} if "shop" in others else {}
        return st.builds(lambda key, values: key | shop | values, self.of(table), chosen)

    def filters(self, table: Table) -> st.SearchStrategy[Row]:
        """Filters on some of the indexed columns, the shop's left out."""
        some = {
            name: st.sampled_from(_WORDS)
            if table.columns[name] is ColumnType.TEXT
            else st.sampled_from([*_WORDS, (), ("a",), ("a", "b")])
            for name in table.indexes
            if name != "shop"
        }
        return st.fixed_dictionaries({}, optional=some).filter(lambda found: len(found) < 3)

    def _partition(self, kind: ColumnType, values: int) -> st.SearchStrategy[Any]:
        number = int(self.prefix[:12], 16)
        few: dict[ColumnType, tuple[Any, ...]] = {
            ColumnType.TEXT: (f"{self.prefix}:0", f"{self.prefix}:1"),
            ColumnType.INT: (number, -number),
            ColumnType.TIMESTAMP: (NOON, datetime(1969, 12, 31, tzinfo=UTC)),
            ColumnType.DATE: (NOON.date(), date(1969, 12, 31)),
        }
        return st.sampled_from(few[kind][:values])

    def _values(self, table: Table, name: str) -> tuple[Any, ...]:
        if name == "shop":
            return (self.prefix, None)
        return (_INDEXED if name in table.indexes else _VALUES)[table.columns[name]]
