"""The words by which shops say things, by language: data, and how a block of it is read.

A block holds phrases between ``|``, in natural spelling or as `folding.fold` leaves them (they are
folded when read). ``#`` is any number, ``0`` is none.
"""

from collections.abc import Iterator


def phrases_of(block: str) -> Iterator[str]:
    """The phrases of a block, in order."""
    for line in block.splitlines():
        yield from filter(None, map(str.strip, line.split("|")))
