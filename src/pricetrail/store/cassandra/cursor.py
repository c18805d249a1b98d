"""Opaque cursors of `Store.list`: the server's paging state, sealed for one list.

The seal ties a cursor to its table and filters, and catches damage before the server sees it.
It is no secret: whoever forges one can only reach rows that the same list shows anyway.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any

from pricetrail.errors import InvalidCursor
from pricetrail.store.tables import Table

_SEAL_BYTES = 12


def seal(table: Table, filters: Mapping[str, Any], paging_state: bytes) -> str:
    """The cursor for that place in that list."""
    sealed = _seal(table, filters, paging_state) + paging_state
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def unseal(table: Table, filters: Mapping[str, Any], cursor: str) -> bytes:
    """The paging state in it; raises InvalidCursor for a cursor of another list or origin."""
    padded = cursor + "=" * (-len(cursor) % 4)
    try:
        sealed = base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        sealed = b""
    paging_state = sealed[_SEAL_BYTES:]
    known = seal(table, filters, paging_state) if paging_state else None
    if cursor != known:
        raise InvalidCursor("the cursor is not one of this list: start from the first page")
    return paging_state


def _seal(table: Table, filters: Mapping[str, Any], paging_state: bytes) -> bytes:
    wanted = sorted((name, repr(value)) for name, value in filters.items())
    known = repr((table.name, wanted)).encode(errors="surrogatepass")
    return hashlib.sha256(known + b"\0" + paging_state).digest()[:_SEAL_BYTES]
