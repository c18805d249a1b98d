"""Which steps of a call share requests, or are done side by side.

Whoever dispatches reads hundreds of targets at once; each as a request of its own costs client and
server several times as much as the row does. So many rows of one table are looked up by few
requests, where each key is one text.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from pricetrail.store.base import CompareAndSet, Get, Step
from pricetrail.store.cassandra.wire import encode_int32
from pricetrail.store.tables import ColumnType, Table

_AT_ONCE = 20  # rows a request: Astra DB refuses to look into more partitions by one
_FEWEST = 8


def many_of(steps: Sequence[Step]) -> dict[str, list[int]]:
    """The tables many of whose rows are got by one text each, and the places of those steps."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, step in enumerate(steps):
        if isinstance(step, Get) and _has_one_text(step.table):
            places[step.table.name].append(place)
    return {name: some for name, some in places.items() if len(some) >= _FEWEST}


def _has_one_text(table: Table) -> bool:
    return len(table.key) == 1 and table.columns[table.key[0]] is ColumnType.TEXT


def in_some(keys: Sequence[bytes]) -> Iterator[bytes]:
    """Keys as lists to bind, each of so many as one request may ask for."""
    for first in range(0, len(keys), _AT_ONCE):
        some = keys[first : first + _AT_ONCE]
        yield encode_int32(len(some)) + b"".join(encode_int32(len(key)) + key for key in some)


def side_by_side(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """The steps in order, in groups that may be done at once: comparisons of different rows."""
    group: list[Step] = []
    rows: set[tuple[Any, ...]] = set()
    for step in steps:
        row = None
        if isinstance(step, CompareAndSet):
            row = step.table.name, *(step.key[name] for name in step.table.key)
        if group and (row is None or row in rows):
            yield group
            group, rows = [], set()
        if row is None:
            yield [step]
        else:
            group.append(step)
            rows.add(row)
    if group:
        yield group
