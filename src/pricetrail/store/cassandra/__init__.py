"""History in Apache Cassandra or Astra DB; the driver is imported when a store is made."""

from pricetrail.errors import StoreUnavailable
from pricetrail.store.base import Store
from pricetrail.store.cassandra.location import Login


def make_store(url: str, login: Login | None = None) -> Store:
    """A store for a ``cassandra://`` or ``astra://`` URL; it connects when it is opened.

    Astra DB needs the login. Raises UsageError for a URL that names neither, StoreUnavailable
    where the driver is missing.
    """
    try:
        from pricetrail.store.cassandra.store import CassandraStore  # noqa: PLC0415 - optional
    except ImportError as error:
        raise StoreUnavailable(
            f"the Cassandra driver is missing ({error}): pip install 'pricetrail[cassandra]'"
        ) from error
    return CassandraStore(url, login)
