"""Work that is cheaper for many than for one: who comes while it is done goes with the next."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Gathering(Generic[T, R]):
    """Does `work` for all who ask at the same time at once, on one event loop.

    Who asks first begins at once; who asks while that is being done waits and goes with all the
    others who wait, `most` at a time and in the order they came. Who was answered together with
    others may soon ask again: for that the next waits, `patience_s` at most, so that they stay
    together.

    `work` answers as many results as it got items, in their order. An error that it raises is
    raised to those it was done for, and to nobody else. Who is cancelled takes what has not begun
    along; the others notice nothing.
    """

    def __init__(
        self,
        work: Callable[[Sequence[T]], Awaitable[Sequence[R]]],
        *,
        most: int,
        patience_s: float = 0.0,
    ) -> None:
        self._work = work
        self._most = most
        self._patience_s = patience_s
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._expected = 1
        self._doing: asyncio.Task[Sequence[R]] | None = None
        self._pause: asyncio.TimerHandle | None = None

    async def ask(self, item: T) -> R:
        """What the work gives for `item`, once it is done. Raises what it raises."""
        answer: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, answer))
        if self._doing is None and len(self._waiting) >= self._expected:
            self._begin()
        return await answer

    async def finish(self) -> None:
        """Return once nothing is being done, nor waits for it."""
        while self._doing is not None or self._waiting:
            if self._doing is None:
                self._begin()
            else:
                await asyncio.wait([self._doing])

    def _begin(self) -> None:
        """Do what waits, and is still wanted."""
        if self._pause is not None:
            self._pause.cancel()
        self._pause, self._expected = None, 1
        some: list[tuple[T, asyncio.Future[R]]] = []
        while self._waiting and len(some) < self._most:
            item, answer = self._waiting.popleft()
            if not answer.done():
                some.append((item, answer))
        if not some:
            return
        items, answers = zip(*some, strict=True)
        # In a context of its own: what is logged meanwhile is no single request's.
        self._doing = asyncio.create_task(self._do(items), context=Context())
        self._doing.add_done_callback(lambda done: self._hand_out(done, answers))

    async def _do(self, items: Sequence[T]) -> Sequence[R]:
        return await self._work(items)

    def _hand_out(
        self, done: asyncio.Task[Sequence[R]], answers: Sequence[asyncio.Future[R]]
    ) -> None:
        self._doing = None
        error = None if done.cancelled() else done.exception()
        for place, answer in enumerate(answers):
            if answer.done():
                continue
            if done.cancelled():
                answer.cancel()
            elif error is not None:
                answer.set_exception(error)
            else:
                answer.set_result(done.result()[place])
        self._go_on(len(answers) + len(self._waiting))

    def _go_on(self, expected: int) -> None:
        """Do what waits, as soon as so many do or patience is over."""
        if expected > 1 and len(self._waiting) < self._most:
            self._expected = min(expected, self._most)
            loop = asyncio.get_running_loop()
            self._pause = loop.call_later(self._patience_s, self._begin)
        else:
            self._begin()
