"""Processes that a test starts: they end with it, and say when they are ready."""

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from selectors import EVENT_READ, DefaultSelector
from typing import IO

PATIENCE_S = 120


@contextmanager
def ending(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """`process`, which is gone at the end whatever happens."""
    with process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def wait_for_words(*streams: IO[bytes] | None) -> None:
    """Return once there is something to read from one of them."""
    with DefaultSelector() as selector:
        for stream in streams:
            assert stream is not None
            selector.register(stream, EVENT_READ)
        assert selector.select(timeout=PATIENCE_S), "it says nothing"


def wait_until(holds: Callable[[], object]) -> None:
    """Return once `holds` says so."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def wait_for_line(stream: IO[bytes] | None, beginning: bytes) -> bytes:
    """The first line that begins so, whatever is said before."""
    assert stream is not None
    said = b""
    while not said.startswith(beginning):
        wait_for_words(stream)
        said = stream.readline()
        assert said, f"it ended without saying {beginning!r}"
    return said


def served_at(stream: IO[bytes] | None) -> str:
    """The address that a server says it serves at, whatever it says before."""
    return wait_for_line(stream, b"serving ").decode().removeprefix("serving ").rstrip()
