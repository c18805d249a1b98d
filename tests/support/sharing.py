"""One server for all worker processes of a test run, which start and end at different times."""

import fcntl
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def shared(folder: Path, begin: AbstractContextManager[str]) -> Iterator[str]:
    """What `begin` yields, begun by the first of the processes that name the same `folder`.

    Who began it ends it, as soon as all others have let go; who comes later begins anew.
    """
    folder.mkdir(exist_ok=True)
    told = folder / "told"
    with (
        (folder / "door").open("w") as door,
        (folder / "users").open("w") as users,
        ExitStack() as until_the_end,
    ):
        with _locked(door, fcntl.LOCK_EX):
            if told.exists():
                until_the_end.enter_context(_locked(users, fcntl.LOCK_SH))
            else:
                told.write_text(until_the_end.enter_context(begin))
                until_the_end.enter_context(_held_for_the_others(door, users, told))
            value = told.read_text()
        yield value


@contextmanager
def _locked(file: IO[str], how: int) -> Iterator[None]:
    """Hold a lock, which the others wait for."""
    fcntl.flock(file, how)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


@contextmanager
def _held_for_the_others(door: IO[str], users: IO[str], told: Path) -> Iterator[None]:
    """At the end, let nobody in any more and wait for the last to leave."""
    try:
        yield
    finally:
        fcntl.flock(door, fcntl.LOCK_EX)
        told.unlink()
        fcntl.flock(users, fcntl.LOCK_EX)
