"""Temporary folders of browsers: one each, locked while its owner lives, swept when it does not.

The lock is the kernel's own (flock), so it ends with its owner however that ends, and it tells
the truth across containers too. A folder that nobody locks belongs to nobody: what still runs in
it is ended, and it is removed. Its name is on the command line of all that runs in it.
"""

import fcntl
import os
import shutil
import tempfile
from pathlib import Path

from pricetrail.errors import ServiceUnavailable
from pricetrail.fetch.browser import processes

_LOCK = "lock"
_LONGEST_HOME = 48  # Chromium makes a socket in it, whose path may have 107 characters


class BrowserFolder:
    """The folder of one browser, for all that it writes; locked from the start.

    Raises ServiceUnavailable where none can be made.
    """

    def __init__(self, home: Path) -> None:
        _make_home(home)
        self.path, self._lock = _locked_folder(home)
        while not (self.path / _LOCK).exists():  # somebody swept it before it was locked
            os.close(self._lock)
            self.path, self._lock = _locked_folder(home)

    def remove(self) -> None:
        """End what still runs in it and remove all of it; removing it twice is harmless."""
        if self._lock < 0:
            return
        _remove(self.path)
        os.close(self._lock)
        self._lock = -1


def sweep(home: Path) -> int:
    """Remove the folders in `home` whose owners are gone; returns how many those were.

    What runs in them is ended first. Folders of the living stay.
    """
    if not home.is_dir():
        return 0
    return sum(_sweep(folder) for folder in home.iterdir() if folder.is_dir())


def _locked_folder(home: Path) -> tuple[Path, int]:
    path = Path(tempfile.mkdtemp(dir=home))
    lock = os.open(path / _LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return path, lock


def _sweep(folder: Path) -> bool:
    try:
        lock = os.open(folder / _LOCK, os.O_RDWR | os.O_CLOEXEC)
    except OSError:  # somebody is making or removing it at this moment
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        _remove(folder)
        return True
    finally:
        os.close(lock)


def _remove(folder: Path) -> None:
    for pid in processes.started_with(str(folder)):
        processes.end(pid)
    shutil.rmtree(folder, ignore_errors=True)


def _make_home(home: Path) -> None:
    """The folder of folders, ours alone."""
    if len(str(home)) > _LONGEST_HOME:
        raise ServiceUnavailable(f"{home} is too long a path for Chromium; set TMPDIR to a shorter")
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        there = home.lstat()
    except OSError as error:
        raise ServiceUnavailable(f"{home} cannot be made: {error.strerror}") from error
    if home.is_symlink() or there.st_uid != os.getuid() or there.st_mode & 0o077:
        raise ServiceUnavailable(f"{home} is not ours alone; remove it, or set TMPDIR")
