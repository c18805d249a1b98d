"""The servers that are compared, each one worker in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.answering import tutorial
from tools.cassandra.node import free_port

_ROOT = Path(__file__).parent.parent.parent
_PATIENCE_S = 60


class Answer(NamedTuple):
    """A whole answer, and the seconds until it was there; names of headers are lower-case."""

    seconds: float
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers at `origin`, and the process it runs in."""

    origin: str
    pid: int

    @property
    def peak_mb(self) -> float:
        """The most resident memory that it has had so far, in MB (10⁶)."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
        return int(peak) * 1024 / 1e6

    def ask(self, path: str) -> Answer:
        """GET a path over a connection of its own."""
        begun = time.perf_counter()
        with urlopen(self.origin + path, timeout=_PATIENCE_S) as answer:
            body = answer.read()
        took = time.perf_counter() - begun
        return Answer(took, body, {name.lower(): value for name, value in answer.headers.items()})


@contextmanager
def pricetrail(store_url: str, folder: Path) -> Iterator[Server]:
    """Ours: ``pricetrail serve``, which lets one client write as much as it likes."""
    settings = {
        "STORE_URL": store_url,
        "PRICETRAIL_DATA_DIR": str(folder),
        "PRICETRAIL_WRITES_PER_S": "0",
    }
    port = free_port()
    command = [sys.executable, "-m", "pricetrail", "serve", "--port", str(port)]
    with _running(command, settings, port, "/healthz", folder / "pricetrail.log") as server:
        yield server


@contextmanager
def the_tutorial(host: str, cql_port: int, folder: Path) -> Iterator[Server]:
    """The baseline under uvicorn, with a quiet log."""
    settings = {tutorial.HOST: host, tutorial.PORT: str(cql_port)}
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", f"{tutorial.__name__}:app"]
    options = ["--port", str(port), "--no-access-log", "--log-level", "warning"]
    log = folder / "tutorial.log"
    with _running([*command, *options], settings, port, "/openapi.json", log) as server:
        yield server


@contextmanager
def _running(
    command: Sequence[str], settings: Mapping[str, str], port: int, path: str, log: Path
) -> Iterator[Server]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("PRICETRAIL_")}
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command, cwd=_ROOT, env={**inherited, **settings}, stdout=output, stderr=output
        ) as process,
    ):
        server = Server(f"http://127.0.0.1:{port}", process.pid)
        try:
            _wait_until_it_answers(server, path, process, log)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_until_it_answers(
    server: Server, path: str, process: subprocess.Popen[bytes], log: Path
) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        try:
            server.ask(path)
        except (URLError, ConnectionError):
            if process.poll() is not None or time.monotonic() > deadline:
                said = log.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"{process.args!r} does not answer:\n{said}") from None
            time.sleep(0.05)
        else:
            return
