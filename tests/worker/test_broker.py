"""The queue of whoever sends, against real servers and against none."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pricetrail.errors import ServiceUnavailable
from pricetrail.queue import Job
from pricetrail.queue.broker import BrokerQueue, shown
from tests.support.redis import RedisServer
from tools.cassandra.node import free_port

JOB = Job("a", "shop.example", None)
LONGEST_S = 2.0


@contextmanager
def silent_server() -> Iterator[int]:
    """Something that accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


async def put_and_measure(port: int) -> float:
    queue = BrokerQueue(f"redis://user:secret@127.0.0.1:{port}/0")
    started = time.monotonic()
    with pytest.raises(ServiceUnavailable) as caught:
        await queue.put([JOB] * 10)
    took = time.monotonic() - started
    assert f"redis://127.0.0.1:{port}/0" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert ".; is Redis" not in str(caught.value)
    await queue.close()
    return took


async def test_without_a_broker_it_fails_at_once() -> None:
    assert await put_and_measure(free_port()) < LONGEST_S


async def test_a_broker_that_says_nothing_is_given_up() -> None:
    with silent_server() as port:
        assert await put_and_measure(port) < LONGEST_S


async def test_it_works_again_when_the_broker_does(tmp_path: Path) -> None:
    server = RedisServer(tmp_path, free_port())
    queue = BrokerQueue(server.new_url())
    try:
        server.start()
        await queue.put([JOB])
        server.stop()
        with pytest.raises(ServiceUnavailable):
            await queue.put([JOB])
        server.start()
        await queue.put([JOB])
    finally:
        await queue.close()
        server.stop()


def test_the_password_is_not_shown() -> None:
    assert shown("rediss://:pw@redis.example/2") == "rediss://redis.example:6379/2"


def test_the_app_never_imports_the_worker() -> None:
    code = (
        "import sys, pricetrail.main, pricetrail.queue.broker; "
        "assert not [m for m in sys.modules if m.startswith('pricetrail.worker')]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
