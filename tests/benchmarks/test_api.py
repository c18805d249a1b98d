"""The API benchmark asks all servers for the same, and all of them answer."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from benchmarks import api
from benchmarks.answering import servers, tutorial
from benchmarks.answering.goods import fill_tutorial
from benchmarks.answering.questions import CASSANDRA, SQLITE, TUTORIAL, Question, questions
from benchmarks.answering.servers import Server
from pricetrail.store.cassandra.location import Location
from pricetrail.store.cassandra.store import CassandraStore
from pricetrail.store.sqlite import SqliteStore

EVENTS = 60
AMOUNTS = api.Amounts({3: 2, EVENTS: 1}, products=70, shown=65, rounds=1)
RECORD = Question("a record to store")


@pytest.fixture(scope="module")
def everyone(
    cassandra_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Server]]:
    """The three servers, on stores that hold little."""
    folder = tmp_path_factory.mktemp("answering")
    location = Location.parse(cassandra_url)
    host = location.hosts[0]
    asyncio.run(api.filled(CassandraStore(cassandra_url), AMOUNTS.goods[CASSANDRA]))
    asyncio.run(api.filled(SqliteStore(folder / "trail.db"), AMOUNTS.goods[SQLITE]))
    session = tutorial.set_up(host, location.port)
    fill_tutorial(session, AMOUNTS.goods[TUTORIAL], most=api.MOST_OF_TUTORIAL)
    with ExitStack() as stack:
        yield {
            TUTORIAL: stack.enter_context(servers.the_tutorial(host, location.port, folder)),
            CASSANDRA: stack.enter_context(servers.pricetrail(cassandra_url, folder)),
            SQLITE: stack.enter_context(
                servers.pricetrail(f"sqlite:///{folder / 'trail.db'}", folder)
            ),
        }
    session.execute(f"DROP KEYSPACE {tutorial.KEYSPACE}", timeout=60)
    session.cluster.shutdown()


def test_the_same_events_are_asked_for_and_given(everyone: dict[str, Server]) -> None:
    loads = questions(everyone, AMOUNTS.goods)[Question(f"events of a product with {EVENTS}")]
    given = {w: json.loads(everyone[w].ask(load.lines[0]).body) for w, load in loads.items()}
    assert len(given[TUTORIAL]) == EVENTS
    for ours in (CASSANDRA, SQLITE):
        assert len(given[ours]["items"]) == 50
        prices = {event["price"] for event in given[ours]["items"]}
        assert prices <= {event["price"] for event in given[TUTORIAL]}
        assert given[TUTORIAL][0].keys() == given[ours]["items"][0].keys() - {"product_id"}


def test_turns_give_rates_and_ratios(everyone: dict[str, Server]) -> None:
    asked = {RECORD: questions(everyone, AMOUNTS.goods)[RECORD]}
    rates = api.compared(api.interleaved(everyone, asked, AMOUNTS))[RECORD]
    assert rates.keys() == everyone.keys()
    assert all(rate.value > 0 and rate.ratio for rate in rates.values())
    assert rates[TUTORIAL].ratio == 1
    assert all(server.peak_mb > 10 for server in everyone.values())


def test_the_section_tells_every_figure() -> None:
    rates = {RECORD: {n: api.Rate(v, v / 200) for n, v in ((TUTORIAL, 200.0), (CASSANDRA, 500.0))}}
    found = api.Found(AMOUNTS, rates, api.Looks(150.0, 80.0), {SQLITE: 99.6}, load=0.5)
    section = api.markdown(found)
    assert "| a record to store | spread | 200 | 500 | 2.5 |  |" in section
    assert "65 products in the web UI, on SQLite: 80 ms; 150 ms just after a start" in section
    assert "MB: SQLite 100." in section
