"""Rows that are written by one request, which costs client and server far less than several.

Such a batch is unlogged: as with requests of their own, some of its rows may be written when it
fails. Over several partitions it stays small, since a server refuses those above 50 KiB and
complains above 5; rows of one partition are one change for the server.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeAlias

from cassandra.query import UNSET_VALUE, BatchStatement, BatchType, BoundStatement

from pricetrail.store.base import Write

_MOST_PARTITIONS = 8  # a server complains about more than ten
_MOST_ROWS = 200
_MOST_BYTES = 4_000
_MOST_BYTES_OF_ONE = 16_000

Partition = tuple[Hashable, ...]
Statement: TypeAlias = BoundStatement | BatchStatement


def together(
    writes: Sequence[Write], bind: Callable[[Write], BoundStatement]
) -> Iterator[Statement]:
    """The same writes in as few requests as their sizes allow; each is bound when its turn comes.

    Rows of one product or target go side by side. A batch knows no order, so where a row is there
    twice each goes alone.
    """
    if len({_key_of(write) for write in writes}) < len(writes):
        yield from map(bind, writes)
        return
    yield from _packed(_side_by_side(writes), bind)


def _key_of(write: Write) -> Partition:
    return write.table.name, *(write.row[name] for name in write.table.key)


def _partition_of(write: Write) -> Partition:
    return write.table.name, *(write.row[name] for name in write.table.partition)


def _side_by_side(writes: Sequence[Write]) -> Iterable[Write]:
    """The writes, those of one product or target, and of one partition, behind one another."""
    groups: dict[Hashable, dict[Partition, list[Write]]] = defaultdict(lambda: defaultdict(list))
    for write in writes:
        groups[write.row[write.table.partition[0]]][_partition_of(write)].append(write)
    return (write for group in groups.values() for some in group.values() for write in some)


def _packed(
    writes: Iterable[Write], bind: Callable[[Write], BoundStatement]
) -> Iterator[Statement]:
    """Writes in order, as many in a request as fit in one."""
    packed: list[BoundStatement] = []
    partitions: set[Partition] = set()
    size = 0
    for write in writes:
        statement, partition = bind(write), _partition_of(write)
        more = sum(len(value) for value in statement.values if value and value is not UNSET_VALUE)
        alone = partitions <= {partition}
        most = _MOST_BYTES_OF_ONE if alone else _MOST_BYTES
        many = len(packed) == _MOST_ROWS or len(partitions | {partition}) > _MOST_PARTITIONS
        if packed and (many or size + more > most):
            yield _one_of(packed)
            packed, partitions, size = [], set(), 0
        packed.append(statement)
        partitions.add(partition)
        size += more
    if packed:
        yield _one_of(packed)


def _one_of(statements: Sequence[BoundStatement]) -> Statement:
    if len(statements) == 1:
        return statements[0]
    batch = BatchStatement(BatchType.UNLOGGED)
    for statement in statements:
        batch.add(statement)
    return batch
