"""A few small rows written by one request, which costs client and server far less than several.

Such a batch is unlogged: as with requests of their own, some of its rows may be written when it
fails. Large ones are sent apart, since a server refuses batches above 50 KiB and complains above 5.
"""

from collections.abc import Iterable, Iterator, Sequence

from cassandra.query import UNSET_VALUE, BatchStatement, BatchType, BoundStatement

from pricetrail.store.base import Write

_MOST_ROWS = 8  # a server complains about batches over more than ten partitions
_MOST_BYTES = 4_000


def can_be_together(writes: Sequence[Write]) -> bool:
    """Whether they are few, and of different rows: a batch knows no order."""
    return len({write.table.name for write in writes}) == len(writes) <= _MOST_ROWS


def together(statements: Iterable[BoundStatement]) -> Iterator[BoundStatement | BatchStatement]:
    """The same writes in as few requests as their sizes allow."""
    small: list[BoundStatement] = []
    size = 0
    for statement in statements:
        more = sum(len(value) for value in statement.values if value and value is not UNSET_VALUE)
        if size + more > _MOST_BYTES:
            yield statement
        else:
            small.append(statement)
            size += more
    if len(small) > 1:
        batch = BatchStatement(BatchType.UNLOGGED)
        for statement in small:
            batch.add(statement)
        yield batch
    else:
        yield from small
