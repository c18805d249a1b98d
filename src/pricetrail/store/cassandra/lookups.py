"""Which steps of a call share requests, or are done side by side.

Whoever dispatches reads hundreds of targets at once, and whoever stores records that came together
the days of many products; each as a request of its own costs client and server several times as
much as the row does. So reads that differ in one text alone are done by few requests.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from pricetrail.store.base import READS, CompareAndSet, Count, Get, Scan, Step
from pricetrail.store.cassandra.wire import encode_int32
from pricetrail.store.tables import ColumnType

_AT_ONCE = 20  # partitions a request: Astra DB refuses to look into more by one


def alike(steps: Sequence[Step]) -> list[list[int]]:
    """The places of steps that requests can share, several in each group.

    They are gets and scans of one table that differ in the first text of their key alone.
    """
    places: dict[Hashable, list[int]] = defaultdict(list)
    for place, step in enumerate(steps):
        shape = _shape_of(step)
        if shape is not None:
            places[shape].append(place)
    return [some for some in places.values() if len(some) > 1]


def _shape_of(step: Step) -> Hashable:
    """What steps that can share a request have in common; None for one that cannot."""
    if not isinstance(step, READS):
        return None
    scan = scan_of(step)
    table = scan.table
    if scan.reverse or table.columns[table.partition[0]] is not ColumnType.TEXT:
        return None
    if isinstance(step, Get) and len(table.key) > 1:
        return None
    rest = [scan.partition[name] for name in table.partition[1:]]
    bounds = [(operator, *bound) for operator, bound in bounds_of(scan)]
    return type(step), table.name, *rest, *bounds, scan.limit, scan.shown, scan.only


def scan_of(read: Get | Scan | Count) -> Scan:
    """The scan that finds what a read asks for."""
    match read:
        case Get(table, key):
            return Scan(table, key, limit=1)
        case Count(scan):
            return scan._replace(only=scan.table.clustering)
        case Scan():
            return read


def columns_of(scan: Scan) -> tuple[str, ...]:
    """The columns to ask for; none: all. The first tells the rows of several scans apart."""
    return tuple(dict.fromkeys((scan.table.partition[0], *scan.only))) if scan.only else ()


def bounds_of(scan: Scan) -> list[tuple[str, Sequence[Any]]]:
    """The bounds that a scan has: operator and values."""
    given = ((">", scan.gt), (">=", scan.ge), ("<", scan.lt), ("<=", scan.le))
    return [(operator, bound) for operator, bound in given if bound is not None]


def in_some(keys: Sequence[bytes]) -> Iterator[bytes]:
    """Keys as lists to bind, each of so many as one request may ask for."""
    for first in range(0, len(keys), _AT_ONCE):
        some = keys[first : first + _AT_ONCE]
        yield encode_int32(len(some)) + b"".join(encode_int32(len(key)) + key for key in some)


def side_by_side(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """The steps in order, in groups that may be done at once.

    Those are reads that follow one another, and so comparisons of different rows.
    """
    group: list[Step] = []
    rows: set[tuple[Any, ...]] = set()
    for step in steps:
        row = None
        if isinstance(step, CompareAndSet):
            row = step.table.name, *(step.key[name] for name in step.table.key)
        if group and not (_both_read(group[0], step) or (rows and row and row not in rows)):
            yield group
            group, rows = [], set()
        group.append(step)
        if row is not None:
            rows.add(row)
    if group:
        yield group


def _both_read(one: Step, other: Step) -> bool:
    return isinstance(one, READS) and isinstance(other, READS)
