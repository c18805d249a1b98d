"""Stores that are open for as long as they are needed, and what they hold."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from pricetrail.export import export_jsonl
from pricetrail.store.base import Store

S = TypeVar("S", bound=Store)


@asynccontextmanager
async def opened(store: S) -> AsyncIterator[S]:
    """`store`, open; closed at the end."""
    await store.open()
    try:
        yield store
    finally:
        await store.close()


async def exported(store: Store) -> bytes:
    """The whole history as JSON lines."""
    out = io.BytesIO()
    await export_jsonl(store, out)
    return out.getvalue()
