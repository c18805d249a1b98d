"""Threads that do a database's blocking work; callers await them.

A lane is a queue of jobs and the threads that serve it, each with a connection of its own. A
job that was accepted is done even when its caller stops waiting.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

_LARGEST_GROUP = 256


class Job:
    """Work that somebody waits for, and what came of it."""

    __slots__ = ("error", "future", "loop", "result", "work")

    def __init__(self, work: Work[Any]) -> None:
        self.work = work
        self.loop = asyncio.get_running_loop()
        self.future: asyncio.Future[Any] = self.loop.create_future()
        self.result: Any = None
        self.error: Exception | None = None

    def settle(self) -> None:
        """Tell who waits; runs in that one's loop."""
        if self.future.done():
            return  # no longer waiting: cancelled
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


Serve = Callable[[sqlite3.Connection, Sequence[Job]], None]


def serve_reads(connection: sqlite3.Connection, jobs: Sequence[Job]) -> None:
    """Run each job by itself."""
    for job in jobs:
        try:
            job.result = job.work(connection)
        except Exception as error:  # noqa: BLE001 - whatever it is belongs to the caller
            job.error = error


def serve_writes(connection: sqlite3.Connection, jobs: Sequence[Job]) -> None:
    """Run the jobs in one transaction; if one fails, each in a transaction of its own.

    So callers share the cost of a commit but never each other's errors.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.Error as error:
        for job in jobs:
            job.error = error
        return
    try:
        for job in jobs:
            job.result = job.work(connection)
        connection.execute("COMMIT")
    except Exception as error:  # noqa: BLE001 - whatever it is belongs to the caller
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if len(jobs) == 1:
            jobs[0].error = error
            return
        for job in jobs:
            serve_writes(connection, [job])


class Lane:
    """A queue of jobs and one thread per connection that serves it."""

    def __init__(
        self, name: str, connections: Sequence[sqlite3.Connection], serve: Serve, group: bool
    ) -> None:
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._serve = serve
        self._largest = _LARGEST_GROUP if group else 1
        self._threads = [
            Thread(target=self._main, args=(connection,), name=f"{name}-{number}", daemon=True)
            for number, connection in enumerate(connections)
        ]
        for thread in self._threads:
            thread.start()

    async def run(self, work: Work[T]) -> T:
        """What `work` returns, given a connection; it is finished even if this is cancelled."""
        job = Job(work)
        self._queue.put(job)
        result: T = await job.future
        return result

    def close(self) -> None:
        """Finish all jobs accepted so far, then end the threads; blocks until they have ended."""
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _main(self, connection: sqlite3.Connection) -> None:
        while self._serve_next(connection):
            pass
        connection.close()

    def _serve_next(self, connection: sqlite3.Connection) -> bool:
        """Wait for jobs and do them; False at the end of the lane."""
        jobs, more = self._take()
        if jobs:
            self._serve(connection, jobs)
            _settle(jobs)
        return more

    def _take(self) -> tuple[list[Job], bool]:
        """Wait for a job and take those that wait behind it; False at the end of the lane."""
        job = self._queue.get()
        jobs: list[Job] = []
        while job is not None:
            jobs.append(job)
            if len(jobs) == self._largest:
                return jobs, True
            try:
                job = self._queue.get_nowait()
            except Empty:
                return jobs, True
        return jobs, False


def _settle(jobs: Sequence[Job]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[Job]] = {}
    for job in jobs:
        by_loop.setdefault(job.loop, []).append(job)
    for loop, settled in by_loop.items():
        with suppress(RuntimeError):  # the loop was closed: nobody waits any more
            loop.call_soon_threadsafe(_settle_all, settled)


def _settle_all(jobs: Sequence[Job]) -> None:
    for job in jobs:
        job.settle()
