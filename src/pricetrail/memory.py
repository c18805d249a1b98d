"""What a process that works for long does about its memory.

The tree of a page takes some megabytes. By itself the C library often returns them when the tree
is freed, and the system has to find and clear them anew for the next page: with a page of 250 KB
that is half of the time that parsing takes.
"""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_TRIM_THRESHOLD = -1  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD in glibc's malloc.h
_MMAP_THRESHOLD = -3
_KEPT_BYTES = 32 * 1024 * 1024  # the most that glibc takes for the second one


def keep_freed_memory() -> bool:
    """Keep up to 32 MB of freed memory in this process; whether the C library can (glibc)."""
    set_option = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if set_option is None:
        return False
    return all(set_option(option, _KEPT_BYTES) for option in (_TRIM_THRESHOLD, _MMAP_THRESHOLD))


@contextmanager
def set_aside() -> Iterator[None]:
    """Leave all that is there now out of the search for unreachable objects, until the end.

    A process that has loaded what it works with holds hundreds of thousands of objects, which
    Python would walk again and again, for some 40 ms each time.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
