"""How far a long command is: a bar on a terminal, a plain line now and then otherwise."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pricetrail.cli.console import note_line, stderr

_QUIET_S = 5.0


class Ticker(Protocol):
    """Is told how many items are done."""

    def __call__(self, done: int, total: int | None = None, what: str | None = None) -> None:
        """`done` items are done, counted from the start; of another `total` or kind, if given."""


@contextmanager
def progress(
    what: str, total: int | None = None, *, beside_results: bool = False
) -> Iterator[Ticker]:
    """A ticker for `total` items; it writes to standard error only.

    There is no bar for a single item, nor on a terminal where results are printed meanwhile.
    """
    console = stderr()
    in_the_way = total == 1 or (beside_results and sys.stdout.isatty())
    if not console.is_terminal or in_the_way:
        yield _Lines(what, total)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)

        def tick(done: int, total: int | None = total, what: str | None = None) -> None:
            bar.update(task, completed=done, total=total, description=what)

        yield tick


class _Lines:
    """Says how far it is every few seconds."""

    def __init__(self, what: str, total: int | None) -> None:
        self._what = what
        self._total = total
        self._said_at = time.monotonic()

    def __call__(self, done: int, total: int | None = None, what: str | None = None) -> None:
        now = time.monotonic()
        if now - self._said_at >= _QUIET_S:
            self._said_at = now
            of = total or self._total
            said = f"{what or self._what}: {done:,}{'' if of is None else f' of {of:,}'}"
            note_line(said)
