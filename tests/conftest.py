"""What all tests share: servers that are slow to start, started once and only when asked for."""

import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from pricetrail.store.base import Store
from pricetrail.store.cassandra import make_store
from tests.support import captured
from tests.support.astra import Astra, running_astra
from tests.support.cassandra import empty_tables, new_keyspace, running_cassandra
from tests.support.command import CommandLine
from tests.support.redis import RedisServer, running_redis
from tests.support.sharing import shared
from tests.support.simulated import Simulated, simulating
from tests.support.stores import opened
from tests.support.threats import Tried, page

_TRIED = pytest.StashKey[Tried]()


def pytest_report_header() -> str | None:
    """Say that the tests over captured pages are left out where there is no folder of them."""
    if captured.available():
        return None
    return (
        f"captured pages: none in {captured.FOLDER} (PRICETRAIL_PAGES names another folder), "
        "tests over them are deselected"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests over captured pages where there is no folder of them."""
    if captured.available():
        return
    without = [item for item in items if item.get_closest_marker("pages") is not None]
    if without:
        items[:] = [item for item in items if item not in without]
        config.hook.pytest_deselected(items=without)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer to write what was tried of each threat."""
    parser.addoption("--security-report", type=Path, help="write docs/security.md to that file")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_TRIED] = Tried()
    config.pluginmanager.register(_Report(config.stash[_TRIED]))


class _Report:
    """Adds up what the tests say they tried, in whichever process they ran."""

    def __init__(self, tried: Tried) -> None:
        self._tried = tried

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        said = dict(report.user_properties)
        if "threat" not in said or (report.when != "call" and report.passed):
            return
        for row in said["threat"]:
            self._tried.inputs[tuple(row)] += said.get("tried", 1)
            self._tried.failed[tuple(row)] += report.failed


@pytest.fixture(autouse=True)
def _threats(request: pytest.FixtureRequest) -> None:
    rows = [list(mark.args) for mark in request.node.iter_markers("threat")]
    if rows:
        request.node.user_properties.append(("threat", rows))


@pytest.fixture
def tried(request: pytest.FixtureRequest) -> Callable[[int], None]:
    """Tells how many inputs a test tries, where that is more than one."""
    return lambda number: request.node.user_properties.append(("tried", number))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI, a skipped test is a failed run: what a test needs must be there."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("tests were skipped, which counts as a failure in CI", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    report = session.config.option.security_report
    if report is not None and not hasattr(session.config, "workerinput"):
        report.write_text(page(session.config.stash[_TRIED]))


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """A command run in this process sends logs to the standard error of its own test only."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def cli(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> CommandLine:
    """The command line, with a store of its own."""
    return CommandLine(monkeypatch, capsys, tmp_path)


@pytest.fixture(scope="session")
def folder_of_the_run(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that all worker processes of this run have in common."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def simulated(folder_of_the_run: Path) -> Iterator[Simulated]:
    """Stores with the demo's history, for tests to copy; all worker processes share them."""
    folder = folder_of_the_run / "demo"
    with shared(folder, simulating(folder / "simulated")) as made:
        yield Simulated.within(made)


@pytest.fixture(scope="session")
def cassandra_server(folder_of_the_run: Path) -> Iterator[str]:
    """The URL of a real server without a keyspace; all worker processes share it."""
    folder = folder_of_the_run / "cassandra"
    with shared(folder, running_cassandra(folder / "node")) as url:
        yield url


@pytest.fixture(scope="session")
def cassandra_url(cassandra_server: str) -> Iterator[str]:
    """The STORE_URL of a keyspace on a real server, with its tables.

    All tests of a worker process share it: they use keys of their own.
    """
    with new_keyspace(cassandra_server) as url:
        yield url


@pytest.fixture(scope="session")
def _spare_keyspace(cassandra_server: str) -> Iterator[str]:
    with new_keyspace(cassandra_server) as url:
        yield url


@pytest.fixture
def empty_keyspace(_spare_keyspace: str) -> str:
    """The STORE_URL of a keyspace, with its tables, that holds no row; one test at a time has it.

    To make one for each test would take seconds.
    """
    empty_tables(_spare_keyspace)
    return _spare_keyspace


@pytest.fixture
async def cassandra(empty_keyspace: str) -> AsyncIterator[Store]:
    """An open store there."""
    async with opened(make_store(empty_keyspace)) as store:
        yield store


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
