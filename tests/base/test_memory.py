"""Freed memory is kept where the C library can, and what is there for good is not searched."""

import gc
import platform

from pricetrail.memory import keep_freed_memory, set_aside


def test_says_whether_the_c_library_can():
    assert keep_freed_memory() is (platform.libc_ver()[0] == "glibc")


def test_what_is_there_is_set_aside_until_the_end():
    with set_aside():
        assert gc.get_freeze_count() > 0
    assert gc.get_freeze_count() == 0
