"""What all tests share: servers that are slow to start, started once and only when asked for."""

from collections.abc import Iterator

import pytest

from tests.support.cassandra import running_cassandra


@pytest.fixture(scope="session")
def cassandra_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The STORE_URL of a keyspace on a real server; tests share it and use keys of their own."""
    with running_cassandra(tmp_path_factory.mktemp("cassandra")) as url:
        yield url
