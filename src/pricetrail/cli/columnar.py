"""Loading Arrow and DuckDB, which not everybody has."""

from collections.abc import Iterator
from contextlib import contextmanager

from pricetrail.errors import ServiceUnavailable


@contextmanager
def needs_arrow() -> Iterator[None]:
    """Say what to install where a library for Parquet and SQL is missing."""
    try:
        yield
    except ImportError as error:
        raise ServiceUnavailable(
            f"a library is missing ({error}): pip install 'pricetrail[analytics]'"
        ) from error
