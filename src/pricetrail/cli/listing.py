"""Listing: every item as a JSON line as it is read, or the first ones in a table."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar, cast

from pricetrail.cli.console import note_line, print_json, stdout
from pricetrail.cli.running import with_store
from pricetrail.cli.sheet import Sheet
from pricetrail.errors import NothingYet
from pricetrail.schema import Model
from pricetrail.store.base import Store

T = TypeVar("T", bound=Model)


@dataclass(frozen=True)
class Listing(Generic[T]):
    """A list: where its items come from, and how they are shown."""

    find: Callable[[Store], AsyncIterator[T]]
    tabulate: Callable[[Sequence[T]], Sheet]
    nothing: str
    line: Callable[[T], dict[str, Any]] = Model.json_dict
    shown: int = 50
    of_one: bool = False

    def run(self, *, limit: int | None, as_json: bool) -> None:
        """Print it; without `limit` all as JSON, or a screenful as a table.

        A store that is not there yet is an empty list, and is said to be; for a list `of_one`
        target it raises NothingYet.
        """
        if as_json:
            work = partial(self._print_lines, limit)
        else:
            work = partial(self._print_table, limit or self.shown)
        try:
            with_store(work)
        except NothingYet as error:
            if self.of_one:
                raise
            note_line(error)

    async def _print_lines(self, limit: int | None, store: Store) -> None:
        left = limit
        async with aclosing(_generator(self.find(store))) as items:
            async for item in items:
                if left == 0:
                    return
                print_json(self.line(item))
                left = None if left is None else left - 1

    async def _print_table(self, limit: int, store: Store) -> None:
        found: list[T] = []
        async with aclosing(_generator(self.find(store))) as items:
            async for item in items:
                found.append(item)
                if len(found) > limit:
                    break
        if not found:
            note_line(self.nothing)
            return
        stdout().print(self.tabulate(found[:limit]))
        if len(found) > limit:
            note_line(f"the first {limit}; --limit shows more, --json all")


def _generator(items: AsyncIterator[T]) -> Any:
    """All these iterators are generators, which can be closed before they end."""
    return cast(Any, items)
