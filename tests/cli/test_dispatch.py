"""`dispatch` where a broker is named: the workers scrape, unless told otherwise."""

import redis

from tests.support.command import CommandLine
from tests.support.redis import RedisServer
from tools.cassandra.node import free_port


def test_with_a_broker_what_is_due_is_sent_to_the_workers(
    cli: CommandLine, kettle: str, redis_server: RedisServer
) -> None:
    url = redis_server.new_url()
    cli("track", kettle)
    sent = cli("dispatch", "--json", REDIS_URL=url)
    assert (sent.code, sent.lines) == (0, [{"queued": 1, "more_due": False}])
    assert "no worker answers" in sent.err
    with redis.Redis.from_url(url) as broker:
        assert len(broker.keys("http*")) == 1
    assert cli("history", kettle).code == 1
    again = cli("dispatch", REDIS_URL=url)
    assert (again.code, again.out) == (0, "")
    assert "nothing is due" in again.err


def test_it_is_scraped_here_where_that_is_wanted(
    cli: CommandLine, kettle: str, redis_server: RedisServer
) -> None:
    cli("track", kettle)
    done = cli("dispatch", "--here", "--json", REDIS_URL=redis_server.new_url())
    assert (done.code, [line["state"] for line in done.lines]) == (0, ["ok"])


def test_what_a_broker_does_not_take_stays_due(cli: CommandLine, kettle: str) -> None:
    cli("track", kettle)
    away = cli("dispatch", REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")
    assert (away.code, away.err.count("\n")) == (3, 1)
    assert [line["state"] for line in cli("dispatch", "--here", "--json").lines] == ["ok"]


def test_a_shop_gets_what_its_pace_allows(
    cli: CommandLine, kettle: str, redis_server: RedisServer
) -> None:
    cli("track", *(f"{kettle}?n={n}" for n in range(9)))
    env = {
        "REDIS_URL": redis_server.new_url(),
        "PRICETRAIL_POLITENESS": "on",
        "PRICETRAIL_GAP_S": "10",
    }
    sent = cli("dispatch", **env)
    assert sent.out == "4 sent to the workers; more is due, and waits for its shop's pace\n"
    assert cli("dispatch", "--json", **env).lines == [{"queued": 0, "more_due": True}]
