"""A real Redis server that ends with the tests."""

import itertools
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis

from tests.support.processes import PATIENCE_S, ending
from tools.cassandra.node import free_port

_DATABASES = 1000


@dataclass
class RedisServer:
    """A server on a port of its own, without persistence; `restart` wipes it."""

    folder: Path
    port: int
    _process: subprocess.Popen[bytes] | None = None
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def new_url(self) -> str:
        """A database that nobody else uses."""
        return f"redis://127.0.0.1:{self.port}/{next(self._numbers)}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = {
            "port": self.port,
            "bind": "127.0.0.1",
            "dir": self.folder,
            "save": "",
            "appendonly": "no",
            "databases": _DATABASES,
        }
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        self._process = subprocess.Popen(["redis-server", *words], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + PATIENCE_S
        with redis.Redis(port=self.port) as client:
            while True:
                try:
                    client.ping()
                except redis.ConnectionError:
                    assert time.monotonic() < deadline, "redis-server does not start"
                    time.sleep(0.02)
                else:
                    return

    def stop(self) -> None:
        """End it at once; all that it held is gone."""
        if self._process is not None:
            with ending(self._process) as process:
                process.kill()
            self._process = None


def long_known(data: redis.Redis) -> None:
    """As if politeness had kept count in this database for long: no host was just fetched."""
    run = data.info("server")["run_id"]
    data.hset("pricetrail:known-since", mapping={"run": run, "at": 1})


@contextmanager
def running_redis(folder: Path) -> Iterator[RedisServer]:
    """A server that runs, and is gone at the end."""
    server = RedisServer(folder, free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()
