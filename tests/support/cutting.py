"""A store that breaks off at any write, as one does that has no transactions."""

from collections.abc import Sequence
from typing import Any

from pricetrail.errors import StoreUnavailable
from pricetrail.store.base import CompareAndSet, Count, Get, Put, Scan, Step, Store


class CutOff:
    """Hands everything on to `store`, step by step, and fails before write number `last`.

    Rows that are put together are written in their order or, `backwards`, in the opposite one: a
    store that has no transactions may write them in any.
    """

    def __init__(self, store: Store, last: int, *, backwards: bool = False) -> None:
        self._store = store
        self._left = last
        self._order = -1 if backwards else 1

    @property
    def is_through(self) -> bool:
        """Whether there were fewer writes than that."""
        return self._left >= 0

    async def run(self, steps: Sequence[Step]) -> list[Any]:
        return [await self._step(step) for step in steps]

    async def _step(self, step: Step) -> Any:
        match step:
            case Put(writes):
                return await self.put(writes)
            case CompareAndSet(table, key, expected, new):
                return await self.compare_and_set(table, key, expected, new)
            case Get() | Scan() | Count():
                return (await self._store.run([step]))[0]

    async def put(self, writes: Sequence[Any]) -> None:
        for write in writes[:: self._order]:
            self._write()
            await self._store.put([write])

    async def compare_and_set(self, *given: Any) -> bool:
        self._write()
        return await self._store.compare_and_set(*given)

    async def insert_if_absent(self, *given: Any) -> Any:
        self._write()
        return await self._store.insert_if_absent(*given)

    async def delete(self, *given: Any) -> None:
        self._write()
        await self._store.delete(*given)

    def _write(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise StoreUnavailable("cut off")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)
