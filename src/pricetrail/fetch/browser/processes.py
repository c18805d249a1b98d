"""Processes as Linux's /proc tells of them: a tree's memory, and who was started with what.

Where there is no /proc, nothing is known: there are no processes, and memory is 0.
"""

import os
import signal
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_TCP = _PROC / "net" / "tcp"


def started_with(text: str) -> list[int]:
    """The living processes of this user that have `text` on their command line, but this one."""
    mine = os.getuid()
    found = []
    for pid in _pids():
        with suppress(OSError):
            said = (_PROC / str(pid) / "cmdline").read_bytes()
            ours = (_PROC / str(pid)).stat().st_uid == mine and pid != os.getpid()
            if ours and text.encode() in said:
                found.append(pid)
    return found


def memory_of_tree(pid: int) -> int:
    """Bytes that a process and its descendants have, pages they share with others left out."""
    return sum(map(_own_memory, _tree(pid)))


def end(pid: int) -> None:
    """Kill a process; nothing where there is none."""
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)


def end_group(pid: int) -> None:
    """Kill the process group that `pid` leads; nothing where there is none."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


def user_of_connection(port: int, to_port: int) -> int | None:
    """The user whose process connected from `port` to `to_port` on IPv4 loopback, if known."""
    try:
        lines = _TCP.read_text().splitlines()[1:]
    except OSError:
        return None
    ends = [f"0100007F:{port:04X}", f"0100007F:{to_port:04X}"]
    users = (line.split() for line in lines)
    return next((int(fields[7]) for fields in users if fields[1:3] == ends), None)


def _tree(pid: int) -> Iterable[int]:
    children: defaultdict[int, list[int]] = defaultdict(list)
    for each in _pids():
        children[_parent(each)].append(each)
    waiting = [pid]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += children[each]


def _pids() -> Iterator[int]:
    if _PROC.is_dir():
        yield from (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit())


def _parent(pid: int) -> int:
    try:
        stat = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return -1
    return int(stat.rpartition(")")[2].split()[1])


def _own_memory(pid: int) -> int:
    try:
        fields = (_PROC / str(pid) / "statm").read_text().split()
    except OSError:
        return 0
    return (int(fields[1]) - int(fields[2])) * _PAGE_BYTES
