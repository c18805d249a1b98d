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
from typing import BinaryIO, Self, cast

from pricetrail.errors import RecordInvalid
from pricetrail.extract import Extraction, extract
from pricetrail.memory import keep_freed_memory
from pricetrail.schema import Page

_LENGTH = struct.Struct("<I")
_IN_LINE = 3  # a reader has work while the event loop is busy with a page of its own
_PIPE_BYTES = 1 << 20  # several pages fit in, so that no half of one waits for a busy event loop

_LARGE = 1 << 20  # hostile pages of that size keep a core busy for seconds

Answer = Extraction | tuple[str, str]
"""What a reader says: an extraction, or the arguments of RecordInvalid."""


async def extract_here(page: Page) -> Extraction:
    """See `pricetrail.extract.extract`; of a large page the event loop does not wait for the end.

    Most pages take a few milliseconds, less than another thread would cost.
    """
    return await asyncio.to_thread(extract, page) if len(page.body) > _LARGE else extract(page)


class Readers:
    """Reads pages in `count` processes, and in this one what they cannot take at once.

    Use it as an asynchronous context manager. A reader that dies makes each page it had a
    RecordInvalid, and is started again.
    """

    def __init__(self, count: int) -> None:
        self._readers = [_Reader() for _ in range(count)]
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
        reader = min(self._readers, key=lambda reader: reader.line, default=None)
        answer = reader.take(page) if reader is not None else None
        if answer is None:
            return await extract_here(page)
        said = await answer
        if isinstance(said, Extraction):
            return said
        raise RecordInvalid(*said)


class _Reader:
    """One process, and who waits for its answers."""

    def __init__(self) -> None:
        self._input: asyncio.StreamWriter | None = None
        self._waiting: deque[asyncio.Future[Answer]] = deque()
        self._process: Process | None = None
        self._closed = False

    @property
    def line(self) -> int:
        """How many pages it has; as many as it takes where it is not running."""
        return _IN_LINE if self._input is None else len(self._waiting)

    def take(self, page: Page) -> asyncio.Future[Answer] | None:
        """The answer to come; None where it has enough to do."""
        if self._input is None or self.line >= _IN_LINE:
            return None
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append(answer)
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
            useful = await self._listen(
                cast(asyncio.StreamWriter, process.stdin),
                cast(asyncio.StreamReader, process.stdout),
            )
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

    def _settle(self, said: Answer) -> None:
        answer = self._waiting.popleft()
        if not answer.done():  # done: whoever asked was cancelled
            answer.set_result(said)

    def _give_up(self) -> None:
        self._input = None
        while self._waiting:
            self._settle(("reading this page, or one beside it, ended the process", "[]"))


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
