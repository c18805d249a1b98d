import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from pricetrail.store.cassandra.db import connect, make_cluster
from pricetrail.store.cassandra.location import Location
from pricetrail.store.tables import TABLES
from tests.support.astra import TOKEN, Astra
from tests.support.cassandra import bare_session, drop_keyspace
from tests.support.command import CommandLine


@pytest.fixture
def new_keyspace(cassandra_url: str) -> Iterator[str]:
    """The URL of a keyspace that is not there yet."""
    url = f"{cassandra_url}_{uuid4().hex[:6]}"
    yield url
    drop_keyspace(url)


def test_an_embedded_store(cli: CommandLine) -> None:
    planned = cli("sync-tables", "--dry-run")
    assert (planned.code, Path("trail.db").exists()) == (0, False)
    assert "statements would run" in planned.err
    done = cli("sync-tables")
    assert (done.code, done.out) == (0, "")
    assert "statements ran" in done.err
    again = cli("sync-tables", "--dry-run")
    assert (again.code, again.out) == (0, "")
    assert "as this version declares them" in again.err
    # What was printed makes the same tables.
    with closing(sqlite3.connect("by-hand.db")) as db:
        db.executescript(planned.out)
    by_hand = cli("sync-tables", "--dry-run", STORE_URL="sqlite:///by-hand.db")
    assert (by_hand.code, by_hand.out) == (0, "")


def test_a_keyspace_made_from_the_printed_statements(cli: CommandLine, new_keyspace: str) -> None:
    planned = cli("sync-tables", "--dry-run", STORE_URL=new_keyspace)
    lines = planned.out.splitlines()
    assert lines[0].startswith("CREATE KEYSPACE IF NOT EXISTS")
    assert len(lines) == 1 + len(TABLES) + sum(len(table.indexes) for table in TABLES)
    location = Location.parse(new_keyspace)
    cluster = make_cluster(location)
    session = connect(cluster, location)
    for line in lines:
        session.execute(line.removesuffix(";"), timeout=60)
    cluster.shutdown()
    again = cli("sync-tables", "--dry-run", STORE_URL=new_keyspace)
    assert (again.code, again.out) == (0, "")


def make_older_tables(url: str) -> None:
    """The keyspace, with a table as an older version may have made it."""
    keyspace = Location.parse(url).keyspace
    replication = "{'class': 'SimpleStrategy', 'replication_factor': 1}"
    columns = "product_id text PRIMARY KEY, name text, no_longer_used text"
    with bare_session(url) as session:
        session.execute(f"CREATE KEYSPACE {keyspace} WITH replication = {replication}")
        session.execute(f"CREATE TABLE {keyspace}.product ({columns})")


@pytest.mark.parametrize("older", [False, True], ids=["new", "older"])
def test_two_processes_at_once_make_one_schema(
    cli: CommandLine, new_keyspace: str, older: bool
) -> None:
    if older:
        make_older_tables(new_keyspace)
    cli.env["STORE_URL"] = new_keyspace
    running = [cli.start("sync-tables") for _ in range(2)]
    told = [process.communicate(timeout=120)[1] for process in running]
    assert [process.returncode for process in running] == [0, 0], told
    again = cli("sync-tables", "--dry-run", STORE_URL=new_keyspace)
    assert (again.code, again.out) == (0, "")


def test_a_changed_type_says_what_to_do(cli: CommandLine) -> None:
    cli("sync-tables")
    with closing(sqlite3.connect("trail.db")) as db:
        db.execute("DROP TABLE watermark")
        db.execute("CREATE TABLE watermark (name TEXT PRIMARY KEY, moment TEXT)")
    result = cli("sync-tables", "--dry-run")
    assert (result.code, result.out) == (3, "")
    assert "column watermark.moment is TEXT" in result.err
    assert "import into a new STORE_URL" in result.err


def test_astra_says_which_keyspace_to_create(cli: CommandLine, astra: Astra) -> None:
    token = {"ASTRA_DB_APPLICATION_TOKEN": TOKEN}
    result = cli("sync-tables", STORE_URL=astra.url(keyspace="not_there"), **token)
    assert result.code == 3
    assert "add the keyspace not_there" in result.err
    assert cli("sync-tables", STORE_URL=astra.url(), **token).code == 0
    assert cli("sync-tables", STORE_URL=astra.url(), ASTRA_DB_APPLICATION_TOKEN="").code == 2


@pytest.mark.parametrize("command", ["doctor", "sync-tables"])
def test_a_wrong_token_shows_nowhere(cli: CommandLine, astra: Astra, command: str) -> None:
    wrong = "AstraCS:wrong:f00f00"
    cli.env |= {"STORE_URL": astra.url(), "ASTRA_DB_APPLICATION_TOKEN": wrong}
    cli.env["PRICETRAIL_LOG_LEVEL"] = "debug"
    process = cli.start(command, "--verbose")
    said = b"".join(process.communicate(timeout=60)).decode()
    assert process.returncode == 3
    assert "refuses the login" in said
    assert wrong not in said
