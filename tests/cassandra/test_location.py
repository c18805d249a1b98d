"""Where a cluster is, read from its URL."""

import pytest

from pricetrail.errors import UsageError
from pricetrail.store.cassandra.location import Location


@pytest.mark.parametrize(
    ("url", "hosts", "port"),
    [
        ("cassandra://127.0.0.1/scraper_app", ("127.0.0.1",), 9042),
        ("cassandra://a,b:9142/scraper_app", ("a", "b"), 9142),
        ("cassandra://a:9142,b:9142/scraper_app", ("a", "b"), 9142),
        ("cassandra://[::1]:9043/scraper_app", ("::1",), 9043),
        (
            "cassandra://node-1.db.example,node-2/scraper_app/",
            ("node-1.db.example", "node-2"),
            9042,
        ),
    ],
)
def test_hosts_and_port(url: str, hosts: tuple[str, ...], port: int) -> None:
    location = Location.parse(url)
    assert (location.hosts, location.port, location.keyspace) == (hosts, port, "scraper_app")


def test_options_and_login() -> None:
    location = Location.parse("cassandra://me:p%40ss@h/ks1?dc=eu-west&replication=2")
    assert (location.datacenter, location.replication) == ("eu-west", 2)
    assert (location.user, location.password) == ("me", "p@ss")
    assert "p@ss" not in repr(location) + str(location)


@pytest.mark.parametrize(
    "url",
    [
        "cassandra:///scraper_app",
        "cassandra://h",
        "cassandra://h/",
        "cassandra://h/Scraper-App",
        "cassandra://h/ks; DROP",
        "cassandra://h/" + "k" * 49,
        "cassandra://h:0/ks",
        "cassandra://h:99999/ks",
        "cassandra://h:x/ks",
        "cassandra://h:1,i:2/ks",
        "cassandra://h,,i/ks",
        "cassandra://[::1/ks",
        "cassandra://h/ks?consistency=ONE",
        "cassandra://h/ks?replication=0",
        "cassandra://h/ks?replication=all",
        "sqlite:///x.db",
    ],
)
def test_what_is_none_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(UsageError) as caught:
        Location.parse(url)
    assert len(str(caught.value).splitlines()) == 1


def test_a_refusal_does_not_repeat_the_password() -> None:
    with pytest.raises(UsageError) as caught:
        Location.parse("cassandra://me:hunter2@h:1,i:2/ks")
    assert "hunter2" not in str(caught.value)
