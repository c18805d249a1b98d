"""A real Cassandra for the tests: yours where `CASSANDRA_CONTACT_POINTS` names it, else a node."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from cassandra.cluster import Session

from pricetrail.store.cassandra import make_store
from pricetrail.store.cassandra.db import connect, make_cluster
from pricetrail.store.cassandra.location import Location
from pricetrail.store.tables import TABLES
from tests.support.background import running_loop
from tests.support.processes import PATIENCE_S
from tools.cassandra.node import QUICK_START, Node

_YOURS = os.environ.get("CASSANDRA_CONTACT_POINTS")


@contextmanager
def running_cassandra(folder: Path) -> Iterator[str]:
    """The URL of a server, without a keyspace.

    Without Java or Maven it fails and says what to install: tests on Cassandra are not optional.
    """
    if _YOURS:
        yield f"cassandra://{_YOURS}"
        return
    node = Node(folder, sync_every_write=False, jvm_options=QUICK_START)
    node.start()
    try:
        yield f"cassandra://{node.address}:{node.port}"
    finally:
        node.stop()


@contextmanager
def new_keyspace(server: str) -> Iterator[str]:
    """The URL of a keyspace of one's own on a server, with all tables in it."""
    url = f"{server}/pricetrail_test_{uuid4().hex[:12]}"
    make_tables(url)
    try:
        yield url
    finally:
        if _YOURS:  # ours ends with the tests
            drop_keyspace(url)


def make_tables(url: str) -> None:
    """Create the keyspace that `url` names and all tables in it; a loop may run in this thread."""

    async def make() -> None:
        store = make_store(url)
        try:
            await store.open()
        finally:
            await store.close()

    with running_loop("tables") as run:
        run(make())


def empty_tables(url: str) -> None:
    """Remove every row of the keyspace that `url` names; its tables stay."""
    keyspace = Location.parse(url).keyspace
    with bare_session(url) as session:
        for table in (f"{keyspace}.{table.name}" for table in TABLES):
            if session.execute(f"SELECT * FROM {table} LIMIT 1").one() is not None:
                session.execute(f"TRUNCATE {table}")


def drop_keyspace(url: str) -> None:
    """Remove the keyspace that `url` names, with all that is in it."""
    with bare_session(url) as session:
        session.execute(f"DROP KEYSPACE IF EXISTS {Location.parse(url).keyspace}")


@contextmanager
def bare_session(url: str) -> Iterator[Session]:
    """A session of the driver without a keyspace, which waits for a busy server."""
    location = Location.parse(url)
    cluster = make_cluster(location)
    cluster.profile_manager.default.request_timeout = PATIENCE_S
    try:
        yield connect(cluster, location)
    finally:
        cluster.shutdown()
