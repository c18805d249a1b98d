"""Connections to a cluster: settings of the driver, and one session per process to use freely.

Nothing is connected at import. `get_cluster` and `get_session` may be FastAPI dependencies, and a
process that was forked gets a session of its own.
"""

import os
import socket
from functools import cache
from typing import Any
from urllib.error import HTTPError

from cassandra.auth import PlainTextAuthProvider
from cassandra.cluster import EXEC_PROFILE_DEFAULT, Cluster, ExecutionProfile, Session
from cassandra.policies import (
    DCAwareRoundRobinPolicy,
    ExponentialReconnectionPolicy,
    TokenAwarePolicy,
)
from cassandra.query import dict_factory, tuple_factory

from cassandra import ConsistencyLevel, ProtocolVersion
from pricetrail.config import get_settings
from pricetrail.errors import StoreUnavailable
from pricetrail.store.cassandra.bundle import tls_of_bundle
from pricetrail.store.cassandra.failures import (
    DRIVER_ERRORS,
    no_datacenter,
    no_metadata,
    store_error,
)
from pricetrail.store.cassandra.location import (
    AstraLocation,
    Location,
    Login,
    is_astra,
    location_of,
)

SCHEMA = "schema"
"""Profile of statements that change the schema, which take seconds on a small machine."""

_CONNECT_TIMEOUT_S = 4.0
_ASTRA_CONNECT_TIMEOUT_S = 10.0  # over the internet, with two handshakes
_REQUEST_TIMEOUT_S = 10.0
_SCHEMA_TIMEOUT_S = 60.0


def make_cluster(
    location: Location | AstraLocation, *, row_factory: Any = tuple_factory
) -> Cluster:
    """A cluster with our settings, not connected yet.

    Reads and writes ask a majority of the local data centre, also for compare-and-set. Blocks: it
    looks host names up, or asks Astra DB's metadata service for its nodes. Raises
    StoreUnavailable where that fails, InvalidFile for a bundle that cannot be used.
    """
    contact = _bundle(location) if isinstance(location, AstraLocation) else _hosts(location)
    try:
        return Cluster(
            compression=False,
            # It sends pieces of 4 KB: a last small one would wait 40 ms for their receipt.
            sockopts=[(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)],
            reconnection_policy=ExponentialReconnectionPolicy(base_delay=0.5, max_delay=4),
            execution_profiles=_profiles(getattr(location, "datacenter", None), row_factory),
            **contact,
        )
    except DRIVER_ERRORS as error:
        if isinstance(error.__context__, HTTPError):
            error.__context__.close()  # the metadata service's answer, which the driver leaves open
        if isinstance(location, AstraLocation):
            raise no_metadata(error, location) from error
        raise store_error(error, location) from error


def connect(cluster: Cluster, location: Location | AstraLocation) -> Session:
    """A session of that cluster, without a keyspace; blocks until it stands or cannot.

    Raises StoreUnavailable, and then nothing of it is left running.
    """
    try:
        return cluster.connect()
    except DRIVER_ERRORS as error:
        centres = {host.datacenter for host in cluster.metadata.all_hosts() if host.datacenter}
        cluster.shutdown()
        if isinstance(location, Location) and location.datacenter not in {None, *centres}:
            raise no_datacenter(location, centres) from error
        raise store_error(error, location) from error


def get_cluster() -> Cluster:
    """The process's cluster for `STORE_URL`, made when first asked for."""
    return _cluster(os.getpid())


def get_session() -> Session:
    """The process's session on the keyspace of `STORE_URL`, connected when first asked for.

    Its rows are dicts, and the models of `pricetrail.store.cassandra.models` use it:
    ``Product.objects.all()``. Raises StoreUnavailable; UsageError where `STORE_URL` names
    neither Cassandra nor Astra DB.
    """
    return _session(os.getpid())


def close_session() -> None:
    """Close what `get_cluster` and `get_session` made, if anything; they make it anew then."""
    if _cluster.cache_info().currsize:
        get_cluster().shutdown()
    _session.cache_clear()
    _cluster.cache_clear()


@cache
def _cluster(_pid: int) -> Cluster:
    return make_cluster(_location(), row_factory=dict_factory)


@cache
def _session(pid: int) -> Session:
    location = _location()
    try:
        session = connect(_cluster(pid), location)
    except StoreUnavailable:
        _cluster.cache_clear()  # it is shut down; the next call tries anew
        raise
    try:
        session.set_keyspace(location.keyspace)
    except DRIVER_ERRORS as error:
        raise store_error(error, location) from error
    _use_for_models(session)
    return session


def _location() -> Location | AstraLocation:
    settings = get_settings()
    url = settings.store_url
    return location_of(url, Login.of(settings) if is_astra(url) else None)


def _use_for_models(session: Session) -> None:
    from cassandra.cqlengine import connection  # noqa: PLC0415 - heavy, and for notebooks only

    connection.set_session(session)


def _hosts(location: Location) -> dict[str, Any]:
    auth = PlainTextAuthProvider(location.user, location.password or "") if location.user else None
    return {
        "contact_points": list(location.hosts),
        "port": location.port,
        "auth_provider": auth,
        "protocol_version": ProtocolVersion.V5,
        "connect_timeout": _CONNECT_TIMEOUT_S,
        "control_connection_timeout": _CONNECT_TIMEOUT_S,
    }


def _bundle(location: AstraLocation) -> dict[str, Any]:
    """Astra DB speaks version 4, and the driver does not come down from one that is named."""
    return {
        "cloud": {
            "secure_connect_bundle": str(location.bundle),
            "use_default_tempdir": True,  # it unpacks the bundle, whose folder may be read-only
            "connect_timeout": _ASTRA_CONNECT_TIMEOUT_S,
            "ssl_context": tls_of_bundle(location.bundle),
        },
        "auth_provider": PlainTextAuthProvider(location.login.user, location.login.password),
        "protocol_version": ProtocolVersion.V4,
        "connect_timeout": _ASTRA_CONNECT_TIMEOUT_S,
        "control_connection_timeout": _ASTRA_CONNECT_TIMEOUT_S,
    }


def _profiles(datacenter: str | None, row_factory: Any) -> dict[Any, ExecutionProfile]:
    def profile(timeout_s: float) -> ExecutionProfile:
        return ExecutionProfile(
            load_balancing_policy=TokenAwarePolicy(DCAwareRoundRobinPolicy(datacenter or "")),
            consistency_level=ConsistencyLevel.LOCAL_QUORUM,
            serial_consistency_level=ConsistencyLevel.LOCAL_SERIAL,
            request_timeout=timeout_s,
            row_factory=row_factory,
        )

    return {
        EXEC_PROFILE_DEFAULT: profile(_REQUEST_TIMEOUT_S),
        SCHEMA: profile(_SCHEMA_TIMEOUT_S),
    }
