"""A library's work within bounds: what it may connect to, open and start on our behalf.

Apprise takes from a channel's URL more than any look at that URL tells: further servers, files
to read, whether to follow redirects. So the interpreter is asked itself (PEP 578): it tells of
every connection with the very address that it goes to, of every file and every process, before
there is one. That holds in the thread that is in bounds; what else the process does is not judged.
"""

import errno
import mimetypes
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from ipaddress import ip_address
from typing import Any

from pricetrail.fetch.gate import Address


@dataclass(slots=True)
class Bounds:
    """What is admitted; `refused` tells of connections that were not, the first one first."""

    admits: Callable[[Address], bool]
    refused: list[str] = field(default_factory=list)


_bounds: ContextVar[Bounds | None] = ContextVar("bounds", default=None)


@contextmanager
def bounded(admits: Callable[[Address], bool]) -> Iterator[Bounds]:
    """Within it this thread connects to addresses that `admits` takes, and to nothing else.

    It opens no file but those of Python and its packages, and starts no process. What is refused
    raises PermissionError, as a system does that forbids it.
    """
    _begin_to_judge()
    bounds = Bounds(admits)
    token = _bounds.set(bounds)
    try:
        yield bounds
    finally:
        _bounds.reset(token)


@cache
def _begin_to_judge() -> None:
    """Have every event judged from now on; that cannot be ended, so it is done once."""
    sys.addaudithook(_judge)


def _judge(event: str, given: tuple[Any, ...]) -> None:
    judge = _JUDGES.get(event)
    if judge is None:
        return
    bounds = _bounds.get()
    if bounds is None:
        return
    problem = judge(bounds, given)
    if problem is not None:
        raise PermissionError(errno.EACCES, problem)


def _connection(bounds: Bounds, given: tuple[Any, ...]) -> str | None:
    """Why a socket may not reach its address; names and Unix sockets are none that was judged."""
    address = given[1] if len(given) > 1 else None
    host = address[0] if isinstance(address, tuple) else ""
    try:
        admitted = bounds.admits(ip_address(str(host).partition("%")[0]))
    except ValueError:
        admitted = False
    if admitted:
        return None
    bounds.refused.append(f"{host or 'a local socket'} is not a public address")
    return bounds.refused[-1]


def _file(_: Bounds, given: tuple[Any, ...]) -> str | None:
    path = given[0]
    if not isinstance(path, str | bytes):  # a descriptor of what is open already
        return None
    real = os.path.realpath(os.fsdecode(path))
    homes = {os.path.realpath(prefix) for prefix in (sys.prefix, sys.base_prefix)}
    known = real in mimetypes.knownfiles or any(real.startswith(f"{home}/") for home in homes)
    return None if known else "channels read and write no files of this machine"


def _process(_: Bounds, __: tuple[Any, ...]) -> str | None:
    return "channels start nothing on this machine"


_JUDGES: dict[str, Callable[[Bounds, tuple[Any, ...]], str | None]] = {
    **dict.fromkeys(("socket.connect", "socket.sendto", "socket.sendmsg"), _connection),
    "open": _file,
    **dict.fromkeys(
        ("subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"),
        _process,
    ),
}
