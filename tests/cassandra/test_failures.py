"""A cluster that is not there, goes away and comes back: one clear line, and it goes on."""

import asyncio
import logging
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from cassandra.cluster import NoHostAvailable

from cassandra import (
    AuthenticationFailed,
    OperationTimedOut,
    Unauthorized,
    Unavailable,
    WriteTimeout,
    WriteType,
)
from pricetrail.errors import StoreError, StoreUnavailable
from pricetrail.log import configure_logging
from pricetrail.store.base import Write
from pricetrail.store.cassandra import make_store
from pricetrail.store.cassandra.failures import store_error
from pricetrail.store.cassandra.location import Location
from pricetrail.store.cassandra.store import CassandraStore
from pricetrail.store.tables import EVENT_MONTH, PRODUCT
from tools.cassandra.node import QUICK_START, Node, free_port


@pytest.mark.parametrize(
    ("where", "told"),
    [("127.0.0.1:{port}", "refused"), ("nowhere.invalid", "no such host")],
)
async def test_a_cluster_that_is_not_there_is_told_at_once(where: str, told: str) -> None:
    store = make_store(f"cassandra://{where.format(port=free_port())}/scraper_app")
    begun = time.monotonic()
    with pytest.raises(StoreUnavailable, match=told) as caught:
        await store.open()
    assert time.monotonic() - begun < 10
    message = str(caught.value)
    assert where.split(":", maxsplit=1)[0] in message
    assert "STORE_URL" in message
    assert len(message.splitlines()) == 1
    await store.close()


async def test_a_data_centre_without_a_node_is_told_with_those_that_have_some(
    cassandra_url: str,
) -> None:
    store = make_store(f"{cassandra_url}?dc=nope")
    with pytest.raises(StoreUnavailable) as caught:
        await store.open()
    message = str(caught.value)
    assert "no node in the data centre 'nope', only in datacenter1: correct dc=" in message
    assert len(message.splitlines()) == 1
    await store.close()


@pytest.fixture
def logging_as_configured(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    root, driver = logging.getLogger(), logging.getLogger("cassandra")
    handlers, level = root.handlers, root.level
    configure_logging()
    yield
    root.handlers = handlers
    root.setLevel(level)
    driver.setLevel("NOTSET")


async def test_the_driver_adds_no_traces_of_its_own(
    logging_as_configured: None, capfd: pytest.CaptureFixture[str]
) -> None:
    store = CassandraStore(f"cassandra://127.0.0.1:{free_port()}/scraper_app")
    with pytest.raises(StoreUnavailable):
        await store.open()
    assert capfd.readouterr().err == ""


async def test_a_server_that_never_answers_is_given_up() -> None:
    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(never, "127.0.0.1")
    port = server.sockets[0].getsockname()[1]
    store = CassandraStore(f"cassandra://127.0.0.1:{port}/scraper_app")
    begun = time.monotonic()
    with pytest.raises(StoreUnavailable):
        await store.open()
    assert time.monotonic() - begun < 20
    server.close()
    await server.wait_closed()


async def test_before_open_and_after_close_it_is_unavailable(cassandra_url: str) -> None:
    store = CassandraStore(cassandra_url)
    with pytest.raises(StoreUnavailable):
        await store.ping()
    await store.close()
    await store.open()
    await store.open()
    assert ", version 5." in await store.ping()
    await store.close()
    await store.close()
    with pytest.raises(StoreUnavailable):
        await store.get(PRODUCT, {"product_id": "x"})


async def test_close_finishes_what_was_accepted(cassandra_url: str) -> None:
    store = CassandraStore(cassandra_url)
    await store.open()
    name = f"close-{time.time_ns()}"
    rows = [{"product_id": name, "month": f"{n:04}-01"} for n in range(500)]
    put = asyncio.create_task(store.put([Write(EVENT_MONTH, row) for row in rows]))
    await asyncio.sleep(0)
    await asyncio.gather(put, store.close())
    await store.open()
    assert len(await store.scan(EVENT_MONTH, {"product_id": name}, limit=1000)) == 500
    await store.close()


async def test_it_goes_on_after_the_server_was_away(tmp_path: Path) -> None:
    node = Node(tmp_path, jvm_options=QUICK_START)
    await asyncio.to_thread(node.start)
    url = f"cassandra://{node.address}:{node.port}/scraper_app"
    store = CassandraStore(url, tables=(EVENT_MONTH,))  # the others take seconds to create
    try:
        await store.open()
        months = [{"product_id": "p", "month": f"2026-{n:02}"} for n in (1, 2, 3)]
        await store.put([Write(EVENT_MONTH, months[0])])
        await asyncio.to_thread(node.kill)
        with pytest.raises(StoreUnavailable) as caught:
            await store.put([Write(EVENT_MONTH, months[1])])
        assert len(str(caught.value).splitlines()) == 1
        await asyncio.to_thread(node.start)
        await put_once_it_is_back(store, Write(EVENT_MONTH, months[2]))
        read = [row["month"] for row in await store.scan(EVENT_MONTH, {"product_id": "p"}, limit=9)]
        assert read[0] == "2026-03"
        assert read[-1] == "2026-01"
    finally:
        await store.close()
        await asyncio.to_thread(node.stop)


async def put_once_it_is_back(store: CassandraStore, write: Write) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                await store.put([write])
            except StoreUnavailable:
                await asyncio.sleep(0.1)
            else:
                return


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            NoHostAvailable("x", {"h": AuthenticationFailed("Bad credentials")}),
            "refuses the user: Bad credentials",
        ),
        (OperationTimedOut(), "did not answer in time: try again"),
        (WriteTimeout("t", write_type=WriteType.CAS), "it may have been written"),
        (
            Unavailable("u", required_replicas=2, alive_replicas=1),
            "1 of 2 replicas up: start the others",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_failure_says_what_to_do(error: Exception, told: str) -> None:
    translated = store_error(error, Location.parse("cassandra://h/ks"))
    assert isinstance(translated, StoreUnavailable)
    assert told in str(translated)
    assert translated.__cause__ is error


def test_what_the_user_may_not_do_is_told() -> None:
    error = Unauthorized("User scraper has no CREATE permission on <all keyspaces>")
    translated = store_error(error, Location.parse("cassandra://h/ks"))
    assert isinstance(translated, StoreError)
    assert "has no CREATE permission on <all keyspaces>; have somebody" in str(translated)


def test_a_mistake_of_ours_stays_what_it_is() -> None:
    error = TypeError("wrong type")
    assert store_error(error, Location.parse("cassandra://h/ks")) is error
