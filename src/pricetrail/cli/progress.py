"""How far a long command is: a bar on a terminal, a plain line now and then otherwise."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pricetrail.cli.console import plain, stderr

_QUIET_S = 5.0


class Ticker(Protocol):
    """Is told how many items are done."""

    def __call__(self, done: int) -> None:
        """`done` items are done, counted from the start."""


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Ticker]:
    """A ticker for `total` items; it writes to standard error only."""
    console = stderr()
    if not console.is_terminal:
        yield _Lines(what, total)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


class _Lines:
    """Says how far it is every few seconds."""

    def __init__(self, what: str, total: int | None) -> None:
        self._what = what
        self._of = "" if total is None else f" of {total:,}"
        self._said_at = time.monotonic()

    def __call__(self, done: int) -> None:
        now = time.monotonic()
        if now - self._said_at >= _QUIET_S:
            self._said_at = now
            stderr().print(plain(f"{self._what}: {done:,}{self._of}"))
