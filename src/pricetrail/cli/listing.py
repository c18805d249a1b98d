"""Listing: every item as a JSON line as it is read, or the first ones in a table."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from rich.table import Table

from pricetrail.bootstrap import Services
from pricetrail.cli.console import print_json, stderr, stdout
from pricetrail.cli.running import with_services
from pricetrail.schema import Model

T = TypeVar("T", bound=Model)


@dataclass(frozen=True)
class Listing(Generic[T]):
    """A list: where its items come from, and how they are shown."""

    find: Callable[[Services], AsyncIterator[T]]
    tabulate: Callable[[Sequence[T]], Table]
    nothing: str
    line: Callable[[T], dict[str, Any]] = Model.json_dict
    shown: int = 50

    def run(self, *, limit: int | None, as_json: bool) -> None:
        """Print it; without `limit` all as JSON, or a screenful as a table."""
        if as_json:
            with_services(lambda services: self._print_lines(services, limit))
        else:
            with_services(lambda services: self._print_table(services, limit or self.shown))

    async def _print_lines(self, services: Services, limit: int | None) -> None:
        left = limit
        async with aclosing(_generator(self.find(services))) as items:
            async for item in items:
                if left == 0:
                    return
                print_json(self.line(item))
                left = None if left is None else left - 1

    async def _print_table(self, services: Services, limit: int) -> None:
        found: list[T] = []
        async with aclosing(_generator(self.find(services))) as items:
            async for item in items:
                found.append(item)
                if len(found) > limit:
                    break
        if not found:
            stderr().print(self.nothing)
            return
        stdout().print(self.tabulate(found[:limit]))
        if len(found) > limit:
            stderr().print(f"the first {limit}; --limit shows more, --json all")


def _generator(items: AsyncIterator[T]) -> Any:
    """All these iterators are generators, which can be closed before they end."""
    return cast(Any, items)
