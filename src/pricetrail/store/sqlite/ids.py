"""Stored time-UUIDs as Arrow arrays: many at once take a fraction of the time of one by one.

A stored id is its sort key (`clock.uuid_sort_key`), 16 bytes: the ticks, then signed bytes.
"""

import struct
from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from pricetrail.clock import ms_of_sort_key

_BYTES = 16
_DIGITS = 2 * _BYTES
_SIGNS = bytes(8) + b"\x80" * 8
_TICKS_PER_MS = 10_000
_BEGINNING_MS = ms_of_sort_key(bytes(_BYTES))


def texts_of(keys: Sequence[bytes]) -> pa.Array:
    """The UUIDs written out, as `clock.uuid_text_of_sort_key` writes each."""
    number = len(keys)
    unsigned = int.from_bytes(b"".join(keys), "big") ^ int.from_bytes(_SIGNS * number, "big")
    digits = unsigned.to_bytes(_BYTES * number, "big").hex().encode()
    ends = pa.array(range(0, len(digits) + 1, _DIGITS), pa.int32()).buffers()[1]
    written = pa.StringArray.from_buffers(number, ends, pa.py_buffer(digits))

    def joined(*parts: tuple[int, int]) -> pa.Array:
        pieces = (pc.utf8_slice_codeunits(written, start, stop) for start, stop in parts)
        return pc.binary_join_element_wise(*pieces, "-")

    before, behind = joined((8, 16), (4, 8)), joined((1, 4), (16, 20), (20, 32))
    return pc.binary_join_element_wise(before, behind, "-1")  # the version stands in no key


def moments_of(keys: Sequence[bytes]) -> pa.Array:
    """When each was made, in whole milliseconds since 1970, as `clock.ms_of_sort_key` says."""
    ticks = struct.unpack(f">{'Q8x' * len(keys)}", b"".join(keys))
    elapsed = pc.divide(pa.array(ticks, pa.int64()), _TICKS_PER_MS)
    return pc.add(elapsed, _BEGINNING_MS)
