"""What all tests share: servers that are slow to start, started once and only when asked for."""

import logging
import os
from collections.abc import Iterator

import pytest

from tests.support import captured
from tests.support.astra import Astra, running_astra
from tests.support.cassandra import running_cassandra
from tests.support.redis import RedisServer, running_redis


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests over captured pages where there is no folder of them, and say so."""
    if captured.available():
        return
    without = [item for item in items if item.get_closest_marker("pages") is not None]
    if without:
        items[:] = [item for item in items if item not in without]
        config.hook.pytest_deselected(items=without)
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.write_line(
                f"{len(without)} tests over captured pages deselected: there is no "
                f"{captured.FOLDER} (PRICETRAIL_PAGES names another folder)"
            )


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI, a skipped test is a failed run: what a test needs must be there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("tests were skipped, which counts as a failure in CI", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """A command run in this process sends logs to the standard error of its own test only."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="session")
def cassandra_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The STORE_URL of a keyspace on a real server; tests share it and use keys of their own."""
    with running_cassandra(tmp_path_factory.mktemp("cassandra")) as url:
        yield url


@pytest.fixture(scope="session")
def astra(cassandra_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Astra]:
    """A stand-in for Astra DB before that server, with the same keyspace."""
    with running_astra(tmp_path_factory.mktemp("astra"), cassandra_url) as running:
        yield running


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A real Redis, shared: take a database of your own with `new_url`, and do not stop it."""
    with running_redis(tmp_path_factory.mktemp("redis")) as server:
        yield server
