"""The driver's callbacks as awaitables, with a bound on what is in flight.

The driver answers in a thread of its own. Answers are collected and the event loop is woken once
for all that wait, which costs it less than one wake-up each.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple

from cassandra.cluster import EXEC_PROFILE_DEFAULT, ResultSet, Session
from cassandra.query import UNSET_VALUE, BoundStatement, PreparedStatement

from cassandra import ProtocolVersion
from pricetrail.store.cassandra.failures import DRIVER_ERRORS
from pricetrail.store.cassandra.results import RawRow, RawRows

IN_FLIGHT = 128
_LARGE = 64_000  # bytes


class Page(NamedTuple):
    """One page of an answer; `paging_state` leads to the next one, None at the end."""

    raw: list[RawRow]
    columns: list[str]
    types: list[Any]
    paging_state: bytes | None

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The rows as the driver decodes them."""
        return [
            tuple(
                kind.from_binary(value, ProtocolVersion.V4)  # as in every later version
                for kind, value in zip(self.types, row, strict=True)
            )
            for row in self.raw
        ]


_Answer = tuple["asyncio.Future[Page]", Page | None, Exception | None]


class Bridge:
    """Runs statements of one session, its own, on the event loop that made the bridge.

    Large ones go one behind the other: while its socket takes no more, the driver refuses
    whatever it is asked, and never again counts with the place that such a request had.
    """

    def __init__(
        self,
        session: Session,
        translate: Callable[[Exception], Exception],
        *,
        in_flight: int = IN_FLIGHT,
    ) -> None:
        session.client_protocol_handler = RawRows
        self._session = session
        self._translate = translate
        self._loop = asyncio.get_running_loop()
        self._slots = asyncio.Semaphore(in_flight)
        self._turn_of_large = asyncio.Lock()
        self._large: asyncio.Future[Page] | None = None
        self._pending: set[asyncio.Future[Any]] = set()
        self._answers: deque[_Answer] = deque()
        self._woken = False
        self._prepared: dict[str, PreparedStatement] = {}
        self._preparing = asyncio.Lock()

    async def prepare(self, cql: str) -> PreparedStatement:
        """The prepared statement of that text, prepared when it is first asked for."""
        if cql not in self._prepared:
            async with self._preparing:
                if cql not in self._prepared:
                    self._prepared[cql] = await self._prepare(cql)
        return self._prepared[cql]

    async def run(
        self,
        statement: Any,
        *,
        profile: Any = EXEC_PROFILE_DEFAULT,
        paging_state: bytes | None = None,
    ) -> Page:
        """The first page of the answer, or the one that `paging_state` leads to."""
        return await (await self._submit(statement, profile, paging_state))

    async def run_all(self, statements: Iterable[Any]) -> None:
        """Run all, many at a time; when one fails, the others end before its error is raised."""
        submitted: list[asyncio.Future[Page]] = []
        try:
            for statement in statements:
                answer = await self._submit(statement, EXEC_PROFILE_DEFAULT, None)
                submitted.append(answer)
        finally:
            results = await asyncio.gather(*submitted, return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException):
                raise result

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Keeps `idle` waiting, between requests too."""
        done: asyncio.Future[None] = self._loop.create_future()
        self._pending.add(done)
        try:
            yield
        finally:
            self._pending.discard(done)
            done.cancel()

    async def idle(self) -> None:
        """Return once everything that was accepted has its answer."""
        while waited_for := [answer for answer in self._pending if not answer.done()]:
            await asyncio.wait(waited_for)

    async def _prepare(self, cql: str) -> PreparedStatement:
        try:
            return await asyncio.to_thread(self._session.prepare, cql)
        except DRIVER_ERRORS as error:
            raise self._translate(error) from error

    async def _submit(
        self, statement: Any, profile: Any, paging_state: bytes | None
    ) -> "asyncio.Future[Page]":
        answer: asyncio.Future[Page] = self._loop.create_future()
        if _size_of(statement) > _LARGE:
            await self._turn_of_large.acquire()
            self._large = answer
        try:
            await self._slots.acquire()
        except BaseException:
            self._end_turn(answer)
            raise
        try:
            request = self._session.execute_async(
                statement, execution_profile=profile, paging_state=paging_state
            )
        except BaseException:
            self._release(answer)
            raise
        self._pending.add(answer)
        request.add_callbacks(
            lambda rows: self._collect(answer, _page(ResultSet(request, rows)), None),
            lambda error: self._collect(answer, None, error),
        )
        return answer

    def _release(self, answer: "asyncio.Future[Page]") -> None:
        """Let others have what a request took that is answered, or was never sent."""
        self._slots.release()
        self._end_turn(answer)

    def _end_turn(self, answer: "asyncio.Future[Page]") -> None:
        if answer is self._large:
            self._large = None
            self._turn_of_large.release()

    def _collect(
        self, answer: "asyncio.Future[Page]", page: Page | None, error: Exception | None
    ) -> None:
        self._answers.append((answer, page, error))
        if not self._woken:
            self._woken = True
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                self._loop.call_soon_threadsafe(self._hand_out)

    def _hand_out(self) -> None:
        self._woken = False
        while self._answers:
            answer, page, error = self._answers.popleft()
            self._release(answer)
            self._pending.discard(answer)
            if answer.done():
                continue  # nobody waits for it any more
            if error is not None:
                answer.set_exception(self._translate(error))
            elif page is not None:
                answer.set_result(page)


def _size_of(statement: Any) -> int:
    """The bytes of what is bound; of a batch none, which is never large."""
    if not isinstance(statement, BoundStatement):
        return 0
    return sum(len(value) for value in statement.values if value and value is not UNSET_VALUE)


def _page(result: ResultSet) -> Page:
    return Page(
        result.current_rows,
        result.column_names or [],
        result.column_types or [],
        result.paging_state,
    )
