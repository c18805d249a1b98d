"""Many rows of one table looked up by few requests, where each key is one text.

Whoever dispatches reads hundreds of targets at once; each as a request of its own costs client and
server several times as much as the row does.
"""

from collections.abc import Iterator, Sequence

from pricetrail.store.base import Get, Step
from pricetrail.store.cassandra.wire import encode_int32
from pricetrail.store.tables import ColumnType, Table

_AT_ONCE = 50  # rows a request: a coordinator has to wait for all of them
_FEWEST = 8


def common_table(steps: Sequence[Step]) -> Table | None:
    """The table whose rows all the steps get by one text each, where they are many."""
    if len(steps) < _FEWEST:
        return None
    first = steps[0]
    if not isinstance(first, Get) or len(first.table.key) != 1:
        return None
    table = first.table
    if table.columns[table.key[0]] is not ColumnType.TEXT:
        return None
    return table if all(isinstance(one, Get) and one.table is table for one in steps) else None


def in_some(keys: Sequence[bytes]) -> Iterator[bytes]:
    """Keys as lists to bind, each of so many as one request may ask for."""
    for first in range(0, len(keys), _AT_ONCE):
        some = keys[first : first + _AT_ONCE]
        yield encode_int32(len(some)) + b"".join(encode_int32(len(key)) + key for key in some)
