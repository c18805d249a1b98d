"""History in Apache Cassandra; the driver is imported when a store is made, not before."""

from pricetrail.errors import StoreUnavailable
from pricetrail.store.base import Store


def make_store(url: str) -> Store:
    """A store for ``cassandra://host1,host2:9042/keyspace``; it connects when it is opened.

    Raises UsageError for a URL that is none, StoreUnavailable where the driver is missing.
    """
    try:
        from pricetrail.store.cassandra.store import CassandraStore  # noqa: PLC0415 - optional
    except ImportError as error:
        raise StoreUnavailable(
            f"the Cassandra driver is missing ({error}): pip install 'pricetrail[cassandra]'"
        ) from error
    return CassandraStore(url)
