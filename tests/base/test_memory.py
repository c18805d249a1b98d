"""Freed memory is kept where the C library can."""

import platform

from pricetrail.memory import keep_freed_memory


def test_says_whether_the_c_library_can():
    assert keep_freed_memory() is (platform.libc_ver()[0] == "glibc")
