"""Extraction beside the event loop: readers, which are processes that read pages and do no more.

Reading a page is most of the work of a scrape, and one process can use one core only. A reader
is ``python -m pricetrail.extractors``: it takes pages from its standard input and answers on its
standard output, one after the other, each as its length and a pickle; it ends with its input.
"""

import asyncio
import pickle
import signal
import struct
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from contextlib import suppress
from datetime import timedelta
from typing import BinaryIO, Self, cast

from pricetrail.errors import RecordInvalid
from pricetrail.extract import Extraction, extract
from pricetrail.memory import keep_freed_memory
from pricetrail.schema import Page

LONGEST_READ = timedelta(seconds=20)
"""So long a page may take a reader: a thousand times what most take, and less than a batch has."""

_LENGTH = struct.Struct("<I")
_IN_LINE = 3  # a reader has work while the event loop is busy with a page of its own
_PIPE_BYTES = 1 << 20  # several pages fit in, so that no half of one waits for a busy event loop

_LARGE = 1 << 20  # hostile pages of that size keep a core busy for seconds

Answer = Extraction | tuple[str, str]
"""What a reader says: an extraction, or the arguments of RecordInvalid."""

Given = Answer | None
"""An answer; None where the page has to be given to somebody else."""


async def extract_here(page: Page) -> Extraction:
    """See `pricetrail.extract.extract`; of a large page the event loop does not wait for the end.

    Most pages take a few milliseconds, less than another thread would cost.
    """
    return await asyncio.to_thread(extract, page) if len(page.body) > _LARGE else extract(page)


class Readers:
    """Reads pages in `count` processes, and in this one what they cannot take at once.

    Use it as an asynchronous context manager. A reader that dies makes each page it had a
    RecordInvalid, and is started again. One that is at a page for `longest` is ended: that page
    becomes a RecordInvalid, and those that waited behind it are read elsewhere.
    """

    def __init__(self, count: int, *, longest: timedelta = LONGEST_READ) -> None:
        self._readers = [_Reader(longest) for _ in range(count)]
        self._running: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._running = [asyncio.create_task(reader.run()) for reader in self._readers]
        return self

    async def __aexit__(self, *_: object) -> None:
        for reader in self._readers:
            reader.close()
        await asyncio.gather(*self._running)

    async def extract(self, page: Page) -> Extraction:
        """See `pricetrail.extract.extract`."""
        while True:
            reader = min(self._readers, key=lambda reader: reader.line, default=None)
            answer = reader.take(page) if reader is not None else None
            if answer is None:
                return await extract_here(page)
            said = await answer
            if isinstance(said, Extraction):
                return said
            if said is not None:
                raise RecordInvalid(*said)


class _Reader:
    """One process, and who waits for its answers; at a page it may be for the `longest` time."""

    def __init__(self, longest: timedelta) -> None:
        self._longest = longest
        self._limit: asyncio.TimerHandle | None = None
        self._overdue: asyncio.Future[Given] | None = None
        self._input: asyncio.StreamWriter | None = None
        self._waiting: deque[asyncio.Future[Given]] = deque()
        self._process: Process | None = None
        self._closed = False

    @property
    def line(self) -> int:
        """How many pages it has; as many as it takes where it is not running."""
        return _IN_LINE if self._input is None else len(self._waiting)

    def take(self, page: Page) -> asyncio.Future[Given] | None:
        """The answer to come; None where it has enough to do."""
        if self._input is None or self.line >= _IN_LINE:
            return None
        answer: asyncio.Future[Given] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
        if self._limit is None:
            self._begin_next()
        body = pickle.dumps(page, protocol=5)
        self._input.writelines((_LENGTH.pack(len(body)), body))
        return answer

    async def run(self) -> None:
        """Keep a process running until `close`, or until one ends without a single answer."""
        useful = True
        while useful and not self._closed:
            command = (sys.executable, "-P", "-m", "pricetrail.extractors")
            process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
            self._watch(process)
            answered = await self._listen(
                cast(asyncio.StreamWriter, process.stdin),
                cast(asyncio.StreamReader, process.stdout),
            )
            useful = answered or self._overdue is not None
            self._give_up()
            await process.wait()

    def _watch(self, process: Process) -> None:
        self._process = process
        if self._closed:  # while the process was made
            process.kill()

    def close(self) -> None:
        """Let the process finish what it has and end; one that is still loading ends at once."""
        self._closed = True
        pages, self._input = self._input, None
        if pages is not None:
            pages.close()
        elif self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def _listen(self, pages: asyncio.StreamWriter, answers: asyncio.StreamReader) -> bool:
        """Hand on the answers of a process until it ends; whether there were any."""
        answered = False
        with suppress(asyncio.IncompleteReadError):
            await answers.readexactly(1)  # it has loaded all it needs
            _widen(pages)
            self._input = pages
            while True:
                (length,) = _LENGTH.unpack(await answers.readexactly(_LENGTH.size))
                self._settle(pickle.loads(await answers.readexactly(length)))  # noqa: S301 - ours
                answered = True
        return answered

    def _settle(self, said: Given) -> None:
        answer = self._waiting.popleft()
        self._begin_next()
        if not answer.done():  # done: whoever asked was cancelled
            answer.set_result(said)

    def _begin_next(self) -> None:
        """Limit the time of the page that is the process's next, if there is one."""
        if self._limit is not None:
            self._limit.cancel()
        self._limit = None
        if self._waiting:
            loop = asyncio.get_running_loop()
            self._limit = loop.call_later(self._longest.total_seconds(), self._end_overdue)

    def _end_overdue(self) -> None:
        """End the process, which is at a page for too long."""
        if self._process is not None and self._process.returncode is None:
            self._overdue = self._waiting[0]
            self._process.kill()

    def _give_up(self) -> None:
        """Answer all who wait for a process that ended."""
        self._input = None
        overdue, self._overdue = self._overdue, None
        while self._waiting:
            said: Given = None
            if self._waiting[0] is overdue:
                seconds = self._longest.total_seconds()
                said = (f"reading this page took longer than {seconds:g} seconds", "[]")
            elif overdue is None:
                said = ("reading this page, or one beside it, ended the process", "[]")
            self._settle(said)


def _widen(pipe: asyncio.StreamWriter) -> None:
    if sys.platform == "linux":
        from fcntl import F_SETPIPE_SZ, fcntl  # noqa: PLC0415 - there on Linux only

        with suppress(OSError):  # more than the system's limit: slower, no more than that
            fcntl(pipe.get_extra_info("pipe").fileno(), F_SETPIPE_SZ, _PIPE_BYTES)


def serve(pages: BinaryIO, answers: BinaryIO) -> None:
    """Read pages until there are no more, and answer each."""
    answers.write(b"\n")
    answers.flush()
    while header := pages.read(_LENGTH.size):
        (length,) = _LENGTH.unpack(header)
        page: Page = pickle.loads(pages.read(length))  # noqa: S301 - our own parent wrote it
        said: Answer
        try:
            said = extract(page)
        except RecordInvalid as error:
            said = (str(error), error.detail)
        body = pickle.dumps(said, protocol=5)
        answers.write(_LENGTH.pack(len(body)) + body)
        answers.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes us
    keep_freed_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer)
